from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import DIGITS
from corpus.normal import DOUBLE_QUOTES, normalize
from store.search.query import Filter, misread, parse_query, without, without_last


def parts(text: str) -> list[tuple[str, ...]]:
    return [needle.parts for needle in parse_query(text).needles]


@pytest.mark.parametrize(
    ("text", "needles"),
    [
        ("靠前服务", [("靠前服务",)]),
        ("作风　窗口", [("作风",), ("窗口",)]),
        ("窗口 窗口", [("窗口",)]),
        ('"两个 词"', [("两个词",)]),
        ("“两个 词” 三", [("两个词",), ("三",)]),
        ('"一线三问"', [("一线三问",)]),
        ('"不成 对', [('"不成',), ("对",)]),
        ('前"两个 词"', [('前"两个',), ('词"',)]),
        ("既要…又要……更要", [("既要", "又要", "更要")]),
        ("既要…又要…更要…", [("既要", "又要", "更要")]),
        ("问*答", [("问", "答")]),
        ("问＊答...完", [("问", "答", "完")]),
        ("更要…", [("更要...",)]),
        ("*", [("*",)]),
        ("8.5%", [("8.5%",)]),
        ("1..2", [("1..2",)]),
        ("年:三二三", [("年:三二三",)]),
        ("单位:", [("单位:",)]),
        ("页:3", [("页:3",)]),
        ("-", [("-",)]),
        ("A-B", [("a-b",)]),
        ("-试点", [("-试点",)]),
        ("", []),
        (" 　\n", []),
    ],
)
def test_needles(text: str, needles: list[tuple[str, ...]]) -> None:
    assert parts(text) == needles


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("单位:澄湾港", [Filter("organisation", "澄湾港")]),
        ("单位：澄灣港 年：２０２３", [Filter("organisation", "澄湾港"), Filter("year", "2023")]),
        ("讲话人:某甲 作风", [Filter("speaker", "某甲")]),
        ("年:二〇二二年", [Filter("year", "2022")]),
        ("年:二零二二", [Filter("year", "2022")]),
        ("标题:《推进会》", [Filter("title", "〈推进会〉")]),
        ("標題:推進會", [Filter("title", "推进会")]),
        ("單位：港務局", [Filter("organisation", "港务局")]),
        ("講話人:林遠", [Filter("speaker", "林远")]),
        ("類型:小標題", [Filter("kind", "heading")]),
        ("文件:汇编.TXT", [Filter("file", "汇编.txt")]),
        ("年:23", []),
    ],
)
def test_filters(text: str, filters: list[Filter]) -> None:
    assert list(parse_query(text).filters) == filters


def test_filters_in_english_are_the_same() -> None:
    for english, chinese in (
        ("org:澄湾港", "单位:澄湾港"),
        ("By:贺望潮", "讲话人:贺望潮"),
        ("year:2018-2022", "年:2018-2022"),
        ("year:2018+", "年:2018以来"),
        ("year:1990s", "年:九十年代"),
        ("year:since2018", "年:2018以来"),
        ("title：推进会", "标题:推进会"),
        ("file:汇编", "文件:汇编"),
    ):
        assert parse_query(f"{english} 作风").filters == parse_query(f"{chinese} 作风").filters
    assert parse_query("standby:7 作风").filters == ()


@pytest.mark.parametrize(
    "word",
    [
        "org:澄湾港", "By:贺望潮", "year:2021", "year:2018-2022", "year:since2018",
        "year:since 2018", "title：推进会", "file:汇编", "单位：澄湾港", "講話人:林遠", "年：2021",
        "年:2018以来", "標題:推進會", "类型:小标题", "用处:结尾",
    ],
)  # fmt: skip
@pytest.mark.parametrize("space", [" ", "　", "  ", "\n"])
def test_a_filter_may_have_its_value_apart(word: str, space: str) -> None:
    name, colon, value = re.split("([:：])", word)
    together = parse_query(f"{word.replace(' ', '')} 作风 食堂")
    written = f"{name}{colon}{space}{value}"
    for apart in (f"{written} 作风 食堂", f"作风 {written} 食堂"):
        query = parse_query(apart)
        assert (query.filters, query.needles) == (together.filters, together.needles)
        assert misread(apart) == ()
        (condition,) = query.filters
        assert without(apart, condition.field) == "作风 食堂"
        assert without_last(apart) == ("食堂", query.text.removesuffix(" 食堂"))
    # What makes no filter is searched as it was typed.
    for none in (f"year:{space}服务", f"他说:{space}2021", f'年:{space}"2021 年"', f"标题:{space}"):
        assert parse_query(none).filters == ()


def test_excluded_words() -> None:
    query = parse_query('窗口 -试点 －"两个 词"')
    assert query.excluded == ("试点", "两个词")
    assert [needle.shown for needle in query.needles] == ["窗口"]


def test_several_words_are_also_one_text_but_marks_are_not() -> None:
    assert parse_query("国之 大者").whole == "国之大者"
    assert parse_query("国之大者").whole == ""
    assert parse_query('国之 "大 者"').whole == ""
    assert parse_query("国之 大…者").whole == ""


def test_only_what_the_grammar_reads_has_a_literal() -> None:
    assert parse_query("他说…我们").literal == "他说...我们"
    assert parse_query("作风 -试点").literal == "作风-试点"
    assert parse_query("国之 大者").literal == ""
    assert parse_query('"两个 词"').literal == ""


@given(st.text())
def test_nothing_is_an_error_and_nothing_is_lost(text: str) -> None:
    query = parse_query(text)
    asked = bool(query.needles or query.filters)
    assert asked == bool(normalize(text)) or '"' in normalize(text)
    assert all(part and part == normalize(part) for n in query.needles for part in n.parts)


def test_every_double_quotation_mark_makes_a_phrase_and_quotes_a_word() -> None:
    for opening, closing in product(DOUBLE_QUOTES, repeat=2):
        assert parts(f"{opening}两个 词{closing}") == [("两个词",)]
        assert parse_query(f"{opening}谢谢{closing}").literal == '"谢谢"'


@pytest.mark.parametrize("writing", ["二{}{}三", "20{}三", "２{}２３", "二{}2三"])
def test_a_year_is_read_as_the_dates_of_documents_are(writing: str) -> None:
    for digits in product(DIGITS, repeat=writing.count("{}")):
        numbers = [str(DIGITS[digit]) for digit in digits]
        plain = normalize(writing.format(*numbers)).replace("二", "2").replace("三", "3")
        assert parse_query(f"年:{writing.format(*digits)}").filters == (Filter("year", plain),)
