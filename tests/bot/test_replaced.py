"""A store whose file is replaced, taken away or emptied while the bot runs."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

import pytest

from bot import alerts
from localchat.server import LocalTelegram
from store.db.database import Database
from store.errors import StoreReplacedError
from tests.support import programs
from tests.support.operators import OPERATOR, operated, operator
from tests.support.stage import BOT, TOKEN
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

pytestmark = pytest.mark.serial

SAID = "在运行中被换掉或移走了"


def another(store: Path) -> None:
    """Put a copy in its place, as who restores by hand does."""
    copy = store.with_name("copy.db")
    shutil.copyfile(store.with_name("backup.db"), copy)
    copy.replace(store)


def all_removed(store: Path) -> None:
    for file in store.parent.glob(f"{store.name}*"):
        file.unlink()


def folder_moved(store: Path) -> None:
    store.parent.rename(store.parent.with_name("moved"))


def moved(store: Path, name: str) -> Path:
    return store.rename(store.with_name(name))


def where(store: Path) -> Path:
    return store if store.exists() else store.parent.with_name("moved") / store.name


@pytest.fixture
def store(small_database: Path) -> Path:
    """A store in a folder of its own."""
    folder = small_database.parent / "data"
    folder.mkdir()
    return small_database.rename(folder / "zhaiju.db")


@asynccontextmanager
async def serving(store: Path) -> AsyncIterator[tuple[Telegram, Process, User, Chat]]:
    """A bot as a process, and somebody who has bookmarked something, with a backup of before."""
    async with LocalTelegram(bots={TOKEN: BOT}) as server, Telegram(server.control) as telegram:
        user = await telegram.user("小王")
        chat = await telegram.private(user)
        async with programs.started(
            store.parent.parent,
            TELEGRAM_BOT_TOKEN=TOKEN,
            TELEGRAM_API_URL=server.url,
            DATABASE_PATH=str(store),
            BACKUP_KEEP="0",
        ) as process:
            await telegram.ask(user, chat, "缆绳")
            done = await programs.run(store.parent, "backup", "backup.db", DATABASE_PATH=str(store))
            assert done.status == 0, done.err
            answer = await telegram.ask(user, chat, "缆绳")
            assert (await telegram.press(user, answer, "收藏")).toast.startswith("已收藏")
            yield telegram, process, user, chat


def bookmarks(store: Path) -> int:
    with closing(sqlite3.connect(store)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(raw.execute("SELECT count(*) FROM bookmark").fetchone()[0])


@pytest.mark.parametrize(("what", "kept"), [(another, 0), (all_removed, 1), (folder_moved, 1)])
async def test_the_bot_ends_and_spoils_and_loses_nothing(
    store: Path, what: Callable[[Path], None], kept: int
) -> None:
    async with serving(store) as (_, process, _, _):
        what(store)
        async with asyncio.timeout(20):
            _, err = await process.communicate()
        assert process.returncode == 1
        assert SAID in err.decode().splitlines()[-1]
    left = where(store)
    assert bookmarks(left) == kept
    done = await programs.run(left.parent, "check", DATABASE_PATH=str(left))
    assert "索引一致" in done.out


async def test_nothing_is_written_to_a_file_that_has_lost_its_name(small_database: Path) -> None:
    async with Database.open(small_database) as database:
        await database.execute("INSERT INTO meta (name, value) VALUES ('one', 1)")
        away = moved(small_database, "away.db")
        with pytest.raises(StoreReplacedError):
            await database.execute("INSERT INTO meta (name, value) VALUES ('two', 2)")
        assert await database.fetch_one("SELECT 1 FROM meta WHERE name = 'one'")
        moved(away, small_database.name)
        await database.execute("INSERT INTO meta (name, value) VALUES ('three', 3)")


async def test_a_file_that_was_emptied_is_called_damaged(
    small_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "SECONDS", 0.1)
    async with operated(small_database) as ready:
        user, chat = await ready.person()
        await ready.ask(user, chat, "缆绳")
        with small_database.open("r+b") as file:
            file.truncate(0)
        await ready.telegram.say(user, chat, "靠前服务")
        _, desk = operator(OPERATOR)
        assert (await ready.telegram.reply(desk)).text.startswith("数据库文件坏了")
