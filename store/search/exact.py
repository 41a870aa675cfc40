"""The exact tier: the passages whose normal form holds what is asked for, every one of them."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import normalize
from store.db.sql import as_list
from store.index import terms as index
from store.index.postings import blocks_of
from store.index.reader import look_for, phrase_texts, texts_holding
from store.index.snapshot import contained, distinct, live_texts, snapshot_of
from store.search.by_date import by_date
from store.search.collapse import allowed_texts, count_speeches, keys_in_order, one_wording_each
from store.search.matching import holds_needle
from store.search.numbers import whole_first
from store.search.punctuation import keys_whatever_marks, says_something
from store.search.query import Needle
from store.search.ranking import Evidence, rank_found
from store.search.results import Results, allowed_speeches
from store.search.spanning import find_spanning
from store.search.wildcard import find_in_order

if TYPE_CHECKING:
    from store.db.port import RawConnection
    from store.index.postings import U32, Flags
    from store.index.segments import Segment
    from store.index.snapshot import Snapshot
    from store.search.query import Query
    from store.search.results import Allowed
    from store.search.spanning import SpanningMatch

NeedleSpans = dict[Needle, tuple["SpanningMatch", ...]]


@dataclass(frozen=True, slots=True, eq=False)
class _Matched:
    """What matches a query, nothing of it ordered: for each segment its texts, one of each passage.

    `every` holds the other wordings that match, too; `over` gives passage and key of what only
    runs over into the next passage.
    """

    snapshot: Snapshot
    evidence: list[Evidence]
    allowed: Allowed
    every: list[U32]
    texts: list[U32]
    runs: NeedleSpans
    over: dict[int, int]


def find_exact(raw: RawConnection, query: Query) -> Results:
    """Find the passages that hold all needles and nothing excluded, and rank the first of them.

    Needles and filters as in the contract: several words are held together or as one, and a text
    that goes on into the next passage of its paragraph is held by the first.
    """
    matched = _match(raw, query)
    if matched is None:
        return Results()
    snapshot, texts, over, allowed = matched.snapshot, matched.texts, matched.over, matched.allowed
    speeches = count_speeches(snapshot, texts, _speeches_of(raw, over), allowed)
    groups = whole_first(raw, snapshot, query.needles, texts)
    inside = np.concatenate([keys_in_order(snapshot, group) for group in groups])
    every = (
        inside if texts is matched.every and not over else keys_in_order(snapshot, matched.every)
    )
    found = Results(
        query.needles,
        speeches,
        _with(inside, over) if over else inside,
        _with(every, over) if over else every,
        runs=_by_key(matched.runs),
        allowed=allowed,
        loose=query.loose,
    )
    if query.order is not None:
        return by_date(raw, found, query.order)
    return rank_found(raw, snapshot, found, groups, matched.evidence, len(over))


def count_exact(raw: RawConnection, query: Query) -> int:
    """Count what `find_exact` finds, in a part of its time."""
    matched = _match(raw, query)
    return sum(map(len, matched.texts)) + len(matched.over) if matched else 0


def _match(raw: RawConnection, query: Query) -> _Matched | None:
    """Find what matches; None where nothing can."""
    parts = [part for needle in query.needles for part in needle.parts]
    if not (parts or query.filters) or not index.all_indexed(parts):
        return None
    allowed = allowed_speeches(raw, query.filters)
    if allowed is not None and not allowed:
        return None
    snapshot = snapshot_of(raw)
    marks = allowed_texts(raw, snapshot, allowed, query.filters)
    if query.loose and says_something(parts):
        looked = _whatever_marks(raw, snapshot, parts[0])
    else:
        looked = [_look(raw, segment, query) for segment in snapshot.segments]
    evidence = [seen for seen, _ in looked]
    every = [
        _fitting(raw, segment, query, together, marks[number] if marks else None)
        for number, (segment, (_, together)) in enumerate(
            zip(snapshot.segments, looked, strict=True)
        )
    ]
    texts = one_wording_each(snapshot, every)
    # A heading is a block of its own, so nothing runs on from it into another passage.
    runs = {} if query.of_passages else _runs(raw, query, allowed)
    over = _run_only(raw, query, runs) if runs else {}
    return _Matched(snapshot, evidence, allowed, every, texts, runs, over)


def holds_query(normal: str, query: Query) -> bool:
    """Say whether a text holds all needles and nothing excluded."""
    return all(holds_needle(normal, needle) for needle in query.needles) and not _excluded(
        normal, query
    )


def _look(raw: RawConnection, segment: Segment, query: Query) -> tuple[Evidence, U32]:
    """Find the texts of a segment that hold each needle, and those that hold all of them.

    Where none holds all, what holds each isn't looked for.
    """
    if not query.needles:
        return Evidence(), np.arange(segment.size, dtype=np.uint32)
    needles = query.needles
    if len(needles) > 1:
        needles = tuple(sorted(needles, key=lambda one: _rarity(raw, segment, one)))
    first, *others = needles
    seen = {first: _look_for(raw, segment, first, None)}
    together = seen[first][0]
    for needle in others:
        if not len(together):
            break
        texts, _ = seen[needle] = _look_for(raw, segment, needle, together)
        shorter, longer = sorted((together, texts), key=len)
        together = shorter[contained(shorter, longer)]
    evidence = Evidence()
    if len(together):
        for needle in query.needles:
            evidence.add(*seen[needle])
    return evidence, together


def _whatever_marks(
    raw: RawConnection, snapshot: Snapshot, part: str
) -> list[tuple[Evidence, U32]]:
    """Find the texts of each segment that hold a part with this punctuation or other."""
    keys = keys_whatever_marks(raw, part)
    found = []
    for segment in snapshot.segments:
        texts = np.flatnonzero(np.isin(segment.doc_values.keys, keys)).astype(np.uint32)
        evidence = Evidence()
        evidence.add(texts, None)
        found.append((evidence, texts))
    return found


def _rarity(raw: RawConnection, segment: Segment, needle: Needle) -> float:
    """Say in how many texts a needle stands at most; those that take long to look for come last."""
    if len(needle.parts) > 1 or len(needle.parts[0]) == 1:
        return math.inf
    return phrase_texts(raw, segment, needle.parts[0])


def _look_for(
    raw: RawConnection, segment: Segment, needle: Needle, within: U32 | None
) -> tuple[U32, U32 | None]:
    """Return the texts that hold a needle, and where it begins unless that isn't known.

    Of texts that aren't `within`, where these are given, it doesn't matter whether they hold it.
    """
    if len(needle.parts) == 1:
        return look_for(raw, segment, needle.parts[0], within)
    begins = find_in_order(raw, segment, needle.parts)
    return distinct(segment.text_of_block[blocks_of(begins)]), begins


def _fitting(
    raw: RawConnection,
    segment: Segment,
    query: Query,
    together: U32,
    allowed: Flags | None,
) -> U32:
    """Return the live texts of a segment that hold the query and stand where they may.

    `together` are those that hold all needles.
    """
    texts = live_texts(segment, together)
    if allowed is not None:
        texts = texts[allowed[texts]]
    for part in query.excluded:
        if len(texts) and index.is_indexed(part):
            texts = np.setdiff1d(texts, texts_holding(raw, segment, part), assume_unique=True)
    return texts


def _excluded(normal: str, query: Query) -> bool:
    return any(part in normal for part in query.excluded)


def _runs(raw: RawConnection, query: Query, allowed: Allowed) -> NeedleSpans:
    needles = [needle for needle in query.needles if len(needle.parts) == 1]
    if query.whole:
        needles.append(Needle((query.whole,), query.text))
    runs: NeedleSpans = {}
    for needle in needles:
        found = find_spanning(raw, needle.parts[0])
        if allowed is not None:
            found = tuple(run for run in found if run.speech in allowed)
        if found:
            runs[needle] = found
    return runs


def _run_only(raw: RawConnection, query: Query, runs: NeedleSpans) -> dict[int, int]:
    """Return passage and key where something runs over and no wording holds all by itself."""
    running: defaultdict[int, set[Needle]] = defaultdict(set)
    for needle, found in runs.items():
        for run in found:
            running[run.key].add(needle)
    rows = raw.execute(
        "SELECT passage, key, text FROM text WHERE passage IN (SELECT value FROM json_each(?))"
        " ORDER BY level, key",
        (as_list({run.passage for found in runs.values() for run in found}),),
    ).fetchall()
    keys: dict[int, int] = {}
    inside: set[int] = set()
    for row in rows:
        normal = normalize(row["text"])
        if holds_query(normal, query):
            inside.add(row["passage"])
        elif _holds_running(normal, query, running[row["key"]]):
            keys.setdefault(row["passage"], row["key"])
    return {passage: key for passage, key in keys.items() if passage not in inside}


def _holds_running(normal: str, query: Query, running: set[Needle]) -> bool:
    if not running or _excluded(normal, query):
        return False
    if any(needle.parts[0] == query.whole for needle in running):
        return True
    return all(needle in running or holds_needle(normal, needle) for needle in query.needles)


def _with(keys: U32, over: dict[int, int]) -> U32:
    return np.concatenate((keys, np.fromiter(over.values(), np.uint32)))


def _speeches_of(raw: RawConnection, passages: dict[int, int]) -> frozenset[int]:
    if not passages:
        return frozenset()
    rows = raw.execute(
        "SELECT DISTINCT speech FROM place WHERE passage IN (SELECT value FROM json_each(?))",
        (as_list(passages),),
    )
    return frozenset(row["speech"] for row in rows)


def _by_key(runs: NeedleSpans) -> dict[int, tuple[SpanningMatch, ...]]:
    keys: defaultdict[int, tuple[SpanningMatch, ...]] = defaultdict(tuple)
    for found in runs.values():
        for run in found:
            keys[run.key] += (run,)
    return dict(keys)
