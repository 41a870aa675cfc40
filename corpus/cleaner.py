"""Takes out of a text what is no part of it, and keeps account of every character taken."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from corpus.cleaning_rules import TEXT_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.cleaning_rules import Rule

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the reader's text and what became of it: a rule's name, 正文, 标题 and so on."""

    start: int
    end: int
    fate: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text with its way back to the text the reader gave.

    `removals` are in the order of the source; `fired` counts removals by rule, in rule order.
    """

    text: str
    removals: tuple[Span, ...]
    fired: tuple[tuple[Rule, int], ...]
    _kept: tuple[Range, ...]
    _starts: tuple[int, ...]

    def source_ranges(self, start: int, end: int) -> list[Range]:
        """Return where in the source the characters start to end of the cleaned text stand."""
        return _to_source(self._kept, self._starts, start, end)


def clean(text: str, rules: Sequence[Rule] = TEXT_RULES) -> Cleaned:
    """Apply the rules in order; each sees what those before it have left."""
    kept: list[Range] = [(0, len(text))]
    current = text
    removals: list[Span] = []
    fired: list[tuple[Rule, int]] = []
    for rule in rules:
        ranges = [found for found in rule.find(current) if found[0] < found[1]]
        if not ranges:
            continue
        starts = _cleaned_starts(kept)
        taken = [piece for found in ranges for piece in _to_source(kept, starts, *found)]
        removals.extend(Span(*piece, rule.name) for piece in taken)
        fired.append((rule, len(ranges)))
        kept = _without(kept, taken)
        current = "".join(text[start:end] for start, end in kept)
    removals.sort(key=lambda span: span.start)
    return Cleaned(current, tuple(removals), tuple(fired), tuple(kept), _cleaned_starts(kept))


def _cleaned_starts(kept: Sequence[Range]) -> tuple[int, ...]:
    return tuple(accumulate((end - start for start, end in kept), initial=0))


def _to_source(kept: Sequence[Range], starts: Sequence[int], start: int, end: int) -> list[Range]:
    found: list[Range] = []
    index = bisect_right(starts, start) - 1
    while index < len(kept) and starts[index] < end:
        piece_start, piece_end = kept[index]
        offset = piece_start - starts[index]
        found.append((max(start + offset, piece_start), min(end + offset, piece_end)))
        index += 1
    return [piece for piece in found if piece[0] < piece[1]]


def _without(kept: Iterable[Range], taken: Iterable[Range]) -> list[Range]:
    """Return `kept` less `taken`; both are in order and `taken` lies within `kept`."""
    left: list[Range] = []
    cuts = iter(taken)
    cut = next(cuts, None)
    for start, end in kept:
        position = start
        while cut is not None and cut[0] < end:
            if position < cut[0]:
                left.append((position, cut[0]))
            position = cut[1]
            cut = next(cuts, None)
        if position < end:
            left.append((position, end))
    return left
