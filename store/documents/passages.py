"""Single passages: one by its id, its surroundings, a good one at random, telling words."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from corpus.excerpt import best_excerpt, is_run
from store.documents.model import Paragraph
from store.index.snapshot import live_texts, snapshot_of
from store.search.hits import load_hits
from store.search.results import Results

if TYPE_CHECKING:
    from store.db.database import Database
    from store.db.port import RawConnection, Row
    from store.search.model import Hit, Span


NEIGHBOURS = 4
"""Paragraphs and headings on either side of a passage that make up its context."""


class Passages:
    """The stored passages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(
        self, passage_id: str, *, near: str | None = None, cut: Span | None = None
    ) -> Hit | None:
        """Give a passage, shown in the speech `near` where it stands there, too.

        With `cut` its text is that run of its sentences; where another wording has come in its
        place, in which no run stands there, the run that is sent of that one. None where no
        document holds it any more.
        """
        hit = await self._database.ask(lambda raw: _get(raw, passage_id, near))
        return hit if hit is None or cut is None else _cut(hit, cut)

    async def context(self, passage_id: str, speech: str) -> tuple[Paragraph, ...]:
        """Give the paragraph of a passage in a speech, with `NEIGHBOURS` before and after it.

        Empty where the passage doesn't stand in that speech.
        """
        return await self._database.ask(lambda raw: _context(raw, passage_id, speech))

    async def random(self, seed: int) -> Hit | None:
        """Give one of the passages that stand best alone, None in an empty store.

        The same seed gives the same passage as long as the store stays as it is.
        """
        return await self._database.ask(lambda raw: _random(raw, seed))

    async def common(self, limit: int) -> tuple[str, ...]:
        """Give the terms that most passages of this store hold in quotation marks."""
        rows = await self._database.fetch_all(
            "SELECT term FROM term ORDER BY passages DESC, term LIMIT ?", (limit,)
        )
        return tuple(row["term"] for row in rows)


def _get(raw: RawConnection, passage_id: str, near: str | None) -> Hit | None:
    row = raw.execute(
        "SELECT t.key, s.key AS speech, s.id = ? AS near FROM text t"
        " JOIN place p ON p.passage = t.passage AND p.text = t.key"
        " JOIN speech s ON s.key = p.speech WHERE t.id = ?"
        " ORDER BY near DESC, t.level, s.key, p.number LIMIT 1",
        (near, passage_id),
    ).fetchone()
    if row is None:
        return None
    return load_hits(raw, [row["key"]], Results(prefer=row["speech"]), "exact")[0]


def _cut(hit: Hit, cut: Span) -> Hit:
    if not is_run(hit.text, *cut):
        best = best_excerpt(hit.text)
        if best is None:
            return hit
        cut = (best.start, best.end)
    return hit if cut == (0, len(hit.text)) else replace(hit, text=hit.text[slice(*cut)], cut=cut)


def _random(raw: RawConnection, seed: int) -> Hit | None:
    snapshot = snapshot_of(raw)
    texts = [live_texts(part, np.arange(part.size, dtype=np.uint32)) for part in snapshot.segments]
    levels = [
        part.doc_values.ranks[some] for part, some in zip(snapshot.segments, texts, strict=True)
    ]
    best = min((int(some[0]) for some in levels if len(some)), default=None)
    if best is None:
        return None
    keys = np.concatenate(
        [
            part.doc_values.keys[some[: np.searchsorted(own, best, "right")]]
            for part, some, own in zip(snapshot.segments, texts, levels, strict=True)
        ]
    )
    chosen = random.Random(seed).choice(np.sort(keys).tolist())  # noqa: S311 - a lucky dip
    return load_hits(raw, [chosen], Results(), "exact")[0]


def _context(raw: RawConnection, passage_id: str, speech: str) -> tuple[Paragraph, ...]:
    place = raw.execute(
        "SELECT p.speech, p.block, p.number FROM text t"
        " JOIN place p ON p.passage = t.passage AND p.text = t.key"
        " JOIN speech s ON s.key = p.speech WHERE t.id = ? AND s.id = ?"
        " ORDER BY p.number LIMIT 1",
        (passage_id, speech),
    ).fetchone()
    if place is None:
        return ()
    rows = raw.execute(
        "SELECT p.block, p.number, p.level, t.text FROM place p JOIN text t ON t.key = p.text"
        " WHERE p.speech = ? AND p.block BETWEEN ? AND ? ORDER BY p.number",
        (place["speech"], place["block"] - NEIGHBOURS, place["block"] + NEIGHBOURS),
    )
    return tuple(
        _paragraph(list(block), place["number"])
        for _, block in groupby(rows, key=lambda row: row["block"])
    )


def _paragraph(places: list[Row], marked: int) -> Paragraph:
    text = ""
    spans = []
    for place in places:
        if place["number"] == marked:
            spans.append((len(text), len(text) + len(place["text"])))
        text += place["text"]
    level = places[0]["level"]
    return Paragraph("text" if level is None else "heading", level, text, tuple(spans))
