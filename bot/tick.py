"""Wakes the delivery of daily excerpts: every few seconds, at each jump of the clock, at start.

What is due stands in the store; APScheduler gives the wake-up only. Its own calendar drops jobs,
and fires never or twice on days on which clocks change.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from store.clock import Clock

_log = logging.getLogger(__name__)

SECONDS = 10


class Tick:
    """While entered, calls `work` again and again, never twice at a time."""

    def __init__(self, work: Callable[[], Awaitable[None]], clock: Clock) -> None:
        self._work = work
        self._wanted = asyncio.Event()
        self._idle = asyncio.Event()
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._task: asyncio.Task[None] | None = None
        clock.on_jump(self.wake)

    def wake(self) -> None:
        """Have the work done now, or once more after the round that is under way."""
        self._idle.clear()
        self._wanted.set()

    async def settled(self) -> None:
        """Wait until the work that was asked for so far is done."""
        await self._idle.wait()

    async def __aenter__(self) -> Self:
        # On the full minute, for that is when excerpts are due.
        self._scheduler.add_job(
            self.wake,
            CronTrigger(second=f"*/{SECONDS}", timezone="UTC"),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()
        self.wake()
        self._task = asyncio.create_task(self._run(), name="tick")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._scheduler.shutdown(wait=False)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._work()
            except Exception:  # noqa: BLE001 - whatever it was, the next day must come
                _log.exception("a round of daily excerpts failed; the next tick tries again")
            if not self._wanted.is_set():
                self._idle.set()
