"""The program started a second time: its chats begin anew, what people kept is still there."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.local import run_local
from bot.settings import SAMPLE_STORE, Settings
from localchat.sample import ADMIN_ID, MEMBER_ID
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

THURSDAY = "2026-11-19T10:00"
MEMBER = User(MEMBER_ID, "小王", None)
PRIVATE = Chat(MEMBER_ID, "private", "小王")


@asynccontextmanager
async def program() -> AsyncIterator[Telegram]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(database=SAMPLE_STORE, local_chat_port=port)
    ready, stop = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(run_local(settings, ready, stop))
    started = asyncio.create_task(ready.wait())
    await asyncio.wait({running, started}, return_when=asyncio.FIRST_COMPLETED)
    try:
        async with Telegram(f"http://127.0.0.1:{port}/control") as telegram:
            await telegram.clock(set=THURSDAY)
            yield telegram
    finally:
        stop.set()
        started.cancel()
        await running


async def test_the_morning_comes_at_each_start_and_bookmarks_stay() -> None:
    for start in (1, 2):
        async with program() as telegram:
            saved = await telegram.ask(MEMBER, PRIVATE, "/saved")
            assert ("还没有收藏" in saved.text) == (start == 1)
            await telegram.ask(MEMBER, PRIVATE, "/daily 08:30")
            await telegram.clock(until="08:30")
            excerpt = await telegram.reply(PRIVATE)
            assert excerpt.text.startswith("每日一摘 · 11月20日 星期五")
            if start == 1:
                assert (await telegram.press(MEMBER, excerpt, "收藏")).toast == "已收藏，共 1 条"


async def test_operators_have_their_menu() -> None:
    async with program() as telegram:
        await telegram.ask(User(ADMIN_ID, "李主任", None), Chat(ADMIN_ID, "private", ""), "/help")
        (bot,) = (await telegram.control("state"))["bots"]
    named = {one["command"] for menu in bot["commands"] for one in menu["commands"]}
    assert {"ingest", "sources"} <= named
