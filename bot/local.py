"""The bot on the chat of this machine: sample documents, a loopback Bot API server, a page."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.clock import SystemClock
from bot.errors import ServiceError
from bot.ingest import ingest_paths
from bot.service import running, warm_up
from bot.settings import LOCAL_TOKEN
from bot.stores import SAMPLES, for_samples, sample_hashes, whole
from bot.worker import Worker
from handlers.account.start import telling_words
from localchat.sample import ADMIN_ID
from localchat.server import LocalTelegram
from localchat.state import Suggestion
from store.db.glance import document_hashes
from store.store import Store

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from datetime import datetime

    from bot.settings import Settings
    from localchat.clock import Clock as LocalClock
    from store.db.engines import Place

LOCAL_BOT = "zhaiju_bot"
SHOWN_NAME = "摘句"
LABELS = (("查一个词", "Search for a word"), ("查一个口号", "Look up a slogan"))
MORNING = Suggestion("/daily 08:30", "每天早上来一条", "An excerpt each morning")


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
    await _prepare(settings.place)
    server = LocalTelegram(
        settings.local_chat_port,
        bots={LOCAL_TOKEN: LOCAL_BOT},
        name=SHOWN_NAME,
        sample=True,
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
            words = await telling_words(bot.services, len(LABELS))
            tour = (*map(Suggestion, words, *zip(*LABELS, strict=True)), MORNING)
            server.world.settings.suggestions = tour
            first = " · ".join(one.text for one in tour)
            ready.set()
            _say(f"[4/4] 打开 {server.url}  试试：{first}     Ctrl+C 停止\n")
            await warm_up(bot.services.store)
            await bot.until(stop)
    finally:
        await server.__aexit__(None, None, None)


async def _prepare(place: Place) -> None:
    """Say which store it is; load the samples into theirs while that is empty."""
    _say(f"[3/4] 库 {whole(place)} · ")
    start = time.monotonic()
    clock = SystemClock()
    async with Store.open(place, clock=clock) as store:
        if for_samples(place):
            await store.erasure.forget_chats()
            if not (await store.documents.size()).documents:
                async with Worker.open() as worker:
                    await ingest_paths(store, worker, clock, [SAMPLES])
        size = await store.documents.size()
    held = document_hashes(place.path) if place.url is None else None
    kind = "示例资料：" if held and held <= sample_hashes() else ""
    _say(
        f"{kind}{size.documents:,} 个文件 {size.speeches:,} 篇 {size.passages:,} 段"
        f" … {time.monotonic() - start:.0f} s\n"
    )


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
