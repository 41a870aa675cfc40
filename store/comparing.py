"""A draft laid beside what it is near to, and the pieces in which they differ. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from corpus.normal import normalize_mapped
from corpus.slogans.bare import bare
from store.model import DraftPiece

if TYPE_CHECKING:
    from collections.abc import Iterator

_RUN = 3
"""Letters in a row that count as taken over; fewer are chance."""
_ASTRAY, _FAR = 8, 3
"""Fewer letters at an end are chance where so many times as many lie between them and the rest."""
_SLIPPED = 2
"""Letters that get lost where a draft begins or ends within a sentence; more were cut off."""
_FORGOTTEN = 12
"""Letters that were forgotten where a draft ends a sentence that goes on; more were left out."""
_SENTENCE = re.compile("[。！？!?\n]")


class _Block(NamedTuple):
    """Letters that a draft shares: where they stand in it, where in the passage, how many."""

    ours: int
    theirs: int
    size: int


def taken(ours: str, theirs: str) -> int:
    """Count the letters of a draft that stand in runs in a passage, both in normal form."""
    return sum(block.size for block in _blocks(ours, theirs))


def compare(draft: str, passage: str) -> Iterator[DraftPiece]:
    """Yield the part of a passage that a draft is near to, in pieces that differ or don't.

    Only letters count: a draft with other punctuation or spaces is the same. A draft may begin and
    end within a sentence, but not with words that stand elsewhere or nowhere.
    """
    theirs, origins = normalize_mapped(passage)
    ours, places = normalize_mapped(draft)
    blocks = _without_strays(_blocks(ours, theirs))
    if not blocks:
        return
    first, last = blocks[0], blocks[-1]
    ahead = draft[: places[first.ours]]
    before = _SENTENCE.split(passage[: origins[first.theirs]])[-1]
    yield from _differing(ahead, _aligned(before, ahead, _SLIPPED))
    stop = 0
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        # One character may have a form of several, which two blocks share.
        start = max(stop, origins[block.theirs])
        stop = max(stop, origins[block.theirs + block.size - 1] + 1)
        yield DraftPiece("same", passage[start:stop])
        if following is not None:
            extra = draft[places[block.ours + block.size - 1] + 1 : places[following.ours]]
            yield from _differing(extra, passage[stop : origins[following.theirs]])
    rest = draft[places[last.ours + last.size - 1] + 1 :]
    behind = _SENTENCE.split(passage[origins[last.theirs + last.size - 1] + 1 :])[0]
    ended = bool(_SENTENCE.search(rest))
    yield from _differing(rest, _aligned(behind, rest, _FORGOTTEN if ended else _SLIPPED))


def _differing(extra: str, lacking: str) -> Iterator[DraftPiece]:
    if bare(extra) == bare(lacking):
        if lacking:
            yield DraftPiece("same", lacking)
        return
    if bare(extra):
        yield DraftPiece("extra", extra)
    if bare(lacking):
        yield DraftPiece("lacking", lacking)


def _aligned(rest: str, extra: str, lost: int) -> str:
    """Give the rest of a sentence beside which the draft has something else, or lost little."""
    return rest if len(bare(rest)) <= max(lost, 2 * len(bare(extra))) else ""


def _blocks(ours: str, theirs: str) -> list[_Block]:
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return [
        _Block(block.a, block.b, block.size)
        for block in matcher.get_matching_blocks()
        if block.size >= _RUN
    ]


def _without_strays(blocks: list[_Block]) -> list[_Block]:
    """Leave out short runs at the ends that stand far from the others in the passage."""
    while len(blocks) > 1 and _is_stray(blocks[0], blocks[0], blocks[1]):
        blocks = blocks[1:]
    while len(blocks) > 1 and _is_stray(blocks[-1], blocks[-2], blocks[-1]):
        blocks = blocks[:-1]
    return blocks


def _is_stray(block: _Block, before: _Block, after: _Block) -> bool:
    between = after.theirs - before.theirs - before.size
    return block.size < _ASTRAY and between > _FAR * block.size
