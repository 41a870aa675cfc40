"""The order of the first passages: what stands well alone, moved by what the query adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from store.db.sql import as_list
from store.index.reader import bounds
from store.index.snapshot import contained, in_static_rank_order
from store.search.families import families
from store.search.matching import holds_needle
from store.search.proximity import closeness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from store.db.port import RawConnection
    from store.index.postings import I64, U32
    from store.index.segments import Segment
    from store.index.snapshot import Snapshot
    from store.search.query import Needle
    from store.search.results import Results

    F64 = NDArray[np.float64]

Related = Callable[[Sequence[int]], Mapping[int, int]]
"""Gives the families of those of the texts with these keys that have near-duplicates."""

CANDIDATES = 200
"""How many passages, in order of static rank, are ranked by what the query adds."""

# Weights in bands: a passage of the next better band outweighs a weight of 1.
_IN_TITLE = 1.0
_TOGETHER = 3.5
_AT_START = 1.4
_AGAIN = 0.7
_SAME_SPEECH = 1.3
# Of the question's whole weight; more than all others together where a passage holds all of it.
_SHARE = 30.0

TWIN = 6.0
"""What a near-duplicate of a passage above it loses."""

_MOST_AGAIN = 4
"""Times that a passage holds a word again which count: a long list of it is no better."""

_RELATED = 50
"""Passages, the first ones, that are put behind a near-duplicate which stands before them."""

_FAR = 1 << 40
"""Stands for a place that isn't known."""


@dataclass(slots=True)
class Evidence:
    """What was found in a segment for each needle: texts that hold it, positions it begins at.

    Dead texts are among them. Positions are None where only texts are known.
    """

    texts: list[U32] = field(default_factory=list)
    begins: list[U32 | None] = field(default_factory=list)

    def add(self, texts: U32, begins: U32 | None) -> None:
        """Note what was found for the next needle."""
        self.texts.append(texts)
        self.begins.append(begins)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What the order depends on, a row for each passage and a column for each needle.

    `first` is where a needle first begins, in characters, and -1 where that isn't known; `held`
    how often it stands there; `near` how close to each other the needles stand; `titled` how many
    of them the speech's title holds; `base` what a passage is worth before all of that.
    """

    keys: I64
    bands: I64
    lengths: I64
    speeches: I64
    titled: I64
    held: I64
    first: I64
    near: F64
    base: F64 | None = None


def rank_found(
    raw: RawConnection,
    snapshot: Snapshot,
    found: Results,
    groups: Sequence[Sequence[U32]],
    evidence: Sequence[Evidence],
    running: int = 0,
) -> Results:
    """Rank the first CANDIDATES of the texts, and of the last keys found, which only run over.

    A group gives texts for each segment; all of one group stand before those of the next.
    """
    if found.total == 1:
        return replace(found, ranked=tuple(found.keys.tolist()))
    ranked: tuple[int, ...] = ()
    for place, texts in enumerate(groups, start=1):
        parts = [
            _candidates(snapshot, found.needles, number, piece, evidence[number])
            for number, piece in in_static_rank_order(snapshot, texts, CANDIDATES - len(ranked))
            if len(piece)
        ]
        known = len(ranked) + sum(len(part.keys) for part in parts)
        over = found.keys[len(found.keys) - running :][: CANDIDATES - known]
        if place == len(groups) and running and len(over):
            parts.append(_running_over(raw, snapshot, found, over))
        if parts:
            ranked += rank(_joined(parts), partial(families, raw))
    return replace(found, ranked=ranked)


def rank_words(
    raw: RawConnection,
    snapshot: Snapshot,
    found: Results,
    best: I64,
    shares: F64,
    evidence: Sequence[Evidence],
) -> Results:
    """Rank the first passages of those that hold some of the words.

    `best` gives their segments and texts in two rows, `shares` what part of the question they hold.
    """
    parts = []
    for number in range(len(snapshot.segments)):
        own = np.flatnonzero(best[0] == number)
        own = own[np.argsort(best[1][own])]
        if len(own):
            texts = best[1][own].astype(np.uint32)
            part = _candidates(snapshot, found.needles, number, texts, evidence[number])
            base: F64 = np.multiply(shares[own], _SHARE, dtype=np.float64)
            parts.append(replace(part, base=base))
    if not parts:
        return found
    return replace(found, ranked=rank(_joined(parts), partial(families, raw)))


def rank(candidates: Candidates, related: Related | None = None) -> tuple[int, ...]:
    """Return the keys, best first; equal ones keep their order.

    Each passage of a speech that has others above it counts less, so that ten neighbours don't
    crowd out ten speeches; and so does each near-duplicate of one above it: `related` is asked
    for the families of the keys that stand first otherwise.
    """
    scores = _scores(candidates)
    order = np.argsort(-scores, kind="stable")
    varied = scores[order] - _SAME_SPEECH * _repeats(candidates.speeches[order])
    keys = candidates.keys[order]
    if related is not None and len(keys) > 1:
        first: list[int] = keys[:_RELATED].tolist()
        if family := related(first):
            for at in later_kin([family.get(key) for key in first]):
                varied[at] -= TWIN
    ranked: list[int] = keys[np.argsort(-varied, kind="stable")].tolist()
    return tuple(ranked)


def _repeats(values: I64) -> I64:
    """Return for each value how many of those before it are the same."""
    order = np.argsort(values, kind="stable")
    grouped = values[order]
    places = np.arange(len(values))
    fresh = np.empty(len(values), np.bool_)
    fresh[:1] = True
    np.not_equal(grouped[1:], grouped[:-1], out=fresh[1:])
    repeats = np.empty_like(places)
    repeats[order] = places - np.maximum.accumulate(np.where(fresh, places, 0))
    return repeats


def later_kin(family: Sequence[int | None]) -> Iterator[int]:
    """Yield the places in a list of families, None where there is none, of those named before."""
    told: set[int] = set()
    for at, kin in enumerate(family):
        if kin is None:
            continue
        if kin in told:
            yield at
        told.add(kin)


def _scores(candidates: Candidates) -> F64:
    count = candidates.held.shape[1]
    if not count:
        return _IN_TITLE * candidates.titled.astype(np.float64) - candidates.bands
    times = candidates.held
    total = times[:, 0] if count == 1 else times.sum(axis=1)
    kinds = np.minimum(total, 1) if count == 1 else np.count_nonzero(times, axis=1)
    scores: F64 = np.negative(candidates.bands, dtype=np.float64)
    scores += _IN_TITLE * candidates.titled if candidates.base is None else candidates.base
    scores += _AGAIN * np.minimum(total - kinds, _MOST_AGAIN)
    known = (candidates.first >= 0) & (times > 0)
    first = np.where(known, candidates.first, _FAR)
    begins = first[:, 0] if count == 1 else first.min(axis=1)
    near = 1 - begins / np.maximum(candidates.lengths, 1)
    scores += np.where(begins < _FAR, _AT_START * near, 0.0)
    if count > 1:
        scores += _TOGETHER * candidates.near
    return scores


def _candidates(
    snapshot: Snapshot, needles: Sequence[Needle], number: int, texts: U32, evidence: Evidence
) -> Candidates:
    """Gather what is known of texts of one segment."""
    segment = snapshot.segments[number]
    doc_values = segment.doc_values
    speeches = doc_values.speeches[texts].astype(np.int64)
    columns = [
        _column(segment, texts, *seen) for seen in zip(evidence.texts, evidence.begins, strict=True)
    ]
    shape = (len(columns), len(texts))
    return Candidates(
        doc_values.keys[texts].astype(np.int64),
        doc_values.ranks[texts].astype(np.int64) // 2,
        doc_values.lengths[texts].astype(np.int64),
        speeches,
        _titled(snapshot, speeches, needles),
        np.array([held for held, _ in columns], np.int64).reshape(shape).T,
        np.array([first for _, first in columns], np.int64).reshape(shape).T,
        _near(segment, texts, needles, evidence),
    )


def _near(segment: Segment, texts: U32, needles: Sequence[Needle], evidence: Evidence) -> F64:
    known = [
        (begins, sum(map(len, needle.parts)))
        for begins, needle in zip(evidence.begins, needles, strict=False)
        if begins is not None
    ]
    if len(known) < 2:
        return np.zeros(len(texts))
    return closeness(
        [begins for begins, _ in known], [width for _, width in known], *bounds(segment, texts)
    )


def _column(segment: Segment, texts: U32, holding: U32, begins: U32 | None) -> tuple[I64, I64]:
    """Return for each text how often a needle stands in it, and where first."""
    if begins is None:
        return contained(texts, holding).astype(np.int64), np.full(len(texts), -1)
    starts, ends = bounds(segment, texts)
    at = np.searchsorted(begins, starts)
    held = np.searchsorted(begins, ends) - at
    if not len(begins):
        return held, np.full(len(texts), -1)
    # The pad before a text has the first position of its cell.
    first = begins[np.minimum(at, len(begins) - 1)].astype(np.int64) - starts - 1
    return held, np.where(held > 0, first, -1)


def _titled(snapshot: Snapshot, speeches: I64, needles: Sequence[Needle]) -> I64:
    titles = snapshot.titles
    # Most words stand in no title at all, which their pairs of characters tell.
    needles = [
        needle
        for needle in needles
        if all(snapshot.title_pairs.issuperset(_pairs(part)) for part in needle.parts)
    ]
    if not needles:
        return np.zeros(len(speeches), np.int64)
    counts = {
        key: sum(holds_needle(titles.get(key, ""), needle) for needle in needles)
        for key in set(speeches.tolist())
    }
    return np.array([counts[key] for key in speeches.tolist()], np.int64)


def _pairs(part: str) -> Iterator[str]:
    return map("".join, pairwise(part)) if len(part) > 1 else iter(part)


def _running_over(raw: RawConnection, snapshot: Snapshot, found: Results, keys: U32) -> Candidates:
    """Gather what is known of passages from which a needle goes on into the next one."""
    rows = raw.execute(
        "SELECT key, level, length(text) AS length,"
        " (SELECT min(p.speech) FROM place p"
        "  WHERE p.passage = t.passage AND p.text = t.key) AS speech"
        " FROM text t WHERE key IN (SELECT value FROM json_each(?))",
        (as_list(keys.tolist()),),
    ).fetchall()
    by_key = {row["key"]: row for row in rows}
    ordered = [by_key[key] for key in keys.tolist()]
    count, needles = len(ordered), len(found.needles)
    speeches = np.array([row["speech"] for row in ordered], np.int64)
    return Candidates(
        keys.astype(np.int64),
        np.array([row["level"] // 2 for row in ordered], np.int64),
        np.array([row["length"] for row in ordered], np.int64),
        speeches,
        _titled(snapshot, speeches, found.needles),
        np.ones((count, needles), np.int64),
        np.full((count, needles), -1, np.int64),
        np.zeros(count),
    )


def _joined(parts: Sequence[Candidates]) -> Candidates:
    first, *others = parts
    if not others:
        return first
    return Candidates(
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.bands for part in parts]),
        np.concatenate([part.lengths for part in parts]),
        np.concatenate([part.speeches for part in parts]),
        np.concatenate([part.titled for part in parts]),
        np.concatenate([part.held for part in parts]),
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.near for part in parts]),
        np.concatenate([part.base for part in parts if part.base is not None])
        if first.base is not None
        else None,
    )
