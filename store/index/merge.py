"""Several segments made into one, so that a search has few to look into."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from store.index.builder import GONE, BlockLayout, join, rows_of
from store.index.segments import DocValues
from store.index.terms import CHARACTER_BITS, TERM_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.db.port import RawConnection
    from store.index.postings import U32, Row
    from store.index.segments import Segment

FACTOR = 8
"""As many segments of one size are merged into one of the next size."""

SMALLEST = 64
"""Segments of fewer texts than this count as equally small."""

MOST_CELLS = 1 << 23
"""A merged segment has no more cells, so that its positions fit into 32 bits."""

_PORTION = 1 << 21
"""Postings that are sorted at once; their memory grows by 60 bytes for each of them."""


def choose(segments: Sequence[Segment]) -> list[Segment]:
    """Choose segments that should become one, the smallest first; none is an empty list."""
    sizes: defaultdict[int, list[Segment]] = defaultdict(list)
    for segment in segments:
        live_texts = segment.size if segment.live is None else int(segment.live.sum())
        if live_texts * 2 < segment.size or not live_texts:
            return [segment]
        sizes[_size_class(live_texts)].append(segment)
    for _, members in sorted(sizes.items()):
        blocks = sum(segment.layout.blocks for segment in members)
        if len(members) >= FACTOR and blocks <= MOST_CELLS:
            return members
    return []


class Merge:
    """What becomes of some segments: the contents of the new one, then its rows in portions."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self.doc_values, self._new_cells = _move(segments)
        self._text_of_cell = BlockLayout.of(self.doc_values.lengths).texts_of_cells()

    def spans(self, raw: RawConnection) -> list[tuple[int, int]]:
        """Cut the terms into half-open spans of about as many postings as are sorted at once."""
        totals: defaultdict[int, int] = defaultdict(int)
        for segment in self._segments:
            base = segment.number << TERM_BITS
            for row in raw.execute(
                "SELECT (key - ?) >> ? AS first, sum(texts) AS texts FROM posting"
                " WHERE key >= ? AND key < ? GROUP BY first",
                (base, CHARACTER_BITS, base, base + (1 << TERM_BITS)),
            ):
                totals[row["first"]] += row["texts"]
        return list(_spans(totals))

    def rows(self, raw: RawConnection, span: tuple[int, int]) -> list[Row]:
        """Merge the posting lists of the terms in a span."""
        parts = []
        for segment, new_cells in zip(self._segments, self._new_cells, strict=True):
            base = segment.number << TERM_BITS
            # Lists of single characters follow from those of pairs.
            found = raw.execute(
                "SELECT key - ? AS term, data FROM posting WHERE key >= ? AND key < ?"
                " AND key & ? != 0",
                (base, base + span[0], base + span[1], (1 << CHARACTER_BITS) - 1),
            ).fetchall()
            if found:
                parts.append(
                    ([row["term"] for row in found], [row["data"] for row in found], new_cells)
                )
        return rows_of(*join(parts), self._text_of_cell) if parts else []


def _size_class(size: int) -> int:
    size_class = 0
    while size >= SMALLEST:
        size //= FACTOR
        size_class += 1
    return size_class


def _move(segments: Sequence[Segment]) -> tuple[DocValues, list[U32]]:
    """Put the live texts into order of static rank; say for each segment's cells where they go."""
    live_texts = [
        np.arange(segment.size) if segment.live is None else np.flatnonzero(segment.live)
        for segment in segments
    ]
    pairs = list(zip(segments, live_texts, strict=True))
    ranks = np.concatenate([segment.doc_values.ranks[texts] for segment, texts in pairs])
    order = np.argsort(ranks, kind="stable")
    doc_values = DocValues(
        np.concatenate([segment.doc_values.keys[texts] for segment, texts in pairs])[order],
        np.concatenate([segment.doc_values.speeches[texts] for segment, texts in pairs])[order],
        np.concatenate([segment.doc_values.lengths[texts] for segment, texts in pairs])[order],
        ranks[order],
    )
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    first = BlockLayout.of(doc_values.lengths).first
    ends = np.cumsum([len(texts) for texts in live_texts])
    return doc_values, [
        _new_cells(segment, texts, first[place[end - len(texts) : end]])
        for (segment, texts), end in zip(pairs, ends.tolist(), strict=True)
    ]


def _new_cells(
    segment: Segment, texts: np.ndarray[tuple[int], np.dtype[np.int64]], first: U32
) -> U32:
    old = segment.layout.first.astype(np.int64)
    moved = np.zeros(segment.size, np.int64)
    moved[texts] = first.astype(np.int64) - old[texts]
    blocks = np.arange(segment.layout.blocks) + moved[segment.text_of_block]
    if segment.live is not None:
        blocks[~segment.live[segment.text_of_block]] = GONE
    return blocks.astype(np.uint32)


def _spans(totals: dict[int, int]) -> Iterator[tuple[int, int]]:
    start, size = 0, 0
    for first, texts in sorted(totals.items()):
        size += texts
        if size >= _PORTION:
            end = (first + 1) << CHARACTER_BITS
            yield start, end
            start, size = end, 0
    if size:
        yield start, 1 << TERM_BITS
