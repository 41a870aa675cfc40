"""Single passages: one by its id, its surroundings, a good one at random, telling words."""

from __future__ import annotations

import random
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from store.found import Found
from store.hits import load_hits
from store.model import Paragraph
from store.view import living, view_of

if TYPE_CHECKING:
    import sqlite3

    from store.database import Database
    from store.model import Hit


NEIGHBOURS = 4
"""Paragraphs and headings on either side of a passage that make up its context."""


class Passages:
    """The stored passages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, passage_id: str, *, near: str | None = None) -> Hit | None:
        """Give a passage, shown in the speech `near` where it stands there, too.

        None where no document holds it any more.
        """
        return await self._database.ask(lambda raw: _get(raw, passage_id, near))

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
        async with self._database.read() as connection:
            rows = await connection.fetch_all(
                "SELECT term FROM term ORDER BY passages DESC, term LIMIT ?", (limit,)
            )
        return tuple(row["term"] for row in rows)


def _get(raw: sqlite3.Connection, passage_id: str, near: str | None) -> Hit | None:
    row = raw.execute(
        "SELECT t.key, s.key AS speech, s.id = ? AS near FROM text t"
        " JOIN place p ON p.passage = t.passage AND p.text = t.key"
        " JOIN speech s ON s.key = p.speech WHERE t.id = ?"
        " ORDER BY near DESC, t.level, t.key, s.key LIMIT 1",
        (near, passage_id),
    ).fetchone()
    if row is None:
        return None
    return load_hits(raw, [row["key"]], Found(prefer=row["speech"]), "exact")[0]


def _random(raw: sqlite3.Connection, seed: int) -> Hit | None:
    view = view_of(raw)
    texts = [living(part, np.arange(part.size, dtype=np.uint32)) for part in view.segments]
    levels = [part.contents.levels[some] for part, some in zip(view.segments, texts, strict=True)]
    best = min((int(some[0]) for some in levels if len(some)), default=None)
    if best is None:
        return None
    keys = np.concatenate(
        [
            part.contents.keys[some[: np.searchsorted(own, best, "right")]]
            for part, some, own in zip(view.segments, texts, levels, strict=True)
        ]
    )
    chosen = random.Random(seed).choice(np.sort(keys).tolist())  # noqa: S311 - a lucky dip
    return load_hits(raw, [chosen], Found(), "exact")[0]


def _context(raw: sqlite3.Connection, passage_id: str, speech: str) -> tuple[Paragraph, ...]:
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


def _paragraph(places: list[sqlite3.Row], marked: int) -> Paragraph:
    text = ""
    spans = []
    for place in places:
        if place["number"] == marked:
            spans.append((len(text), len(text) + len(place["text"])))
        text += place["text"]
    level = places[0]["level"]
    return Paragraph("text" if level is None else "heading", level, text, tuple(spans))
