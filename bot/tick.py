"""Wakes what is due, as excerpts are: every few seconds, at each jump of the clock, at start.

What is due stands in the store; APScheduler gives the wake-up only. Its own calendar drops jobs,
fires never or twice on days on which clocks change, and stands still for as long as the machine's
clock was put back.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.tasks import ended
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from store.clock import Clock

_log = logging.getLogger(__name__)

SECONDS = 10
STANDSTILL = 2 * SECONDS
"""Seconds, by a clock that nobody sets, after which the scheduler is taken to stand still."""


class Tick:
    """While entered, calls `work` and what stands after it again and again, never twice at a time.

    What fails doesn't keep the others from their turn.
    """

    def __init__(
        self,
        work: Callable[[], Awaitable[None]],
        clock: Clock,
        *more: Callable[[], Awaitable[None]],
    ) -> None:
        self._works = (work, *more)
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
        self._schedule()
        self._scheduler.start()
        self.wake()
        self._task = asyncio.create_task(self._run(), name="tick")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._scheduler.shutdown(wait=False)
        if self._task is not None:
            await ended(self._task)

    def _schedule(self) -> None:
        # On the full minute, for that is when excerpts are due.
        self._scheduler.add_job(
            self.wake,
            CronTrigger(second=f"*/{SECONDS}", timezone="UTC"),
            id="tick",
            replace_existing=True,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(STANDSTILL):
                    await self._wanted.wait()
            except TimeoutError:
                self._schedule()
            self._wanted.clear()
            for work in self._works:
                await _tried(work)
            if not self._wanted.is_set():
                self._idle.set()


async def _tried(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except StoreError as error:
        _log.warning("what is due waits for the store: %s", error)
    except Exception:  # noqa: BLE001 - whatever it was, the next day must come
        _log.exception("a round of what is due failed; the next tick tries again")
