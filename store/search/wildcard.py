"""Pieces of text that follow each other within one passage, with anything between them."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import normalize
from store.db.sql import as_list
from store.index.postings import blocks_of, decode_many
from store.index.reader import character_rows, find_phrase, look_for
from store.index.snapshot import contained, live_texts
from store.index.terms import BLOCK_BITS
from store.search.matching import holds_needle
from store.search.query import Needle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.db.port import RawConnection
    from store.index.postings import I64, U32
    from store.index.segments import Segment


_READ = 1000
"""Texts that are read sooner than the places of single characters are put together."""

_NOWHERE: U32 = np.zeros(0, np.uint32)


def find_in_order(raw: RawConnection, segment: Segment, parts: Sequence[str]) -> U32:
    """Find where the first part stands in each living text that holds all parts in this order.

    Each part is taken at its first place behind the one before it: where that fails, no other
    choice of places succeeds.
    """
    texts = live_texts(segment, _holding_all(raw, segment, set(parts)))
    if not len(texts):
        return _NOWHERE
    if len(texts) <= _READ:
        return _read_in_order(raw, segment, texts, parts)
    known = cache(partial(places, raw, segment))
    begins = known(parts[0])
    texts = segment.text_of_block[blocks_of(begins)]
    fresh = np.concatenate((np.ones(1, np.bool_), texts[1:] != texts[:-1]))
    begins, texts = begins[fresh], texts[fresh]
    ends = begins.astype(np.int64) + len(parts[0])
    for part in parts[1:]:
        begins, texts, ends = _go_on(segment, (begins, texts, ends), known(part), len(part))
        if not len(begins):
            break
    return begins


def _holding_all(raw: RawConnection, segment: Segment, parts: set[str]) -> U32:
    """Find the texts that hold all parts, whatever their order, tombstoned ones included."""
    held: U32 | None = None
    for part in sorted(parts, key=len, reverse=True):
        texts, _ = look_for(raw, segment, part, held)
        held = texts if held is None else held[contained(held, texts)]
        if not len(held):
            break
    return _NOWHERE if held is None else held


def _read_in_order(raw: RawConnection, segment: Segment, texts: U32, parts: Sequence[str]) -> U32:
    """Find in few texts what `find_in_order` does, by reading them."""
    number_of = dict(zip(segment.doc_values.keys[texts].tolist(), texts.tolist(), strict=True))
    rows = raw.execute(
        "SELECT key, text FROM text WHERE key IN (SELECT value FROM json_each(?))",
        (as_list(number_of),),
    )
    begins = []
    for row in rows:
        normal = normalize(row["text"])
        if holds_needle(normal, Needle(tuple(parts), "")):
            cell = int(segment.layout.first[number_of[row["key"]]])
            # The pad before a text has the first position of its cell.
            begins.append((cell << BLOCK_BITS) + 1 + normal.find(parts[0]))
    return np.array(sorted(begins), np.uint32)


def _go_on(
    segment: Segment, state: tuple[U32, U32, I64], later: U32, length: int
) -> tuple[U32, U32, I64]:
    begins, texts, ends = state
    at = np.searchsorted(later, ends)
    inside = at < len(later)
    begins, texts, at = begins[inside], texts[inside], at[inside]
    there = later[at]
    same = segment.text_of_block[blocks_of(there)] == texts
    return begins[same], texts[same], there[same].astype(np.int64) + length


def places(raw: RawConnection, segment: Segment, part: str) -> U32:
    """Find where a part of one character or more stands in a segment, tombstoned texts included."""
    if len(part) > 1:
        return find_phrase(raw, segment, part)
    _, found = decode_many(character_rows(raw, segment, part))
    return np.asarray(np.sort(found), np.uint32)
