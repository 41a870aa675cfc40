"""Damaged files are refused at the start or found in the background, and told of once."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from bot import self_check as inspection
from bot.cli import main
from bot.errors import ServiceError
from bot.settings import Address
from localchat.server import LocalTelegram
from store.errors import NotAStoreError, StoreError
from store.maintenance import maintenance
from store.maintenance.damage import glance, inspect
from store.store import Store
from tests.bot.test_webhook_health import free_port
from tests.support.clock import SteppedClock
from tests.support.damage import KINDS, PAGE, damaged
from tests.support.operators import OPERATOR, SECOND, SETTINGS, operator
from tests.support.sizes import size
from tests.support.stage import BOT, START, TOKEN, Stage, stage
from tests.support.telegram import Chat, Message, Telegram

if TYPE_CHECKING:
    from pathlib import Path

HOW_MANY, LEAST = 45, 40
TOLD = "数据库文件坏了，还能查，但收藏和每日一摘都不再存了。"


async def refused(path: Path) -> str | None:
    """What the bot says when it doesn't start, None where it does."""
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        try:
            async with stage(path, server=server):
                return None
        except (ServiceError, StoreError) as error:
            return str(error)


@pytest.fixture
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "FIRST_AFTER", timedelta())


async def of_damage(ready: Stage, chat: Chat) -> Message:
    """Give what an operator is told, past the word on holidays that nobody has announced yet."""
    told = await ready.telegram.reply(chat)
    return await ready.telegram.reply(chat) if "放假安排" in told.text else told


async def told_operator(path: Path) -> str:
    """Start the bot and give the first thing that an operator is told of his store."""
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            user = await people.user("管理员", id=OPERATOR)
            await people.private(user, started=True)
        settings = replace(SETTINGS, operators=frozenset({OPERATOR}))
        async with stage(path, server=server, settings=settings) as ready, asyncio.timeout(60):
            return (await of_damage(ready, operator()[1])).text


@pytest.mark.usefixtures("no_wait")
async def test_damaged_stores_are_refused_or_told_of(
    sample_database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await asyncio.to_thread(sample_database.read_bytes)
    count = size("damaged stores", 8, HOW_MANY)
    noticed = []
    for number in range(count):
        path = sample_database.with_name(f"{number}") / "store.db"
        path.parent.mkdir()
        path.write_bytes(damaged(whole, KINDS[number % len(KINDS)], number))
        path.with_name("store.db-turn").touch()
        said = await refused(path)
        if said is not None:
            assert said.startswith(f"{path} 坏了，没有启动；"), said
        elif any(await asyncio.to_thread(inspect, path)):
            said = await told_operator(path)
            assert said.startswith((TOLD, "索引和原文对不上")), said
        noticed.append(said is not None)
        monkeypatch.setenv("DATABASE_PATH", str(path))
        for command in (["check"], ["check", "--rebuild"], ["search", "服务"], ["sources"]):
            # The command before set up logging, to which the bot has written since.
            capsys.readouterr()
            # A traceback would be raised here; a sentence is an exit status.
            status = await asyncio.to_thread(main, command)
            said = capsys.readouterr().err
            if command == ["check"]:
                assert (status, said) == (int(noticed[-1]), "")
    print(f"{sum(noticed)} of {count} damaged stores noticed")
    assert sum(noticed) >= count * LEAST / HOW_MANY, noticed


def damage_what_no_search_reads(path: Path) -> None:
    """Overwrite a page that nothing but writing to documents in chat comes to."""
    with closing(sqlite3.connect(path)) as raw:
        (page,) = raw.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'batch_by_chat'"
        ).fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(bytes(PAGE))


@pytest.mark.usefixtures("no_wait")
async def test_damage_found_beside_the_answers_is_told_once_and_ends_writing(
    small_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maintenance, "glance", lambda _: None)
    monkeypatch.setattr(inspection, "EVERY", timedelta(seconds=1))
    damage_what_no_search_reads(small_database)
    address = Address("127.0.0.1", free_port())
    settings = replace(SETTINGS, health_listen=address)
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            for number in (OPERATOR, SECOND):
                await people.private(await people.user("管理员", id=number), started=True)
        async with stage(small_database, server=server, settings=settings) as ready:
            for number in (OPERATOR, SECOND):
                told = await of_damage(ready, operator(number)[1])
                assert told.text.startswith(TOLD)
                assert "第 " in told.text
            user, chat = await ready.person()
            answer = await ready.ask(user, chat, "缆绳")
            assert "每一根缆绳" in answer.text
            pressed = await ready.telegram.press(user, answer, "收藏")
            assert "没有存下：资料库的文件坏了" in pressed.toast
            assert "资料库的文件坏了" in (await ready.ask(user, chat, "/daily 08:30")).text
            assert "每一根缆绳" in (await ready.ask(user, chat, "缆绳")).text
            async with httpx.AsyncClient(trust_env=False) as client:
                health = await client.get(f"http://127.0.0.1:{address.port}/healthz")
            assert health.status_code == 503
            assert health.json()["faults"]["store_damaged"].startswith(TOLD)
            for number in (OPERATOR, SECOND):
                assert await ready.telegram.replies(operator(number)[1]) == []
        with closing(sqlite3.connect(small_database)) as raw:
            assert raw.execute("SELECT count(*) FROM bookmark").fetchone() == (0,)


@pytest.mark.usefixtures("no_wait")
async def test_an_index_that_disagrees_is_told_with_its_cure_and_people_go_on(
    small_database: Path,
) -> None:
    with closing(sqlite3.connect(small_database)) as raw:
        raw.execute("DELETE FROM posting WHERE key IN (SELECT key FROM posting LIMIT 9)")
        raw.commit()
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            await people.private(await people.user("管理员", id=OPERATOR), started=True)
        settings = replace(SETTINGS, operators=frozenset({OPERATOR}))
        async with stage(small_database, server=server, settings=settings) as ready:
            told = await of_damage(ready, operator()[1])
            assert "python -m bot check --rebuild" in told.text
            user, chat = await ready.person()
            assert "08:30" in (await ready.ask(user, chat, "/daily 08:30")).text


async def test_the_newest_backup_is_named_and_restores(
    small_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small_database.parent
    monkeypatch.chdir(folder)
    async with Store.open(small_database, clock=SteppedClock(START)) as store:
        for name in ("2026-11-18.db", "2026-11-19.db"):
            await store.maintenance.backup(folder / "backups" / name, START)
    damage_what_no_search_reads(small_database)
    said = await refused(small_database)
    assert said == (
        f"{small_database} 坏了，没有启动；"
        "运行 python -m bot restore backups/2026-11-19.db（最近的一份）。"
    )
    monkeypatch.setenv("DATABASE_PATH", str(small_database))
    assert await asyncio.to_thread(main, ["restore", "backups/2026-11-19.db"]) == 0
    assert await refused(small_database) is None


async def test_a_foreign_file_is_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    path.write_bytes(b"\0" * 9999)
    with pytest.raises(NotAStoreError):
        async with Store.open(path, clock=SteppedClock(START)):
            pass
    assert "不是摘句的数据库" in str(await refused(path))


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_look_raises_nothing_else(sample_database: Path, kind: str) -> None:
    whole = sample_database.read_bytes()
    for number in range(100, 100 + size("first looks of a kind", 4, 100)):
        sample_database.write_bytes(damaged(whole, kind, number))
        for ending in ("-wal", "-shm"):
            sample_database.with_name(f"store.db{ending}").unlink(missing_ok=True)
        for look in (glance, inspect):
            try:
                look(sample_database)
            except StoreError:
                continue
