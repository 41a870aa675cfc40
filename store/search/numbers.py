"""Whole numbers before parts of longer ones: who asks for 12 means 12 rather than 2012."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from store.index.postings import blocks_of
from store.index.reader import find_phrase
from store.index.snapshot import contained, distinct
from store.search.wildcard import places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.db.port import RawConnection
    from store.index.postings import U32
    from store.index.segments import Segment
    from store.index.snapshot import Snapshot
    from store.search.query import Needle

_DIGITS = "0123456789"


def whole_first(
    raw: RawConnection, snapshot: Snapshot, needles: Sequence[Needle], texts: Sequence[U32]
) -> list[Sequence[U32]]:
    """Part the texts of each segment into those in which every number stands whole, and others.

    One group where no word begins or ends with a digit, or one of the groups is empty.
    """
    parts = [part for needle in needles for part in needle.parts if _cut(part)]
    if not parts:
        return [texts]
    whole, other = [], []
    for segment, found in zip(snapshot.segments, texts, strict=True):
        own = found
        for part in parts:
            if len(own):
                own = own[contained(own, _holding_whole(raw, segment, part))]
        whole.append(own)
        other.append(np.setdiff1d(found, own, assume_unique=True))
    return [group for group in (whole, other) if sum(map(len, group))] or [texts]


def _cut(part: str) -> bool:
    return part[0] in _DIGITS or part[-1] in _DIGITS


def _holding_whole(raw: RawConnection, segment: Segment, part: str) -> U32:
    """Find the texts in which no digit stands before or behind a part once at least."""
    begins = places(raw, segment, part)
    for digit in _DIGITS:
        if not len(begins):
            break
        if part[0] in _DIGITS:
            longer = find_phrase(raw, segment, digit + part) + np.uint32(1)
            begins = np.setdiff1d(begins, longer, assume_unique=True)
        if part[-1] in _DIGITS:
            begins = np.setdiff1d(begins, find_phrase(raw, segment, part + digit))
    return distinct(segment.text_of_block[blocks_of(begins)])
