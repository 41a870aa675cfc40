"""What a search found: how much, and which texts in which order, before any of them is read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store.index import VARIANTS
from store.staging import hidden

if TYPE_CHECKING:
    import sqlite3

    from store.query import Filter, Needle, Query
    from store.runs import Run

Allowed = frozenset[int] | None
"""The keys of the speeches that the filters let through; None where there is no filter."""


@dataclass(frozen=True, slots=True)
class Found:
    """A tier's passages, each by the slot of one wording.

    The first `counted` of them are left in the index, as the answer to `match` in the order of
    slots; `listed` follow. `runs` tells, by slot, from where a text goes on into the next
    passage. `prefer` is the key of the speech that a passage is shown in where it stands there.
    `ranked` are the first passages in the order in which they are shown.
    """

    needles: tuple[Needle, ...] = ()
    speeches: int = 0
    match: str = ""
    counted: int = 0
    listed: tuple[int, ...] = ()
    runs: dict[int, tuple[Run, ...]] = field(default_factory=dict)
    allowed: Allowed = None
    prefer: int | None = None
    ranked: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """How many passages there are."""
        return self.counted + len(self.listed)

    def slots(self, raw: sqlite3.Connection, offset: int, limit: int) -> list[int]:
        """Give a stretch of the slots in standing order."""
        slots: list[int] = []
        if offset < self.counted:
            rows = raw.execute(
                "SELECT rowid FROM passage_index WHERE passage_index MATCH ? AND rowid < ?"
                f"{hidden(raw, 'rowid')} ORDER BY rowid LIMIT ? OFFSET ?",
                (self.match, VARIANTS, limit, offset),
            )
            slots = [row["rowid"] for row in rows]
        start = max(offset - self.counted, 0)
        return [*slots, *self.listed[start : start + limit - len(slots)]]

    def page(self, raw: sqlite3.Connection, offset: int, limit: int) -> list[int]:
        """Give a stretch of the slots in the order in which they are shown."""
        best = list(self.ranked[offset : offset + limit])
        if len(best) == limit:
            return best
        start = max(offset, len(self.ranked))
        return best + self.slots(raw, start, limit - len(best))


def allowed_speeches(raw: sqlite3.Connection, query: Query) -> Allowed:
    """Find the speeches that every filter lets through.

    A field lets a speech through where it holds the value; the year, where it equals it.
    """
    conditions = [condition for condition in query.filters if condition.field != "kind"]
    if not conditions and (query.needles or not query.filters):
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


def as_list(values: frozenset[int] | list[int] | tuple[int, ...]) -> str:
    """Write numbers for SQLite's json_each, which has no limit on how many."""
    return json.dumps(sorted(values))
