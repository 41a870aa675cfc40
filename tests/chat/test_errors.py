"""What nobody expected: one apology to who waits, a toast for each press, and never a way in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from telegram.error import NetworkError, TimedOut

from bot.settings import Settings
from handlers import access, errors, presses
from handlers.search import search
from handlers.telegram.callback_data import Press, Verb, encode
from store.errors import (
    StaleIndexError,
    StoreBusyError,
    StoreDamagedError,
    StoreFullError,
    StoreUnavailableError,
    StoreUnwritableError,
)
from tests.bot.test_inbox import empty
from tests.support.stage import BOT, Stage, stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.telegram import Telegram

UNEXPECTED = "出了点问题"
ERRORS: dict[str, tuple[Exception, str]] = {
    "mistake": (ValueError("靠前服务"), UNEXPECTED),
    "missing": (KeyError("x"), UNEXPECTED),
    "telegram": (NetworkError("Bad Gateway"), UNEXPECTED),
    "unheard": (TimedOut(), UNEXPECTED),
    "full": (StoreFullError(), "磁盘满了"),
    "busy": (StoreBusyError(), "正忙"),
    "damaged": (StoreDamagedError(), "坏了"),
    "unwritable": (StoreUnwritableError("x"), "写不进"),
    "unavailable": (StoreUnavailableError("x"), UNEXPECTED),
    "stale": (StaleIndexError(), UNEXPECTED),
}


def failing(error: Exception) -> Callable[..., object]:
    async def fail(*_: object, **__: object) -> None:
        raise error

    return fail


async def answers_to_presses(telegram: Telegram) -> int:
    return len(await telegram.requests("answerCallbackQuery"))


@pytest.mark.parametrize("kind", ERRORS)
async def test_each_press_is_answered_once(
    small_stage: Stage, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    error, said = ERRORS[kind]
    # What is about words says that they are forgotten where it names none.
    key = small_stage.store.saved_queries.remember("缆绳")
    for verb in Verb:
        monkeypatch.setitem(presses.HANDLERS, verb, failing(error))
        before = await answers_to_presses(telegram)
        pressed = await telegram.press(user, answer, data=encode(Press(verb, key)))
        assert said in pressed.toast, verb
        assert await answers_to_presses(telegram) == before + 1
    assert await telegram.replies(chat) == []


@pytest.mark.parametrize("kind", ERRORS)
async def test_each_message_is_apologised_for_once(
    small_stage: Stage, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    error, said = ERRORS[kind]
    with monkeypatch.context() as patch:
        patch.setattr(search, "question_view", failing(error))
        assert said in (await small_stage.ask(user, chat, "缆绳")).text
    assert "缆绳" in (await small_stage.ask(user, chat, "缆绳")).text
    assert await telegram.replies(chat) == []


async def test_talk_in_a_group_is_not_answered_by_an_apology(
    small_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram = small_stage.telegram
    user, _ = await small_stage.person()
    group = await small_stage.group("办公室", [user], [user])
    with monkeypatch.context() as patch:
        patch.setattr(access, "is_served", failing(StoreDamagedError()))
        await telegram.say(user, group, "中午吃什么")
        for words in ("/s 缆绳", f"@{BOT} 缆绳"):
            said = await telegram.say(user, group, words)
            heard = await telegram.reply(group)
            assert heard.reply_to == said.message_id
            assert "坏了" in heard.text
        said = await telegram.say(user, group, "那靠前服务呢", reply_to=heard)
        assert (await telegram.reply(group)).reply_to == said.message_id
    await small_stage.quiet(group, user)


@pytest.mark.sqlite
@pytest.mark.parametrize("kind", ["mistake", "busy"])
async def test_an_apology_that_fails_lets_nobody_in(
    small_database: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    guarded = Settings(allowed=frozenset({7003}), operators=frozenset({7001}))
    async with stage(small_database, settings=guarded) as ready:
        user, chat = await ready.person("路人")
        with monkeypatch.context() as patch:
            patch.setattr(access, "is_served", failing(ERRORS[kind][0]))
            told: list[object] = []

            async def tell(*given: object) -> None:
                told.append(given)
                raise ERRORS[kind][0]

            patch.setattr(errors, "_tell", tell)
            for words in ("缆绳", "/watch 缆绳"):
                await ready.telegram.say(user, chat, words)
            async with asyncio.timeout(10):
                while len(told) < 2:
                    await asyncio.sleep(0.01)
            await empty(small_database)
        assert "编号" in (await ready.ask(user, chat, "缆绳")).text
        assert await ready.store.watches.count(user.id) == 0


@pytest.mark.parametrize("code", [400, 500])
async def test_an_error_while_refusing_lets_nobody_in(small_database: Path, code: int) -> None:
    guarded = Settings(allowed=frozenset({7003}), operators=frozenset({7001}))
    async with stage(small_database, settings=guarded) as ready:
        user, chat = await ready.person("路人")
        await ready.telegram.fault("sendMessage", "refuse", code=code)
        heard = await ready.ask(user, chat, "缆绳")
        assert UNEXPECTED in heard.text
        assert "编号" in (await ready.ask(user, chat, "缆绳")).text
        requests = await ready.telegram.requests("sendMessage")
        assert not [one for one in requests if "码头" in str(one)]
