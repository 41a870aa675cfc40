"""Operators for tests: who they are, a document of two speeches, and how one is sent."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from bot.settings import Settings
from localchat.server import LocalTelegram
from tests.support.stage import BOT, TOKEN, stage
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.stage import Stage
    from tests.support.telegram import Message

OPERATOR, SECOND = 7001, 7002
SETTINGS = Settings(operators=frozenset({OPERATOR, SECOND}))
TWO = """在春季调度会上的讲话
澄湾港集团 周岚
（2024年3月5日）

同志们：
春潮计划不是一句口号，是把每一条船的靠泊时间提前半个钟头，把每一张单子少跑一个窗口。

在夏季调度会上的讲话
澄湾港集团 周岚

同志们：
防汛物资要摆在看得见的地方，预案要练到记得住的程度，人要守在离水最近的岗位上，一刻也不能离开。
"""


def operator(number: int = OPERATOR) -> tuple[User, Chat]:
    return User(number, "管理员"), Chat(number, "private", "管理员")


@contextlib.asynccontextmanager
async def operated(database: Path, settings: Settings = SETTINGS) -> AsyncIterator[Stage]:
    """A bot whose operators have begun a chat with it and read what it says at its start."""
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            for number in (OPERATOR, SECOND):
                await people.private(await people.user("管理员", id=number), started=True)
        async with stage(database, server=server, settings=settings) as ready:
            # In November operators are told that the next year's days off aren't announced.
            await ready.running.tick.settled()
            for number in (OPERATOR, SECOND):
                await ready.telegram.replies(operator(number)[1])
            yield ready


async def until(ready: Stage, chat: Chat, word: str) -> Message:
    """The message that holds the word, once an edit has brought it and nothing is read any more."""
    while True:
        shown = await ready.telegram.edit(chat)
        if word in shown.text and (
            not shown.text.startswith("正在读") or word.startswith("正在读")
        ):
            return shown


async def send(ready: Stage, user: User, chat: Chat, name: str, text: str) -> Message:
    """Send a document and wait until it was read."""
    await ready.telegram.replies(chat)
    await ready.telegram.send(user, chat, name, text.encode())
    assert (await ready.telegram.reply(chat)).text == "正在读…"
    return await until(ready, chat, name)
