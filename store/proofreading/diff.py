"""A draft laid beside what it is near to, and the pieces in which they differ. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from corpus.normal import normalize_mapped
from corpus.slogans.bare import bare
from store.proofreading.model import DraftPiece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from store.search.model import Span

_RUN = 3
"""Letters in a row that count as taken over; fewer are chance."""
_ASTRAY, _FAR = 8, 3
"""Fewer letters at an end are chance where so many times as many lie between them and the rest."""
_SLIPPED = 2
"""Letters that get lost where a draft begins or ends within a sentence; more were cut off."""
_FORGOTTEN = 12
"""Letters that were forgotten where a draft ends a sentence that goes on; more were left out."""
_LONGEST = 4
"""Characters of a word; what is longer is a name or a slogan, of which a part may be another."""
_SENTENCE = re.compile("[。！？!?\n]")


class Block(NamedTuple):
    """Letters that a draft shares: where they stand in it, where in the passage, how many."""

    ours: int
    theirs: int
    size: int


def taken(ours: str, theirs: str) -> int:
    """Count the letters of a draft that stand in runs in a passage, both in normal form."""
    return sum(block.size for block in shared_blocks(ours, theirs))


def compare(draft: str, passage: str) -> Iterator[DraftPiece]:
    """Yield the part of a passage that a draft is near to, in pieces that differ or don't.

    Only letters count: a draft with other punctuation or spaces is the same. A draft may begin and
    end within a sentence, but not with words that stand elsewhere or nowhere.
    """
    theirs, origins = normalize_mapped(passage)
    ours, places = normalize_mapped(draft)
    blocks = _without_strays(shared_blocks(ours, theirs))
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


def at_words(pieces: Sequence[DraftPiece], cut: Callable[[str], Sequence[str]]) -> list[DraftPiece]:
    """Let what stands in the place of something else begin and end where words do.

    One character in the place of another is shown as it is. `cut` gives the words of a text.
    """
    shown: list[DraftPiece] = []
    rest = list(pieces)
    while rest:
        if [one.kind for one in rest[:2]] != ["extra", "lacking"]:
            shown.append(rest.pop(0))
            continue
        before = shown.pop().text if shown and shown[-1].kind == "same" else ""
        extra, lacking = rest.pop(0).text, rest.pop(0).text
        behind = rest.pop(0).text if rest and rest[0].kind == "same" else ""
        before, extra, lacking, behind = _put_at_words((before, extra, lacking, behind), cut)
        shown.append(DraftPiece("same", before))
        shown += [DraftPiece("extra", extra), DraftPiece("lacking", lacking)]
        rest.insert(0, DraftPiece("same", behind))
    return [piece for piece in shown if piece.text]


def _put_at_words(
    texts: tuple[str, str, str, str], cut: Callable[[str], Sequence[str]]
) -> tuple[str, str, str, str]:
    """Move the ends of what differs, between what is the same before and behind it."""
    before, extra, lacking, behind = texts
    ahead = _alike(extra, lacking)
    before, extra, lacking = before + extra[:ahead], extra[ahead:], lacking[ahead:]
    after = _alike(extra[::-1], lacking[::-1])
    behind = extra[len(extra) - after :] + behind
    extra, lacking = extra[: len(extra) - after], lacking[: len(lacking) - after]
    if not extra or not lacking or {len(bare(extra)), len(bare(lacking))} == {1}:
        return before, extra, lacking, behind
    edges = [
        (_inside(words, len(before))[0], _inside(words, len(before) + len(text))[1])
        for text in (extra, lacking)
        if (words := cut(f"{before}{text}{behind}"))
    ]
    head, tail = (max(edge) for edge in zip(*edges, strict=True))
    first, last = before[len(before) - head :], behind[:tail]
    return (
        before[: len(before) - head],
        f"{first}{extra}{last}",
        f"{first}{lacking}{last}",
        behind[tail:],
    )


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _inside(words: Sequence[str], place: int) -> Span:
    """How many characters of the word that a place lies inside of stand before and behind it."""
    at = 0
    for word in words:
        if at < place < at + len(word):
            return (place - at, at + len(word) - place) if len(word) <= _LONGEST else (0, 0)
        at += len(word)
    return 0, 0


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


def shared_blocks(ours: str, theirs: str) -> list[Block]:
    """Give the runs of letters that two texts share, in the order of both."""
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    blocks = [
        Block(block.a, block.b, block.size)
        for block in matcher.get_matching_blocks()
        if block.size >= _RUN
    ]
    for at in range(len(blocks) - 2, -1, -1):
        blocks[at] = _beside(blocks[at], blocks[at + 1], ours, theirs)
    for at in range(1, len(blocks)):
        blocks[at] = _beside(blocks[at], blocks[at - 1], ours, theirs)
    return blocks


def _beside(block: Block, longer: Block, ours: str, theirs: str) -> Block:
    """Take a run from where it stands beside a longer one, if the passage has it there, too.

    Of a clause that a passage has three times nearly alike, the matcher takes the first.
    """
    at = longer.theirs + block.ours - longer.ours
    run = ours[block.ours : block.ours + block.size]
    # Between its old place and the longer run nothing else is taken, so the order stays.
    nearer = abs(longer.theirs - at) < abs(longer.theirs - block.theirs)
    moves = nearer and block.size < longer.size and theirs.startswith(run, at)
    return block._replace(theirs=at) if moves else block


def _without_strays(blocks: list[Block]) -> list[Block]:
    """Leave out short runs at the ends that stand far from the others in the passage."""
    while len(blocks) > 1 and _is_stray(blocks[0], blocks[0], blocks[1]):
        blocks = blocks[1:]
    while len(blocks) > 1 and _is_stray(blocks[-1], blocks[-2], blocks[-1]):
        blocks = blocks[:-1]
    return blocks


def _is_stray(block: Block, before: Block, after: Block) -> bool:
    between = after.theirs - before.theirs - before.size
    return block.size < _ASTRAY and between > _FAR * block.size
