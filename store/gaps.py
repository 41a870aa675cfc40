"""Pieces of text that follow each other within one passage, with anything between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from store.index import CHARACTER_BITS, TERM_BITS, single
from store.phrases import find_phrase
from store.postings import cells_of, decode_many

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from store.postings import I64, U32
    from store.segments import Segment


def find_in_order(raw: sqlite3.Connection, segment: Segment, parts: Sequence[str]) -> U32:
    """Find where the first part stands in each text that holds all parts in this order.

    Each part is taken at its first place behind the one before it: where that fails, no other
    choice of places succeeds.
    """
    found = [places(raw, segment, part) for part in parts]
    if not all(map(len, found)):
        return np.zeros(0, np.uint32)
    begins = found[0]
    texts = segment.text_of_cell[cells_of(begins)]
    fresh = np.concatenate((np.ones(1, np.bool_), texts[1:] != texts[:-1]))
    begins, texts = begins[fresh], texts[fresh]
    ends = begins.astype(np.int64) + len(parts[0])
    for later, part in zip(found[1:], parts[1:], strict=True):
        begins, texts, ends = _go_on(segment, (begins, texts, ends), later, len(part))
    return begins


def _go_on(
    segment: Segment, state: tuple[U32, U32, I64], later: U32, length: int
) -> tuple[U32, U32, I64]:
    begins, texts, ends = state
    at = np.searchsorted(later, ends)
    inside = at < len(later)
    begins, texts, at = begins[inside], texts[inside], at[inside]
    there = later[at]
    same = segment.text_of_cell[cells_of(there)] == texts
    return begins[same], texts[same], there[same].astype(np.int64) + length


def places(raw: sqlite3.Connection, segment: Segment, part: str) -> U32:
    """Find where a part of one character or more stands in a segment, dead texts included."""
    if len(part) > 1:
        return find_phrase(raw, segment, part)
    first = segment.number << TERM_BITS | single(part)
    rows = raw.execute(
        "SELECT data FROM posting WHERE key > ? AND key < ?", (first, first + (1 << CHARACTER_BITS))
    )
    _, found = decode_many([row["data"] for row in rows])
    return np.asarray(np.sort(found), np.uint32)
