"""The process in which pictures and files are made."""

from __future__ import annotations

import os
import signal

import pytest

from bot.workshop import Workshop


async def test_work_is_done_in_another_process_and_errors_come_back() -> None:
    async with Workshop.open() as workshop:
        assert await workshop.run(os.getpid) != os.getpid()
        assert await workshop.run(divmod, 7, 2) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            await workshop.run(divmod, 7, 0)


async def test_a_worker_that_died_is_replaced() -> None:
    async with Workshop.open() as workshop:
        first = await workshop.run(os.getpid)
        os.kill(first, signal.SIGKILL)
        assert await workshop.run(os.getpid) not in {first, os.getpid()}


async def test_ctrl_c_reaches_the_bot_alone() -> None:
    async with Workshop.open() as workshop:
        worker = await workshop.run(os.getpid)
        os.kill(worker, signal.SIGINT)
        assert await workshop.run(os.getpid) == worker
