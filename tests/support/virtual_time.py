"""A timer that stands still until all who can run have run, then goes to the next call."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Result = TypeVar("Result")


class Call:
    def __init__(self, callback: Callable[[], object]) -> None:
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


def _end(over: asyncio.Future[None]) -> None:
    if not over.done():
        over.set_result(None)


class VirtualTimer:
    def __init__(self) -> None:
        self.now = 1000.0
        self._calls: list[tuple[float, int, Call]] = []
        self._numbers = itertools.count()

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], object]) -> Call:
        call = Call(callback)
        heapq.heappush(self._calls, (when, next(self._numbers), call))
        return call

    async def sleep(self, seconds: float) -> None:
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.call_at(self.now + seconds, partial(_end, over))
        await over

    async def run(self, until: Awaitable[Result]) -> Result:
        """Drive time until the awaitable is done; fails where nothing would ever happen."""
        task = asyncio.ensure_future(until)
        while not task.done():
            for _ in range(12):
                await asyncio.sleep(0)
            if task.done():
                break
            while self._calls and self._calls[0][2].cancelled:
                heapq.heappop(self._calls)
            assert self._calls, "all wait for each other"
            when, _, call = heapq.heappop(self._calls)
            self.now = max(self.now, when)
            call.callback()
        return task.result()
