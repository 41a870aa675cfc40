"""A request whose answer is slow or cut off: one message, never an apology beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bot import service
from bot.request import Request
from tests.support.stage import Stage, stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.telegram import Chat, Telegram, User

FAULTS: dict[str, dict[str, Any]] = {
    "cut off": {"action": "drop"},
    "torn": {"action": "tear"},
    "slow": {"action": "hold"},
}
MESSAGES = (
    "缆绳",
    "靠前服务",
    "没有这回事",
    "/help",
    "/random",
    "/saved",
    "/daily 08:30",
    "/export",
)


@pytest.fixture
async def hurried_stage(
    small_database: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    monkeypatch.setattr(service, "Request", partial(Request, read_timeout=0.4))
    async with stage(small_database) as ready:
        yield ready


async def after(telegram: Telegram, method: str, fault: str) -> None:
    """Plan a fault that comes once the request's work is done."""
    await telegram.control("fault", method=method, when="after", **FAULTS[fault])


async def settled(telegram: Telegram, user: User, chat: Chat) -> list[str]:
    """What has come to a chat; it is answered in order, so the last is the answer asked here."""
    await telegram.say(user, chat, "/sentinel")
    heard: list[str] = []
    while not heard or "/sentinel" not in heard[-1]:
        heard.append((await telegram.reply(chat)).text)
    return heard[:-1]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_message_that_may_have_arrived_comes_alone(
    hurried_stage: Stage, fault: str
) -> None:
    telegram = hurried_stage.telegram
    user, chat = await hurried_stage.person()
    await hurried_stage.ask(user, chat, "/help")
    for words in MESSAGES:
        await after(telegram, "sendMessage", fault)
        await telegram.say(user, chat, words)
        heard = await settled(telegram, user, chat)
        assert len(heard) == 1, (words, heard)
        assert "出了点问题" not in heard[0]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_press_has_its_effect_once_and_its_answer(hurried_stage: Stage, fault: str) -> None:
    telegram = hurried_stage.telegram
    user, chat = await hurried_stage.person()
    answer = await hurried_stage.ask(user, chat, "缆绳")
    for method in ("answerCallbackQuery", "editMessageText"):
        for toast in ("已收藏", "已取消"):
            await after(telegram, method, fault)
            label = "收藏" if toast == "已收藏" else "已收藏"
            pressed = await telegram.press(user, await telegram.current(answer), label)
            assert pressed.toast.startswith(toast), method
            assert label not in (await telegram.current(answer)).labels
    for method in ("sendPhoto", "sendMessage"):
        await after(telegram, method, fault)
        label = {"sendPhoto": "卡片", "sendMessage": "备注"}[method]
        if label == "备注":
            await telegram.press(user, await telegram.current(answer), "收藏")
        pressed = await telegram.press(user, await telegram.current(answer), label)
        assert pressed.answered
        assert "出了点问题" not in pressed.toast
        assert len(await settled(telegram, user, chat)) == 1
    await after(telegram, "answerInlineQuery", fault)
    assert (await telegram.inline(user, "缆绳")).results
    assert await settled(telegram, user, chat) == []


async def test_an_error_of_telegrams_own_is_apologised_for_once(hurried_stage: Stage) -> None:
    telegram = hurried_stage.telegram
    user, chat = await hurried_stage.person()
    await telegram.fault("sendMessage", "refuse", code=500)
    await telegram.say(user, chat, "缆绳")
    heard = await settled(telegram, user, chat)
    assert heard == ["刚才出了点问题，请再发一次。"]
