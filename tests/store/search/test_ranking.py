from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from corpus.static_rank import WORST, static_rank
from store.search.matching import highlights, merged
from store.search.proximity import closeness
from store.search.query import Needle
from store.search.ranking import Candidates, rank

WHOLE = "靠前服务不是站得近，而是想得早，马上就办，船等不起，货更等不起，人心最等不起，这是本分。"


def needle(*parts: str) -> Needle:
    return Needle(parts, "")


def near(places: list[list[int]], widths: list[int]) -> float:
    """How close words stand whose places in one text are given, in the plainest way."""
    held = [(there, width) for there, width in zip(places, widths, strict=True) if there]
    if len(held) < 2:
        return 0.0

    def span(start: int) -> int:
        nearest = [(min(there, key=lambda at: abs(at - start)), width) for there, width in held]
        return max(at + width for at, width in nearest) - min(at for at, _ in nearest)

    fewest = min((there for there, _ in held), key=len)
    return min(max(sum(width for _, width in held) / span(start) for start in fewest), 1.0)


def ranked(*texts: str, needles: tuple[str, ...] = ("服务",), **columns: Any) -> tuple[int, ...]:
    """Rank texts, numbered from 1, for needles; columns are bands, titled, speeches and base."""
    count = len(texts)
    held = [[text.count(needle) for needle in needles] for text in texts]
    first = [[text.find(needle) for needle in needles] for text in texts]
    return rank(
        Candidates(
            np.arange(1, count + 1),
            np.array(columns.get("bands", [0] * count)),
            np.array([len(text) for text in texts]),
            np.array(columns.get("speeches", list(range(count)))),
            np.array(columns.get("titled", [0] * count)),
            np.array(held),
            np.array(first),
            np.array(
                [
                    near(
                        [[text.find(word)] if word in text else [] for word in needles],
                        [len(word) for word in needles],
                    )
                    for text in texts
                ]
            ),
            columns.get("base"),
        )
    )


@pytest.mark.parametrize(
    "worse",
    [
        "一是" + WHOLE,
        "今年" + WHOLE,
        WHOLE[:-1],
        WHOLE * 7,
        "好，办。",
        "xx月" + WHOLE,
        "**" + WHOLE,
        "2020 2021 2022 2023 | 85 | 90 | 95",
    ],
)
def test_what_leans_on_something_stands_below_a_whole_thought(worse: str) -> None:
    assert static_rank(WHOLE, "text") == 0
    assert 0 < static_rank(worse, "text") <= WORST


def test_headings_stand_below_sentences_and_masks_below_everything() -> None:
    assert static_rank("一、把服务做在前头", "heading") > static_rank("一是" + WHOLE * 2, "text")
    assert static_rank("一、xx月工作安排", "heading") == WORST


def test_a_hit_in_the_title_near_the_start_and_again_counts() -> None:
    late, early = "把窗口搬到码头就是服务", "服务就是把窗口搬到码头"
    assert ranked(late, early) == (2, 1)
    assert ranked(late, late, titled=[0, 1]) == (2, 1)
    assert ranked(early, "服务就是服务到码头上去") == (2, 1)


def test_words_side_by_side_stand_before_words_apart() -> None:
    apart = "窗口要前移，路要修好，人要到位，码头才会活"
    close = "路要修好，人要到位，窗口码头才会活，才会好"
    assert ranked(apart, close, needles=("窗口", "码头")) == (2, 1)


def test_more_words_stand_before_fewer_and_a_better_band_before_a_worse() -> None:
    words = ("窗口", "码头")
    held = np.array([15.0, 30.0])
    assert ranked("窗口", "窗口码头", needles=words, bands=[0, 7], base=held) == (2, 1)
    assert ranked("窗口", "窗口", needles=words, bands=[3, 0]) == (2, 1)


def test_equal_candidates_keep_their_order_and_speeches_take_turns() -> None:
    assert ranked(*["服务"] * 5, speeches=[1, 1, 1, 2, 2]) == (1, 4, 2, 5, 3)


@pytest.mark.parametrize(
    ("text", "needles", "tails", "spans"),
    [
        ("作风 建設，作风", [needle("作风建设")], (), ((0, 5),)),
        ("aaa", [needle("aa")], (), ((0, 3),)),
        ("５㎏", [needle("k")], (), ((1, 2),)),
        ("既要快，又要好，又要省", [needle("既要", "又要")], (), ((0, 2), (4, 6))),
        ("问甲答乙问丙答丁", [needle("问", "答")], (), ((0, 1), (2, 3), (4, 5), (6, 7))),
        ("窗口前移，窗口", [needle("窗口"), needle("口前")], (), ((0, 3), (5, 7))),
        ("到此为止 。", [needle("为止。下一")], (3,), ((2, 6),)),
        ("没有", [needle("有无")], (), ()),
    ],
)
def test_highlights(
    text: str,
    needles: list[Needle],
    tails: tuple[int, ...],
    spans: tuple[tuple[int, int], ...],
) -> None:
    assert highlights(text, needles, tails) == spans


def test_spans_that_touch_stay_apart_and_those_that_overlap_join() -> None:
    assert merged([(4, 6), (0, 2), (2, 3), (5, 9)]) == ((0, 2), (2, 3), (4, 9))


def test_words_are_as_close_as_their_closest_places() -> None:
    assert near([[0, 50], [52]], [2, 2]) == 1.0
    assert near([[0], [6]], [2, 2]) == 0.5
    assert near([[3], []], [2, 2]) == 0.0


@pytest.mark.parametrize("words", [2, 3])
def test_closeness_in_all_is_that_of_each(words: int) -> None:
    chance = random.Random(words)
    widths = [chance.randint(1, 4) for _ in range(words)]
    starts = np.arange(0, 300 * 64, 64, dtype=np.uint32)
    ends = starts + np.uint32(64)
    begins = [
        np.array(sorted(chance.sample(range(300 * 64), 300 * rate)), np.uint32)
        for rate in (1, 4, 12)[:words]
    ]
    places = [
        [one[(one >= start) & (one < end)].tolist()[:8] for one in begins]
        for start, end in zip(starts, ends, strict=True)
    ]
    expected = [near(there, widths) for there in places]
    assert closeness(begins, widths, starts, ends).tolist() == pytest.approx(expected)
