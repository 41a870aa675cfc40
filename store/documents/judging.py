"""Which run of sentences of each text is sent, and all texts judged again when the rules change.

`meta.rules` is the version that all texts have been judged by; while a newer one is at work,
`meta.judged` is the last key that it has looked at.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from corpus.excerpt import RULES_VERSION, best_excerpt
from corpus.static_rank import static_rank
from store.db.generations import raise_generation
from store.db.lock import ingest_lock
from store.documents.passage_rows import keep_excerpts, settle
from store.index.segments import rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.excerpt import Excerpt
    from store.db.database import Database
    from store.db.port import RawConnection, Row

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the rules of now have got: texts judged, and texts there are."""

    judged: int
    texts: int

    @property
    def done(self) -> bool:
        """Whether every text has been judged by the rules of now."""
        return self.judged == self.texts


@dataclass(frozen=True, slots=True)
class _Judged:
    key: int
    level: int
    changed: bool
    excerpt: Excerpt | None


class Judging:
    """Judges the texts that an older version of the rules has judged."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def progress(self) -> Progress:
        """Give how far it is."""
        return await self._database.ask(_progress)

    async def catch_up(self) -> None:
        """Judge all that is left, beside everything else; what is done stays done."""
        while rows := await self._database.ask(_next):
            async with ingest_lock(self._database):
                # Others may have judged or removed them while we waited for our turn.
                rows = await self._database.ask(_next)
                judged = await asyncio.to_thread(_judge, rows)
                await self._database.change(partial(_keep, judged=judged))


def _next(raw: RawConnection) -> list[Row]:
    return raw.execute(
        "SELECT key, text, level FROM text WHERE kind = 'text'"
        " AND (SELECT value FROM meta WHERE name = 'rules') < ?"
        " AND key > (SELECT value FROM meta WHERE name = 'judged') ORDER BY key LIMIT ?",
        (RULES_VERSION, _AT_ONCE),
    ).fetchall()


def _judge(rows: Sequence[Row]) -> list[_Judged]:
    found = []
    for row in rows:
        level = rank(static_rank(row["text"], "text"), heading=False)
        changed = level != row["level"]
        found.append(_Judged(row["key"], level, changed, best_excerpt(row["text"])))
    return found


def _keep(raw: RawConnection, judged: Sequence[_Judged]) -> None:
    raw.executemany("DELETE FROM excerpt WHERE text = ?", [(one.key,) for one in judged])
    keep_excerpts(raw, ((one.key, one.excerpt) for one in judged))
    moved = [one for one in judged if one.changed]
    raw.executemany(
        "UPDATE text SET level = ? WHERE key = ?", [(one.level, one.key) for one in moved]
    )
    settle(raw, (one.key for one in moved))
    if judged:
        raw.execute("UPDATE meta SET value = ? WHERE name = 'judged'", (judged[-1].key,))
    if not _next(raw):
        raw.execute("UPDATE meta SET value = ? WHERE name = 'rules'", (RULES_VERSION,))
        raw.execute("UPDATE meta SET value = 0 WHERE name = 'judged'")
    raise_generation(raw)


def _progress(raw: RawConnection) -> Progress:
    row = raw.execute(
        "SELECT count(*) AS texts, count(*) FILTER (WHERE"
        " (SELECT value FROM meta WHERE name = 'rules') >= ?"
        " OR key <= (SELECT value FROM meta WHERE name = 'judged')) AS judged"
        " FROM text WHERE kind = 'text'",
        (RULES_VERSION,),
    ).fetchone()
    return Progress(row["judged"], row["texts"])
