"""The exact tier: the passages whose normal form holds what is asked for, every one of them."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import normalize
from store import index
from store.found import Found, allowed_speeches, as_list
from store.gaps import find_in_order
from store.matching import holds_needle
from store.phrases import look_for, phrase_texts, texts_holding
from store.postings import cells_of
from store.query import Needle
from store.ranking import Evidence, rank_found
from store.runs import find_runs
from store.tally import allowed_texts, count_speeches, keys_in_order, one_wording_each
from store.view import contained, distinct, living, view_of

if TYPE_CHECKING:
    import sqlite3

    from store.found import Allowed
    from store.postings import U32, Flags
    from store.query import Query
    from store.runs import Run
    from store.segments import Segment
    from store.view import View

NeedleRuns = dict[Needle, tuple["Run", ...]]


@dataclass(frozen=True, slots=True, eq=False)
class _Matched:
    """What matches a query, nothing of it ordered: for each segment its texts, one of each passage.

    `every` holds the other wordings that match, too; `over` gives passage and key of what only
    runs over into the next passage.
    """

    view: View
    evidence: list[Evidence]
    allowed: Allowed
    every: list[U32]
    texts: list[U32]
    runs: NeedleRuns
    over: dict[int, int]


def find_exact(raw: sqlite3.Connection, query: Query) -> Found:
    """Find the passages that hold all needles and nothing excluded, and rank the first of them.

    Needles and filters as in the contract: several words are held together or as one, and a text
    that goes on into the next passage of its paragraph is held by the first.
    """
    matched = _match(raw, query)
    if matched is None:
        return Found()
    view, texts, over, allowed = matched.view, matched.texts, matched.over, matched.allowed
    speeches = count_speeches(view, texts, _speeches_of(raw, over), allowed)
    inside = keys_in_order(view, texts)
    every = inside if texts is matched.every and not over else keys_in_order(view, matched.every)
    found = Found(
        query.needles,
        speeches,
        _with(inside, over) if over else inside,
        _with(every, over) if over else every,
        runs=_by_key(matched.runs),
        allowed=allowed,
    )
    return rank_found(raw, view, found, [texts], matched.evidence, len(over))


def count_exact(raw: sqlite3.Connection, query: Query) -> int:
    """Count what `find_exact` finds, in a part of its time."""
    matched = _match(raw, query)
    return sum(map(len, matched.texts)) + len(matched.over) if matched else 0


def _match(raw: sqlite3.Connection, query: Query) -> _Matched | None:
    """Find what matches; None where nothing can."""
    parts = [part for needle in query.needles for part in needle.parts]
    if not (parts or query.filters) or not index.all_indexed(parts):
        return None
    allowed = allowed_speeches(raw, query)
    if allowed is not None and not allowed:
        return None
    view = view_of(raw)
    marks = allowed_texts(view, allowed) if allowed is not None else None
    looked = [_look(raw, segment, query) for segment in view.segments]
    evidence = [seen for seen, _ in looked]
    every = [
        _fitting(raw, segment, query, together, marks[number] if marks else None)
        for number, (segment, (_, together)) in enumerate(zip(view.segments, looked, strict=True))
    ]
    texts = one_wording_each(view, every)
    # A heading is a block of its own, so nothing runs on from it into another passage.
    runs = {} if query.headings_only else _runs(raw, query, allowed)
    over = _run_only(raw, query, runs) if runs else {}
    return _Matched(view, evidence, allowed, every, texts, runs, over)


def holds_query(normal: str, query: Query) -> bool:
    """Say whether a text holds all needles and nothing excluded."""
    return all(holds_needle(normal, needle) for needle in query.needles) and not _excluded(
        normal, query
    )


def _look(raw: sqlite3.Connection, segment: Segment, query: Query) -> tuple[Evidence, U32]:
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


def _rarity(raw: sqlite3.Connection, segment: Segment, needle: Needle) -> float:
    """Say in how many texts a needle stands at most; those that take long to look for come last."""
    if len(needle.parts) > 1 or len(needle.parts[0]) == 1:
        return math.inf
    return phrase_texts(raw, segment, needle.parts[0])


def _look_for(
    raw: sqlite3.Connection, segment: Segment, needle: Needle, within: U32 | None
) -> tuple[U32, U32 | None]:
    """Return the texts that hold a needle, and where it begins unless that isn't known.

    Of texts that aren't `within`, where these are given, it doesn't matter whether they hold it.
    """
    if len(needle.parts) == 1:
        return look_for(raw, segment, needle.parts[0], within)
    begins = find_in_order(raw, segment, needle.parts)
    return distinct(segment.text_of_cell[cells_of(begins)]), begins


def _fitting(
    raw: sqlite3.Connection,
    segment: Segment,
    query: Query,
    together: U32,
    allowed: Flags | None,
) -> U32:
    """Return the living texts of a segment that hold the query and stand where they may.

    `together` are those that hold all needles.
    """
    texts = living(segment, together)
    if allowed is not None:
        texts = texts[allowed[texts]]
    if query.headings_only:
        texts = texts[segment.contents.levels[texts] % 2 == 1]
    for part in query.excluded:
        if len(texts) and index.is_indexed(part):
            texts = np.setdiff1d(texts, texts_holding(raw, segment, part), assume_unique=True)
    return texts


def _excluded(normal: str, query: Query) -> bool:
    return any(part in normal for part in query.excluded)


def _runs(raw: sqlite3.Connection, query: Query, allowed: Allowed) -> NeedleRuns:
    needles = [needle for needle in query.needles if len(needle.parts) == 1]
    if query.whole:
        needles.append(Needle((query.whole,), query.text))
    runs: NeedleRuns = {}
    for needle in needles:
        found = find_runs(raw, needle.parts[0])
        if allowed is not None:
            found = tuple(run for run in found if run.speech in allowed)
        if found:
            runs[needle] = found
    return runs


def _run_only(raw: sqlite3.Connection, query: Query, runs: NeedleRuns) -> dict[int, int]:
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


def _speeches_of(raw: sqlite3.Connection, passages: dict[int, int]) -> frozenset[int]:
    if not passages:
        return frozenset()
    rows = raw.execute(
        "SELECT DISTINCT speech FROM place WHERE passage IN (SELECT value FROM json_each(?))",
        (as_list(passages),),
    )
    return frozenset(row["speech"] for row in rows)


def _by_key(runs: NeedleRuns) -> dict[int, tuple[Run, ...]]:
    keys: defaultdict[int, tuple[Run, ...]] = defaultdict(tuple)
    for found in runs.values():
        for run in found:
            keys[run.key] += (run,)
    return dict(keys)
