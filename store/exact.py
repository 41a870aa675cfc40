"""The exact tier: the passages whose normal form holds what is asked for, every one of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store import index
from store.found import Found, allowed_speeches, as_list
from store.matching import holds_needle
from store.query import Needle
from store.runs import find_runs
from store.staging import hidden

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from store.found import Allowed
    from store.query import Query
    from store.runs import Run

NeedleRuns = dict[Needle, tuple["Run", ...]]


def find_exact(raw: sqlite3.Connection, query: Query) -> Found:
    """Find and count the passages that hold all needles and nothing excluded.

    Needles and filters as in the contract: several words are held together or as one, and a text
    that goes on into the next passage of its paragraph is held by the first.
    """
    parts = [part for needle in query.needles for part in needle.parts]
    if not (parts or query.filters) or not all(map(index.is_indexed, parts)):
        return Found()
    allowed = allowed_speeches(raw, query)
    if allowed is not None and not allowed:
        return Found()
    # A heading is a block of its own, so nothing runs on from it into another passage.
    runs = {} if query.headings_only else _runs(raw, query, allowed)
    if allowed is None and not query.headings_only and _is_exact_match(query):
        return _count(raw, query, runs)
    return _list(raw, query, runs, allowed)


def match_expression(query: Query) -> str:
    """Write the MATCH that every passage fits that holds the needles inside itself."""
    wanted = index.all_of(index.holds(part) for needle in query.needles for part in needle.parts)
    # A MATCH finds too much of what is longer than a phrase, so it can't exclude that.
    unwanted = index.any_of(
        index.holds(part)
        for part in query.excluded
        if len(part) <= index.LONGEST_PHRASE and index.is_indexed(part)
    )
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def holds_query(normal: str, query: Query) -> bool:
    """Say whether a text holds all needles and nothing excluded."""
    return all(holds_needle(normal, needle) for needle in query.needles) and not _excluded(
        normal, query
    )


def count_speeches(raw: sqlite3.Connection, passages: Iterable[int], allowed: Allowed) -> int:
    """Count the speeches in which one of the passages stands, among those allowed."""
    sql = (
        "SELECT count(DISTINCT speech) FROM place WHERE passage IN (SELECT value FROM json_each(?))"
    )
    values = [as_list(list(passages))]
    if allowed is not None:
        sql += " AND speech IN (SELECT value FROM json_each(?))"
        values.append(as_list(allowed))
    (speeches,) = raw.execute(sql, values).fetchone()
    return int(speeches)


def _is_exact_match(query: Query) -> bool:
    """Say whether the MATCH finds neither more nor less than what holds the query."""
    return all(
        len(needle.parts) == 1 and len(needle.parts[0]) <= index.LONGEST_PHRASE
        for needle in query.needles
    ) and all(len(part) <= index.LONGEST_PHRASE for part in query.excluded)


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


def _count(raw: sqlite3.Connection, query: Query, runs: NeedleRuns) -> Found:
    """Count in the index; only variants and runs, which are few, are looked at one by one."""
    match = match_expression(query)
    variants = raw.execute(
        "SELECT t.slot, t.passage FROM passage_index f CROSS JOIN text t ON t.slot = f.rowid"
        f" WHERE f.passage_index MATCH ? AND f.rowid >= ?{hidden(raw, 'f.rowid')}"
        " ORDER BY f.rowid",
        (match, index.VARIANTS),
    ).fetchall()
    counted = _count_primaries(raw, query, match, len(variants))
    alone = _without_primary(raw, query, [(row["slot"], row["passage"]) for row in variants])
    over = _run_only(raw, query, runs, frozenset())
    (speeches,) = raw.execute(
        "SELECT count(*) FROM (SELECT p.speech FROM passage_index f"
        " CROSS JOIN text t ON t.slot = f.rowid CROSS JOIN place p ON p.passage = t.passage"
        " WHERE f.passage_index MATCH ?"
        " UNION SELECT speech FROM place WHERE passage IN (SELECT value FROM json_each(?)))",
        (match, as_list(list(over))),
    ).fetchone()
    return Found(query.needles, speeches, match, counted, (*alone, *over.values()), _by_slot(runs))


def _count_primaries(raw: sqlite3.Connection, query: Query, match: str, variants: int) -> int:
    only = query.needles[0].parts[0]
    shown = hidden(raw, "rowid")
    if len(query.needles) == 1 and len(only) == 2 and not query.excluded and not shown:
        row = raw.execute("SELECT doc FROM passage_bigram WHERE term = ?", (only,)).fetchone()
        return row["doc"] - variants if row else 0
    (count,) = raw.execute(
        f"SELECT count(*) FROM passage_index WHERE passage_index MATCH ? AND rowid < ?{shown}",
        (match, index.VARIANTS),
    ).fetchone()
    return int(count)


def _without_primary(
    raw: sqlite3.Connection, query: Query, variants: list[tuple[int, int]]
) -> list[int]:
    """Return one slot for each passage of which variants match, but not the first wording."""
    first: dict[int, int] = {}
    for slot, passage in variants:
        first.setdefault(passage, slot)
    rows = raw.execute(
        "SELECT passage, text FROM text WHERE slot < ?"
        " AND passage IN (SELECT value FROM json_each(?))",
        (index.VARIANTS, as_list(list(first))),
    )
    for row in rows:
        if holds_query(normalize(row["text"]), query):
            del first[row["passage"]]
    return sorted(first.values())


def _list(raw: sqlite3.Connection, query: Query, runs: NeedleRuns, allowed: Allowed) -> Found:
    """Write the passages out: for gaps, long texts and filters, which can't be counted."""
    slots: dict[int, int] = {}
    exact = _is_exact_match(query) and bool(query.needles)
    for slot, passage, text in _placed(raw, query, allowed):
        if passage not in slots and (exact or holds_query(normalize(text), query)):
            slots[passage] = slot
    slots |= _run_only(raw, query, runs, frozenset(slots))
    return Found(
        query.needles,
        count_speeches(raw, slots, allowed),
        listed=tuple(slots.values()),
        runs=_by_slot(runs),
        allowed=allowed,
    )


def _placed(
    raw: sqlite3.Connection, query: Query, allowed: Allowed
) -> Iterable[tuple[int, int, str]]:
    """Yield slot, passage and text in standing order of what may match in an allowed speech."""
    matched = (
        "SELECT t.slot, t.passage, t.text FROM passage_index f"
        " CROSS JOIN text t ON t.slot = f.rowid"
    )
    kind = " AND t.kind = 'heading'" if query.headings_only else ""
    kind += hidden(raw, "t.slot")
    if allowed is None:
        return raw.execute(
            f"{matched} WHERE f.passage_index MATCH ?{kind} ORDER BY f.rowid",
            (match_expression(query),),
        )
    if query.needles:
        # The plus keeps SQLite from looking in the index for each allowed speech of each text.
        return raw.execute(
            f"{matched} CROSS JOIN place p ON p.passage = t.passage AND p.text = t.key"
            " WHERE f.passage_index MATCH ? AND +p.speech IN (SELECT value FROM json_each(?))"
            f"{kind} ORDER BY f.rowid",
            (match_expression(query), as_list(allowed)),
        )
    return raw.execute(
        "SELECT DISTINCT t.slot, t.passage, t.text FROM place p"
        " CROSS JOIN text t ON t.key = p.text"
        f" WHERE p.speech IN (SELECT value FROM json_each(?)){kind} ORDER BY t.slot",
        (as_list(allowed),),
    )


def _run_only(
    raw: sqlite3.Connection, query: Query, runs: NeedleRuns, known: frozenset[int]
) -> dict[int, int]:
    """Return passage and slot where something runs over and no wording holds all by itself."""
    candidates = {run.passage for found in runs.values() for run in found} - known
    running: defaultdict[int, set[Needle]] = defaultdict(set)
    for needle, found in runs.items():
        for run in found:
            running[run.slot].add(needle)
    rows = raw.execute(
        "SELECT passage, slot, text FROM text WHERE passage IN (SELECT value FROM json_each(?))"
        " ORDER BY slot",
        (as_list(list(candidates)),),
    ).fetchall()
    slots: dict[int, int] = {}
    inside: set[int] = set()
    for row in rows:
        normal = normalize(row["text"])
        if holds_query(normal, query):
            inside.add(row["passage"])
        elif _holds_running(normal, query, running[row["slot"]]):
            slots.setdefault(row["passage"], row["slot"])
    return {passage: slot for passage, slot in slots.items() if passage not in inside}


def _holds_running(normal: str, query: Query, running: set[Needle]) -> bool:
    if not running or _excluded(normal, query):
        return False
    if any(needle.parts[0] == query.whole for needle in running):
        return True
    return all(needle in running or holds_needle(normal, needle) for needle in query.needles)


def _by_slot(runs: NeedleRuns) -> dict[int, tuple[Run, ...]]:
    slots: defaultdict[int, tuple[Run, ...]] = defaultdict(tuple)
    for found in runs.values():
        for run in found:
            slots[run.slot] += (run,)
    return dict(slots)
