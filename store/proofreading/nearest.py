"""The passages that a draft, or a sentence of it, shares most with."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from store.db.sql import as_list
from store.index import terms as index
from store.index.reader import living_texts, term_texts, texts_of
from store.index.snapshot import live_texts, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from store.db.port import RawConnection, Row
    from store.index.postings import U32
    from store.index.segments import Segment

_TERMS = 48
"""Pairs of a draft, the rarest ones, that passages are chosen by."""
_COMPARED = 30
"""Passages that are compared letter by letter."""
_SHORT_PASSAGE = 60
"""Characters of a passage from which on most are: so many of a draft reach into the next one."""


class Around(NamedTuple):
    """A passage with those around it, whose blocks are parted by line ends."""

    key: int
    speech: int
    text: str


def around(raw: RawConnection, key: int, length: int) -> Around:
    """Read a passage with as many before and behind it as a draft of this length may reach into."""
    reach = 1 + length // _SHORT_PASSAGE
    rows = raw.execute(
        "SELECT p.speech, p.block, t.text FROM place h JOIN place p ON p.speech = h.speech"
        " AND (p.block = h.block OR p.number BETWEEN h.number - ? AND h.number + ?)"
        " JOIN text t ON t.key = p.text"
        " WHERE h.passage = (SELECT passage FROM text WHERE key = ?) AND h.text = ? AND NOT h.echo"
        " ORDER BY p.number",
        (reach, reach, key, key),
    ).fetchall()
    blocks = [list(block) for _, block in groupby(rows, lambda row: row["block"])]
    text = "\n".join("".join(row["text"] for row in block) for block in blocks)
    return Around(key, rows[0]["speech"], text)


def nearest(raw: RawConnection, draft: str) -> list[Row]:
    """Return keys, ids and texts of the passages that share most with a draft, rare pairs first.

    All segments count together: how the texts lie in them is no matter of what is near.
    """
    segments = snapshot_of(raw).segments
    sizes = _rarest(raw, segments, sorted({index.pair(*two) for two in pairwise(draft)}))
    whole = sum(map(_living, segments))
    weights = {term: np.float32(np.log1p(whole / size)) for term, size in sizes.items()}
    scored = [_scored(raw, segment, weights) for segment in segments]
    keys = np.concatenate([np.zeros(0, np.uint32), *(keys for keys, _ in scored)])
    scores = np.concatenate([np.zeros(0, np.float32), *(own for _, own in scored)])
    if len(scores) > _COMPARED:
        # With all that are as near as the last one, of which the texts decide.
        chosen = scores >= np.partition(scores, -_COMPARED)[-_COMPARED]
        keys, scores = keys[chosen], scores[chosen]
    near = dict(zip(keys.tolist(), scores.tolist(), strict=True))
    rows = raw.execute(
        "SELECT key, id, text FROM text WHERE key IN (SELECT value FROM json_each(?))",
        (as_list(near),),
    ).fetchall()
    return sorted(rows, key=lambda row: (-near[row["key"]], row["id"], row["text"]))[:_COMPARED]


def _rarest(
    raw: RawConnection, segments: Sequence[Segment], terms: Sequence[int]
) -> dict[int, int]:
    """Return the terms that fewest living texts hold, with how many."""
    most = dict(zip(terms, _summed(raw, segments, terms, term_texts), strict=True))
    dead = sum(segment.size - _living(segment) for segment in segments)
    if not dead:
        return _fewest(most)
    # Counting the living takes reading where they stand: only of those that may be among them.
    limit = max(_fewest(most).values(), default=0)
    some = [term for term in terms if most[term] - dead <= limit]
    rare = _fewest(dict(zip(some, _summed(raw, segments, some, living_texts), strict=True)))
    if len(rare) == _TERMS or len(some) == len(terms):
        return rare
    return _fewest(dict(zip(terms, _summed(raw, segments, terms, living_texts), strict=True)))


def _summed(
    raw: RawConnection,
    segments: Sequence[Segment],
    terms: Sequence[int],
    count: Callable[[RawConnection, Segment, Sequence[int]], list[int]],
) -> list[int]:
    counts = np.array([count(raw, segment, terms) for segment in segments], np.int64)
    # Both sides of the shape are given: there may be no segments, and no terms.
    summed: list[int] = counts.reshape(len(segments), len(terms)).sum(axis=0).tolist()
    return summed


def _fewest(sizes: dict[int, int]) -> dict[int, int]:
    standing = (term for term, size in sizes.items() if size)
    return {
        term: sizes[term]
        for term in sorted(standing, key=lambda term: (sizes[term], term))[:_TERMS]
    }


def _living(segment: Segment) -> int:
    return segment.size if segment.live is None else int(np.count_nonzero(segment.live))


def _scored(
    raw: RawConnection, segment: Segment, weights: Mapping[int, np.float32]
) -> tuple[U32, NDArray[np.float32]]:
    """Return the keys of the living texts of a segment that hold some of the terms, with sums."""
    scores = np.zeros(segment.size, np.float32)
    for term, weight in weights.items():
        scores[texts_of(raw, segment, term)] += weight
    found = live_texts(segment, np.flatnonzero(scores > 0).astype(np.uint32))
    return segment.doc_values.keys[found], scores[found]
