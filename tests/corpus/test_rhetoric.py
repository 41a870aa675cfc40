"""Marks of passages: what each rule is for, and what only looks like it."""

from __future__ import annotations

import pytest

from corpus.rhetoric import MARKS, mark_bit, marks_of


def marks(text: str) -> set[str]:
    held = marks_of(text)
    return {mark for mark in MARKS if held & mark_bit(mark)}


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("靠前服务不是站得近，而是想得早。", "金句"),
        ("船靠得稳，人干得实。", "金句"),
        ("没有白天的功夫，就没有夜里的平安。", "金句"),
        ("作风好比缆绳，断一股不要紧，不补就要命。", "比喻"),
        ("窗口就像码头的灯一样，亮着，船心里才有底。", "比喻"),
        ("调度是港口的主心骨。", "比喻"),
        ("问一问船几时到，问一问货卡在哪，问一问人还缺什么。", "排比"),
        ("把窗口开在船边，把话说在前头，把账算在明处。", "排比"),
        ("古人说：“行船走马三分险”，安全两个字一刻不能松。", "引用"),
        ("“长风一夜催归棹，晓日千帆过大江”，这是老船工爱念的两句。", "引用"),
    ],
)
def test_a_mark_is_given_to_what_has_it(text: str, mark: str) -> None:
    assert mark in marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "今年一季度，全港完成货物吞吐量三百万吨，同比增长百分之八。",
        "会议研究了泊位调度方案，请各部门按分工抓好落实。",
        "一、把服务做在前头",
        "好像没有人来过，偶像也不必有。"[8:],
        "",
    ],
)
def test_plain_business_has_none(text: str) -> None:
    assert marks(text) == set()
