"""Where characters and phrases stand in the segments of the index."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from store.db.port import Kept
from store.db.sql import as_list
from store.index.postings import blocks_of, decode, decode_positions
from store.index.snapshot import contained, distinct, live_texts, snapshot_of, snapshots_of
from store.index.terms import BLOCK_BITS, CHARACTER_BITS, TERM_BITS, pair, single

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.db.port import RawConnection
    from store.index.cache import PostingsCache
    from store.index.postings import U32, Flags
    from store.index.segments import Segment


_BOUND = 30
"""Terms that are bound one by one: longer phrases are rare, and each number has its statement."""

_MANY = 8_000
"""Positions from which on it is quicker to rule out by their cells what else is to be read."""

_RARER = 4
"""Times that a list must be shorter than those that are needed, to be read before them."""

_SPARSE = 16
"""Positions for each text that are looked for instead of looking at all of them."""

_NOWHERE: U32 = np.zeros(0, np.uint32)


def term_texts(raw: RawConnection, segment: Segment, terms: Sequence[int]) -> list[int]:
    """Say in how many texts of a segment each term stands, dead ones counted."""
    base = segment.number << TERM_BITS
    keys = [base | term for term in terms]
    postings = _lists(raw)
    if postings is not None and (counts := postings.counts(keys)) is not None:
        return counts
    marks = ",".join("?" * len(keys))
    known = dict(
        raw.execute(f"SELECT key, texts FROM posting WHERE key IN ({marks})", keys)
        if len(keys) <= _BOUND
        else raw.execute(
            "SELECT key, texts FROM posting WHERE key IN (SELECT value FROM json_each(?))",
            (as_list(keys),),
        )
    )
    counts = [known.get(key, 0) for key in keys]
    if postings is not None:
        postings.keep_counts(keys, counts)
    return counts


def living_texts(raw: RawConnection, segment: Segment, terms: Sequence[int]) -> list[int]:
    """Say in how many live texts of a segment each pair of characters stands.

    What is guessed must not depend on what was taken out; `term_texts` is for what only takes time.
    """
    counts = term_texts(raw, segment, terms)
    if segment.live is None:
        return counts
    return [
        len(live_texts(segment, texts_of(raw, segment, term))) if count else 0
        for term, count in zip(terms, counts, strict=True)
    ]


def texts_of(raw: RawConnection, segment: Segment, term: int) -> U32:
    """Find the texts of a segment in which a pair of characters stands, with tombstoned ones."""
    return distinct(segment.text_of_block[blocks_of(_positions(raw, segment, term))])


def phrase_texts(raw: RawConnection, segment: Segment, phrase: str) -> int:
    """Say in how many texts of a segment a phrase of two characters or more stands at most."""
    return min(term_texts(raw, segment, [pair(*two) for two in pairwise(phrase)]))


def find_phrase(
    raw: RawConnection, segment: Segment, phrase: str, within: U32 | None = None
) -> U32:
    """Find the positions at which `phrase`, of two characters or more, stands in a segment.

    PAD at its ends asks for the beginnings and ends of texts. Only the texts `within`, ascending,
    need be looked at, where they are given.
    """
    terms = [pair(*two) for two in pairwise(phrase)]
    if len(terms) == 1:
        return _inside(segment, _positions(raw, segment, terms[0]), within)
    sizes = term_texts(raw, segment, terms)
    if not all(sizes):
        return _NOWHERE
    first, *others = sorted(_cover(sizes), key=sizes.__getitem__)
    rarest = sizes.index(min(sizes))
    if sizes[rarest] * _RARER < sizes[first]:
        # Not needed to hold every character, but it leaves little of the others to be looked at.
        first, others = rarest, [first, *others]
    positions = _inside(segment, _positions(raw, segment, terms[first]), within)
    flags = _marks(raw, segment.layout.blocks + 2 + (len(phrase) >> BLOCK_BITS))
    for at in others:
        if not len(positions):
            break
        positions = _followed(positions, at - first, _positions(raw, segment, terms[at]), flags)
    return positions - np.uint32(first) if first else positions


def look_for(
    raw: RawConnection, segment: Segment, part: str, within: U32 | None = None
) -> tuple[U32, U32 | None]:
    """Find the texts, also tombstoned ones, that hold a character or a phrase, and where it begins.

    None for a character alone, whose places aren't known. `within` as for `find_phrase`.
    """
    if len(part) == 1:
        return find_character(raw, segment, part), None
    begins = find_phrase(raw, segment, part, within)
    return distinct(segment.text_of_block[blocks_of(begins)]), begins


def bounds(segment: Segment, texts: U32) -> tuple[U32, U32]:
    """Return the positions at which texts begin, and those at which the next ones do.

    Of the type that positions have: searchsorted would copy all of them to a wider one.
    """
    first, bits = segment.layout.first, np.uint32(BLOCK_BITS)
    return first[texts] << bits, first[texts + np.uint32(1)] << bits


def _inside(segment: Segment, positions: U32, within: U32 | None) -> U32:
    """Keep the positions that lie in some texts, where these are few."""
    if within is None or len(within) * _SPARSE > len(positions):
        return positions
    begins, ends = bounds(segment, within)
    starts = np.searchsorted(positions, begins)
    counts = np.searchsorted(positions, ends) - starts
    places = np.arange(int(counts.sum())) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    found: U32 = positions[places]
    return found


def _followed(positions: U32, shift: int, there: U32, flags: Flags) -> U32:
    """Keep the positions at whose distance `shift` there is one of the others."""
    if shift < 0:
        positions = positions[positions >= np.uint32(-shift)]
        wanted = positions - np.uint32(-shift)
    else:
        wanted = positions + np.uint32(shift)
    # The pairs of a rare word stand nowhere else, so that both lists are the same.
    if len(there) == len(wanted) and np.array_equal(there, wanted):
        return positions
    if len(wanted) < _MANY:
        return positions[contained(wanted, there)]
    blocks = blocks_of(wanted)
    flags[blocks] = True
    there = there[flags[blocks_of(there)]]
    flags[blocks] = False
    return positions[np.searchsorted(wanted, there[contained(there, wanted)])]


def find_character(raw: RawConnection, segment: Segment, character: str) -> U32:
    """Find the texts of a segment in which a character stands, tombstoned ones included."""
    postings = _lists(raw)
    key = segment.number << TERM_BITS | single(character)
    if postings is not None and (known := postings.find(key)) is not None:
        return known
    data = _data(raw, segment, single(character))
    texts = distinct(segment.text_of_block[decode(data)[0]]) if data else _NOWHERE
    if postings is not None:
        texts.flags.writeable = False
        postings.keep(key, texts)
    return texts


def texts_holding(raw: RawConnection, segment: Segment, needle: str) -> U32:
    """Find the live texts of a segment that hold a character or a phrase, ascending."""
    return live_texts(segment, look_for(raw, segment, needle)[0])


def keys_holding(raw: RawConnection, needle: str) -> list[int]:
    """Give the keys of all live texts that hold a character or a phrase."""
    keys: list[int] = []
    for segment in snapshot_of(raw).segments:
        keys += segment.doc_values.keys[texts_holding(raw, segment, needle)].tolist()
    return keys


def _positions(raw: RawConnection, segment: Segment, term: int) -> U32:
    postings = _lists(raw)
    key = segment.number << TERM_BITS | term
    if postings is not None and (known := postings.find(key)) is not None:
        return known
    data = _data(raw, segment, term)
    positions = decode_positions(data) if data else _NOWHERE
    if postings is not None:
        positions.flags.writeable = False
        postings.keep(key, positions)
    return positions


def _lists(raw: RawConnection) -> PostingsCache | None:
    """Give the lists kept for the readers of a store; a writer may see what is rolled back."""
    shared = snapshots_of(raw)
    return None if shared is None or (isinstance(raw, Kept) and raw.writes) else shared.postings


def character_rows(raw: RawConnection, segment: Segment, character: str) -> list[bytes]:
    """Read the posting lists of all pairs that begin with a character."""
    first = segment.number << TERM_BITS | single(character)
    rows = raw.execute(
        "SELECT data FROM posting WHERE key > ? AND key < ?", (first, first + (1 << CHARACTER_BITS))
    )
    return [row["data"] for row in rows]


def _data(raw: RawConnection, segment: Segment, term: int) -> bytes:
    """Read the posting list of a term; empty where there is none."""
    row = raw.execute(
        "SELECT data FROM posting WHERE key = ?", (segment.number << TERM_BITS | term,)
    ).fetchone()
    return row["data"] if row else b""


def _marks(raw: RawConnection, blocks: int) -> Flags:
    """Give flags for so many cells, all False; whoever sets some clears them again."""
    if not isinstance(raw, Kept):
        return np.zeros(blocks, np.bool_)
    # Kept, for pages that were never touched take longer to mark than everything else.
    if not isinstance(raw.scratch, np.ndarray) or len(raw.scratch) < blocks:
        raw.scratch = np.zeros(blocks, np.bool_)
    return raw.scratch


def _cover(sizes: Sequence[int]) -> list[int]:
    """Choose pairs that together hold every character of the phrase, with least to read.

    The first and the last pair are always among them, and of two neighbours at least one.
    """
    count = len(sizes)
    if count <= 2:
        return list(range(count))
    # best[i]: cheapest choice of pairs 0..i that ends with i.
    best = [sizes[0], sizes[0] + sizes[1]]
    came = [-1, 0]
    for at in range(2, count):
        back = at - 1 if best[at - 1] < best[at - 2] else at - 2
        best.append(best[back] + sizes[at])
        came.append(back)
    chosen = [count - 1]
    while came[chosen[-1]] >= 0:
        chosen.append(came[chosen[-1]])
    return chosen
