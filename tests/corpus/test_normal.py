"""The normal form N and the names of passages."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.identity import passage_id
from corpus.normal import DOUBLE_QUOTES, normalize, normalize_mapped

ASSIGNED = [
    character
    for character in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(character) not in {"Cn", "Co", "Cs"}
]
"""Every character that Unicode knows; the others are only themselves."""


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("港口服務驅動", "港口服务驱动"),
        ("ＡＢＣ１２３", "abc123"),
        ("国之 大者\u3000", "国之大者"),
        ("“甲”„乙‟＂丙＂〝丁〞〟", '"甲""乙""丙""丁""'),
        ("‘单’引号", "‘单’引号"),
        ("４• 27", "4•27"),
        ("⼀⼆", "一二"),
        ("ﬁn ½", "fin1⁄2"),
        ("", ""),
    ],
)
def test_normal_form(text: str, form: str) -> None:
    assert normalize(text) == form


def test_the_double_quotation_marks_are_those_that_unicode_names() -> None:
    named = {
        character
        for character in ASSIGNED
        if "DOUBLE" in (name := unicodedata.name(character, "")) and "QUOTATION MARK" in name
    }
    assert set(DOUBLE_QUOTES) == {*named, '"', "＂"}
    assert {normalize(character) for character in DOUBLE_QUOTES} == {'"'}


@given(st.text(), st.text())
def test_no_character_looks_at_its_neighbours(a: str, b: str) -> None:
    assert normalize(a + b) == normalize(a) + normalize(b)


@given(st.text(st.characters(codec="utf-8")))
def test_mapping_names_the_source_of_every_character(text: str) -> None:
    form, origins = normalize_mapped(text)
    assert form == normalize(text)
    assert len(origins) == len(form)
    assert list(origins) == sorted(origins)
    for character, origin in zip(form, origins, strict=True):
        assert character in normalize(text[origin])


def test_the_form_of_a_form_is_itself() -> None:
    form = normalize("".join(ASSIGNED))
    changed = [pair for pair in zip(form, normalize(form), strict=True) if len({*pair}) > 1]
    # OpenCC's table makes 薴 to 苧, which it makes to 苎; every other result is final.
    assert changed == [("苧", "苎")]


@given(st.text())
def test_every_text_has_a_name(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{12}", passage_id(text))


def test_names_stay_the_same_for_ever() -> None:
    # Bookmarks and outside scripts hold these: a change here breaks them.
    assert passage_id("码头到港先靠泊，服务到户再返航。") == "YeM4dMc4KRPr"
    assert passage_id("……") == "SRkwa8LdaAP5"


def test_names_look_at_letters_digits_and_han_alone() -> None:
    assert passage_id("“先靠泊”，再返航。") == passage_id("先靠泊 再返航")
    assert passage_id("服務") == passage_id("服务")
    assert passage_id("先靠泊") != passage_id("再返航")
    assert passage_id("……") != passage_id("！！")
