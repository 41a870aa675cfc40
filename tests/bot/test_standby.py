"""Two processes on one PostgreSQL: one serves, the other takes over, and nobody sends twice."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from localchat.server import LocalTelegram
from store.db import lease as leases
from store.db.database import Database
from store.db.engines import Place
from store.db.lease import Lease
from store.errors import NotLeadingError
from tests.support import programs
from tests.support.postgres import PASSWORD, free_port
from tests.support.sizes import SOAK
from tests.support.telegram import Telegram
from tests.support.telegram_shown import message
from tests.support.there import there

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.postgres import Cluster
    from tests.support.telegram import Chat, User

pytestmark = pytest.mark.serial

TOKEN = "1:standby"
WORTH, EVERY = (leases.WORTH, leases.RENEWED_EVERY) if SOAK else (5.0, 0.5)
"""Seconds; `make soak` waits as long as an operator does."""
TAKEN_OVER = 30.0
_ADD_ONE = "UPDATE meta SET value = value + 1 WHERE name = 'generation'"


@contextlib.asynccontextmanager
async def opened(folder: Path, url: str, name: str) -> AsyncIterator[tuple[Database, Lease]]:
    async with Database.open(Place(folder / f"{name}.db", url), readers=1) as database:
        yield database, Lease(there(database.engine.leased), name)


async def test_whoever_lost_the_lease_changes_nothing(
    tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "WORTH", 2.0)
    monkeypatch.setattr(leases, "RENEWED_EVERY", 0.2)
    url = postgres.database("leases")
    async with (
        opened(tmp_path, url, "one") as (database, first),
        opened(tmp_path, url, "other") as (beside, second),
    ):
        await first.take()
        keeping = asyncio.create_task(first.keep())
        waiting = asyncio.create_task(second.take())
        await asyncio.wait({keeping, waiting}, timeout=4)
        assert (keeping.done(), waiting.done()) == (False, False)
        await database.execute(_ADD_ONE)
        # As if it were suspended: it renews nothing, and knows of nothing.
        keeping.cancel()
        async with asyncio.timeout(20):
            await waiting
        with pytest.raises(NotLeadingError):
            await database.execute(_ADD_ONE)
        await beside.execute(_ADD_ONE)
        with pytest.raises(NotLeadingError):
            await first.keep()
        assert (first.held, second.held) == (False, True)
        await second.leave()
        async with asyncio.timeout(10):
            await first.take()
        await database.execute(_ADD_ONE)


def bot(server: LocalTelegram, folder: Path, url: str, health: int) -> Any:
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


async def until(port: int, *, leads: bool, seconds: float = TAKEN_OVER) -> None:
    """Wait until a process says that it serves, or that it stands by."""
    async with asyncio.timeout(seconds):
        while (await asyncio.to_thread(health_of, port)).get("leads") is not leads:
            await asyncio.sleep(0.2)


async def answered(telegram: Telegram, user: User, chat: Chat, words: str) -> None:
    """Ask, and wait for one answer; there is no second one."""
    asked = await telegram.say(user, chat, words)
    async with asyncio.timeout(TAKEN_OVER):
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


async def test_another_process_takes_over_from_one_that_dies_or_sleeps(
    tmp_path: Path, postgres: Cluster
) -> None:
    url = postgres.database("standby")
    ports = [free_port() for _ in range(3)]
    async with (
        LocalTelegram(bots={TOKEN: "standby_bot"}) as telegram_server,
        Telegram(telegram_server.control) as telegram,
        contextlib.AsyncExitStack() as stack,
    ):
        user = await telegram.user("小王")
        chat = await telegram.private(user, started=True)

        async def started(number: int) -> Process:
            folder = tmp_path / str(number)
            return await stack.enter_async_context(bot(telegram_server, folder, url, ports[number]))

        first = await started(0)
        await until(ports[0], leads=True)
        second = await started(1)
        await until(ports[1], leads=False)
        await answered(telegram, user, chat, "/privacy")
        # One that is suspended: the other answers, and it says why it ends when it wakes up.
        first.send_signal(signal.SIGSTOP)
        await until(ports[1], leads=True)
        await answered(telegram, user, chat, "/privacy")
        first.send_signal(signal.SIGCONT)
        assert "另一个进程已经接手" in await ended(first)
        assert first.returncode == 1
        # The database itself is gone for a moment: whoever leads goes on.
        postgres.control("-m", "fast", "stop")
        postgres.start()
        await answered(telegram, user, chat, "/privacy")
        assert health_of(ports[1])["leads"]
        # One that is killed.
        await started(2)
        await until(ports[2], leads=False)
        second.kill()
        await until(ports[2], leads=True)
        await answered(telegram, user, chat, "/privacy")
