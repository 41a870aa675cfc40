"""Documents by chat, the list of documents, corrections, use and backups: for operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.settings import Settings
from localchat.server import LocalTelegram
from tests.stage import BOT, TOKEN, Stage, stage
from tests.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.telegram import Message

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
ONE = """在消防演练后的讲话
青禾医院 苏宁
（2023年11月9日）

同志们：
灭火器会不会用，不看台账看手上，不看签字看演练，今天有三个科室没有按时到位，这一课要补。
"""


@pytest.fixture
async def admin_stage(small_database: Path) -> AsyncIterator[Stage]:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            for number in (OPERATOR, SECOND):
                await people.private(await people.user("管理员", id=number), started=True)
        async with stage(small_database, server=server, settings=SETTINGS) as ready:
            yield ready
            assert await ready.telegram.refusals() == []


def operator(number: int = OPERATOR) -> tuple[User, Chat]:
    return User(number, "管理员"), Chat(number, "private", "管理员")


async def until(ready: Stage, chat: Chat, word: str) -> Message:
    """The message that holds the word, once an edit has brought it."""
    while word not in (shown := await ready.telegram.edit(chat)).text:
        pass
    return shown


async def send(ready: Stage, user: User, chat: Chat, name: str, text: str) -> Message:
    """Send a document and wait until it was read."""
    await ready.telegram.replies(chat)
    await ready.telegram.send(user, chat, name, text.encode())
    assert (await ready.telegram.reply(chat)).text == "正在读…"
    return await until(ready, chat, name)


async def test_a_document_is_shown_taken_in_and_taken_back(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    shown = await send(admin_stage, user, chat, "调度会讲话.txt", TWO)
    assert shown.text.startswith("调度会讲话.txt · 2 篇 · 2 段\n1 《在春季调度会上的讲话》")
    assert "2024-03-05" in shown.text
    assert "没有日期" in shown.text
    assert shown.labels == ["收录", "逐篇看", "改信息", "不收"]
    assert (await admin_stage.ask(user, chat, "春潮计划")).text.startswith("库里没有")
    await telegram.press(user, shown, "收录")
    taken = await until(admin_stage, chat, "收好了")
    assert taken.text == "收好了，现在 4 篇。"
    assert "只有 1 处" in (await admin_stage.ask(user, chat, "春潮计划")).text
    await telegram.press(user, taken, "撤回")
    undone = await until(admin_stage, chat, "撤回了")
    assert undone.text == "撤回了，现在 2 篇。"
    assert (await admin_stage.ask(user, chat, "春潮计划")).text.startswith("库里没有")
