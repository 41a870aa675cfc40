"""A list fits a phone: its lines, its sources, its keyboard, wherever it is asked for."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.stage import Stage
    from tests.support.telegram import Message

WORDS = (
    "靠前服务", "马上就办", "一线三问", "服务", "作风", "港", "食堂", "病人", "司机", "勺子",
    "窗口", "责任", "马上 服务", "服务 作风", "既要…又要", "靠钱服务", "船等不起 车等不起",
    "怎么写整改的收尾", "闸口这盏灯有什么故事", "贺望潮 服务", "单位:澄湾港集团 服务",
    "有的同志把管理和服务分成两件事，上午管人，下午服务人。其实管得好就是服务",
    "服务 食堂 病人 司机 勺子 窗口 责任 码头 闸口",
)  # fmt: skip
SIGNS_A_LINE, MOST_LINES = 18, 22
TIME = re.compile(r"\d{1,2}:\d\d")


def entries(answer: Message) -> list[tuple[str, str]]:
    """The lines of a list with the sources below them."""
    lines = answer.html.split("\n")
    return [
        (line.partition(" ")[2], lines[at + 1])
        for at, line in enumerate(lines[:-1])
        if re.match(r"\d ", line) and lines[at + 1].startswith("<i>")
    ]


def plain(line: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", line))


def assert_fits(answer: Message, width: int, room: int) -> None:
    assert len(answer.text) <= room
    lines = answer.text.split("\n")
    assert sum(-(-len(line) // SIGNS_A_LINE) for line in lines) <= MOST_LINES
    for line, source in entries(answer):
        assert len(plain(line)) <= width, line
        assert len(plain(source)) <= 30, source
        assert "<b>" in line
    assert_keyboard_fits(answer)


def assert_keyboard_fits(answer: Message) -> None:
    assert len(answer.buttons) <= 3
    for row in answer.buttons:
        labels = [button.label for button in row]
        assert len(labels) <= (5 if all(map(str.isdecimal, labels)) else 4), labels
        longest = 12 if len(labels) == 1 else 5
        for label in labels:
            named = re.sub(r" ?[\d,]+$", "", label)
            assert len(named) <= longest, label


@pytest.mark.parametrize("words", WORDS)
async def test_a_list_fits_a_phone(sample_stage: Stage, words: str) -> None:
    user, chat = await sample_stage.person()
    group = await sample_stage.group("办公室", [user], [user])
    answer = await sample_stage.ask(user, chat, words)
    assert_fits(answer, 34, 700)
    assert_fits(await sample_stage.ask(user, group, f"/s {words}"), 40, 320)
    if "下一页" in answer.labels:
        assert_fits(await sample_stage.telegram.turn(user, answer, "下一页"), 34, 700)
    for way in ("按单位", "按年份", "按用处"):
        if way in answer.labels:
            assert_keyboard_fits(
                await sample_stage.telegram.turn(
                    user, await sample_stage.ask(user, chat, words), way
                )
            )


async def test_names_too_long_for_buttons_are_listed(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    values = await sample_stage.telegram.turn(
        user, await sample_stage.ask(user, chat, "服务"), "按单位"
    )
    lines = values.text.split("\n")
    assert lines[0] == "“服务” 按单位："
    assert "澄湾县自来水公司" in values.text
    numbers = [button.label for button in values.buttons[0]]
    assert numbers == [line.split()[0] for line in lines[1:]]
    narrowed = await sample_stage.telegram.turn(user, values, "1")
    assert narrowed.text.startswith(f"{lines[1].split()[1]} · “服务” {lines[1].split()[2]} 处")
