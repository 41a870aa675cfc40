"""Writes nobody waits for: kept in order, written together, flushed before the store closes."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from store.errors import StoreError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from store.database import Database

_log = logging.getLogger(__name__)
PAUSE_AFTER_FAILURE = 1.0
"""Seconds before a write that failed, most often for a held lock, is tried again."""
GATHERED = 0.05
"""Seconds for which statements are gathered, so that one transaction writes many."""
MOST_WAITING = 10_000
"""Statements that may wait; past it the oldest are dropped, so that memory stays bounded."""

Statement = tuple[str, tuple[object, ...]]


class WriteBehind:
    """A queue of statements that one task writes, many in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Statement] = []
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin writing."""
        self._task = asyncio.create_task(self._run(), name="write-behind")

    async def close(self) -> None:
        """Write what is left, then end."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._write()

    def put(self, sql: str, values: tuple[object, ...]) -> None:
        """Have a statement written soon, after all that were put before it."""
        if len(self._waiting) >= MOST_WAITING:
            del self._waiting[0]
            _log.warning("too many writes are waiting; the oldest was dropped")
        self._waiting.append((sql, values))
        self._idle.clear()
        self._wake.set()

    async def flush(self) -> None:
        """Wait until everything put so far is written."""
        await self._idle.wait()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            # What an answer brings is put bit by bit, and must not slow the answer itself.
            await asyncio.sleep(GATHERED)
            self._wake.clear()
            try:
                await self._write()
            except StoreError as error:
                _log.warning("writing later: %s", error)
                await asyncio.sleep(PAUSE_AFTER_FAILURE)
                self._wake.set()

    async def _write(self) -> None:
        batch = list(self._waiting)
        if batch:
            await self._database.change(partial(_execute, batch=batch))
            del self._waiting[: len(batch)]
        if not self._waiting:
            self._idle.set()


def _execute(raw: sqlite3.Connection, batch: Sequence[Statement]) -> None:
    for sql, values in batch:
        raw.execute(sql, values)
