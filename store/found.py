"""What a search found: how much, and which texts in which order, before any of them is read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import normalize

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from store.postings import U32
    from store.query import Filter, Needle, Query
    from store.runs import Run

Allowed = frozenset[int] | None
"""The keys of the speeches that the filters let through; None where there is no filter."""

NO_KEYS: U32 = np.zeros(0, np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A tier's passages, each by the key of one wording.

    `keys` are in standing order, `wordings` those of every wording that matches. `ranked` are the
    first of the keys in the order in which they are shown. `runs` tells, by key, from where a
    text goes on into the next passage. `prefer` is the key of the speech that a passage is shown
    in where it stands there.
    """

    needles: tuple[Needle, ...] = ()
    speeches: int = 0
    keys: U32 = field(default_factory=lambda: NO_KEYS)
    wordings: U32 = field(default_factory=lambda: NO_KEYS)
    ranked: tuple[int, ...] = ()
    runs: dict[int, tuple[Run, ...]] = field(default_factory=dict)
    allowed: Allowed = None
    prefer: int | None = None

    @property
    def total(self) -> int:
        """How many passages there are."""
        return len(self.keys)

    def page(self, offset: int, limit: int) -> list[int]:
        """Give a stretch of the keys in the order in which they are shown."""
        best = list(self.ranked[offset : offset + limit])
        start = max(offset, len(self.ranked))
        rest: list[int] = self.keys[start : start + limit - len(best)].tolist()
        return best + rest


def allowed_speeches(raw: sqlite3.Connection, query: Query) -> Allowed:
    """Find the speeches that every filter lets through.

    A field lets a speech through where it holds the value; the year, where it equals it.
    """
    conditions = [condition for condition in query.filters if condition.field != "kind"]
    if not conditions:
        return None
    rows = raw.execute(
        "SELECT s.key, s.organisation, s.speaker, s.year, s.title_form, d.source, d.collection"
        " FROM speech s JOIN document d ON d.key = s.document"
    )
    return frozenset(
        row["key"] for row in rows if all(_lets_through(row, condition) for condition in conditions)
    )


def _lets_through(row: sqlite3.Row, condition: Filter) -> bool:
    match condition.field:
        case "year":
            return bool(row["year"] == condition.value)
        case "title":
            return condition.value in row["title_form"]
        case "file":
            names = f"{row['source']}\n{row['collection'] or ''}"
            return condition.value in normalize(names)
        case field:
            return condition.value in normalize(row[field] or "")


def as_list(values: Iterable[int]) -> str:
    """Write numbers for SQLite's json_each, which has no limit on how many."""
    return json.dumps(sorted(values))
