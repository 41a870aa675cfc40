"""Texts that match made into passages that count once, and the speeches that they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from store.index.snapshot import contained, in_static_rank_order, live_texts
from store.search.kinds import flags_of
from store.search.results import NO_KEYS, OF_PASSAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.db.port import RawConnection
    from store.index.postings import I64, U32, Flags
    from store.index.snapshot import Snapshot
    from store.search.query import Filter
    from store.search.results import Allowed

_MANY = 64
"""Times as many other places as texts, from which on it is quicker to look for the texts."""

_SEARCHED = 4
"""Times as long as looking at one text takes looking for one."""

Texts = list["U32"]
"""For each segment of a view, the numbers of texts in it, ascending."""


def allowed_texts(
    raw: RawConnection, snapshot: Snapshot, allowed: Allowed, filters: Sequence[Filter]
) -> list[Flags] | None:
    """Mark the texts of each segment that the filters let through; None where there is none.

    `allowed` are the speeches that they let through.
    """
    of_passages = [condition for condition in filters if condition.field in OF_PASSAGES]
    if allowed is None and not of_passages:
        return None
    marks = _living(snapshot) if allowed is None else _in_speeches(snapshot, allowed)
    for field in {condition.field for condition in of_passages}:
        ways = [
            flags_of(raw, snapshot, condition.value)
            for condition in of_passages
            if condition.field == field
        ]
        marks = [
            own & np.logical_or.reduce([way[number] for way in ways])
            for number, own in enumerate(marks)
        ]
    return marks


def _living(snapshot: Snapshot) -> list[Flags]:
    return [
        np.ones(segment.size, np.bool_) if segment.live is None else segment.live.copy()
        for segment in snapshot.segments
    ]


def _in_speeches(snapshot: Snapshot, allowed: frozenset[int]) -> list[Flags]:
    speeches = np.zeros(snapshot.speech_limit, np.bool_)
    speeches[[key for key in allowed if key < snapshot.speech_limit]] = True
    marks = []
    for segment, later in zip(snapshot.segments, snapshot.later, strict=True):
        flags = speeches[segment.doc_values.speeches]
        flags[later.texts[speeches[later.speeches]]] = True
        if segment.live is not None:
            flags &= segment.live
        marks.append(flags)
    return marks


def one_wording_each(snapshot: Snapshot, texts: Texts) -> Texts:
    """Keep of each passage the first matching wording in order of static rank."""
    doubled = _doubled(snapshot, texts)
    if sum(map(len, doubled)) < 2:
        return texts
    seen = np.zeros(snapshot.passage_limit, np.bool_)
    later = [np.zeros(0, np.int64) for _ in texts]
    for number, piece in in_static_rank_order(snapshot, doubled):
        part = snapshot.wordings[number]
        passages = part.passages[np.searchsorted(part.texts, piece)]
        first = np.zeros(len(piece), np.bool_)
        first[np.unique(passages, return_index=True)[1]] = True
        first &= ~seen[passages]
        seen[passages] = True
        later[number] = np.concatenate((later[number], piece[~first]))
    return [
        np.setdiff1d(found, gone, assume_unique=True) if len(gone) else found
        for found, gone in zip(texts, later, strict=True)
    ]


def count_speeches(
    snapshot: Snapshot,
    texts: Sequence[U32],
    more: frozenset[int] = frozenset(),
    allowed: Allowed = None,
) -> int:
    """Count the speeches in which a passage of one of the texts stands, in any of its wordings.

    `more` are speeches to count besides. With `allowed`, only those speeches count.
    """
    speeches = np.zeros(max(snapshot.speech_limit, max(more, default=0) + 1), np.bool_)
    if more:
        speeches[list(more)] = True
    for number, found in enumerate(_all_wordings(snapshot, texts)):
        segment, later = snapshot.segments[number], snapshot.later[number]
        speeches[segment.doc_values.speeches[found].astype(np.intp)] = True
        if len(found) * _MANY < len(later.texts):
            for echo in _stretches(later.texts, found):
                speeches[later.speeches[echo]] = True
        elif len(later.texts):
            held = np.zeros(segment.size, np.bool_)
            held[found] = True
            speeches[later.speeches[held[later.texts]]] = True
    if allowed is not None:
        inside = [key for key in allowed if key < len(speeches)]
        return int(np.count_nonzero(speeches[inside]))
    return int(np.count_nonzero(speeches))


def _stretches(ascending: I64, wanted: U32) -> Iterator[slice]:
    """Yield the stretches in which the wanted values stand, for those that stand there."""
    values = wanted.astype(np.int64)
    starts = np.searchsorted(ascending, values)
    ends = np.searchsorted(ascending, values, "right")
    there = np.flatnonzero(ends > starts)
    yield from map(slice, starts[there].tolist(), ends[there].tolist())


def count_passages(snapshot: Snapshot) -> int:
    """Count all passages, each once whatever its wordings."""
    texts = [
        live_texts(segment, np.arange(segment.size, dtype=np.uint32))
        for segment in snapshot.segments
    ]
    return sum(map(len, one_wording_each(snapshot, texts)))


def keys_in_order(snapshot: Snapshot, texts: Sequence[U32]) -> U32:
    """Return the keys of texts in order of static rank."""
    pieces = [
        snapshot.segments[number].doc_values.keys[piece]
        for number, piece in in_static_rank_order(snapshot, texts)
    ]
    if len(pieces) == 1:
        return pieces[0]
    return np.concatenate(pieces) if pieces else NO_KEYS


def _doubled(snapshot: Snapshot, texts: Sequence[U32]) -> Texts:
    """Keep the texts that belong to a passage with several wordings."""
    return [
        own[contained(own, found)]
        if len(own := part.texts.astype(np.uint32)) * _SEARCHED < len(found)
        else found[flags[found]]
        for found, part, flags in zip(texts, snapshot.wordings, snapshot.doubled, strict=True)
    ]


def _all_wordings(snapshot: Snapshot, texts: Sequence[U32]) -> list[U32]:
    doubled = _doubled(snapshot, texts)
    if not any(map(len, doubled)):
        return list(texts)
    passages = np.zeros(snapshot.passage_limit, np.bool_)
    for found, part in zip(doubled, snapshot.wordings, strict=True):
        passages[part.passages[np.searchsorted(part.texts, found)]] = True
    return [
        np.union1d(found, part.texts[passages[part.passages]].astype(np.uint32))
        for found, part in zip(texts, snapshot.wordings, strict=True)
    ]
