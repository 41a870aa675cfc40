"""A pasted draft beside the passage nearest to it, and the slogans that it lacks parts of."""

from __future__ import annotations

import json
from collections import defaultdict
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import normalize, normalize_mapped
from corpus.slogans.bare import bare
from store import index
from store.found import Found
from store.hits import load_hits
from store.index import TERM_BITS
from store.model import DraftCheck, DraftPiece, MissingMember
from store.phrases import term_texts
from store.postings import cells_of, decode_positions
from store.view import distinct, living, view_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from store.database import Database
    from store.segments import Segment

SHORTEST, LONGEST = 30, 600
"""Characters of a draft that is compared; a shorter text is searched, a longer one a document."""

_TERMS = 48
"""Pairs of a draft, the rarest ones, that passages are chosen by."""
_COMPARED = 30
"""Passages that are compared letter by letter."""
_RUN = 3
"""Letters in a row that count as taken over; fewer are chance."""
_LEAST, _LEAST_SHARE = 12, 0.4
"""Letters that must be taken over at least, and their share of the draft."""
_AS_NEAR = 0.9


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
        (
            (_taken(draft, normalize(wording)), key, wording)
            for key, wording in _nearest(raw, draft)
        ),
        key=lambda item: (-item[0], item[1]),
    )
    if not near or near[0][0] < max(_LEAST, _LEAST_SHARE * len(draft)):
        return None
    best = [key for taken, key, _ in near if taken >= _AS_NEAR * near[0][0]]
    hits = load_hits(raw, best, Found(), "similar")
    return DraftCheck(hits, tuple(compare(text, near[0][2])), tuple(_missing(raw, draft)))


def compare(draft: str, passage: str) -> Iterator[DraftPiece]:
    """Yield the part of a passage that a draft is near to, in pieces that differ or don't.

    Only letters count: a draft with other punctuation or spaces is the same.
    """
    theirs, origins = normalize_mapped(passage)
    ours, places = normalize_mapped(draft)
    blocks = _blocks(ours, theirs)
    for number, (at, start, size) in enumerate(blocks, start=1):
        first, last = origins[start], origins[start + size - 1] + 1
        yield DraftPiece("same", passage[first:last])
        if number == len(blocks):
            return
        next_at, next_start, _ = blocks[number]
        extra = draft[places[at + size - 1] + 1 : places[next_at]]
        lacking = passage[last : origins[next_start]]
        if bare(extra) == bare(lacking):
            yield DraftPiece("same", lacking)
            continue
        if extra:
            yield DraftPiece("extra", extra)
        if lacking:
            yield DraftPiece("lacking", lacking)


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


def _blocks(ours: str, theirs: str) -> list[tuple[int, int, int]]:
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return [
        (block.a, block.b, block.size)
        for block in matcher.get_matching_blocks()
        if block.size >= _RUN
    ]


def _taken(ours: str, theirs: str) -> int:
    return sum(size for _, _, size in _blocks(ours, theirs))


def _missing(raw: sqlite3.Connection, draft: str) -> Iterator[MissingMember]:
    """Find slogans of several members of which a draft has some, at least two, but not all."""
    letters = bare(draft)
    for shown, members in _with_members(raw).items():
        held = [member for member in members if bare(member) in letters]
        lacking = tuple(member for member in members if member not in held)
        if len(held) > 1 and lacking:
            yield MissingMember(shown, lacking)


def _with_members(raw: sqlite3.Connection) -> dict[str, Sequence[str]]:
    """Return slogans that spell out their members, or have texts that do, the most used first."""
    told: defaultdict[str, list[str]] = defaultdict(list)
    for row in raw.execute(
        "SELECT s.shown, f.text, o.members FROM slogan s"
        " LEFT JOIN slogan_form f ON f.slogan = s.key"
        " LEFT JOIN slogan_source o ON o.slogan = s.key AND o.members IS NOT NULL"
        " ORDER BY s.occurrences DESC, s.key"
    ):
        members = json.loads(row["members"]) if row["members"] else _clauses(row["text"] or "")
        if len(members) > len(told[row["shown"]]):
            told[row["shown"]] = members
    return {shown: members for shown, members in told.items() if len(members) > 2}


def _clauses(text: str) -> list[str]:
    clauses = "".join(c if c.isalnum() else " " for c in text).split()
    return clauses if len(clauses) > 2 and min(map(len, clauses)) > 1 else []
