"""The normal form N and the names of passages."""

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.identity import passage_id
from corpus.normal import normalize, normalize_mapped


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
def test_normal_form(text, form):
    assert normalize(text) == form


@settings(deadline=None)
@given(st.text(), st.text())
def test_no_character_looks_at_its_neighbours(a, b):
    assert normalize(a + b) == normalize(a) + normalize(b)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8")))
def test_mapping_names_the_source_of_every_character(text):
    form, origins = normalize_mapped(text)
    assert form == normalize(text)
    assert len(origins) == len(form)
    assert list(origins) == sorted(origins)
    for character, origin in zip(form, origins, strict=True):
        assert character in normalize(text[origin])


def test_the_form_of_a_form_is_itself():
    # OpenCC's table makes 薴 to 苧, which it makes to 苎; every other result is final.
    changed = [
        chr(point)
        for point in range(sys.maxunicode + 1)
        if normalize(normalize(chr(point))) != normalize(chr(point))
    ]
    assert changed == ["薴"]


@settings(deadline=None)
@given(st.text())
def test_every_text_has_a_name(text):
    assert re.fullmatch(r"[A-Za-z0-9_-]{12}", passage_id(text))


def test_names_stay_the_same_for_ever():
    # Bookmarks and outside scripts hold these: a change here breaks them.
    assert passage_id("码头到港先靠泊，服务到户再返航。") == "YeM4dMc4KRPr"
    assert passage_id("……") == "SRkwa8LdaAP5"


def test_names_look_at_letters_digits_and_han_alone():
    assert passage_id("“先靠泊”，再返航。") == passage_id("先靠泊 再返航")
    assert passage_id("服務") == passage_id("服务")
    assert passage_id("先靠泊") != passage_id("再返航")
    assert passage_id("……") != passage_id("！！")
