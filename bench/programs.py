"""The programs that a benchmark measures, each a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests.support.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

TOKEN = "42:bench"  # noqa: S105 - opens nothing but the chat on this machine
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


@contextlib.asynccontextmanager
async def server(
    settings: Mapping[str, str], *, flood_limits: bool = False
) -> AsyncIterator[tuple[Telegram, dict[str, str]]]:
    """Run a local chat; give its client, and the environment of a bot with such settings."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": root,
        "LOG_LEVEL": "WARNING",
        **settings,
    }
    module = ("localchat", "--port", str(port), "--username", "bench_bot")
    async with process(environment, *module), Telegram(f"{root}/control") as telegram:
        await until(lambda: telegram.control("settings", flood_limits=flood_limits))
        yield telegram, environment


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
