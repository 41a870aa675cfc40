"""The second reading of excerpts, by what they mean: slower than the first, and surer.

The first (`corpus.excerpt_worth`) goes by characters and takes microseconds. Here what the numbers
of a text's vector (`corpus.meaning`) speak for, by `excerpt_meaning.tsv`, a line a number with its
three weights, is added to what the first reading says. That takes some 0.05 s a run of sentences,
so only those are read again that may be sent soon. Where there is no such model the first stands.
`python -m scripts.weigh_excerpts` writes the weights.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.excerpt import Excerpt, runs_of
from corpus.excerpt_worth import answers, odds
from corpus.meaning import passage_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TABLE = Path(__file__).with_name("excerpt_meaning.tsv")
BY_MEANING, BY_CHARACTERS = 0.8, 0.4
"""What each reading counts. They err in different texts, so that together they are surer."""
_MOST_RUNS = 4
"""Runs of one passage that are read again: the best by the first reading."""


def read_by_meaning(passages: Sequence[str]) -> list[Excerpt | None]:
    """Give of each passage the run of sentences that is worth most by both readings.

    None where the first reading finds none.
    """
    runs = [
        sorted(runs_of(passage), key=lambda run: -run.points)[:_MOST_RUNS] for passage in passages
    ]
    texts = [
        passage[run.start : run.end]
        for passage, found in zip(passages, runs, strict=True)
        for run in found
    ]
    worths = iter(worths_by_meaning(texts))
    return [
        max(
            (run._replace(points=round(100 * next(worths))) for run in found),
            key=lambda run: run.points,
            default=None,
        )
        for found in runs
    ]


def worths_by_meaning(texts: Sequence[str]) -> list[float]:
    """Give the logarithm of the odds that each is good, not bad and stands alone."""
    begun, each = weights()
    by_meaning = passage_vectors(texts) @ each + begun
    return [
        odds(
            BY_MEANING * meant + BY_CHARACTERS * spoken
            for meant, spoken in zip(row, answers(text), strict=True)
        )
        for row, text in zip(by_meaning, texts, strict=True)
    ]


@cache
def weights() -> tuple[Floats, Floats]:
    """What the answers begin with, and what each number speaks for them; read once."""
    begun, *each = np.loadtxt(TABLE, delimiter="\t")
    return begun, np.array(each)
