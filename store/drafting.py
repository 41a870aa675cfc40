"""A pasted draft beside what it is nearest to, and the slogans that it lacks parts of."""

from __future__ import annotations

import json
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.normal import normalize
from store import index
from store.comparing import compare, taken
from store.found import Found
from store.hits import load_hits
from store.incomplete import incomplete
from store.index import TERM_BITS
from store.model import DraftCheck
from store.phrases import term_texts
from store.postings import cells_of, decode_positions
from store.view import distinct, living, view_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from store.database import Database
    from store.segments import Segment

SHORTEST, LONGEST = 30, 1200
"""Characters of a draft that is compared; a shorter text is searched, a longer one a document."""

_TERMS = 48
"""Pairs of a draft, the rarest ones, that passages are chosen by."""
_COMPARED = 30
"""Passages that are compared letter by letter."""
_SURROUNDED = 6
"""Passages, the nearest ones, that are compared together with those around them."""
_LEAST, _LEAST_SHARE = 12, 0.4
"""Letters that must be taken over from one place at least, and their share of the draft."""
_AS_NEAR = 0.9
_SHORT_PASSAGE = 60
"""Characters of a passage from which on most are: so many of a draft reach into the next one."""


class _Around(NamedTuple):
    """A passage with those around it, and how many letters of a draft stand there in runs."""

    key: int
    speech: int
    text: str
    taken: int


class Drafting:
    """Compares drafts with what is stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self, text: str) -> DraftCheck | None:
        """Compare a draft with the nearest passages; None where nothing is near.

        Also None for what is too short or too long to be one.
        """
        return await self._database.ask(lambda raw: _check(raw, text))


def _check(raw: sqlite3.Connection, text: str) -> DraftCheck | None:
    draft = normalize(text)
    if not SHORTEST <= len(draft) <= LONGEST or not index.is_indexed(draft):
        return None
    near = sorted(
        ((taken(draft, normalize(wording)), key) for key, wording in _nearest(raw, draft)),
        key=lambda item: (-item[0], item[1]),
    )
    # What was pasted from over a border is near to no passage alone as much as to what lies there.
    surrounded = [_around(raw, key, draft) for _, key in near[:_SURROUNDED]]
    first = max(surrounded, key=lambda one: one.taken, default=None)
    if first is None or first.taken < max(_LEAST, _LEAST_SHARE * len(draft)):
        missing = incomplete(raw, draft, "")
        return DraftCheck((), (), missing) if missing else None
    others = {
        one.speech: one.key
        for one in reversed(surrounded)
        if one.taken >= _AS_NEAR * first.taken and one.speech != first.speech
    }
    hits = load_hits(raw, [first.key, *sorted(others.values())], Found(), "similar")
    pieces = tuple(compare(text, first.text))
    return DraftCheck(hits, pieces, incomplete(raw, draft, normalize(first.text)))


def _around(raw: sqlite3.Connection, key: int, draft: str) -> _Around:
    """Read a passage with as many before and behind it as a draft may reach into."""
    reach = 1 + len(draft) // _SHORT_PASSAGE
    rows = raw.execute(
        "SELECT p.speech, p.block, t.text FROM place h JOIN place p ON p.speech = h.speech"
        " AND p.number BETWEEN h.number - ? AND h.number + ? JOIN text t ON t.key = p.text"
        " WHERE h.passage = (SELECT passage FROM text WHERE key = ?) AND h.text = ? AND NOT h.echo"
        " ORDER BY p.number",
        (reach, reach, key, key),
    ).fetchall()
    blocks = [list(block) for _, block in groupby(rows, lambda row: row["block"])]
    text = "\n".join("".join(row["text"] for row in block) for block in blocks)
    return _Around(key, rows[0]["speech"], text, taken(draft, normalize(text)))


def _nearest(raw: sqlite3.Connection, draft: str) -> list[tuple[int, str]]:
    """Return keys and texts of the passages that share most with a draft, rare pairs first."""
    scores = {
        key: score
        for segment in view_of(raw).segments
        for key, score in _scored(raw, segment, draft)
    }
    best = sorted(scores, key=lambda key: (-scores[key], key))[:_COMPARED]
    rows = raw.execute(
        "SELECT key, text FROM text WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps(best),),
    )
    return [(row["key"], row["text"]) for row in rows]


def _scored(raw: sqlite3.Connection, segment: Segment, draft: str) -> Iterator[tuple[int, float]]:
    terms = {index.pair(*two) for two in pairwise(draft)}
    sizes = {term: term_texts(raw, segment, [term])[0] for term in terms}
    rare = sorted((term for term in terms if sizes[term]), key=lambda term: (sizes[term], term))
    scores = np.zeros(segment.size, np.float32)
    for term in rare[:_TERMS]:
        row = raw.execute(
            "SELECT data FROM posting WHERE key = ?", (segment.number << TERM_BITS | term,)
        ).fetchone()
        texts = distinct(segment.text_of_cell[cells_of(decode_positions(row["data"]))])
        scores[texts] += np.log1p(segment.size / sizes[term])
    found = living(segment, np.flatnonzero(scores > 0).astype(np.uint32))
    best = found[np.argsort(-scores[found], kind="stable")[:_COMPARED]]
    for text in best.tolist():
        yield int(segment.contents.keys[text]), float(scores[text])
