"""How long a request takes over aiohttp, beside python-telegram-bot's own way over httpx."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from telegram import Bot
from telegram.request import HTTPXRequest

from bench.programs import server
from bot.request import Request

if TYPE_CHECKING:
    from telegram.request import BaseRequest

ASKED, QUICK = 2_000, 200


async def run(quick: bool) -> str:
    """Ask who the bot is over both in turn; milliseconds of this process's work for each."""
    count = QUICK if quick else ASKED
    async with server({}) as (_, environment):
        token, root = environment["TELEGRAM_BOT_TOKEN"], environment["TELEGRAM_API_URL"]
        ways: dict[str, BaseRequest] = {"aiohttp": Request(), "httpx": HTTPXRequest()}
        bots = {name: Bot(token, base_url=f"{root}/bot", request=way) for name, way in ways.items()}
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for bot in bots.values():
            await bot.initialize()
        for _ in range(count):
            for name, bot in bots.items():
                began = time.process_time()
                await bot.get_me()
                taken[name].append(1000 * (time.process_time() - began))
        for bot in bots.values():
            await bot.shutdown()
    lines = [
        f"{name}: {statistics.median(times):.2f} ms of processor,"
        f" 95 % {sorted(times)[count * 95 // 100]:.2f}"
        for name, times in taken.items()
    ]
    ratio = statistics.median(taken["httpx"]) / statistics.median(taken["aiohttp"])
    return "\n".join([f"{count} requests each, in turn", *lines, f"httpx takes {ratio:.1f} times"])
