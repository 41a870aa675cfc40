"""Webhook mode tested like polling, and what /healthz and /metrics tell."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.errors import ServiceError
from bot.settings import Address, Settings
from localchat.server import LocalTelegram
from tests.stage import BOT, TOKEN, stage

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "a-webhook-secret"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def hooked(port: int) -> Settings:
    return Settings(
        webhook_url=f"http://127.0.0.1:{port}/hook/here",
        webhook_secret=SECRET,
        webhook_listen=Address("127.0.0.1", port),
    )


async def test_a_conversation_by_webhook(small_database: Path) -> None:
    port = free_port()
    async with stage(small_database, settings=hooked(port)) as ready:
        user, chat = await ready.person()
        answer = await ready.ask(user, chat, "靠前服务")
        assert answer.text.startswith("“靠前服务” 2 处")
        opened = await ready.telegram.turn(user, answer, "1")
        assert "共 2 条" in opened.text
        assert await ready.telegram.requests("getUpdates") == []
        async with httpx.AsyncClient(trust_env=False) as client:
            update = {"update_id": 1}
            address = f"http://127.0.0.1:{port}/hook/here"
            refused = await client.post(address, json=update)
            wrong = await client.post(
                address, json=update, headers={"X-Telegram-Bot-Api-Secret-Token": "wrong"}
            )
        assert (refused.status_code, wrong.status_code) == (403, 403)
        assert await ready.telegram.refusals() == []


async def test_polling_after_a_webhook(small_database: Path) -> None:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with stage(small_database, settings=hooked(free_port()), server=server) as ready:
            user, chat = await ready.person()
            await ready.ask(user, chat, "缆绳")
        async with stage(small_database, server=server) as ready:
            assert "查房" in (await ready.ask(user, chat, "查房")).text


async def test_healthz_and_metrics(small_database: Path) -> None:
    address = Address("127.0.0.1", free_port())
    async with stage(small_database, settings=Settings(health_listen=address)) as ready:
        user, chat = await ready.person()
        await ready.ask(user, chat, "靠前服务")
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{address.port}", trust_env=False
        ) as client:
            health = await client.get("/healthz")
            metrics = (await client.get("/metrics")).text
        assert health.status_code == 200
        assert json.loads(health.text) == {"ok": True, "faults": {}}
        assert 'zhaiju_updates_total{kind="message"} 1.0' in metrics
        assert 'zhaiju_store{what="speeches"} 2.0' in metrics
        assert TOKEN not in metrics


async def test_an_address_in_use_is_one_sentence(small_database: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = Address("127.0.0.1", taken.getsockname()[1])
        for settings in (
            Settings(health_listen=address),
            replace(hooked(address.port), webhook_listen=address),
        ):
            with pytest.raises(ServiceError, match="用不了"):
                async with stage(small_database, settings=settings):
                    pass
