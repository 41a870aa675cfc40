"""Sentences and passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Block, Passage, Speech
from corpus.passages import LONGEST, SHORTEST, split_passages
from corpus.sentences import sentence_borders


def passages_of(*blocks: Block) -> tuple[Passage, ...]:
    return split_passages(Speech(1, "标题", blocks))


def texts_of(text: str) -> list[str]:
    return [passage.text for passage in passages_of(Block("paragraph", text))]


def sentences(text: str) -> list[str]:
    offsets = [0, *(border.offset for border in sentence_borders(text)), len(text)]
    return [text[a:b] for a, b in pairwise(offsets)]


@pytest.mark.parametrize(
    "expected",
    [
        ["潮水涨了。", "船要进港！", "谁去接缆？", "我去"],
        ["他说：“先靠泊。”", "众人称是。"],
        ["他说：“先靠泊！”，众人称是。"],
        ["一是看；二是听；三是问。"],
        ["还有很多……后来都改了。"],
        ["见网页http://a.cn/?p=2的说明。"],
        ["第一句。 ", "第二句。"],
        ["行一\n", "行二\n", "行三"],
        ["It is 3.5 tons. ", "He agrees."],
        ["有效吗?!", "有效。"],
        ['他说："先靠泊。"', '又说："再返航。"'],
    ],
)
def test_sentence_borders(expected: list[str]) -> None:
    assert sentences("".join(expected)) == expected


def test_borders_inside_quotes_are_weak() -> None:
    text = "书记讲：“潮来要抢。潮去要守。”大家记住。见（附件。表一。）再办。"
    weak = [text[: border.offset][-3:] for border in sentence_borders(text) if border.weak]
    assert weak == ["要抢。", "附件。"]


def test_a_quote_that_never_closes_holds_nothing_together() -> None:
    assert not any(border.weak for border in sentence_borders("他说：“潮来。潮去。船到。"))


def test_headings_and_short_paragraphs_are_one_passage_each() -> None:
    found = passages_of(Block("heading", "一、先靠泊。再返航", 1), Block("paragraph", "短。句。"))
    assert [(p.kind, p.text, p.number, p.block) for p in found] == [
        ("heading", "一、先靠泊。再返航", 1, 0),
        ("text", "短。句。", 2, 1),
    ]


def test_a_long_sentence_is_never_cut() -> None:
    long = "泊" * 300 + "。"
    assert texts_of("短句在前面。" * 12 + long + "短句在后面。" * 12)[1] == long


def test_the_last_remainder_is_balanced() -> None:
    sentence = "泊" * 49 + "。"
    lengths = [len(text) for text in texts_of(sentence * 5 + "尾" * 19 + "。")]
    assert sum(lengths) == 270
    assert all(SHORTEST <= length <= LONGEST for length in lengths)


def test_a_quotation_is_kept_together_where_the_limits_allow() -> None:
    quotation = "书记讲：“" + ("潮来要抢潮去要守。" * 10) + "”"
    assert quotation in texts_of("港区风大浪急。" * 12 + quotation + "港区风平浪静。" * 12)


TEXTS = st.text(st.sampled_from('泊港a1 。！？；，“”"（）.!?\n'), max_size=900)


@given(TEXTS)
def test_passages_join_to_their_block(text: str) -> None:
    assert "".join(texts_of(text)) == text


@given(st.lists(st.integers(2, 300), min_size=1, max_size=30))
def test_limits_hold_where_sentences_allow(lengths: list[int]) -> None:
    parts = ["泊" * (length - 1) + "。" for length in lengths]
    found = texts_of("".join(parts))
    for text in found:
        assert len(text) <= LONGEST or text in parts
    for first, second in pairwise(found):
        assert min(len(first), len(second)) >= SHORTEST or len(first) + len(second) > LONGEST
