"""The line of a list: most of the words asked, cut at punctuation, no hit in two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.passage.views.excerpt import PAUSES, excerpt

SENTENCES = st.text("港口服务窗前移，。；！“”、x1 ", min_size=1, max_size=300)
WIDTH = 34


def spans_of(text: str, *words: str) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((at, at + len(word)) for word in words for at in places(text, word)))


def places(text: str, word: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(word, at)]


def test_a_short_text_stays_whole() -> None:
    assert excerpt("靠前服务不是站得近。", ((0, 4),), WIDTH) == ("靠前服务不是站得近。", ((0, 4),))


def test_a_long_text_is_cut_at_punctuation() -> None:
    text = "甲" * 40 + "。" + "乙" * 10 + "，靠前服务，" + "丙" * 10 + "，" + "丁" * 60 + "。"
    shown, spans = excerpt(text, spans_of(text, "靠前服务"), WIDTH)
    assert shown == "乙" * 10 + "，靠前服务，" + "丙" * 10 + "…"
    assert [shown[a:b] for a, b in spans] == ["靠前服务"]


def test_the_stretch_with_most_of_the_words_is_shown() -> None:
    text = "服务" + "甲" * 40 + "。" + "乙" * 40 + "，服务为先，作风要硬，" + "丙" * 60 + "。"
    shown, spans = excerpt(text, spans_of(text, "服务", "作风"), WIDTH)
    assert shown == "…服务为先，作风要硬…"
    assert [shown[a:b] for a, b in spans] == ["服务", "作风"]


def test_a_clause_longer_than_the_line_is_cut_on_both_sides_of_the_hit() -> None:
    text = "甲" * 50 + "靠前服务" + "乙" * 50
    shown, spans = excerpt(text, spans_of(text, "靠前服务"), WIDTH)
    assert len(shown) == WIDTH
    assert (shown[0], shown[-1]) == ("…", "…")
    assert [shown[a:b] for a, b in spans] == ["靠前服务"]


@given(SENTENCES, st.lists(st.tuples(st.integers(0, 299), st.integers(1, 12)), max_size=6))
def test_no_hit_is_cut_and_one_is_always_shown(text: str, hits: list[tuple[int, int]]) -> None:
    spans: list[tuple[int, int]] = []
    for start, length in sorted(hits):
        if start + length <= len(text) and (not spans or start >= spans[-1][1]):
            spans.append((start, start + length))
    shown, inside = excerpt(text, tuple(spans), WIDTH)
    assert len(shown) <= WIDTH
    wanted = {text[a:b].replace("\n", " ") for a, b in spans}
    assert {shown[a:b] for a, b in inside} <= wanted
    assert bool(inside) == bool(spans)
    assert shown.strip("…") in text


@given(SENTENCES, st.integers(0, 299), st.integers(33, 99))
def test_a_hit_longer_than_the_line_begins_in_it(text: str, start: int, length: int) -> None:
    start = min(start, len(text) - 1)
    end = min(len(text), start + length)
    shown, spans = excerpt(text, ((start, end),), WIDTH)
    assert len(shown) <= WIDTH
    assert spans
    assert text[start:end].startswith(shown[spans[0][0] : spans[0][1]].rstrip("…"))


@given(st.lists(st.text("港口服务", min_size=1, max_size=12), min_size=8, max_size=20))
def test_clauses_that_fit_are_never_cut(clauses: list[str]) -> None:
    text = "，".join(clauses) + "。"
    shown, _ = excerpt(text, (), WIDTH)
    assert shown.endswith("…") or shown == text
    if shown != text:
        assert text[len(shown) - 1] in PAUSES
