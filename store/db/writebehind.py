"""Writes nobody waits for: kept in order, written together, flushed before the store closes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from functools import partial
from typing import TYPE_CHECKING

from store.errors import StoreDamagedError, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.db.database import Database
    from store.db.port import Engine, RawConnection

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
        self._flushing: list[asyncio.Future[None]] = []
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
        with contextlib.suppress(StoreDamagedError):
            await self._write()

    def put(self, sql: str, values: tuple[object, ...]) -> None:
        """Have a statement written soon, after all that were put before it."""
        if len(self._waiting) >= MOST_WAITING:
            del self._waiting[0]
            _log.warning("too many writes are waiting; the oldest was dropped")
        self._waiting.append((sql, values))
        self._wake.set()

    async def flush(self) -> None:
        """Wait until everything put so far is written; raises the StoreError that hinders it."""
        if self._waiting:
            written = asyncio.get_running_loop().create_future()
            self._flushing.append(written)
            await written

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            # What an answer brings is put bit by bit, and must not slow the answer itself.
            await asyncio.sleep(GATHERED)
            self._wake.clear()
            try:
                await self._write()
            except StoreDamagedError:
                # Nothing is written any more until the store has been restored.
                self._waiting.clear()
                self._end_flush()
            except Exception as error:  # noqa: BLE001 - the only task that writes must not end
                if isinstance(error, StoreError):
                    self._end_flush(error)
                _log.warning("writing later: %s", error)
                await asyncio.sleep(PAUSE_AFTER_FAILURE)
                self._wake.set()

    async def _write(self) -> None:
        batch = list(self._waiting)
        try:
            if batch:
                await self._change(batch)
                del self._waiting[: len(batch)]
        except _WrongError:
            await self._write_singly(batch)
        if not self._waiting:
            self._end_flush()

    async def _write_singly(self, batch: Sequence[Statement]) -> None:
        """Write each statement by itself, and drop those that would never be written."""
        for statement in batch:
            try:
                await self._change([statement])
            except _WrongError as error:
                _log.warning("a write was dropped: %s", error.__cause__)
            del self._waiting[0]

    async def _change(self, batch: Sequence[Statement]) -> None:
        engine = self._database.engine
        await self._database.change(partial(_execute, batch=batch, engine=engine))

    def _end_flush(self, error: StoreError | None = None) -> None:
        """Let those who wait go on: all is written, or can't be for the reason given."""
        flushing, self._flushing = self._flushing, []
        for written in flushing:
            if written.done():
                continue
            if error is None:
                written.set_result(None)
            else:
                written.set_exception(error)


class _WrongError(Exception):
    """A statement is wrong in itself."""


def _execute(raw: RawConnection, batch: Sequence[Statement], engine: Engine) -> None:
    for sql, values in batch:
        try:
            raw.execute(sql, values)
        except Exception as error:
            # A driver's other errors come from the file, the disk, the server or a stop.
            if not raw.in_transaction or engine.may_pass(error):
                raise
            raise _WrongError from error
