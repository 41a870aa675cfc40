"""A full disk, a held lock, a disk that refuses: said to who asks, told once, over by itself."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from bot import alerts
from bot.settings import Address
from localchat.server import LocalTelegram
from store.db import database as store_database
from tests.bot.test_webhook_health import free_port
from tests.support import programs
from tests.support.operators import OPERATOR, SECOND, SETTINGS, operator
from tests.support.stage import BOT, TOKEN, Stage, stage
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from store.db.port import RawConnection

    Trouble = Callable[[Stage], contextlib.AbstractAsyncContextManager[None]]

pytestmark = pytest.mark.serial

TOLD = {
    "disk_full": "服务器磁盘满了，收藏和每日一摘都存不下；腾出空间后自己恢复。",
    "store_busy": "另一个程序一直占着数据库，收藏和每日一摘都存不下；它结束后自己恢复。",
    "store_unwritable": (
        "写不进数据库，收藏和每日一摘都存不下；请检查磁盘、配额和写的权限，好了自己恢复。"
    ),
}


GROWING = ("bookmark", "subscription", "query", "answer")


@contextlib.asynccontextmanager
async def full_disk(ready: Stage) -> AsyncIterator[None]:
    """A store that can't grow, and in which each new row asks for more room than there is."""

    def fill(raw: RawConnection) -> None:
        raw.execute("CREATE TABLE ballast (content)")
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages}")
        for table in GROWING:
            raw.execute(
                f"CREATE TEMP TRIGGER full_{table} BEFORE INSERT ON main.{table}"  # noqa: S608
                " BEGIN INSERT INTO ballast VALUES (zeroblob(20000000)); END"
            )

    def free(raw: RawConnection) -> None:
        raw.execute("PRAGMA max_page_count = 1000000")
        for table in GROWING:
            raw.execute(f"DROP TRIGGER full_{table}")
        raw.execute("DROP TABLE ballast")

    database = ready.store._database
    async with database._lock:
        await database._writer.run(fill)
    try:
        yield
    finally:
        async with database._lock:
            await database._writer.run(free)


@contextlib.asynccontextmanager
async def held_lock(ready: Stage) -> AsyncIterator[None]:
    """Another program that keeps its write transaction open."""
    with contextlib.closing(
        sqlite3.connect(ready.settings.database, isolation_level=None, check_same_thread=False)
    ) as other:
        # The bot, in this very loop, may have to end a transaction first.
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


TROUBLES: dict[str, Trouble] = {"disk_full": full_disk, "store_busy": held_lock}


@pytest.fixture
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_database, "BUSY_SECONDS", 0.3)
    monkeypatch.setattr(store_database, "STUCK_SECONDS", 0.1)
    monkeypatch.setattr(alerts, "SECONDS", 0.1)


class Health:
    """/healthz of a bot."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/healthz"

    async def faults(self) -> dict[str, str]:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(self._url)
        found: dict[str, str] = answer.json()["faults"]
        assert (answer.status_code == 503) == bool(found)
        return found

    async def until(self, kinds: set[str]) -> None:
        async with asyncio.timeout(20):
            while set(await self.faults()) != kinds:
                await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def people() -> AsyncIterator[tuple[LocalTelegram, Telegram]]:
    """A Telegram on which both operators have started the bot."""
    async with LocalTelegram(bots={TOKEN: BOT}) as server, Telegram(server.control) as telegram:
        for number in (OPERATOR, SECOND):
            await telegram.private(await telegram.user("管理员", id=number), started=True)
        yield server, telegram


async def told(telegram: Telegram, kind: str) -> list[int]:
    """How often each operator has been told of it."""
    return [
        sum(one.text == TOLD[kind] for one in await telegram.read(operator(number)[1]))
        for number in (OPERATOR, SECOND)
    ]


async def reads(telegram: Telegram, user: User, chat: Chat) -> None:
    """Everything that only reads: each is answered as ever."""
    answer = await telegram.ask(user, chat, "靠前服务")
    assert answer.text.startswith("“靠前服务” 2 处")
    opened = await telegram.turn(user, answer, "1")
    assert "共 2 条" in opened.text
    assert "缆绳" in (await telegram.ask(user, chat, "缆绳")).text
    for words in ("/random", "/help", "/saved", "/speeches 晨会", "/daily", "/privacy"):
        said = (await telegram.ask(user, chat, words)).text
        assert "没有存下" not in said, words
        assert "出了点问题" not in said, words
    await telegram.turn(user, await telegram.current(answer), "全文")
    assert "上次读到《在" in (await telegram.ask(user, chat, "/read")).text
    assert (await telegram.inline(user, "靠前服务")).results
    boss, desk = operator()
    await telegram.say(boss, desk, "/stats")
    # He is told of the trouble, too, at any time.
    while "本周" not in (await telegram.reply(desk)).text:
        pass
    while not (await telegram.reply(desk)).photo:
        pass


async def writes(telegram: Telegram, user: User, chat: Chat, saying: str) -> None:
    """Everything that keeps something: each is told why it was not kept."""
    answer = await telegram.ask(user, chat, "缆绳")
    pressed = await telegram.press(user, answer, "收藏")
    assert pressed.toast.startswith("没有存下：")
    assert saying in pressed.toast
    assert pressed.alert
    assert "收藏" in (await telegram.current(answer)).labels
    heard = await telegram.ask(user, chat, "/daily 08:30")
    assert heard.text.startswith("没有存下：")
    assert saying in heard.text


@pytest.mark.usefixtures("_hurried")
@pytest.mark.parametrize("kind", TROUBLES)
async def test_trouble_is_said_told_once_and_over_by_itself(
    small_database: Path, kind: str
) -> None:
    port = free_port()
    settings = replace(SETTINGS, health_listen=Address("127.0.0.1", port))
    health = Health(port)
    saying = {"disk_full": "满", "store_busy": "忙"}[kind]
    async with (
        people() as (server, telegram),
        stage(small_database, server=server, settings=settings) as ready,
    ):
        assert await health.faults() == {}
        for times, name in enumerate(("小王", "小李"), 1):
            user, chat = await ready.person(name)
            async with TROUBLES[kind](ready):
                await writes(telegram, user, chat, saying)
                await reads(telegram, user, chat)
                await writes(telegram, user, chat, saying)
                await health.until({kind})
                if kind == "store_busy":
                    question = await telegram.ask(user, chat, "/forgetme")
                    pressed = await telegram.press(user, question, question.labels[0])
                    assert saying in pressed.toast
            await health.until(set())
            assert await told(telegram, kind) == [times] * 2
            answer = await telegram.ask(user, chat, "缆绳")
            assert (await telegram.press(user, answer, "收藏")).toast.startswith("已收藏")


async def test_nobody_is_erased_where_that_cant_be_noted_and_all_are_told(
    small_database: Path,
) -> None:
    small_database.with_name(f"{small_database.name}-erasures-new").mkdir()
    async with (
        people() as (server, telegram),
        stage(small_database, server=server, settings=SETTINGS) as ready,
    ):
        user, chat = await ready.person()
        assert "关注了" in (await telegram.ask(user, chat, "/watch 港口")).text
        question = await telegram.ask(user, chat, "/forgetme")
        pressed = await telegram.press(user, question, "确认删除")
        assert pressed.toast.startswith("没有存下：服务器写不进磁盘")
        assert await ready.store.watches.count(user.id) == 1
        async with asyncio.timeout(10):
            while await told(telegram, "store_unwritable") != [1, 1]:
                await asyncio.sleep(0.05)


async def test_a_program_that_may_write_no_further_says_so(small_database: Path) -> None:
    port = free_port()
    health = Health(port)
    async with people() as (server, telegram):
        user = await telegram.user("小王")
        chat = await telegram.private(user)
        async with programs.started(
            small_database.parent,
            "run",
            TELEGRAM_BOT_TOKEN=TOKEN,
            TELEGRAM_API_URL=server.url,
            DATABASE_PATH=str(small_database),
            ADMIN_USER_IDS=f"{OPERATOR},{SECOND}",
            HEALTH_LISTEN=f"127.0.0.1:{port}",
            BACKUP_KEEP="0",
            # What it compiles under the limit would be cut off, for whoever comes after.
            PYTHONDONTWRITEBYTECODE="1",
        ) as process:
            try:
                await starve(process.pid, telegram, user, chat, health)
            finally:
                # Its helpers keep its output open when it is killed.
                await programs.stop(process)


async def starve(number: int, telegram: Telegram, user: User, chat: Chat, health: Health) -> None:
    """Take a process the right to write any further, see what it does, and give it back."""
    await telegram.ask(user, chat, "/help")
    resource.prlimit(number, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    await writes(telegram, user, chat, "写不进")
    await reads(telegram, user, chat)
    await health.until({"store_unwritable"})
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(number, resource.RLIMIT_FSIZE, unlimited)
    await health.until(set())
    assert await told(telegram, "store_unwritable") == [1, 1]
    answer = await telegram.ask(user, chat, "缆绳")
    assert (await telegram.press(user, answer, "收藏")).toast.startswith("已收藏")
