"""Greetings, thanks and the names of buttons, typed in private."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.stage import Stage


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("你好", "/start"),
        ("您好！", "/start"),
        ("收藏", "/saved"),
        ("我的收藏", "/saved"),
        ("关注", "/watch"),
        ("我关注的", "/watch"),
        ("每日一摘", "/daily"),
        ("怎么用", "/help"),
        ("怎麼用？", "/help"),
    ],
)
async def test_a_name_typed_does_what_the_command_does(
    small_stage: Stage, typed: str, command: str
) -> None:
    user, chat = await small_stage.person()
    wanted = await small_stage.ask(user, chat, command)
    assert (await small_stage.ask(user, chat, typed)).text == wanted.text


async def test_an_excerpt_is_sent_for_its_name(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    assert "收藏" in (await small_stage.ask(user, chat, "来一条")).labels


@pytest.mark.parametrize("typed", ["谢谢", "收到", "好的", "谢谢！", "好的，收到"])
async def test_thanks_are_no_question(small_stage: Stage, typed: str) -> None:
    user, chat = await small_stage.person()
    assert (await small_stage.ask(user, chat, typed)).text == "不客气，接着发词就行。"


async def test_an_everyday_word_is_searched(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "帮助")
    assert "“帮助”" in answer.text
