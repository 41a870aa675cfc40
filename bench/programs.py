"""The programs that a benchmark measures, each a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

PROJECT = Path(__file__).resolve().parents[1]
_STARTED = 60.0
"""Seconds that a program may take until it answers."""


@contextlib.asynccontextmanager
async def process(environment: dict[str, str], *module: str) -> AsyncIterator[None]:
    """Run `python -m MODULE...` until the block ends."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *module,
        cwd=PROJECT, env=environment, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        started.terminate()
        await started.wait()


async def until(works: Callable[[], Awaitable[object]], *also: type[Exception]) -> None:
    """Try until it works; failed connections, and errors named, are waited out for a minute."""
    end = time.monotonic() + _STARTED
    waited_out: tuple[type[Exception], ...] = (httpx.TransportError, *also)
    while True:
        try:
            await works()
        except waited_out:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.1)
        else:
            return
