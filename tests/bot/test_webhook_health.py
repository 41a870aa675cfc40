"""Webhook mode tested like polling, and what /healthz and /metrics tell."""

from __future__ import annotations

import asyncio
import json
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from bot import alerts
from bot.errors import ServiceError
from bot.receiver import Pace
from bot.settings import Address, Settings
from localchat.server import LocalTelegram
from tests.support.operators import OPERATOR, operator
from tests.support.stage import BOT, TOKEN, stage
from tests.support.telegram import Telegram

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


PACE = Pace(look=0.05, quiet=1.0)


@pytest.mark.parametrize("elsewhere", ["", "https://other.example/hook"])
async def test_a_webhook_that_others_take_is_told_and_taken_back(
    small_database: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: str
) -> None:
    monkeypatch.setattr(alerts, "SECONDS", 0.1)
    address = Address("127.0.0.1", free_port())
    settings = replace(
        hooked(free_port()), health_listen=address, operators=frozenset({OPERATOR}), backup_keep=0
    )
    async with (
        LocalTelegram(bots={TOKEN: BOT}) as server,
        Telegram(server.control) as people,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        await people.private(await people.user("管理员", id=OPERATOR), started=True)
        async with stage(small_database, settings=settings, server=server, pace=PACE) as ready:
            user, chat = await ready.person()
            await ready.ask(user, chat, "缆绳")
            for times in (1, 2):
                body = {"url": elsewhere}
                await client.post(f"{server.url}/bot{TOKEN}/setWebhook", json=body)
                async with asyncio.timeout(20):
                    while "webhook" not in await faults(client, address):
                        await asyncio.sleep(0.01)
                # What was asked meanwhile is answered, and the trouble is over by itself.
                assert "缆绳" in (await ready.ask(user, chat, "缆绳")).text
                async with asyncio.timeout(20):
                    while await faults(client, address):
                        await asyncio.sleep(0.01)
                said = [one.text for one in await ready.telegram.read(operator(OPERATOR)[1])]
                assert sum(one.startswith("另一个程序改掉了") for one in said) == times


async def test_a_token_taken_back_ends_a_bot_with_a_webhook(small_database: Path) -> None:
    settings = hooked(free_port())
    async with stage(small_database, settings=settings, pace=PACE) as ready:
        await ready.telegram.fault("getWebhookInfo", "refuse", code=401, times=0)
        user, chat = await ready.person()
        await ready.ask(user, chat, "缆绳")
        # Refused for looking alone is no certainty.
        assert not ready.running.failed.done()
        await ready.telegram.fault("getMe", "refuse", code=401, times=0)
        with pytest.raises(ServiceError, match="不认识这个令牌"):
            await asyncio.wait_for(ready.running.until(asyncio.Event()), 20)


async def test_a_webhook_that_telegram_cannot_reach_is_known(small_database: Path) -> None:
    address = Address("127.0.0.1", free_port())
    settings = replace(hooked(free_port()), health_listen=address)
    dates = iter(range(1, 1_000_000))
    async with (
        stage(small_database, settings=settings, pace=PACE) as ready,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        webhook = ready.server.world.first_bot.webhook
        async with asyncio.timeout(20):
            while "telegram" not in await faults(client, address):
                webhook |= {"error": "Connection refused", "error_date": next(dates)}
        async with asyncio.timeout(20):
            while await faults(client, address):
                await asyncio.sleep(0.01)
        await ready.telegram.fault("getWebhookInfo", "drop", times=0)
        async with asyncio.timeout(20):
            while "no answer" not in (await faults(client, address)).get("telegram", ""):
                await asyncio.sleep(0.05)


async def faults(client: httpx.AsyncClient, address: Address) -> dict[str, str]:
    answer = await client.get(f"http://127.0.0.1:{address.port}/healthz")
    found: dict[str, str] = answer.json()["faults"]
    return found


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
