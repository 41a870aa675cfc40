"""The best run of whole sentences within a passage: what is sent of it. Pure.

Judged when a passage is stored. The hundreds of `RULES_VERSION` rise with every change of the rules
here, in `corpus.excerpt_rules`, `corpus.excerpt_worth` and `corpus.static_rank`, the rest with
every change of the weights; a store then judges its texts again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corpus.characters import CLOSERS
from corpus.excerpt_rules import LONGEST, SHORTEST, reasons_to_lean
from corpus.excerpt_worth import least_worth, weights_version, worth_of

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES_VERSION = 800 + weights_version()

_SENTENCE = re.compile(rf"[^。！？]+[。！？]+[{CLOSERS}]*|[^。！？]+$")


class Excerpt(NamedTuple):
    """A run of sentences by its place in the passage, and its worth in hundredths."""

    start: int
    end: int
    points: int


def best_excerpt(text: str) -> Excerpt | None:
    """Give the run of whole sentences that is worth most and stands alone, None where none does.

    Among equals a longer run goes first, then an earlier one: nothing is cut that belongs to it.
    """
    return max(runs_of(text), key=_worth, default=None)


def runs_of(text: str) -> Iterator[Excerpt]:
    """Give each run of whole sentences that may be sent alone, from left to right."""
    spans = [found.span() for found in _SENTENCE.finditer(text)]
    for first, (start, _) in enumerate(spans):
        for _, end in spans[first:]:
            if end - start > LONGEST:
                break
            if end - start < SHORTEST or any(reasons_to_lean(text[start:end])):
                continue
            worth = worth_of(text[start:end])
            if worth >= least_worth():
                yield Excerpt(start, end, round(100 * worth))


def is_run(text: str, start: int, end: int) -> bool:
    """Whether whole sentences stand there: it begins where one does, and ends where one does."""
    spans = [found.span() for found in _SENTENCE.finditer(text)]
    return start < end and start in {one for one, _ in spans} and end in {one for _, one in spans}


def _worth(excerpt: Excerpt) -> tuple[int, int]:
    return excerpt.points, excerpt.end - excerpt.start
