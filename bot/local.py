"""The bot on the chat of this machine: sample documents, a loopback Bot API server, a page."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from bot.clock import SystemClock
from bot.errors import ServiceError
from bot.ingest import Parser, ingest_paths
from bot.service import running, warm_up
from bot.settings import LOCAL_TOKEN
from localchat.sample import ADMIN_ID
from localchat.server import LocalTelegram
from localchat.state import Suggestion
from store.store import Store

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from datetime import datetime

    from bot.settings import Settings
    from localchat.clock import Clock as LocalClock

SAMPLE_DATABASE = Path("data/sample.db")
SAMPLES = Path(corpus.__file__).with_name("sample")
LOCAL_BOT = "zhaiju_bot"
SHOWN_NAME = "摘句"
SUGGESTIONS = (
    Suggestion("靠前服务", "查一个词", "Search for a word"),
    Suggestion("一线三问", "查一个口号", "Look up a slogan"),
    Suggestion("/daily 08:30", "每天早上来一条", "An excerpt each morning"),
)


class PageClock:
    """The clock that the page moves, as the bot reads it."""

    def __init__(self, clock: LocalClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """The page's present instant, in UTC."""
        return self._clock.now()

    def on_jump(self, callback: Callable[[], None]) -> None:
        """Have `callback` called after each move of the clock."""
        self._clock.watch(callback)


async def run_local(settings: Settings, ready: asyncio.Event, stop: asyncio.Event) -> None:
    """Serve the chat page until told to stop."""
    if not settings.database_chosen:
        settings = replace(settings, database=SAMPLE_DATABASE)
        await _load_samples(settings)
    server = LocalTelegram(
        settings.local_chat_port,
        bots={LOCAL_TOKEN: LOCAL_BOT},
        name=SHOWN_NAME,
        sample=True,
        suggestions=SUGGESTIONS,
    )
    try:
        await server.__aenter__()
    except OSError:
        port = settings.local_chat_port
        raise ServiceError(
            f"端口 {port} 被占用：换一个，例如 LOCAL_CHAT_PORT={port + 1} make run。"
        ) from None
    try:
        here = replace(
            settings,
            token=LOCAL_TOKEN,
            api_url=server.url,
            proxy_url=None,
            operators=settings.operators or frozenset({ADMIN_ID}),
        )
        async with running(here, PageClock(server.clock)) as bot:
            first = " · ".join(one.text for one in SUGGESTIONS)
            ready.set()
            _say(f"[4/4] 打开 {server.url}  试试：{first}     Ctrl+C 停止\n")
            await warm_up(bot.services.store)
            await stop.wait()
    finally:
        await server.__aexit__(None, None, None)


async def _load_samples(settings: Settings) -> None:
    _say("[3/4] 示例资料：")
    start = time.monotonic()
    clock = SystemClock()
    async with Store.open(settings.database, clock=clock) as store:
        await store.forgetting.forget_chats()
        async with Parser.open() as parser:
            await ingest_paths(store, parser, clock, [SAMPLES])
        size = await store.documents.size()
    _say(
        f"{size.documents} 个文件 {size.speeches} 篇 {size.passages:,} 段"
        f" … {time.monotonic() - start:.0f} s\n"
    )


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
