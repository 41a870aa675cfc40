"""The process in which all that takes long is done, and its bounds."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import parser
from bot.worker import Bounds, BrokenError, OverdueError, Worker

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.serial


async def test_work_is_done_in_another_process_and_errors_come_back() -> None:
    async with Worker.open() as worker:
        assert await worker.run(os.getpid) != os.getpid()
        assert await worker.run(divmod, 7, 2) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            await worker.run(divmod, 7, 0)


async def test_a_workerthat_died_is_replaced() -> None:
    async with Worker.open() as worker:
        first = await worker.run(os.getpid)
        os.kill(first, signal.SIGKILL)
        assert await worker.run(os.getpid) not in {first, os.getpid()}


async def test_ctrl_c_reaches_the_bot_alone() -> None:
    async with Worker.open() as worker:
        process = await worker.run(os.getpid)
        os.kill(process, signal.SIGINT)
        assert await worker.run(os.getpid) == process


@pytest.mark.parametrize(("work", "value"), [(time.sleep, 60), (sum, range(1 << 40))])
async def test_work_that_takes_too_long_is_ended_and_the_next_is_done(
    work: Callable[..., object], value: object
) -> None:
    async with Worker.open() as worker:
        with pytest.raises(OverdueError):
            await worker.run(work, value, bounds=Bounds(seconds=1))
        assert await worker.run(divmod, 7, 2) == (3, 1)


async def test_work_that_takes_too_much_memory_is_ended_and_the_next_is_done() -> None:
    async with Worker.open() as worker:
        with pytest.raises(MemoryError):
            await worker.run(bytes, 1 << 30, bounds=Bounds(memory=256 << 20))
        assert await worker.run(divmod, 7, 2) == (3, 1)


async def test_a_worker_that_falls_takes_one_work_with_it() -> None:
    async with Worker.open() as worker:
        with pytest.raises(BrokenError):
            await worker.run(os.abort)
        assert await worker.run(divmod, 7, 2) == (3, 1)


@pytest.mark.parametrize("delay", [0.0, 0.002, 0.01, 0.03, 0.08, 0.2])
async def test_whoever_is_cancelled_leaves_no_process(delay: float) -> None:
    async def work() -> None:
        async with Worker.open() as worker:
            await worker.run(time.sleep, 30)

    working = asyncio.create_task(work())
    for pause in (delay, 0.0, 0.001):
        await asyncio.sleep(pause)
        working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert not _children()


def _children() -> list[str]:
    found: list[str] = []
    for one in Path("/proc/self/task").iterdir():
        # A thread may end meanwhile.
        with contextlib.suppress(FileNotFoundError):
            found += (one / "children").read_text().split()
    return found


async def test_a_result_that_cannot_travel_is_an_error() -> None:
    async with Worker.open() as worker:
        with pytest.raises((TypeError, AttributeError, pickle.PicklingError)):
            await worker.run(threading.Lock)
        assert await worker.run(divmod, 7, 2) == (3, 1)


@pytest.mark.parametrize(
    ("size", "allowed"),
    [
        (0, parser.LEAST_MEMORY),
        (1_000, parser.LEAST_MEMORY + 1_000 * parser.MEMORY_BY_SIZE),
        (64 << 20, parser.MOST_MEMORY),
        (None, parser.LEAST_MEMORY),
    ],
)
def test_memory_follows_the_size_of_the_file(
    tmp_path: Path, size: int | None, allowed: int
) -> None:
    file = tmp_path / "a.txt"
    if size is not None:
        with file.open("wb") as opened:
            opened.truncate(size)
    assert parser.bounds(file, 60) == Bounds(60, allowed)
