"""The tier below the exact one: all of the words, then most of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import normalize
from store import index
from store.exact import count_exact
from store.found import Found, allowed_speeches
from store.phrases import keys_holding, look_for, texts_holding
from store.query import Needle, Query
from store.ranking import Evidence, rank_found
from store.tally import allowed_texts, count_speeches, keys_in_order, one_wording_each
from store.view import view_of

if TYPE_CHECKING:
    import sqlite3

    from store.postings import U8, Flags
    from store.segments import Segment

MOST_WORDS = 32
"""Words of a query that are looked for."""


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
        if not count_exact(raw, Query(needle.shown, (needle,), filters=query.filters))
    )


def reworded(query: Query, cuts: dict[str, tuple[str, ...]]) -> Query:
    """Return the query with the needles that were cut replaced by their words."""
    words: dict[str, Needle] = {}
    for needle in query.needles:
        for word in cuts.get(needle.shown, (needle.shown,) if len(needle.parts) == 1 else ()):
            if (normal := normalize(word)) and index.is_indexed(normal):
                words[normal] = Needle((normal,), word)
    return replace(query, needles=tuple(words.values())[:MOST_WORDS], whole="", literal="")


def standing(raw: sqlite3.Connection, query: Query) -> Query:
    """Return the query without the needles that stand nowhere; without any where few are left."""
    found = tuple(
        needle for needle in query.needles if any(keys_holding(raw, part) for part in needle.parts)
    )
    enough = len(found) >= max(2, len(query.needles) // 2 + 1)
    return replace(query, needles=found if enough else ())


def find_words(raw: sqlite3.Connection, query: Query) -> Found:
    """Find the passages that hold more than half of the needles, those with more of them first."""
    allowed = allowed_speeches(raw, query)
    if not query.needles or (allowed is not None and not allowed):
        return Found(needles=query.needles)
    view = view_of(raw)
    marks = allowed_texts(view, allowed) if allowed is not None else None
    evidence = [_look(raw, segment, query) for segment in view.segments]
    held = [
        _count_held(segment, query, seen, marks[number] if marks else None)
        for number, (segment, seen) in enumerate(zip(view.segments, evidence, strict=True))
    ]
    for number, segment in enumerate(view.segments):
        for part in query.excluded:
            if index.is_indexed(part):
                held[number][texts_holding(raw, segment, part)] = 0
    least = len(query.needles) // 2 + 1
    texts = one_wording_each(
        view, [np.flatnonzero(counts >= least).astype(np.uint32) for counts in held]
    )
    groups = [
        [some[counts[some] == wanted] for some, counts in zip(texts, held, strict=True)]
        for wanted in range(len(query.needles), least - 1, -1)
    ]
    found = Found(
        query.needles,
        count_speeches(view, texts, allowed=allowed),
        np.concatenate([keys_in_order(view, group) for group in groups]),
        allowed=allowed,
    )
    return rank_found(raw, view, found, groups, evidence)


def _look(raw: sqlite3.Connection, segment: Segment, query: Query) -> Evidence:
    evidence = Evidence()
    for needle in query.needles:
        evidence.add(*look_for(raw, segment, needle.parts[0]))
    return evidence


def _count_held(segment: Segment, query: Query, evidence: Evidence, allowed: Flags | None) -> U8:
    """Count for each text of a segment the needles that it holds; 0 where it may not be shown."""
    counts = np.zeros(segment.size, np.uint8)
    for texts in evidence.texts:
        counts[texts] += 1
    if segment.alive is not None:
        counts[~segment.alive] = 0
    if allowed is not None:
        counts[~allowed] = 0
    if query.headings_only:
        counts[segment.contents.levels % 2 == 0] = 0
    return counts
