"""`{PROGRAM} run`: serve Telegram, or without a token the chat on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from typing import TYPE_CHECKING

from bot.clock import SystemClock
from bot.local import run_local
from bot.service import running, warm_up
from bot.stores import whole

if TYPE_CHECKING:
    from bot.settings import Settings


async def run(settings: Settings) -> int:
    """Serve Telegram, or without a token the chat on this machine, until told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    ready = asyncio.Event()
    serving = asyncio.create_task(_serve(settings, ready, stop))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop.is_set() and not ready.is_set():
        # Still waiting for a network that isn't there: there is nothing to end in good order.
        serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    return 0


async def _serve(settings: Settings, ready: asyncio.Event, stop: asyncio.Event) -> None:
    if settings.local:
        await run_local(settings, ready, stop)
        return
    async with running(settings, SystemClock()) as bot:
        ready.set()
        place = whole(settings.place)
        sys.stdout.write(f"@{bot.services.username} 在线   库 {place}   Ctrl+C 停止\n")
        sys.stdout.flush()
        await warm_up(bot.services.store)
        await bot.until(stop)
