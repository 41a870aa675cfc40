"""Greetings, thanks and the names of buttons, typed in private."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.parse import parse_text
from tests.chat.test_lists import assert_keyboard_fits
from tests.support.store_scan import take_in

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


LIBRARY = """在读书会上的讲话
澄湾县图书馆
（2024年4月）

同志们：
书要常翻，收藏再多的书不翻，也只是占地方；每日一摘，摘的是别人走过的路，来一条是一条。
"""


@pytest.mark.parametrize(
    ("typed", "label", "command"),
    [
        ("收藏", "我的收藏", "/saved"),
        ("每日一摘", "每日一摘", "/daily"),
    ],
)
async def test_a_name_that_a_passage_holds_is_listed_with_one_way_to_what_it_names(
    small_stage: Stage, typed: str, label: str, command: str
) -> None:
    document = parse_text(LIBRARY, "读书会讲话.txt")
    await take_in(small_stage.store.documents, document)
    user, chat = await small_stage.person()
    wanted = await small_stage.ask(user, chat, command)
    listed = await small_stage.ask(user, chat, typed)
    assert listed.text.startswith(f"“{typed}” 1 处 · 1 篇\n1 ")
    assert listed.labels.count(label) == 1
    assert_keyboard_fits(listed)
    assert (await small_stage.telegram.turn(user, listed, label)).text == wanted.text


@pytest.mark.parametrize("typed", ["🚩", "👍🏽 ✨", "\u200b🚩"])
async def test_signs_alone_are_no_words(small_stage: Stage, typed: str) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, typed)
    assert answer.text.startswith("我只看得懂文字。发一个词试试，比如“")
