"""Bots that share one PostgreSQL, each in a process of its own, and what they say of themselves."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from store.db import lease as leases
from tests.support import programs
from tests.support.postgres import PASSWORD
from tests.support.sizes import SOAK
from tests.support.telegram_shown import message

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from localchat.server import LocalTelegram
    from tests.support.telegram import Chat, Telegram, User

TOKEN = "1:standby"
WORTH, EVERY = (leases.WORTH, leases.RENEWED_EVERY) if SOAK else (5.0, 0.5)
"""Seconds; `make soak` waits as long as an operator does."""
TAKEN_OVER = 30.0
"""Seconds within which another process serves."""
PATIENCE = 4 * TAKEN_OVER
"""Seconds after which a test that measures nothing gives up, on a machine with much else to do."""


def bot(
    server: LocalTelegram, folder: Path, url: str, health: int, **more: str
) -> AbstractAsyncContextManager[Process]:
    folder.mkdir(exist_ok=True)
    return programs.started(
        folder,
        "serve",
        module="tests.support.serving_process",
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL=server.url,
        DATABASE_URL=url,
        HEALTH_LISTEN=f"127.0.0.1:{health}",
        LEASE=f"{WORTH} {EVERY}",
        **more,
    )


def health_of(port: int) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    except OSError:
        return {}
    return dict(json.loads(body))


async def until(port: int, *, leads: bool, seconds: float = PATIENCE) -> None:
    """Wait until a process says that it serves, or that it stands by."""
    async with asyncio.timeout(seconds):
        while (await asyncio.to_thread(health_of, port)).get("leads") is not leads:
            await asyncio.sleep(0.2)


async def answered(telegram: Telegram, user: User, chat: Chat, words: str) -> None:
    """Ask, and wait for one answer; there is no second one."""
    asked = await telegram.say(user, chat, words)
    async with asyncio.timeout(PATIENCE):
        while not await replies(telegram, chat, asked.message_id):
            await asyncio.sleep(0.2)
    assert len(await replies(telegram, chat, asked.message_id)) == 1


async def replies(telegram: Telegram, chat: Chat, after: int) -> list[str]:
    found = await telegram.control("messages", chat_id=chat.id, limit=1000)
    shown = [message(one) for one in found["messages"]]
    return [one.text for one in shown if one.message_id > after]


async def ended(process: Process) -> str:
    async with asyncio.timeout(30):
        _, said = await process.communicate()
    assert PASSWORD not in said.decode()
    return said.decode()
