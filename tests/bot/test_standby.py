"""Two processes on one PostgreSQL: one serves, the other takes over, and nobody sends twice."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from typing import TYPE_CHECKING

import pytest

from localchat.server import LocalTelegram
from store.db import lease as leases
from store.db.database import Database
from store.db.engines import Place
from store.db.lease import Lease
from store.delivery.inbox import Inbox
from store.errors import NotLeadingError, StoreUnavailableError
from tests.support.clock import SteppedClock
from tests.support.postgres import free_port
from tests.support.proxy import way_to
from tests.support.stage import START
from tests.support.standby import TOKEN, WORTH, answered, bot, ended, health_of, until
from tests.support.telegram import Telegram
from tests.support.there import there

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.postgres import Cluster

pytestmark = pytest.mark.serial

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
        inbox = Inbox(database, SteppedClock(START), "one")
        await inbox.ours()
        # As if it were suspended: it renews nothing, and knows of nothing.
        keeping.cancel()
        async with asyncio.timeout(20):
            await waiting
        with pytest.raises(NotLeadingError):
            await database.execute(_ADD_ONE)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(inbox.ours(), 1.0)
        await beside.execute(_ADD_ONE)
        with pytest.raises(NotLeadingError):
            await first.keep()
        assert (first.held, second.held) == (False, True)
        await second.leave()
        async with asyncio.timeout(10):
            await first.take()
        await database.execute(_ADD_ONE)


async def test_who_stands_by_waits_through_a_restart_of_the_database(
    tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "WORTH", 2.0)
    monkeypatch.setattr(leases, "RENEWED_EVERY", 0.2)
    url = postgres.database("restarts")
    async with (
        opened(tmp_path, url, "one") as (_, first),
        opened(tmp_path, url, "other") as (
            beside,
            second,
        ),
    ):
        await first.take()
        waiting = asyncio.create_task(second.take())
        await asyncio.sleep(0.5)
        for how in ("fast", "immediate"):
            postgres.control("-m", how, "stop")
            await asyncio.sleep(0.5)
            assert not waiting.done()
            postgres.start()
        async with asyncio.timeout(20):
            await waiting
        await beside.execute(_ADD_ONE)


async def test_who_gets_no_answer_gives_the_lease_up_and_waits_for_nothing(
    tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "WORTH", 2.0)
    monkeypatch.setattr(leases, "RENEWED_EVERY", 0.5)
    url = postgres.database("silence")
    async with way_to(postgres.port) as way:
        away = url.replace(f":{postgres.port}/", f":{way.port}/")
        async with (
            opened(tmp_path, away, "one") as (database, first),
            opened(tmp_path, url, "other") as (_, second),
        ):
            await first.take()
            keeping = asyncio.create_task(first.keep())
            way.be_silent()
            asked = asyncio.create_task(database.fetch_all("SELECT 1 FROM meta"))
            waiting = asyncio.create_task(second.take())
            with pytest.raises(NotLeadingError):
                await keeping
            # Nobody waits for ever on a connection that says nothing.
            async with asyncio.timeout(5):
                for _ in range(2):
                    with pytest.raises(StoreUnavailableError):
                        await asked
                    asked = asyncio.create_task(database.fetch_all("SELECT 1 FROM meta"))
                with pytest.raises(StoreUnavailableError):
                    await asked
            async with asyncio.timeout(20):
                await waiting


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
        await started(2)
        await until(ports[2], leads=False)
        # The database itself is gone for a moment: whoever leads goes on, unless that is for as
        # long as its lease is worth, here a few seconds.
        gone = time.monotonic()
        postgres.control("-m", "fast", "stop")
        postgres.start()
        await answered(telegram, user, chat, "/privacy")
        if time.monotonic() - gone < WORTH:
            assert health_of(ports[1])["leads"]
        # One that is killed, if it hasn't ended.
        with contextlib.suppress(ProcessLookupError):
            second.kill()
        await until(ports[2], leads=True)
        await answered(telegram, user, chat, "/privacy")
