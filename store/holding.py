"""What people saved of one document, to be told before it is removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.index import storable

if TYPE_CHECKING:
    from store.database import Database


@dataclass(frozen=True, slots=True)
class Holding:
    """How many people saved how many of a document's passages."""

    people: int
    passages: int


async def holding(database: Database, source: str) -> Holding:
    """Count the bookmarks of passages that stand in a document."""
    async with database.read() as connection:
        row = await connection.fetch_one(
            "SELECT count(DISTINCT b.user_id) AS people, count(DISTINCT b.passage_id) AS passages"
            " FROM bookmark b WHERE b.removed_at IS NULL AND EXISTS (SELECT 1 FROM text t"
            "  JOIN place p ON p.passage = t.passage JOIN speech s ON s.key = p.speech"
            "  JOIN document d ON d.key = s.document WHERE t.id = b.passage_id AND d.source = ?)",
            (storable(source),),
        )
    return Holding(row["people"], row["passages"]) if row else Holding(0, 0)
