"""Pictures and files are made in a process of their own, so that nobody's answer waits for them."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

T = TypeVar("T")

NICENESS = 10
"""How far the worker stands back behind answers on a machine that has much to do."""


class Workshop:
    """One worker process, started with the first work and again where it has died."""

    def __init__(self) -> None:
        self._executor = _executor()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls) -> AsyncIterator[Workshop]:
        """Give a workshop whose process ends with the block."""
        workshop = cls()
        try:
            yield workshop
        finally:
            await asyncio.to_thread(workshop.close)

    async def run(self, work: Callable[..., T], *values: object) -> T:
        """Call a module's function with values that can be pickled; raises what it raises."""
        loop = asyncio.get_running_loop()
        executor = self._executor
        try:
            return await loop.run_in_executor(executor, work, *values)
        except BrokenProcessPool:
            # The system ends a process that takes too much memory; the next work gets a new one.
            if self._executor is executor:
                self._executor = _executor()
            return await loop.run_in_executor(self._executor, work, *values)

    def close(self) -> None:
        """Drop what has not begun, wait for what has."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def _executor() -> ProcessPoolExecutor:
    # Forking a process that has threads is unsafe, so the worker is started afresh.
    return ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare
    )


def _prepare() -> None:
    """Leave Ctrl-C to the bot, and the processor where the bot needs it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
