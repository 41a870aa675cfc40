"""The order of the first passages: what stands well alone, moved by what the query adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from store.closeness import closeness_in_all
from store.found import as_list
from store.matching import holds_needle
from store.phrases import bounds
from store.twins import families
from store.view import contained, in_standing_order

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from store.found import Found
    from store.postings import I64, U32
    from store.query import Needle
    from store.segments import Segment
    from store.view import View

    F64 = NDArray[np.float64]

Related = Callable[[Sequence[int]], Mapping[int, int]]
"""Gives the families of those of the texts with these keys that have near-duplicates."""

CANDIDATES = 200
"""How many passages, in standing order, are ranked by what the query adds."""

# Weights in bands: a passage of the next better band outweighs a weight of 1.
_IN_TITLE = 1.0
_TOGETHER = 3.5
_AT_START = 1.4
_AGAIN = 0.7
_SAME_SPEECH = 1.3
_TWIN = 6.0
# More than all others together: whoever holds more of the words stands first, as counted.
_HELD = 1000.0

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
    of them the speech's title holds.
    """

    keys: I64
    bands: I64
    lengths: I64
    speeches: I64
    titled: I64
    held: I64
    first: I64
    near: F64


def rank_found(
    raw: sqlite3.Connection,
    view: View,
    found: Found,
    groups: Sequence[Sequence[U32]],
    evidence: Sequence[Evidence],
    running: int = 0,
) -> Found:
    """Rank the first CANDIDATES of the texts, and of the last keys found, which only run over.

    A group gives texts for each segment; all of one group stand before those of the next.
    """
    if found.total == 1:
        return replace(found, ranked=tuple(found.keys.tolist()))
    parts: list[Candidates] = []
    known = 0
    for texts in groups:
        for number, piece in in_standing_order(view, texts, CANDIDATES - known):
            if len(piece):
                parts.append(_candidates(view, found.needles, number, piece, evidence[number]))
                known += len(piece)
        if known >= CANDIDATES:
            break
    over = found.keys[len(found.keys) - running :][: CANDIDATES - known]
    if running and len(over):
        parts.append(_running_over(raw, view, found, over))
    if not parts:
        return found
    candidates = _joined(parts)
    return replace(found, ranked=rank(candidates, partial(families, raw)))


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
            for at in _later_kin([family.get(key) for key in first]):
                varied[at] -= _TWIN
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


def _later_kin(family: Sequence[int | None]) -> Iterator[int]:
    """Yield the places in the list whose family stands there before."""
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
    scores: F64 = _HELD * kinds - candidates.bands
    scores += _IN_TITLE * candidates.titled
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
    view: View, needles: Sequence[Needle], number: int, texts: U32, evidence: Evidence
) -> Candidates:
    """Gather what is known of texts of one segment."""
    segment = view.segments[number]
    contents = segment.contents
    speeches = contents.speeches[texts].astype(np.int64)
    columns = [
        _column(segment, texts, *seen) for seen in zip(evidence.texts, evidence.begins, strict=True)
    ]
    shape = (len(columns), len(texts))
    return Candidates(
        contents.keys[texts].astype(np.int64),
        contents.levels[texts].astype(np.int64) // 2,
        contents.lengths[texts].astype(np.int64),
        speeches,
        _titled(view, speeches, needles),
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
    return closeness_in_all(
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


def _titled(view: View, speeches: I64, needles: Sequence[Needle]) -> I64:
    titles = view.titles
    # Most words stand in no title at all, which their pairs of characters tell.
    needles = [
        needle
        for needle in needles
        if all(view.title_pairs.issuperset(_pairs(part)) for part in needle.parts)
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


def _running_over(raw: sqlite3.Connection, view: View, found: Found, keys: U32) -> Candidates:
    """Gather what is known of passages from which a needle goes on into the next one."""
    rows = raw.execute(
        "SELECT key, level, length(text) AS length,"
        " (SELECT speech FROM place p WHERE p.passage = t.passage AND p.text = t.key) AS speech"
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
        _titled(view, speeches, found.needles),
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
    )
