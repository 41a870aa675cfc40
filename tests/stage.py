"""A stage for conversations: the real bot over HTTP, the strict server, a real SQLite file."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.clock import SteppedClock
from bot.limiter import Limits
from bot.service import Running, running
from bot.settings import Settings
from corpus.parse import parse_file, parse_text
from localchat.server import LocalTelegram
from store.store import Store
from tests.telegram import Chat, Message, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "sample"
START = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
"""A Thursday, 10:00 in Shanghai, in a year whose holidays are known."""
TOKEN = "42:test-token"
BOT = "zhaiju_bot"
UNHURRIED = Limits(
    overall=(1_000_000, 1.0), interval=0.0, slack=0.0, chat=(1000, 1.0), group=(1000, 1.0)
)
"""The loopback server keeps no flood limits unless it is told to."""


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

    async def ask(self, user: User, chat: Chat, text: str, **more: Any) -> Message:
        return await self.telegram.ask(user, chat, text, **more)


@contextlib.asynccontextmanager
async def stage(
    database: Path,
    *,
    settings: Settings | None = None,
    server: LocalTelegram | None = None,
    limits: Limits = UNHURRIED,
) -> AsyncIterator[Stage]:
    """Start a bot on a store; with `server` on a Telegram that is there already."""
    async with contextlib.AsyncExitStack() as stack:
        if server is None:
            server = await stack.enter_async_context(LocalTelegram(bots={TOKEN: BOT}))
        chosen = replace(
            settings or Settings(),
            token=TOKEN,
            api_url=server.url,
            database=database,
            database_chosen=True,
        )
        clock = SteppedClock(START)
        server.clock.set(START)
        telegram = await stack.enter_async_context(Telegram(server.control))
        bot = await stack.enter_async_context(running(chosen, clock, limits))
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


def text_store(path: Path, documents: Mapping[str, str]) -> Path:
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
