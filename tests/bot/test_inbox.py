"""What came is done, kept for the next process, or its asker is told: stops, kills, repeats."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sqlite3
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from localchat.server import LocalTelegram
from store.delivery.inbox import REMEMBERED, Arrived
from store.store import Store
from tests.bot.test_webhook_health import SECRET, free_port
from tests.support import programs
from tests.support.sizes import size
from tests.support.stage import BOT, START, TOKEN, stage
from tests.support.telegram import Chat, Message, Telegram, User
from tests.support.telegram_shown import message

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.serial


def bot(server: LocalTelegram, database: Path, *crash: str, hook: int = 0, **more: str) -> Any:
    """The bot as a process, polling or by a webhook on a port."""
    if hook:
        more |= {
            "WEBHOOK_URL": f"http://127.0.0.1:{hook}/hook",
            "WEBHOOK_SECRET": SECRET,
            "WEBHOOK_LISTEN": f"127.0.0.1:{hook}",
        }
    return programs.started(
        database.parent,
        "serve",
        *crash,
        module="tests.support.serving_process",
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL=server.url,
        DATABASE_PATH=str(database),
        **more,
    )


@contextlib.asynccontextmanager
async def telegram_with_group() -> AsyncIterator[tuple[LocalTelegram, Telegram, User, Chat]]:
    async with LocalTelegram(bots={TOKEN: BOT}) as server, Telegram(server.control) as telegram:
        user = await telegram.user("小王")
        group = await telegram.group("码头", [user], [user], bot_status=None)
        yield server, telegram, user, group


async def put_in(telegram: Telegram, user: User, group: Chat) -> None:
    """Put the running bot into the group; its greeting is there afterwards."""
    await telegram.member(group, None, "member", by=user)
    await telegram.reply(group)


def waiting(database: Path) -> list[int]:
    """The ids in the inbox of a store."""
    with contextlib.closing(sqlite3.connect(database)) as raw:
        return [number for (number,) in raw.execute("SELECT update_id FROM inbox ORDER BY 1")]


async def fetched(telegram: Telegram, database: Path, count: int) -> None:
    """Wait until just so many updates are left in the inbox and Telegram holds none any more."""
    async with asyncio.timeout(30):
        while True:
            pending = (await telegram.control("state"))["bots"][0]["pending"]
            if len(waiting(database)) == count and not pending:
                return
            await asyncio.sleep(0.02)


async def empty(database: Path) -> None:
    async with asyncio.timeout(20):
        while waiting(database):
            await asyncio.sleep(0.02)


async def everything(telegram: Telegram, chat: Chat) -> list[Message]:
    found = await telegram.control("messages", chat_id=chat.id, limit=100_000)
    return [message(shown) for shown in found["messages"]]


async def texts(telegram: Telegram, chat: Chat, user: User, count: int) -> list[str]:
    """What the bot said in a private chat, once it is so much."""
    async with asyncio.timeout(60):
        while True:
            said = [one.text for one in await everything(telegram, chat) if one.sender != user.id]
            if len(said) >= count:
                return said
            await asyncio.sleep(0.1)


async def answers(telegram: Telegram, group: Chat, said: list[Message]) -> Counter[int]:
    """How often each question was answered, once all of them are."""
    numbers = {one.message_id for one in said}
    async with asyncio.timeout(60):
        while True:
            found = Counter(
                one.reply_to for one in await everything(telegram, group) if one.reply_to in numbers
            )
            if len(found) == len(numbers):
                return found
            await asyncio.sleep(0.2)


async def end(process: Process, how: str) -> None:
    if how == "SIGTERM":
        done = await programs.stop(process)
        assert (done.status, "Traceback" in done.err) == (0, False), done.err
    else:
        process.send_signal(signal.SIGKILL)
        await process.wait()


@pytest.mark.parametrize(
    ("how", "count", "hook"),
    [
        ("SIGTERM", 200, False),
        ("SIGKILL", 200, False),
        ("SIGKILL", 40, True),
        ("SIGTERM", 40, True),
        ("SIGTERM", 40, False),
    ][: size("ends of a process", 3, 5)],
)
async def test_every_question_is_answered_once(
    small_database: Path, how: str, count: int, hook: bool
) -> None:
    port = free_port() if hook else 0
    async with telegram_with_group() as (server, telegram, user, group):
        async with bot(server, small_database, hook=port) as process:
            await put_in(telegram, user, group)
            held = await telegram.fault("sendMessage", "hold", skip=7, times=0)
            said = [await telegram.say(user, group, "/s 缆绳") for _ in range(count - 1)]
            said.append(await telegram.say(user, group, "/daily 07:45"))
            await fetched(telegram, small_database, count - 7)
            await end(process, how)
        await telegram.control("release", id=held)
        assert len(waiting(small_database)) == count - 7
        async with bot(server, small_database, hook=port) as process:
            found = await answers(telegram, group, said)
            await empty(small_database)
            await end(process, "SIGTERM")
        assert set(found.values()) == {1}
        assert "07:45" in (await everything(telegram, group))[-1].text


async def test_kills_at_any_moment_repeat_one_answer_at_most(small_database: Path) -> None:
    async with telegram_with_group() as (server, telegram, user, group):
        async with bot(server, small_database):
            await put_in(telegram, user, group)
        said: list[Message] = []
        kills = 5
        for number in range(kills):
            async with bot(server, small_database) as process:
                said += [await telegram.say(user, group, "/s 缆绳") for _ in range(20)]
                while len(await everything(telegram, group)) < len(said) + 7 * number:
                    await asyncio.sleep(0)
                process.send_signal(signal.SIGKILL)
                await process.wait()
        async with bot(server, small_database) as process:
            found = await answers(telegram, group, said)
            await empty(small_database)
            await end(process, "SIGTERM")
        assert sum(found.values()) <= len(said) + kills


async def test_what_kills_the_process_twice_is_given_up_and_told(small_database: Path) -> None:
    async with telegram_with_group() as (server, telegram, user, _group):
        chat = await telegram.private(user)
        other = await telegram.user("小李")
        others = await telegram.private(other)
        await telegram.say(user, chat, "查房")
        await telegram.say(user, chat, "缆绳")
        await telegram.say(other, others, "缆绳")
        deaths = 0
        while deaths < 2:
            async with bot(server, small_database, "查房") as process, asyncio.timeout(60):
                await process.wait()
            assert process.returncode == -signal.SIGKILL
            # A disk that is slow for a moment keeps nobody waiting: what wasn't kept comes again,
            # and of that death nobody knows.
            deaths += bool(waiting(small_database))
        async with bot(server, small_database, "查房") as process:
            heard = await texts(telegram, chat, user, 2)
            assert any(text.startswith("刚才出了点问题") for text in heard)
            assert any("缆绳" in text for text in heard)
            assert "缆绳" in (await texts(telegram, others, other, 1))[0]
            assert "查房" not in (await programs.stop(process)).err


async def test_repeats_are_worked_once_by_webhook(small_database: Path) -> None:
    port = free_port()
    said = {
        "message_id": 5, "date": 1, "text": "缆绳",
        "chat": {"type": "private", "first_name": "小王"},
        "from": {"is_bot": False, "first_name": "小王"},
    }  # fmt: skip
    async with telegram_with_group() as (server, telegram, user, _group):
        chat = await telegram.private(user, started=True)
        said["chat"]["id"] = said["from"]["id"] = user.id  # type: ignore[index]
        async with httpx.AsyncClient(trust_env=False) as client:
            for heard in (0, 3):
                async with bot(server, small_database, hook=port) as process:
                    await telegram.say(user, chat, "/help")
                    await texts(telegram, chat, user, heard + 1)
                    for _ in range(3):
                        posted = await client.post(
                            f"http://127.0.0.1:{port}/hook",
                            json={"update_id": 77, "message": said},
                            headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
                        )
                        assert posted.status_code == 200
                    await telegram.say(user, chat, "/help")
                    now = await texts(telegram, chat, user, 5 if heard else 3)
                    await empty(small_database)
                    await end(process, "SIGKILL")
        assert sum("缆绳" in text for text in now) == 1
        assert len(now) == 5


async def test_a_held_lock_holds_no_answer_up_and_confirms_nothing(small_database: Path) -> None:
    async with stage(small_database) as ready:
        user, chat = await ready.person()
        await ready.ask(user, chat, "/help")
        with contextlib.closing(
            sqlite3.connect(small_database, isolation_level=None, check_same_thread=False)
        ) as other:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            for _ in range(3):
                assert "缆绳" in (await ready.ask(user, chat, "缆绳")).text
            held = await ready.telegram.fault("sendMessage", "hold", chat_id=chat.id)
            await ready.telegram.say(user, chat, "靠前服务")
            # Another's are worked meanwhile, and what is not done stays at Telegram.
            reader, private = await ready.person("小李")
            for _ in range(3):
                assert "缆绳" in (await ready.ask(reader, private, "缆绳")).text
            assert (await ready.telegram.control("state"))["bots"][0]["pending"] >= 4
            await ready.telegram.control("release", id=held)
            assert "靠前服务" in (await ready.telegram.reply(chat)).text
            other.execute("ROLLBACK")
        await ready.ask(user, chat, "/help")
        await empty(small_database)


async def test_a_chat_that_sends_too_much_is_told_once_and_loses_nothing_before(
    small_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.intake.MOST_OF_ONE_CHAT", 10)
    async with stage(small_database) as ready:
        user, chat = await ready.person()
        other, private = await ready.person("小李")
        first = await ready.telegram.fault("sendMessage", "hold", chat_id=chat.id)
        await ready.telegram.say(user, chat, "缆绳")
        # Or the refusal, which no answer before it keeps back, might be what is held.
        async with asyncio.timeout(20):
            while not (await ready.telegram.control("faults"))["faults"][0]["hits"]:
                await asyncio.sleep(0.01)
        for _ in range(14):
            await ready.telegram.say(user, chat, "缆绳")
        told = await ready.telegram.reply(chat)
        assert told.text.startswith("这里排队的太多了")
        assert "缆绳" in (await ready.ask(other, private, "缆绳")).text
        await ready.telegram.control("release", id=first)
        heard = [(await ready.telegram.reply(chat)).text for _ in range(10)]
        assert all("缆绳" in text for text in heard)
        assert (await ready.ask(user, chat, "/help")).text.startswith("直接发词")


class Clock:
    def __init__(self) -> None:
        self.instant = START

    def now(self) -> Any:
        return self.instant

    def on_jump(self, callback: Any) -> None:
        """Never."""


async def test_leftovers_of_a_day_are_given_up_and_numbers_done_are_few(tmp_path: Path) -> None:
    clock = Clock()
    path = tmp_path / "store.db"
    async with Store.open(path, clock=clock) as store, store.inbox.open() as left:
        assert left.waiting == left.given_up == ()
        for number in range(1, REMEMBERED + 4):
            store.inbox.put(Arrived(number, "chat 1", json.dumps({"update_id": number})))
            if number <= REMEMBERED:
                store.inbox.done(number)
        assert not store.inbox.put(Arrived(5, "chat 1", "{}"))
        assert await store.inbox.safe((REMEMBERED + 1, REMEMBERED + 3), 10)
    clock.instant += timedelta(hours=23)
    async with Store.open(path, clock=clock) as store, store.inbox.open() as left:
        assert [one.update_id for one in left.waiting] == [REMEMBERED + n for n in (1, 2, 3)]
        assert not any(store.inbox.put(one) for one in left.waiting)
        store.inbox.done(REMEMBERED + 1)
        assert not store.inbox.put(Arrived(REMEMBERED, "chat 1", "{}"))
    clock.instant += timedelta(hours=2)
    async with Store.open(path, clock=clock) as store, store.inbox.open() as left:
        assert [one.update_id for one in left.given_up] == [REMEMBERED + 2, REMEMBERED + 3]
        assert left.waiting == ()
    assert waiting(path) == []
    with contextlib.closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM inbox_done").fetchone() == (REMEMBERED,)
