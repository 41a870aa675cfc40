"""The best run of whole sentences of a passage stands alone, whatever stands around it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.excerpt import best_excerpt
from corpus.excerpt_rules import LONGEST, SHORTEST
from corpus.excerpt_worth import worth_of
from tests.support.excerpts import reasons_against, stands_alone

GOOD = (
    "规矩立得起来，靠的是人人肯守；日子过得下去，靠的是人人肯干。",
    "问题解决在靠泊之前才算数，解决在靠泊之后只能算补课。",
    "把根扎深的树不怕摇晃，能收住手的人才算有本事。",
    "灯是亮的，心才是定的；船是稳的，人才是安的。",
)
LEANING = (
    "同时，这项工作今年已经完成了百分之八十。",
    "刚才，某主任讲了三点意见，我都同意。",
    "一是要加强领导，二是要落实责任。",
    "各位代表，过去一年我市生产总值增长8%。",
)


@given(st.lists(st.sampled_from((*GOOD, *LEANING)), min_size=1, max_size=7).map("".join))
def test_it_is_a_run_of_whole_sentences_that_stands_alone(text: str) -> None:
    found = best_excerpt(text)
    ends = {0, *(at + 1 for at, mark in enumerate(text) if mark == "。")}
    runs = [text[a:b] for a in ends for b in ends if SHORTEST <= b - a <= LONGEST]
    standing = [run for run in runs if stands_alone(run)]
    assert (found is None) == (not standing)
    if found is not None:
        assert {found.start, found.end} <= ends
        shown = text[found.start : found.end]
        assert not list(reasons_against(shown))
        worths = [round(100 * worth_of(run)) for run in standing]
        assert found.points == round(100 * worth_of(shown)) == max(worths)


def test_what_leans_is_left_out_at_both_ends() -> None:
    text = LEANING[0] + GOOD[0] + GOOD[3] + LEANING[1]
    found = best_excerpt(text)
    assert found is not None
    assert text[found.start : found.end] == GOOD[0] + GOOD[3]


def test_footnotes_references_and_editors_words_do_not_stand() -> None:
    good = GOOD[0] + GOOD[3]
    assert stands_alone(good)
    for note in (
        "编者注",
        "参见《澄湾港志》",
        "原载《港口日报》",
        "①",
        "[1]",
        "第12页",
        "收入本书时有改动",
        "根据记录稿",
    ):
        assert "note" in reasons_against(good.replace("日子", f"{note}日子"))
