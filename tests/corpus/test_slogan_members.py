"""Members of numeric slogans in generated texts: every kind of place that spells them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.slogans.members import same_members, spelled_out
from corpus.slogans.numerals import promised_members

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NUMERALS = "两三四五六七八九"
WORDS = [
    *("船期", "货位", "航道", "岸线", "吊机", "仓库", "泊位", "潮汐", "灯塔", "缆绳"),
    *("舱单", "浮标", "堤坝", "渔火", "锚地", "罗盘", "甲板", "船坞", "雷达", "水尺"),
]
NOUNS = ("意识", "本领", "能力", "清单")
LEADS = ("", "要坚持", "大力实施", "我们将聚力推进", "认真落实")
MORE = ("，一样也不能少。", "，大家都说好。", "。")

words = st.lists(st.sampled_from(WORDS), min_size=2, max_size=8, unique=True)
nouns = st.sampled_from(NOUNS)
more = st.sampled_from(MORE)


def counted(members: Sequence[str], noun: str) -> str:
    """Name the slogan that has these members."""
    return f"{NUMERALS[len(members) - 2]}个{noun}"


def told(text: str, slogan: str) -> tuple[str, ...]:
    """Return what is told where a slogan stands in a text for the first time."""
    start = text.index(slogan)
    return spelled_out(slogan, text, start, start + len(slogan))


@given(
    words,
    nouns,
    st.sampled_from(["（{}）", "（即{}）", "，即{}", "就是{}", "：{}", "，也就是{}", "（指{}）"]),
    st.sampled_from(["、", "，"]),
    more,
)
def test_a_list_behind_is_told(
    parts: list[str], noun: str, lead: str, mark: str, after: str
) -> None:
    members = [part + noun for part in parts]
    slogan = counted(members, noun)
    text = f"增强“{slogan}”{lead.format(mark.join(members))}。大家{after}"
    assert told(text, slogan) == tuple(members)


@given(
    words,
    nouns,
    st.sampled_from(LEADS),
    st.sampled_from(["", "等", "的", "这", "，即所谓", "，简称", "（"]),
    st.booleans(),
    more,
)
def test_a_list_before_is_told_without_what_leads_to_it(
    parts: list[str], noun: str, lead: str, between: str, joined: bool, after: str
) -> None:
    members = [part + noun for part in parts]
    slogan = counted(members, noun)
    listed = "、".join(members)
    if joined:
        listed = "和".join(listed.rsplit("、", 1))
    assert told(f"{lead}{listed}{between}“{slogan}”{after}", slogan) == tuple(members)


@given(words.filter(lambda parts: len(parts) > 2), st.sampled_from(LEADS), more)
def test_a_list_of_names_before_is_told_though_they_share_nothing(
    parts: list[str], lead: str, after: str
) -> None:
    slogan = counted(parts, "行动")
    assert told(f"{lead}{'、'.join(parts)}“{slogan}”{after}", slogan) == tuple(parts)


@given(
    words,
    st.sampled_from("定问查"),
    st.sampled_from(["，即", "，就是", "：", "，即："]),
    st.sampled_from(["，", "；", "、"]),
    st.sampled_from(["", "，并且天天看", "，一刻不松"]),
)
def test_clauses_that_begin_with_what_is_counted_are_told(
    parts: list[str], head: str, lead: str, mark: str, after: str
) -> None:
    members = [head + part for part in parts]
    slogan = NUMERALS[len(parts) - 2] + head
    text = f"实行“{slogan}”{lead}{mark.join(members)}{after}。"
    assert told(text, slogan) == tuple(members)


@given(words, st.sampled_from(["确保", "不忘", "想着"]), st.sampled_from(["：", "，", "的要求："]))
def test_each_of_the_groups_that_semicolons_part_is_told_by_its_first_clause(
    parts: list[str], head: str, lead: str
) -> None:
    slogan = counted(parts, head)
    groups = "；".join(f"{head}{part}，一天比一天好" for part in parts)
    text = f"做到“{slogan}”{lead}{groups}。"
    assert told(text, slogan) == tuple(head + part for part in parts)


@given(
    words,
    nouns,
    st.sampled_from(["{}是", "{}要", "第{}，", "（{}）", "{}、", "{}"]),
    st.sampled_from(["。", "：", "，"]),
)
def test_numbered_sentences_are_told_by_their_first_clauses(
    parts: list[str], noun: str, number: str, lead: str
) -> None:
    members = [f"练好{part}{noun}" for part in parts]
    slogan = counted(members, noun)
    sentences = "".join(
        f"{number.format('一二三四五六七八九'[at])}{member}，从今天做起。"
        for at, member in enumerate(members)
    )
    assert told(f"增强“{slogan}”{lead}{sentences}", slogan) == tuple(members)
    assert not told(f"增强“{slogan}”{lead}{sentences.rsplit('练好', 1)[0]}完。", slogan)


@given(words, nouns, st.sampled_from(["", "要求", "的长远行动计划"]), st.booleans())
def test_clauses_that_the_sentence_goes_on_with_are_told_where_they_name_what_is_counted(
    parts: list[str], noun: str, gloss: str, ends: bool
) -> None:
    members = [f"通过{part}练出{noun}" for part in parts]
    slogan = counted(members, noun)
    rest = "" if ends else "，港口就有了希望"
    text = f"实施“{slogan}”{gloss}，{'，'.join(members)}{rest}。"
    assert told(text, slogan) == tuple(members)


def _calls(slogan: str, parts: Sequence[str]) -> str:
    return f"落实“{slogan}”，{'，'.join('坚持' + part for part in parts)}。"


def _goes_on(slogan: str, parts: Sequence[str]) -> str:
    return f"学习{'、'.join(parts[:-1])}、{parts[-1]}和“{slogan}”，都要入心。"


def _led_by_a_verb(slogan: str, parts: Sequence[str]) -> str:
    return f"看好{'、'.join(parts[:-1])}、推进“{slogan}”，都要入心。"


def _one_too_few(slogan: str, parts: Sequence[str]) -> str:
    return f"落实“{slogan}”，即{'、'.join(parts[1:])}。"


def _merely_beside(slogan: str, parts: Sequence[str]) -> str:
    return f"{'、'.join(parts)}，“{slogan}”，都要入心。"


@pytest.mark.parametrize("write", [_calls, _goes_on, _led_by_a_verb, _one_too_few, _merely_beside])
@given(parts=words.filter(lambda parts: len(parts) > 2))
def test_what_merely_stands_beside_is_told_of_nothing(
    write: Callable[[str, Sequence[str]], str], parts: list[str]
) -> None:
    slogan = counted(parts, "行动")
    assert told(write(slogan, parts), slogan) == ()


@given(words)
def test_what_a_longer_name_counts_is_not_told_of_its_beginning(parts: list[str]) -> None:
    number = NUMERALS[len(parts) - 2]
    text = f"实现{'、'.join(parts)}“{number}保障”，难度不小。"
    assert told(text, f"{number}保") == ()


@given(words)
def test_the_same_members_in_other_words_are_the_same(parts: list[str]) -> None:
    assert same_members(parts, [f"保障{part}" for part in parts])
    assert not same_members(parts, ["风雨", "雷电"])
    assert not same_members([part + "意识" for part in parts], ["风雨意识", "雷电意识"])


@pytest.mark.parametrize(
    ("slogan", "promised"),
    [("五个一", 5), ("四个一批", 4), ("三位一体", 3), ("三证合一", 3), ("三会一课", 4)],
)
def test_a_one_that_counts_nothing_adds_no_member(slogan: str, promised: int) -> None:
    assert promised_members(slogan) == (promised,)


@given(
    words,
    nouns,
    st.sampled_from(
        [
            ("“{}”——", "、", "——一样也不能少。"),
            ("“{}”，", "、", "。"),
            ("“{}”", "、", "是前提。"),
        ]
    ),
)
def test_a_list_that_only_quotes_or_dashes_set_off_is_told(
    parts: list[str], noun: str, around: tuple[str, str, str]
) -> None:
    members = [part + noun for part in parts]
    slogan = counted(members, noun)
    lead, mark, end = around
    found = told(lead.format(slogan) + mark.join(members) + end, slogan)
    assert found in ((), tuple(members))
    assert found or len(members) == 2


@given(words.filter(lambda parts: len(parts) > 2), nouns)
def test_a_list_whose_last_two_are_joined_is_told(parts: list[str], noun: str) -> None:
    members = [part + noun for part in parts]
    slogan = counted(members, noun)
    text = f"“{slogan}”，{'、'.join(members[:-1])}和{members[-1]}。"
    assert told(text, slogan) == tuple(members)


@given(
    words.filter(lambda parts: len(parts) > 2), st.sampled_from("关门船"), st.sampled_from("；。")
)
def test_numbers_are_no_part_of_members(parts: list[str], noun: str, mark: str) -> None:
    members = [part + noun for part in parts]
    numbers = "一二三四五六七八"
    slogan = NUMERALS[len(members) - 2] + noun
    steps = [f"{numbers[at]}是{member}" for at, member in enumerate(members)]
    lead = "：" if mark == "；" else "。"
    assert told(f"要过“{slogan}”{lead}{mark.join(steps)}。", slogan) == tuple(members)


@given(words.filter(lambda parts: len(parts) > 2), st.sampled_from("清明实"))
def test_a_list_that_reaches_the_slogan_is_told(parts: list[str], end: str) -> None:
    members = [part + end for part in parts]
    slogan = f"{NUMERALS[len(members) - 2]}到位"
    text = f"做到{'、'.join(members)}，实现“{slogan}”。"
    assert told(text, slogan) == tuple(members)


@given(words.filter(lambda parts: len(parts) > 3))
def test_a_list_inside_a_list_is_no_member(parts: list[str]) -> None:
    slogan = f"{NUMERALS[len(parts) - 3]}个清单"
    text = f"“{slogan}”，即{parts[0]}清单，{'、'.join(part + '清单' for part in parts[1:])}。"
    assert all("，" not in member for member in told(text, slogan))
