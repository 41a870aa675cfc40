"""What each person saved. A bookmark carries its text and citation, so it outlives its document.

A removed bookmark keeps its note and tags for `KEPT_AFTER_REMOVAL`, so that a second press brings
them back.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from corpus.normal import normalize, normalize_mapped
from store.db.instants import from_column, to_column
from store.index.terms import storable
from store.people.model import Bookmark, BookmarkPage, Holding, SaveChange, Saved, read_note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from store.clock import Clock
    from store.db.database import Connection, Database
    from store.db.port import RawConnection, Row
    from store.search.model import Span

KEPT_AFTER_REMOVAL = timedelta(days=30)
_EXCERPT = ("excerpt_start", "excerpt_stop")
PLACE_KEPT = timedelta(hours=1)
"""What is brought back so soon was removed by mistake, and stands where it stood in the list."""


class Bookmarks:
    """The bookmarks of all users; every question names the user it is about."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def save(
        self, user_id: int, saved: Saved, *, press: str = "", kept_by: int | None = None
    ) -> SaveChange:
        """Save a passage; saved again, it stays, and within 30 days its note comes back.

        On a group's shelf, whose `user_id` is the chat's, `kept_by` is who put it there.
        """
        now = self._clock.now()
        async with self._database.write() as connection:
            old = await connection.fetch_one(
                "SELECT removed_at, saved_at, note FROM bookmark "
                "WHERE user_id = ? AND passage_id = ?",
                (user_id, saved.passage_id),
            )
            changed = old is None or old["removed_at"] is not None
            note, since = "", now
            if old is not None and _removed_within(old["removed_at"], now, KEPT_AFTER_REMOVAL):
                note = old["note"]
            elif old is not None:
                await self._clear(connection, user_id, saved.passage_id)
            if old is not None and _removed_within(old["removed_at"], now, PLACE_KEPT):
                since = from_column(old["saved_at"])
            kept: dict[str, object] = {"note": note, "last_press": press, "kept_by": kept_by}
            await self._write(connection, user_id, saved, since, kept)
            return SaveChange(
                saved=True,
                total=await _count(connection, user_id),
                changed=changed,
                note=note if changed else "",
            )

    async def remove(self, user_id: int, passage_id: str, *, press: str = "") -> SaveChange:
        """Take a bookmark off the list; its note and tags can still be brought back."""
        async with self._database.write() as connection:
            done = await connection.execute(
                "UPDATE bookmark SET removed_at = ?, last_press = ? "
                "WHERE user_id = ? AND passage_id = ? AND removed_at IS NULL",
                (to_column(self._clock.now()), press, user_id, passage_id),
            )
            total = await _count(connection, user_id)
        return SaveChange(saved=False, total=total, changed=done.rows > 0)

    async def restore(self, user_id: int, passage_id: str, *, press: str = "") -> SaveChange | None:
        """Bring back a removed bookmark from its own snapshot; None where there is none."""
        async with self._database.write() as connection:
            done = await connection.execute(
                "UPDATE bookmark SET removed_at = NULL, last_press = ? "
                "WHERE user_id = ? AND passage_id = ?",
                (press, user_id, passage_id),
            )
            if not done.rows:
                return None
            total = await _count(connection, user_id)
        return SaveChange(saved=True, total=total, changed=True)

    async def last_press(self, user_id: int, passage_id: str) -> str:
        """The press that last changed this bookmark, so that its repetition changes nothing."""
        row = await self._database.fetch_one(
            "SELECT last_press FROM bookmark WHERE user_id = ? AND passage_id = ?",
            (user_id, passage_id),
        )
        return "" if row is None else row["last_press"] or ""

    async def is_saved(self, user_id: int, passage_id: str) -> bool:
        """Whether this person has saved the passage."""
        return await self._database.ask(lambda raw: self.is_saved_here(raw, user_id, passage_id))

    def is_saved_here(self, raw: RawConnection, user_id: int, passage_id: str) -> bool:
        """Whether this person has saved the passage, in the thread of the caller."""
        (saved,) = raw.execute(
            "SELECT EXISTS (SELECT 1 FROM bookmark"
            " WHERE user_id = ? AND passage_id = ? AND removed_at IS NULL)",
            (user_id, passage_id),
        ).fetchone()
        return bool(saved)

    def noted_here(
        self, raw: RawConnection, user_id: int, passage_id: str
    ) -> tuple[str, tuple[str, ...]]:
        """Give note and tags of what this person has saved, in the thread of the caller."""
        rows = raw.execute(
            "SELECT b.note, t.tag FROM bookmark b"
            " LEFT JOIN bookmark_tag t ON t.user_id = b.user_id AND t.passage_id = b.passage_id"
            " WHERE b.user_id = ? AND b.passage_id = ? AND b.removed_at IS NULL"
            " ORDER BY t.position",
            (user_id, passage_id),
        ).fetchall()
        return (rows[0]["note"] if rows else ""), tuple(row["tag"] for row in rows if row["tag"])

    async def get(self, user_id: int, passage_id: str) -> Bookmark | None:
        """One bookmark, None where it isn't saved."""
        found = await self._select(
            "b.user_id = ? AND b.passage_id = ? AND b.removed_at IS NULL",
            (user_id, passage_id),
            1,
            0,
        )
        return found[0] if found else None

    async def kept(self, user_id: int, passage_id: str) -> Bookmark | None:
        """One bookmark, also one that was removed and can still be brought back."""
        found = await self._select(
            "b.user_id = ? AND b.passage_id = ?", (user_id, passage_id), 1, 0
        )
        return found[0] if found else None

    async def annotate(self, user_id: int, passage_id: str, written: str) -> Bookmark | None:
        """Change note and tags as was written; None where the passage isn't saved."""
        note = read_note(written)
        async with self._database.write() as connection:
            done = await connection.execute(
                "UPDATE bookmark SET note = CASE WHEN ? THEN ? ELSE note END "
                "WHERE user_id = ? AND passage_id = ? AND removed_at IS NULL",
                (bool(note.words) or note.drops_words, note.words, user_id, passage_id),
            )
            if not done.rows:
                return None
            if note.tags or note.drops_tags:
                await self._clear(connection, user_id, passage_id)
            await connection.execute_many(
                "INSERT INTO bookmark_tag (user_id, passage_id, tag, position) VALUES (?, ?, ?, ?)",
                [(user_id, passage_id, tag, place) for place, tag in enumerate(note.tags)],
            )
        return await self.get(user_id, passage_id)

    async def page(self, user_id: int, wanted: str, *, limit: int, offset: int) -> BookmarkPage:
        """A page, newest first, of all, of those with `#tag`, or of those that hold a word.

        A word is looked for in text, note and tags, in the same normal form as a search.
        """
        wanted = wanted.strip()
        if wanted.startswith(("#", "＃")):
            return await self._tagged(user_id, wanted[1:].strip(), limit, offset)
        if wanted:
            return await self._holding(user_id, wanted, limit, offset)
        where = "b.user_id = ? AND b.removed_at IS NULL"
        return await self._page(where, (user_id,), user_id, limit, offset)

    async def tags(self, user_id: int) -> tuple[tuple[str, int], ...]:
        """This person's tags with how many bookmarks bear each, most used first."""
        rows = await self._database.fetch_all(
            "SELECT t.tag, count(*) AS n FROM bookmark_tag t "
            "JOIN bookmark b USING (user_id, passage_id) "
            "WHERE t.user_id = ? AND b.removed_at IS NULL "
            "GROUP BY t.tag ORDER BY n DESC, t.tag",
            (user_id,),
        )
        return tuple((row["tag"], row["n"]) for row in rows)

    async def _tagged(self, user_id: int, tag: str, limit: int, offset: int) -> BookmarkPage:
        where = (
            "b.user_id = ? AND b.removed_at IS NULL AND EXISTS (SELECT 1 FROM bookmark_tag t "
            "WHERE t.user_id = b.user_id AND t.passage_id = b.passage_id AND t.tag = ?)"
        )
        return await self._page(where, (user_id, tag), user_id, limit, offset)

    async def _holding(self, user_id: int, word: str, limit: int, offset: int) -> BookmarkPage:
        everything = await self._select("b.user_id = ? AND b.removed_at IS NULL", (user_id,), -1, 0)
        # Thousands take tens of milliseconds, in which others are answered.
        found = await asyncio.to_thread(_holding, everything, normalize(word))
        items = [_marked(item, normalize(word)) for item in found[offset : offset + limit]]
        return BookmarkPage(len(found), offset, tuple(items))

    async def _page(
        self, where: str, values: tuple[object, ...], user_id: int, limit: int, offset: int
    ) -> BookmarkPage:
        row = await self._database.fetch_one(
            f"SELECT count(*) AS n FROM bookmark b WHERE {where}",
            values,
        )
        items = await self._select(where, values, limit, offset)
        return BookmarkPage(row["n"] if row else 0, offset, tuple(items), await self.tags(user_id))

    async def _select(
        self, where: str, values: tuple[object, ...], limit: int, offset: int
    ) -> Sequence[Bookmark]:
        rows = await self._database.fetch_all(
            "SELECT b.passage_id, b.text, b.citation, b.saved_at, b.note, b.title, "
            "b.organisation, b.speaker, b.date, b.excerpt_start, b.excerpt_stop, b.kept_by, "
            "(SELECT group_concat(tag, char(10)) FROM (SELECT t.tag FROM bookmark_tag t "
            " WHERE t.user_id = b.user_id AND t.passage_id = b.passage_id "
            " ORDER BY t.position) g) AS tags "
            f"FROM bookmark b WHERE {where} "
            "ORDER BY b.saved_at DESC, b.passage_id LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return [
            Bookmark(
                passage_id=row["passage_id"],
                text=row["text"],
                citation=row["citation"],
                saved_at=from_column(row["saved_at"]),
                note=row["note"],
                tags=tuple(row["tags"].split("\n")) if row["tags"] else (),
                title=row["title"],
                organisation=row["organisation"],
                speaker=row["speaker"],
                date=row["date"],
                excerpt=_span(row),
                kept_by=row["kept_by"],
            )
            for row in rows
        ]

    async def _write(
        self,
        connection: Connection,
        user_id: int,
        saved: Saved,
        now: datetime,
        kept: dict[str, object],
    ) -> None:
        row = {"user_id": user_id, **asdict(saved), "saved_at": to_column(now), **kept}
        del row["excerpt"]
        row |= dict(zip(_EXCERPT, saved.excerpt or (None, None), strict=True))
        columns, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        changes = [f"{name} = excluded.{name}" for name in row if name not in _EXCERPT]
        # Saved again from where all of it is seen, it keeps what was seen at first.
        changes += [f"{name} = coalesce(excluded.{name}, bookmark.{name})" for name in _EXCERPT]
        await connection.execute(
            f"INSERT INTO bookmark ({columns}) VALUES ({marks}) ON CONFLICT (user_id, passage_id)"
            f" DO UPDATE SET removed_at = NULL, {', '.join(changes)}",
            row,
        )

    async def _clear(self, connection: Connection, user_id: int, passage_id: str) -> None:
        await connection.execute(
            "DELETE FROM bookmark_tag WHERE user_id = ? AND passage_id = ?", (user_id, passage_id)
        )


async def holding(database: Database, source: str) -> Holding:
    """Count the bookmarks of passages that stand in a document."""
    row = await database.fetch_one(
        "SELECT count(DISTINCT b.user_id) AS people, count(DISTINCT b.passage_id) AS passages"
        " FROM bookmark b WHERE b.removed_at IS NULL AND b.user_id > 0 AND EXISTS"
        " (SELECT 1 FROM text t JOIN place p ON p.passage = t.passage"
        "  JOIN speech s ON s.key = p.speech"
        "  JOIN document d ON d.key = s.document WHERE t.id = b.passage_id AND d.source = ?)",
        (storable(source),),
    )
    return Holding(row["people"], row["passages"]) if row else Holding(0, 0)


async def _count(connection: Connection, user_id: int) -> int:
    row = await connection.fetch_one(
        "SELECT count(*) AS n FROM bookmark WHERE user_id = ? AND removed_at IS NULL", (user_id,)
    )
    return 0 if row is None else int(row["n"])


def _span(row: Row) -> Span | None:
    start, stop = row["excerpt_start"], row["excerpt_stop"]
    return None if start is None or stop > len(row["text"]) else (start, stop)


def _removed_within(removed_at: str | None, now: datetime, span: timedelta) -> bool:
    """Whether a bookmark was removed no longer ago than this, or not at all."""
    return removed_at is None or now - from_column(removed_at) <= span


def _holding(items: Sequence[Bookmark], needle: str) -> list[Bookmark]:
    return [item for item in items if needle in normalize(_searched(item))]


def _marked(item: Bookmark, needle: str) -> Bookmark:
    """The bookmark with what was looked for marked in its text."""
    normal, origins = normalize_mapped(item.text)
    spans, at = [], normal.find(needle)
    while at >= 0:
        spans.append((origins[at], origins[at + len(needle) - 1] + 1))
        at = normal.find(needle, at + len(needle))
    return replace(item, highlights=tuple(spans))


def _searched(item: Bookmark) -> str:
    return "\n".join((item.text, item.note, *item.tags))
