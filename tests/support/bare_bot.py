"""What the local chat's own tests share: a server, a person, and a bot without any handlers."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
from telegram import Bot

from localchat import LocalTelegram
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass
class Rig:
    """`call` and its kin send requests as they stand, past python-telegram-bot's own care."""

    server: LocalTelegram
    telegram: Telegram
    client: httpx.AsyncClient
    bot: Bot
    user: User
    chat: Chat

    async def call(self, method: str, **arguments: Any) -> tuple[int, Any]:
        url = f"{self.server.url}/bot{self.server.token}/{method}"
        headers = {"Content-Type": "application/json"}
        answer = await self.client.post(url, content=json.dumps(arguments), headers=headers)
        body = answer.json()
        return answer.status_code, body["result"] if body["ok"] else body["description"]

    async def ok(self, method: str, **arguments: Any) -> Any:
        status, result = await self.call(method, **arguments)
        assert status == 200, result
        return result

    async def refused(self, method: str, **arguments: Any) -> str:
        status, description = await self.call(method, **arguments)
        assert status >= 400, description
        return str(description)

    async def updates(self) -> list[dict[str, Any]]:
        """Take all updates that wait."""
        waiting = await self.ok("getUpdates")
        if waiting:
            await self.ok("getUpdates", offset=waiting[-1]["update_id"] + 1)
        return list(waiting)


@asynccontextmanager
async def rig() -> AsyncIterator[Rig]:
    """Start a server with one person who has written to the bot."""
    async with (
        LocalTelegram() as server,
        Telegram(server.control) as telegram,
        httpx.AsyncClient(timeout=30, trust_env=False) as client,
    ):
        bot = Bot(
            server.token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot"
        )
        async with bot:
            user = await telegram.user("甲")
            chat = await telegram.private(user, started=True)
            yield Rig(server, telegram, client, bot, user, chat)
