"""Where characters and phrases stand in the segments of the index."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from store.index import CELL_BITS, TERM_BITS, pair, single
from store.postings import cells_of, decode, decode_positions
from store.view import ViewingConnection, contained, distinct, living, view_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from store.lists import Lists
    from store.postings import U32, Flags
    from store.segments import Segment


_BOUND = 30
"""Terms that are bound one by one: longer phrases are rare, and each number has its statement."""

_MANY = 8_000
"""Positions from which on it is quicker to rule out by their cells what else is to be read."""

_RARER = 4
"""Times that a list must be shorter than those that are needed, to be read before them."""

_SPARSE = 16
"""Positions for each text that are looked for instead of looking at all of them."""

_NOWHERE: U32 = np.zeros(0, np.uint32)


def term_texts(raw: sqlite3.Connection, segment: Segment, terms: Sequence[int]) -> list[int]:
    """Say in how many texts of a segment each term stands, dead ones counted."""
    base = segment.number << TERM_BITS
    keys = [base | term for term in terms]
    lists = _lists(raw)
    if lists is not None and (counts := lists.counts(keys)) is not None:
        return counts
    marks = ",".join("?" * len(keys))
    known = dict(
        raw.execute(f"SELECT key, texts FROM posting WHERE key IN ({marks})", keys)
        if len(keys) <= _BOUND
        else raw.execute(
            "SELECT key, texts FROM posting WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(keys),),
        )
    )
    counts = [known.get(key, 0) for key in keys]
    if lists is not None:
        lists.keep_counts(keys, counts)
    return counts


def phrase_texts(raw: sqlite3.Connection, segment: Segment, phrase: str) -> int:
    """Say in how many texts of a segment a phrase of two characters or more stands at most."""
    return min(term_texts(raw, segment, [pair(*two) for two in pairwise(phrase)]))


def find_phrase(
    raw: sqlite3.Connection, segment: Segment, phrase: str, within: U32 | None = None
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
    flags = _marks(raw, segment.layout.cells + 2 + (len(phrase) >> CELL_BITS))
    for at in others:
        if not len(positions):
            break
        positions = _followed(positions, at - first, _positions(raw, segment, terms[at]), flags)
    return positions - np.uint32(first) if first else positions


def look_for(
    raw: sqlite3.Connection, segment: Segment, part: str, within: U32 | None = None
) -> tuple[U32, U32 | None]:
    """Find the texts, dead ones included, that hold a character or a phrase, and where it begins.

    None for a character alone, whose places aren't known. `within` as for `find_phrase`.
    """
    if len(part) == 1:
        return find_character(raw, segment, part), None
    begins = find_phrase(raw, segment, part, within)
    return distinct(segment.text_of_cell[cells_of(begins)]), begins


def bounds(segment: Segment, texts: U32) -> tuple[U32, U32]:
    """Return the positions at which texts begin, and those at which the next ones do.

    Of the type that positions have: searchsorted would copy all of them to a wider one.
    """
    first, bits = segment.layout.first, np.uint32(CELL_BITS)
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
    cells = cells_of(wanted)
    flags[cells] = True
    there = there[flags[cells_of(there)]]
    flags[cells] = False
    return positions[np.searchsorted(wanted, there[contained(there, wanted)])]


def find_character(raw: sqlite3.Connection, segment: Segment, character: str) -> U32:
    """Find the texts of a segment in which a character stands, dead ones included."""
    lists = _lists(raw)
    key = segment.number << TERM_BITS | single(character)
    if lists is not None and (known := lists.find(key)) is not None:
        return known
    data = _data(raw, segment, single(character))
    texts = distinct(segment.text_of_cell[decode(data)[0]]) if data else _NOWHERE
    if lists is not None:
        texts.flags.writeable = False
        lists.keep(key, texts)
    return texts


def texts_holding(raw: sqlite3.Connection, segment: Segment, needle: str) -> U32:
    """Find the living texts of a segment that hold a character or a phrase, ascending."""
    return living(segment, look_for(raw, segment, needle)[0])


def keys_holding(raw: sqlite3.Connection, needle: str) -> list[int]:
    """Give the keys of all living texts that hold a character or a phrase."""
    keys: list[int] = []
    for segment in view_of(raw).segments:
        keys += segment.contents.keys[texts_holding(raw, segment, needle)].tolist()
    return keys


def _positions(raw: sqlite3.Connection, segment: Segment, term: int) -> U32:
    lists = _lists(raw)
    key = segment.number << TERM_BITS | term
    if lists is not None and (known := lists.find(key)) is not None:
        return known
    data = _data(raw, segment, term)
    positions = decode_positions(data) if data else _NOWHERE
    if lists is not None:
        positions.flags.writeable = False
        lists.keep(key, positions)
    return positions


def _lists(raw: sqlite3.Connection) -> Lists | None:
    """Give the lists kept for the readers of a store; a writer may see what is rolled back."""
    return raw.views.lists if isinstance(raw, ViewingConnection) and not raw.only_looks else None


def _data(raw: sqlite3.Connection, segment: Segment, term: int) -> bytes:
    """Read the posting list of a term; empty where there is none."""
    row = raw.execute(
        "SELECT data FROM posting WHERE key = ?", (segment.number << TERM_BITS | term,)
    ).fetchone()
    return row["data"] if row else b""


def _marks(raw: sqlite3.Connection, cells: int) -> Flags:
    """Give flags for so many cells, all False; whoever sets some clears them again."""
    if not isinstance(raw, ViewingConnection):
        return np.zeros(cells, np.bool_)
    # Kept, for pages that were never touched take longer to mark than everything else.
    if len(raw.marks) < cells:
        raw.marks = np.zeros(cells, np.bool_)
    return raw.marks


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
