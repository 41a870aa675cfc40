"""The line of a list: around the hit, cut at punctuation, the hit whole and in its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.views.excerpt import excerpt

SENTENCES = st.text("港口服务窗前移，。；！“”、x1 ", min_size=1, max_size=300)


def test_a_short_text_stays_whole() -> None:
    assert excerpt("靠前服务不是站得近。", ((0, 4),), 64) == ("靠前服务不是站得近。", ((0, 4),))


def test_a_long_text_is_cut_at_punctuation() -> None:
    text = "甲" * 40 + "。" + "乙" * 30 + "，靠前服务，" + "丙" * 30 + "，" + "丁" * 60 + "。"
    start = text.index("靠")
    shown, spans = excerpt(text, ((start, start + 4),), 64)
    assert shown.startswith("…乙")
    assert shown.endswith("…")
    assert [shown[a:b] for a, b in spans] == ["靠前服务"]
    assert len(shown) <= 72


@given(SENTENCES, st.integers(0, 299), st.integers(1, 30), st.integers(20, 70))
def test_the_first_hit_is_always_shown(text: str, start: int, length: int, width: int) -> None:
    start = min(start, len(text) - 1)
    end = min(len(text), start + length)
    shown, spans = excerpt(text, ((start, end),), width)
    hit = text[start:end].replace("\n", " ")
    assert spans
    assert hit.startswith(shown[spans[0][0] : spans[0][1]])
    assert len(shown) <= 2 * width + 30
