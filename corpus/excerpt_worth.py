"""How likely a text is worth sending alone, by its characters. Pure.

Three things are asked of it: whether a reader calls it good, whether he doesn't call it bad, and
whether it stands alone. Each is answered by adding up what one, two and three characters that stand
together speak for it. The weights stand in `excerpt_weights.tsv`, a piece of text a line with its
three weights; the line without a piece is what a text has to begin with, `version` rises with each
change of the table, and `least` is what an excerpt must be worth.
`python -m scripts.weigh_excerpts` writes them.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TABLE = Path(__file__).with_name("excerpt_weights.tsv")
VERSION, LEAST = "version", "least"

LONGEST = 3
"""Characters of a piece."""
_EDGE = "^"
"""What stands before and after a text, so that its first and last words count as such."""


class Weights(NamedTuple):
    """What a piece speaks for each of three answers."""

    good: float
    fine: float
    alone: float


class _Table(NamedTuple):
    least: float
    begun: Weights
    pieces: dict[str, Weights]


def worth_of(text: str) -> float:
    """Give the logarithm of the odds that it is good, not bad and stands alone."""
    return odds(answers(text))


def answers(text: str) -> Weights:
    """Give the logarithm of the odds of each of the three answers."""
    text = text.strip()
    table = weights()
    good = fine = alone = 0.0
    for piece in pieces(text):
        weight = table.pieces.get(piece)
        if weight is not None:
            good += weight.good
            fine += weight.fine
            alone += weight.alone
    # A long text holds more pieces: what they say together grows slower than their number.
    size = math.sqrt(len(text) or 1)
    spoken = zip(table.begun, (good, fine, alone), strict=True)
    return Weights(*(begun + said / size for begun, said in spoken))


def pieces(text: str) -> Iterator[str]:
    """Give each run of one to three characters of a text, its edges marked."""
    text = f"{_EDGE}{text.strip()}{_EDGE}"
    for size in range(1, LONGEST + 1):
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


def odds(answers: Iterable[float]) -> float:
    """Give the logarithm of the odds that all of several answers are yes, from those of each."""
    likely = math.prod(1 / (1 + math.exp(-one)) for one in answers)
    return math.log(likely / (1 - likely))


def least_worth() -> float:
    """What an excerpt must be worth."""
    return weights().least


def weights_version() -> int:
    """Which table it is; the rest of it isn't read for that, for every program asks."""
    with TABLE.open(encoding="utf-8") as lines:
        return int(lines.readline().split("\t")[1])


@cache
def weights() -> _Table:
    """The table, read once."""
    lines = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
    _, (_, least), (_, *begun), *rows = lines
    read = {piece: Weights(*map(float, weights)) for piece, *weights in rows}
    return _Table(float(least), Weights(*map(float, begun)), read)
