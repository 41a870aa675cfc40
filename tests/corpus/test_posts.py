"""Threads, chats and logs saved as text: what one post holds, and what was said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.parse import NO_SPEECH, account, parse_file
from tests.support.paragraphs import BODIES

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "何立本在码头改造会上的讲话"
TEXT = tuple(body.replace("江", water) for water in "江河湖海" for body in BODIES)
REMARKS = ("收藏了", "说得好！", "楼上说得对。", "先看完再说", "我也去过那个码头", "顶", "江边见")
STAMPS = {
    "floors": ("{name}", "{floor}楼 大 中 小 发表于 2018-12-{day} 10:2{floor}  只看该作者"),
    "floors with names": ("#{floor} {name} 发表于 2018-12-{day} 10:2{floor}:00",),
    "chat": ("{name} 2018-12-{day} 10:2{floor}:33",),
    "headings": ("## 2018-12-{day} 10:2{floor} · [原文](https://a.b/{floor})",),
}
NAMES = ("江边人", "lantern_9", "老舵手")


def posts(form: str, *texts: tuple[str, ...]) -> list[str]:
    lines = []
    for floor, text in enumerate(texts, start=1):
        told = {"name": NAMES[floor % 3], "floor": floor % 10, "day": 10 + floor}
        lines += [stamp.format(**told) for stamp in STAMPS[form]] + list(text)
    return lines


@pytest.mark.parametrize("form", STAMPS)
@pytest.mark.parametrize("place", [0, 3, 7])
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_the_post_of_a_thread_that_holds_a_speech(form: str, place: int, between: str) -> None:
    texts: list[tuple[str, ...]] = [(remark,) for remark in REMARKS]
    texts.insert(place, TEXT)
    lines = [f"# {TITLE}", *posts(form, *texts)]
    (speech,) = account(between.join(lines), "a.md").document.speeches
    assert (speech.title, speech.speaker) == (TITLE, "何立本")
    assert "".join(block.text for block in speech.blocks) == "".join(TEXT)
    assert any("去跟帖" in warning for warning in speech.warnings)


@pytest.mark.parametrize("form", STAMPS)
@pytest.mark.parametrize(
    "head",
    [
        (),
        ("何立本", "2018年12月1日"),
        ("发布时间：2018-12-01 10:20",),
        ("楼主 江边人 于 2018-12-01 10:20",),
    ],
)
@pytest.mark.parametrize("text", [TEXT, TEXT[:8]], ids=["long", "short"])
def test_a_text_above_all_stamps_is_no_log(
    form: str, head: tuple[str, ...], text: tuple[str, ...]
) -> None:
    lines = [TITLE, *head, *text, *posts(form, *((remark,) for remark in REMARKS))]
    (speech,) = account("\n\n".join(lines), "a.md").document.speeches
    assert speech.title == TITLE
    assert not {NO_SPEECH} & set(speech.warnings)
    assert "".join(text) in "".join(block.text for block in speech.blocks)


@pytest.mark.parametrize("form", STAMPS)
def test_the_last_line_of_a_post_is_its_own(form: str) -> None:
    texts = [*((remark,) for remark in REMARKS), (*TEXT, "谢谢大家"), ("顶",)]
    lines = [f"# {TITLE}", *posts(form, *texts)]
    (speech,) = account("\n\n".join(lines), "a.md").document.speeches
    assert "".join(TEXT) in "".join(block.text for block in speech.blocks)


@pytest.mark.parametrize("form", STAMPS)
def test_posts_that_hold_no_text_are_a_log(form: str) -> None:
    lines = posts(form, *((body,) for body in BODIES), *((remark,) for remark in REMARKS))
    (speech,) = account("\n\n".join(["# 江边群", *lines]), "a.md").document.speeches
    assert NO_SPEECH in speech.warnings


def test_pages_with_their_minutes_are_texts() -> None:
    pages = [
        (f"## 第{number}次说码头", f"2018-12-{number + 10} 10:2{number}　来源：江城港", *BODIES[:2])
        for number in range(1, 8)
    ]
    text = "\n\n".join(line for page in pages for line in page)
    speeches = account(text, "a.md").document.speeches
    assert [len(speech.blocks) for speech in speeches] == [2] * 7


@pytest.mark.parametrize(
    "counted", ["1 則留言:", "3 条评论", "共12条回复：", "2 comments", "网友评论（12）", "精选留言"]
)
def test_comments_below_a_text(counted: str) -> None:
    below = ("江边人 提到...", "说得好，我也去过那个码头，灯是一盏一盏亮起来的。", *REMARKS)
    text = "\n\n".join((TITLE, *BODIES, counted, *below))
    (speech,) = account(text, "a.txt").document.speeches
    assert [block.text for block in speech.blocks] == list(BODIES)


def test_a_counter_above_a_text_ends_nothing() -> None:
    (speech,) = account("\n\n".join((TITLE, "3 条评论", *BODIES)), "a.txt").document.speeches
    assert [block.text for block in speech.blocks] == list(BODIES)


@pytest.mark.parametrize(
    "said",
    [
        "大家好!我今天国旗下讲话的主题是:《把码头修好》",
        "大家好，我演讲的题目是“把码头修好”。",
        "今天我要和大家分享的题目是《把码头修好》，请多指教。",
        "老师好！我今天发言的题目叫把码头修好。",
    ],
)
@pytest.mark.parametrize("greeting", [(), ("各位同学：",)])
def test_a_speaker_gives_his_title(said: str, greeting: tuple[str, ...]) -> None:
    text = "\n".join((*greeting, said, *BODIES))
    (speech,) = account(text, "1.txt").document.speeches
    assert speech.title == "把码头修好"
    assert "".join(block.text for block in speech.blocks) == "".join((*greeting, said, *BODIES))


def test_a_greeting_is_no_title() -> None:
    (speech,) = account("\n".join(("大家好！今天说说码头。", *BODIES)), "1.txt").document.speeches
    assert speech.title == "今天说说码头"


@pytest.mark.parametrize("excerpt", ["", "\n<!--more-->\n"])
def test_a_label_and_what_follows_its_line_is_one(tmp_path: Path, excerpt: str) -> None:
    matter = "---\ntitle: 把码头修好\n---\n"
    note = f"**编者按**\n\n：江边的码头修了三年{excerpt}，来过的人都说好，今天把这篇话登出来。"
    path = tmp_path / "1.md"
    path.write_text(matter + "\n\n".join((note, *BODIES)), encoding="utf-8")
    (speech,) = parse_file(path, "1.md").speeches
    assert speech.title == "把码头修好"
    assert [block.text for block in speech.blocks] == list(BODIES)
