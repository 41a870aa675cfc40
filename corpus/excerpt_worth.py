"""How likely a text is worth reading, by what can be counted in it. Pure.

The weights stand in `excerpt_weights.tsv`, a count a line: its name, its weight, and how much that
moves between one text and another. `version` rises with each change of the table, `least` is what
an excerpt must be worth, and the line without a name what a text is worth to begin with.
`python -m scripts.weigh_excerpts` writes them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from corpus.excerpt_features import features_of

TABLE = Path(__file__).with_name("excerpt_weights.tsv")
VERSION, LEAST = "version", "least"


def worth_of(text: str) -> float:
    """Give the logarithm of the odds that a reader calls it good; above 0 it is more likely."""
    weights = _weights()
    counted = features_of(text)
    return weights[""] + sum(weights.get(name, 0.0) * count for name, count in counted.items())


def least_worth() -> float:
    """What an excerpt must be worth."""
    return _weights()[LEAST]


def weights_version() -> int:
    """Which table it is."""
    return int(_weights()[VERSION])


@cache
def _weights() -> dict[str, float]:
    lines = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {name: float(weight) for name, weight, _ in lines}
