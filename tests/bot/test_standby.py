"""Two processes on one PostgreSQL: one serves, the other takes over, and nobody sends twice."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from bot import storing
from bot.leading import bound
from bot.logs import HIDDEN
from bot.reading import write
from localchat.server import LocalTelegram
from store.db import lease as leases
from store.db.database import Database
from store.db.engines import Place
from store.db.lease import Lease
from store.db.pgconnection import PostgresConnection
from store.delivery.inbox import Inbox
from store.documents.packed import pack
from store.errors import NotLeadingError, StoreBusyError, StoreUnavailableError
from tests.support.clock import SteppedClock
from tests.support.postgres import free_port
from tests.support.proxy import way_to
from tests.support.stage import START
from tests.support.standby import TOKEN, WORTH, answered, bot, ended, health_of, until
from tests.support.store_scan import NOW, make_document, make_speech
from tests.support.telegram import Telegram
from tests.support.there import there

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

    from store.db.port import RawConnection
    from tests.support.postgres import Cluster

pytestmark = pytest.mark.serial

_ROWS = "miss (key, word, times, last)"
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


def stuck(raw: RawConnection, begun: threading.Event, go_on: threading.Event) -> None:
    """Send rows and stop in the middle, as a suspended process does."""
    assert isinstance(raw, PostgresConnection)
    with raw.driver.cursor() as cursor, cursor.copy(f"COPY {_ROWS} FROM STDIN") as copy:
        copy.write_row(["late", "", 1, ""])
        begun.set()
        go_on.wait(120)


async def test_a_leader_that_is_suspended_while_it_sends_rows_keeps_nobody_out(
    tmp_path: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "WORTH", 2.0)
    monkeypatch.setattr(leases, "RENEWED_EVERY", 0.2)
    url = postgres.database("rows")
    begun, go_on = threading.Event(), threading.Event()
    async with (
        opened(tmp_path, url, "one") as (database, first),
        opened(tmp_path, url, "other") as (beside, second),
    ):
        await first.take()
        sending = asyncio.create_task(database.change(lambda raw: stuck(raw, begun, go_on)))
        async with database.engine.turn(5):
            await asyncio.to_thread(begun.wait, 20)
            async with asyncio.timeout(20):
                # Also where the other one starts only now.
                async with opened(tmp_path, url, "third"):
                    pass
                await second.take()
                await beside.execute(_ADD_ONE)
                async with beside.engine.turn(5):
                    pass
        go_on.set()
        with pytest.raises(StoreUnavailableError):
            await sending
        assert not await beside.fetch_all("SELECT 1 FROM miss")


async def test_a_command_that_runs_beside_a_takeover_is_not_ended(
    tmp_path: Path, postgres: Cluster
) -> None:
    url = postgres.database("beside")
    begun, go_on = threading.Event(), threading.Event()
    async with (
        opened(tmp_path, url, "one") as (_, first),
        opened(tmp_path, url, "other") as (beside, second),
        opened(tmp_path, url, "command") as (command, _),
    ):
        await first.take()
        await first.leave()
        async with command.engine.turn(5):
            sending = asyncio.create_task(command.change(lambda raw: stuck(raw, begun, go_on)))
            await asyncio.to_thread(begun.wait, 20)
            waiting = asyncio.create_task(second.take())
            await asyncio.wait({waiting}, timeout=3)
            assert not waiting.done()
            go_on.set()
            await sending
            async with asyncio.timeout(20):
                await waiting
            with pytest.raises(StoreBusyError):
                async with beside.engine.turn(0.5):
                    pass
        assert await beside.fetch_all("SELECT 1 FROM miss")


async def test_the_process_that_stores_documents_changes_nothing_for_a_former_leader(
    tmp_path: Path, postgres: Cluster
) -> None:
    url = postgres.database("former")
    document = make_document("a.txt", make_speech(1, "码头上的事，要在码头上办。"))
    packed, before = tmp_path / "1.packed", tmp_path / "1.before"
    write(packed, pack(document, "hash"))
    async with (
        opened(tmp_path, url, "one") as (database, first),
        opened(tmp_path, url, "other") as (_, second),
    ):
        await first.take()
        ours = bound(Place(tmp_path / "one.db", url), first)
        assert await asyncio.to_thread(storing.take, ours, packed, before, NOW) == "added"
        await first.leave()
        await second.take()
        with pytest.raises(NotLeadingError):
            await asyncio.to_thread(storing.undo, ours, document.source, None, NOW)
        with pytest.raises(NotLeadingError):
            await asyncio.to_thread(storing.remove, ours, document.source, before, NOW)
        rows = await database.fetch_all("SELECT source FROM document")
        assert [row["source"] for row in rows] == [document.source]


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
        said = await ended(first)
        assert "另一个进程已经接手" in said
        heard = heard_of(first, said)
        assert (heard[0], heard[-1]) == ("leads", "leads no more")
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
        after = heard_of(second, await ended(second))
        assert after[:2] == ["stands by, another process leads", "leads"]


def heard_of(process: Process, said: str) -> list[str]:
    """What a process has logged of who leads, behind its name; nothing of it is hidden."""
    assert HIDDEN not in said
    return re.findall(rf" store\.db\.lease: \S+/{process.pid}-\w+ (.*)", said)
