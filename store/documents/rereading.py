"""The second reading of excerpts (`corpus.excerpt_meaning`), the best first, beside all else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from corpus.excerpt import RULES_VERSION
from store.db.generations import generation_of, raise_generation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from corpus.excerpt import Excerpt
    from store.db.database import Database
    from store.db.port import RawConnection, Row

MOST = 5000
"""So many excerpts, those worth most, are read again: more than a group is sent in 15 years."""
_AT_ONCE = 40


class Rereading:
    """Has those excerpts read again that are worth most by the first reading."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._done: int | None = None

    async def catch_up(
        self, read: Callable[[Sequence[str]], Awaitable[Sequence[Excerpt | None]]]
    ) -> None:
        """Have all read that are left, by a function that gives the best run of each passage.

        What was read is worth less or more than before; so it goes on until the best were all read.
        Nothing is read while the rules of now haven't judged all. Others are told once, at the end.
        """
        changed = 0
        try:
            while True:
                now = await self._database.ask(generation_of)
                rows = [] if now == self._done else await self._database.ask(_next)
                if not rows:
                    break
                found = await read([row["text"] for row in rows])
                await self._database.change(partial(_keep, rows=rows, found=found))
                changed = 1
        finally:
            if changed:
                await self._database.change(raise_generation)
        self._done = now + changed


def _next(raw: RawConnection) -> list[Row]:
    return raw.execute(
        "SELECT t.key, t.text FROM"
        " (SELECT text, points, reread FROM excerpt ORDER BY points DESC, text LIMIT ?) e"
        " JOIN text t ON t.key = e.text WHERE e.reread = 0"
        " AND (SELECT value FROM meta WHERE name = 'rules') >= ?"
        " ORDER BY e.points DESC, t.key LIMIT ?",
        (MOST, RULES_VERSION, _AT_ONCE),
    ).fetchall()


def _keep(raw: RawConnection, rows: Sequence[Row], found: Sequence[Excerpt | None]) -> None:
    # Another text may have got the key meanwhile.
    still = "WHERE text = ? AND EXISTS (SELECT 1 FROM text WHERE key = ? AND text = ?)"
    for row, excerpt in zip(rows, found, strict=True):
        meant = (row["key"], row["key"], row["text"])
        raw.execute(f"UPDATE excerpt SET reread = 1 {still}", meant)
        if excerpt is not None:
            raw.execute(
                f"UPDATE excerpt SET start = ?, stop = ?, points = ? {still}", (*excerpt, *meant)
            )
