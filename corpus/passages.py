"""Speeches cut into passages: the unit that is searched, cited and bookmarked."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.identity import passage_id
from corpus.model import Passage
from corpus.sentences import Border, sentence_borders

if TYPE_CHECKING:
    from corpus.model import Block, PassageKind, Speech

SHORTEST = 60
"""Characters that a passage has at least, where the sentences of its paragraph allow it."""
LONGEST = 240
"""Characters that a passage has at most, unless it is a single sentence."""

# Costs of a cut, in order of what must not happen: over the limit, under it, an ugly border,
# a length away from the one that reads best on a phone.
_TOO_LONG = 1e9
_TOO_SHORT = 1e5
_WEAK = 40.0
_BEST = 120


def split_passages(speech: Speech) -> tuple[Passage, ...]:
    """Cut a speech into passages; joined in order, those of a block give the block's text.

    A heading is one passage. A paragraph is cut between sentences only, into runs of 60 to 240
    characters where the sentences allow it; the rows of a table count as sentences.
    """
    passages: list[Passage] = []
    for index, block in enumerate(speech.blocks):
        kind: PassageKind = "heading" if block.kind == "heading" else "text"
        passages.extend(
            Passage(passage_id(text), kind, text, number, index)
            for number, text in enumerate(_texts(block), start=len(passages) + 1)
        )
    return tuple(passages)


def _texts(block: Block) -> list[str]:
    text = block.text
    if block.kind == "heading" or len(text) < SHORTEST * 2:
        # Two passages of the shortest length don't fit in.
        return [text] if text else []
    borders = [Border(0, weak=False), *sentence_borders(text), Border(len(text), weak=False)]
    cuts = [borders[index].offset for index in _best_cuts(borders)]
    return [text[start:end] for start, end in pairwise(cuts)]


def _best_cuts(borders: list[Border]) -> list[int]:
    """Choose the borders that make the cheapest passages (shortest path from first to last)."""
    costs = [0.0]
    previous = [0]
    for end in range(1, len(borders)):
        best, origin = float("inf"), end - 1
        for start in range(end - 1, -1, -1):
            length = borders[end].offset - borders[start].offset
            if length > LONGEST and start < end - 1:
                break
            cost = costs[start] + _cost(length)
            if cost < best:
                best, origin = cost, start
        costs.append(best + (_WEAK if borders[end].weak else 0.0))
        previous.append(origin)
    cuts = [len(borders) - 1]
    while cuts[-1]:
        cuts.append(previous[cuts[-1]])
    return cuts[::-1]


def _cost(length: int) -> float:
    if length > LONGEST:
        return _TOO_LONG
    if length < SHORTEST:
        return _TOO_SHORT + SHORTEST - length
    return ((length - _BEST) / 10) ** 2
