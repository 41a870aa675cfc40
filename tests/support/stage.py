"""A stage for conversations: the real bot over HTTP, the strict server, a real SQLite file."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.limiter import Limits
from bot.service import Running, running
from bot.settings import Settings
from corpus.parse import parse_file, parse_text
from localchat.server import LocalTelegram
from store.db.engines import Place
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.telegram import WAIT, Chat, Message, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from bot.receiver import Pace

AnyPlace = TypeVar("AnyPlace", Path, Place)

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "sample"
START = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
"""A Thursday, 10:00 in Shanghai, in a year whose holidays are known."""
TOKEN = "42:test-token"
BOT = "zhaiju_bot"
UNHURRIED = Limits(
    overall=(1_000_000, 1.0), interval=0.0, slack=0.0, chat=(1000, 1.0), group=(1000, 1.0)
)
"""The loopback server keeps no flood limits unless it is told to."""

DOCUMENTS = {
    "港口讲话.txt": (
        "在晨会上的讲话\n澄湾港集团 林远\n（2023年3月8日）\n\n同志们：\n"
        "一、把服务做在前头\n"
        "靠前服务不是站得近，是想得早。问题解决在靠泊之前，才算数，船到了才找人就已经晚了，"
        "我们要把窗口搬到码头上去。大家记住这一句。\n"
        "二、把责任扛在肩上\n"
        "码头上没有小事，每一根缆绳都连着一条船，每一张单子都连着一家企业，马虎不得，也等不得。\n"
    ),
    "医院讲话.txt": (
        "在安全例会上的讲话\n青禾医院 苏宁\n（2022年11月）\n\n同志们：\n"
        "安全这件事，靠前服务也好，事后补救也好，都不如把规矩立在床边，把提醒说在前面，"
        "让每一位病人都能放心。\n"
        "查房要慢一步，交班要多一句，病历要细一点，这三件小事做好了，大事就少了一半。\n"
    ),
}
"""Two short speeches, of which the small store is made."""


@dataclass
class Stage:
    """The running bot, the people's way to it, and its clock."""

    server: LocalTelegram
    telegram: Telegram
    clock: SteppedClock
    settings: Settings
    running: Running

    @property
    def store(self) -> Store:
        return self.running.services.store

    async def person(self, name: str = "小王", language: str = "zh-hans") -> tuple[User, Chat]:
        """Somebody and his private chat with the bot."""
        user = await self.telegram.user(name, language)
        return user, await self.telegram.private(user)

    async def group(
        self, title: str, members: Sequence[User], admins: Sequence[User], **more: Any
    ) -> Chat:
        """A group with the bot in it, whose greeting has been read."""
        group = await self.telegram.group(title, members, admins, **more)
        await self.telegram.reply(group)
        return group

    async def quiet(self, chat: Chat, member: User) -> None:
        """Assert that all of what was said in a chat since its last answer got none.

        One chat is answered in order, so what is asked now must be what is answered next.
        """
        asked = await self.telegram.say(member, chat, "/help")
        heard = await self.telegram.reply(chat)
        assert heard.reply_to == asked.message_id, f"expected silence, heard {heard.text!r}"

    async def handled(self, user: User, chat: Chat) -> None:
        """Wait until all that was said in any chat is answered; `chat` is the user's private one.

        What is asked there last arrives last, but no chat waits for another.
        """
        await self.ask(user, chat, "/help")
        await self.worked_off()

    async def worked_off(self) -> None:
        """Wait until no update is under way, for one is there until its answer has left."""
        async with asyncio.timeout(WAIT):
            while self.store.inbox.waiting:
                await asyncio.sleep(0.005)

    async def ask(self, user: User, chat: Chat, text: str, **more: Any) -> Message:
        return await self.telegram.ask(user, chat, text, **more)


def url_of(database: Path) -> str | None:
    """Where PostgreSQL keeps a store instead; `tests.conftest` says so."""
    del database
    return None


@contextlib.asynccontextmanager
async def stage(
    database: Path,
    *,
    settings: Settings | None = None,
    server: LocalTelegram | None = None,
    limits: Limits = UNHURRIED,
    pace: Pace | None = None,
) -> AsyncIterator[Stage]:
    """Start a bot on a store; with `server` on a Telegram that is there already."""
    async with contextlib.AsyncExitStack() as stack:
        if server is None:
            server = await stack.enter_async_context(LocalTelegram(bots={TOKEN: BOT}))
        chosen = replace(
            settings or Settings(backup_keep=0),
            token=TOKEN,
            api_url=server.url,
            database=database,
            database_url=url_of(database),
        )
        clock = SteppedClock(START)
        server.clock.set(START)
        telegram = await stack.enter_async_context(Telegram(server.control))
        bot = await stack.enter_async_context(running(chosen, clock, limits, pace))
        if chosen.operators:
            # In November they are told at once that the next year's days off aren't announced.
            await bot.tick.settled()
        yield Stage(server, telegram, clock, chosen, bot)


def sample_store(path: Path) -> Path:
    """A store of the documents that the project ships."""

    async def fill() -> None:
        async with Store.open(path, clock=SteppedClock(START)) as store:
            for file in sorted(SAMPLES.glob("*")):
                if file.name.startswith("README"):
                    continue
                await store.documents.ingest(parse_file(file, file.name), file.name, START)

    asyncio.run(fill())
    return path


def text_store(path: AnyPlace, documents: Mapping[str, str]) -> AnyPlace:
    """A store of the given texts by file name."""

    async def fill() -> None:
        async with Store.open(path, clock=SteppedClock(START)) as store:
            for name, text in documents.items():
                await store.documents.ingest(parse_text(text, name), name, START)

    asyncio.run(fill())
    return path


def copy_store(source: Path, target: Path) -> Path:
    """A copy of a closed store."""
    shutil.copyfile(source, target)
    return target
