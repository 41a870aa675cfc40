"""Which stretches of a draft stand in a passage, word for word or nearly: clauses of it. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corpus.slogans.bare import bare, bare_mapped
from store.proofreading.diff import Block, shared_blocks
from store.search.query import beside_filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.search.model import Span

LEAST = 8
"""Letters of clauses that must be the same; fewer stand somewhere by chance."""
_CLOSE = 4
"""Letters that may differ between two runs that are the same."""
_LEFT_OUT = 40
"""Letters of a passage that may be left out between two runs, nothing standing in their place."""
_SAME = 5
"""So many letters must be the same for each that differs."""
_MOST_OF = 0.7
"""Share of a clause that must be the same for the clause to count."""
_AT_AN_END = 2
"""Letters at an end of a clause that may differ from those of the passage."""
_CLAUSE = re.compile(r"[^，。！？；：,!?;:…\s]+")
_PAUSE = re.compile(r"[，、。！？；：,!?;:\n]")
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*")


class Region(NamedTuple):
    """A stretch of a draft, `start` to `stop`, and of the passage that it is near to.

    `same` counts the letters that both have, `clauses` those of the clauses that it covers.
    """

    start: int
    stop: int
    begin: int
    end: int
    same: int


def sentences(text: str) -> list[Span]:
    """Give where the sentences of a draft stand that hold letters."""
    return [match.span() for match in _SENTENCE.finditer(text) if bare(match[0])]


def is_prose(text: str) -> bool:
    """Whether a text is more than words side by side: it has pauses, or is written without gaps.

    What stands beside filters, in one line, is a question unless it has pauses of its own.
    """
    beside = beside_filters(text)
    asked = beside not in ("", text) and "\n" not in text.strip()
    paused = bool(_PAUSE.search(beside if asked else text))
    return paused or not (asked or re.search(r"\s", text.strip()))


def regions(draft: str, passage: str) -> list[Region]:
    """Find the stretches of a draft that cover whole clauses and stand nearly so in a passage."""
    ours, places = bare_mapped(draft)
    theirs, origins = bare_mapped(passage)
    clauses = _clauses(draft, places)
    found = []
    for group in _groups(shared_blocks(ours, theirs)):
        kept = _trimmed(group, clauses)
        if not kept or not _is_near(kept, clauses):
            continue
        start, begin = _from(kept[0], ours, theirs, clauses, _clauses(passage, origins))
        stop, end = _to(kept[-1], ours, theirs, clauses, _clauses(passage, origins))
        found.append(
            Region(
                places[start],
                places[stop - 1] + 1,
                origins[begin],
                origins[end - 1] + 1,
                sum(block.size for block in kept),
            )
        )
    return found


def _clauses(text: str, places: Sequence[int]) -> list[Span]:
    """Give the clauses of a text, in letters."""
    at, spans = 0, []
    for match in _CLAUSE.finditer(text):
        start = at
        while at < len(places) and places[at] < match.end():
            at += 1
        if at > start:
            spans.append((start, at))
    return spans


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield the blocks that stand near each other in both texts."""
    group: list[Block] = []
    for block in blocks:
        if group and not _follows(group[-1], block):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _follows(block: Block, other: Block) -> bool:
    ours = other.ours - block.ours - block.size
    theirs = other.theirs - block.theirs - block.size
    return ours <= _CLOSE and theirs <= (_CLOSE if ours else _LEFT_OUT)


def _trimmed(group: Sequence[Block], clauses: Sequence[Span]) -> list[Block]:
    """Leave out, at both ends, what belongs to a clause that most of isn't there."""
    first, last = group[0].ours, group[-1].ours + group[-1].size
    lacking = [
        (start, stop)
        for start, stop in clauses
        if _held(group, start, stop) < _MOST_OF * (stop - start)
    ]
    for start, stop in lacking:
        first = stop if start <= first < stop else first
    for start, stop in reversed(lacking):
        last = start if start < last <= stop else last
    kept = [_cut(block, first, last) for block in group]
    return [block for block in kept if block.size > 0]


def _cut(block: Block, first: int, last: int) -> Block:
    start, stop = max(block.ours, first), min(block.ours + block.size, last)
    return Block(start, block.theirs + start - block.ours, stop - start)


def _held(group: Sequence[Block], start: int, stop: int) -> int:
    cut = (_cut(block, start, stop).size for block in group)
    return sum(size for size in cut if size > 0)


def _is_near(group: Sequence[Block], clauses: Sequence[Span]) -> bool:
    """Whether clauses of enough letters are the same but for a few."""
    same = sum(block.size for block in group)
    whole = sum(
        held
        for start, stop in clauses
        if (held := _held(group, start, stop)) >= _MOST_OF * (stop - start)
    )
    differing = group[-1].ours + group[-1].size - group[0].ours - same
    return whole >= LEAST and differing * _SAME <= max(same, _SAME)


def _from(
    block: Block, ours: str, theirs: str, clauses: Sequence[Span], others: Sequence[Span]
) -> tuple[int, int]:
    """Begin before a block where its clause does, if the passage has other letters there."""
    start = max((start for start, _ in clauses if start <= block.ours), default=block.ours)
    begin = max((start for start, _ in others if start <= block.theirs), default=block.theirs)
    if _other(ours[start : block.ours], theirs[begin : block.theirs]):
        return start, begin
    return block.ours, block.theirs


def _to(
    block: Block, ours: str, theirs: str, clauses: Sequence[Span], others: Sequence[Span]
) -> tuple[int, int]:
    """End behind a block where its clause does, if the passage has other letters there."""
    last, final = block.ours + block.size, block.theirs + block.size
    stop = min((stop for _, stop in clauses if stop >= last), default=last)
    end = min((stop for _, stop in others if stop >= final), default=final)
    if _other(ours[last:stop], theirs[final:end]):
        return stop, end
    return last, final


def _other(ours: str, theirs: str) -> bool:
    return 0 < len(ours) <= _AT_AN_END and 0 < len(theirs) <= _AT_AN_END
