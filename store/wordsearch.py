"""The tier below the exact one: all of the words, then most of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store import index
from store.exact import count_speeches, find_exact
from store.found import Found, allowed_speeches, as_list
from store.query import Needle, Query
from store.staging import hidden

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

MOST_WORDS = 32
"""Words of a query that are looked for; SQLite joins at most 500 selections."""


def words_to_cut(raw: sqlite3.Connection, query: Query) -> tuple[str, ...]:
    """Return the needles of which no passage holds even one: these must be cut into words.

    A query of several words that each stand somewhere is not cut: its words are what was meant.
    """
    plain = [needle for needle in query.needles if len(needle.parts) == 1][:MOST_WORDS]
    if len(plain) < 2:
        return tuple(needle.shown for needle in plain)
    return tuple(
        needle.shown
        for needle in plain
        if not find_exact(raw, Query(needle.shown, (needle,), filters=query.filters)).total
    )


def reworded(query: Query, cuts: dict[str, tuple[str, ...]]) -> Query:
    """Return the query with the needles that were cut replaced by their words."""
    words: dict[str, Needle] = {}
    for needle in query.needles:
        for word in cuts.get(needle.shown, (needle.shown,) if len(needle.parts) == 1 else ()):
            if (normal := normalize(word)) and index.is_indexed(normal):
                words[normal] = Needle((normal,), word)
    return replace(query, needles=tuple(words.values())[:MOST_WORDS], whole="", literal="")


def find_words(raw: sqlite3.Connection, query: Query) -> Found:
    """Find the passages that hold more than half of the needles, those with more of them first."""
    allowed = allowed_speeches(raw, query)
    if not query.needles or (allowed is not None and not allowed):
        return Found(needles=query.needles)
    slots: dict[int, int] = {}
    for row in _holding_most(raw, query):
        if row["passage"] in slots:
            continue
        if query.excluded and any(part in normalize(row["text"]) for part in query.excluded):
            continue
        slots[row["passage"]] = row["slot"]
    if allowed is not None:
        slots = _only_in(raw, slots, allowed)
    return Found(
        query.needles,
        count_speeches(raw, slots, allowed),
        listed=tuple(slots.values()),
        allowed=allowed,
    )


def _holding_most(raw: sqlite3.Connection, query: Query) -> Iterable[sqlite3.Row]:
    matches = [index.holds(needle.parts[0]) for needle in query.needles]
    each = " UNION ALL ".join(
        "SELECT rowid AS slot FROM passage_index WHERE passage_index MATCH ?" for _ in matches
    )
    kind = " AND t.kind = 'heading'" if query.headings_only else ""
    return raw.execute(
        "SELECT w.slot, t.passage, t.text FROM"
        f" (SELECT slot, count(*) AS held FROM ({each}) GROUP BY slot HAVING count(*) >= ?) w"
        f" CROSS JOIN text t ON t.slot = w.slot WHERE true{kind}{hidden(raw, 't.slot')}"
        " ORDER BY w.held DESC, w.slot",
        (*matches, len(matches) // 2 + 1),
    )


def _only_in(
    raw: sqlite3.Connection, slots: dict[int, int], allowed: frozenset[int]
) -> dict[int, int]:
    rows = raw.execute(
        "SELECT t.slot FROM text t WHERE t.slot IN (SELECT value FROM json_each(?))"
        " AND EXISTS (SELECT 1 FROM place p WHERE p.passage = t.passage AND p.text = t.key"
        "  AND +p.speech IN (SELECT value FROM json_each(?)))",
        (as_list(list(slots.values())), as_list(allowed)),
    )
    inside = {row["slot"] for row in rows}
    return {passage: slot for passage, slot in slots.items() if slot in inside}
