"""The second reading of excerpts (`corpus.excerpt_meaning`), the best first, beside all else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

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

    async def catch_up(self, read: Callable[[Sequence[str]], Awaitable[Sequence[Excerpt]]]) -> None:
        """Have all read that are left, by a function that gives the best run of each passage.

        What was read is worth less or more than before; so it goes on until the best were all read.
        """
        while await self._database.ask(generation_of) != self._done:
            now, rows = await self._database.ask(_next)
            if not rows:
                self._done = now
                return
            found = await read([row["text"] for row in rows])
            await self._database.change(partial(_keep, rows=rows, found=found))


def _next(raw: RawConnection) -> tuple[int, list[Row]]:
    """Give the store's generation, and the best of what is to be read."""
    return generation_of(raw), raw.execute(
        "SELECT t.key, t.text FROM"
        " (SELECT text, points, reread FROM excerpt ORDER BY points DESC, text LIMIT ?) e"
        " JOIN text t ON t.key = e.text WHERE e.reread = 0 ORDER BY e.points DESC, t.key LIMIT ?",
        (MOST, _AT_ONCE),
    ).fetchall()


def _keep(raw: RawConnection, rows: Sequence[Row], found: Sequence[Excerpt]) -> None:
    # Another text may have got the key meanwhile.
    raw.executemany(
        "UPDATE excerpt SET start = ?, stop = ?, points = ?, reread = 1"
        " WHERE text = ? AND EXISTS (SELECT 1 FROM text WHERE key = ? AND text = ?)",
        (
            (*excerpt, row["key"], row["key"], row["text"])
            for row, excerpt in zip(rows, found, strict=True)
        ),
    )
    raise_generation(raw)
