"""A list fits a phone: its lines, its sources, its keyboard, wherever it is asked for."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from tests.support.stage import stage, text_store

if TYPE_CHECKING:
    from pathlib import Path

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


NAMES = ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", "新建文档", "新建文档 (2)", "港口讲话")
"""Files; the last of them alone has a name that says something."""


@pytest.fixture
def unnamed(tmp_path: Path) -> Path:
    head = "在推进会上的讲话\n澄湾港集团 林远\n（2022年5月）\n\n同志们：\n"
    head += "今天把大家请来，说说码头上的事。系得牢不牢，要看风浪来的那一夜，谁都不能含糊。\n"
    texts = {f"{name}.txt": f"{head}缆绳要系{at}道。\n" for at, name in enumerate(NAMES, start=1)}
    return text_store(tmp_path / "store.db", texts)


async def test_equal_titles_are_told_apart_without_a_name_that_says_nothing(unnamed: Path) -> None:
    async with stage(unnamed) as ready:
        user, chat = await ready.person()
        listed = await ready.ask(user, chat, "缆绳要系")
        lines = [line for line in listed.text.splitlines() if line.startswith("澄湾港集团")]
        assert len(set(lines)) == len(lines) == len(NAMES)
        citations = []
        for number in "1234":
            opened = await ready.telegram.turn(user, listed, number)
            citations.append(next(line for line in opened.text.splitlines() if line[0] == "《"))
            listed = await ready.telegram.turn(user, opened, "返回")
        assert len(set(citations)) == len(NAMES)
        assert "《在推进会上的讲话》（第1篇，《港口讲话》）" in citations
        speeches = await ready.ask(user, chat, "/speeches 推进会")
        origins = [line for line in speeches.text.splitlines() if "同题第" in line]
        assert len(set(origins)) == len(NAMES) - 1
        assert all(line.startswith("澄湾港集团 林远 2022-05") for line in origins)
        for shown in (listed.text, *citations, speeches.text):
            assert not any(name in shown for name in NAMES[:3])
