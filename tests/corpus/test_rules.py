"""Each cleaning rule on its cases: in the wild, what must not change, known failures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaner import clean
from corpus.cleaning_rules import TEXT_RULES, reports
from corpus.lines import Line, split_lines
from corpus.page_furniture import page_numbers, running_heads, split_glued_items

CASES = json.loads((Path(__file__).parent / "cases" / "cleaning.json").read_text("utf-8"))
RULES = {rule.name: rule for rule in TEXT_RULES}


def case(entry: dict[str, str]) -> pytest.ParameterSet:
    known = pytest.mark.xfail(strict=True, reason="known failure")
    marks = [known] if entry["kind"] == "known_failure" else []
    return pytest.param(entry, marks=marks, id=f"{entry['rule']}-{entry['text'][:12]}")


@pytest.mark.parametrize("entry", [case(entry) for entry in CASES])
def test_rule(entry: dict[str, str]) -> None:
    cleaned = clean(entry["text"], [RULES[entry["rule"]]])
    assert cleaned.text == entry["want"]


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_cases_of_both_kinds(name: str) -> None:
    kinds = {entry["kind"] for entry in CASES if entry["rule"] == name}
    assert kinds >= {"wild"}
    assert "negative" in kinds or name == "零宽字符"


def test_reports_say_what_fired_and_how_often() -> None:
    cleaned = clean("##paidbegin##加 强泊位管 理，再返航。")
    assert reports(cleaned.fired) == ("去付费标记 1 处", "去多余空格 2 处")


SCRAPS = st.sampled_from(
    ["泊", "港 区", "，", "。", " ", "\n", "##paidend##", "[1]", "**", "\\<", "海风公众号整理，",
     "](#a)", "[", "1 9", "\u200b", "本作品", "公有领域", "上一篇：甲", "“", "”", "\t"]
)  # fmt: skip


@given(st.lists(SCRAPS, max_size=60).map("".join))
def test_removals_and_the_rest_rejoin_to_the_source(text: str) -> None:
    cleaned = clean(text)
    kept = cleaned.source_ranges(0, len(cleaned.text))
    assert "".join(text[a:b] for a, b in kept) == cleaned.text
    everything = sorted([*kept, *((span.start, span.end) for span in cleaned.removals)])
    assert "".join(text[a:b] for a, b in everything) == text


def texts(lines: list[Line], indices: set[int]) -> list[str]:
    return [lines[index].text for index in sorted(indices)]


def lines_of(text: str) -> list[Line]:
    return split_lines(text)[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("先靠泊。\n— 3 —\n再返航。", ["— 3 —"]),
        ("先靠泊。\n第 3 页 共 9 页\n再返航。", ["第 3 页 共 9 页"]),
        ("先靠泊。\n\n1\n再返航。\n\n2\n\n收工。\n\n3", ["1", "2", "3"]),
        ("广义货币M\n2\n预期增长，颗粒物\n10\n下降。", []),
        ("二、先靠泊\n\n2022\n\n再返航。\n\n1998\n\n收工。", []),
        ("先靠泊。\n1/2\n再返航。", ["1/2"]),
    ],
)
def test_page_numbers(text: str, found: list[str]) -> None:
    lines = lines_of(text)
    assert texts(lines, page_numbers(lines)) == found


def test_running_heads_are_found_in_mid_sentence_only() -> None:
    page = "要把泊位管好，把航道\n\n港务局学习材料\n\n疏通，把船送出去。\n"
    lines = lines_of(page * 3)
    assert texts(lines, running_heads(lines)) == ["港务局学习材料"] * 3
    heading = "要把泊位管好，把航道疏通。\n\n总结讲话\n\n大家要记住。\n" * 3
    assert running_heads(lines_of(heading)) == set()


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("三是打造队伍四是推动发展五是守牢底线", ["三是打造队伍", "四是推动发展", "五是守牢底线"]),
        ("三是打造队伍，四是推动发展", ["三是打造队伍，四是推动发展"]),
        ("三是打造队伍五是推动发展", ["三是打造队伍五是推动发展"]),
        ("三是打造队伍四是推动发展。随后再办。", ["三是打造队伍四是推动发展。随后再办。"]),
        ("这三是打造队伍四是推动发展", ["这三是打造队伍四是推动发展"]),
    ],
)
def test_glued_items(text: str, items: list[str]) -> None:
    lines, cut = split_glued_items(lines_of(text))
    assert [line.text for line in lines] == items
    assert cut == len(items) - 1
    assert "".join(text[line.start : line.end] for line in lines) == text


def test_the_space_between_glued_items_belongs_to_neither() -> None:
    lines, cut = split_glued_items(lines_of("五是打造队伍 六是推动发展"))
    assert [line.text for line in lines] == ["五是打造队伍", "六是推动发展"]
    assert cut == 1
