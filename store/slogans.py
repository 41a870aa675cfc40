"""Questions about slogans; what they are counted by is kept up to date by `SloganMiner`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.slogans.bare import bare, bare_mapped
from corpus.slogans.model import KINDS
from corpus.slogans.surface import stands_clear
from store.index import is_indexed
from store.memory import Memory
from store.slogan_cards import COLUMNS, count_places, load_card, load_slogans, to_slogan
from store.slogan_model import SloganPage
from store.slogan_recall import Recall

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from corpus.slogans.model import Kind
    from store.database import Database
    from store.slogan_mining import SloganMiner
    from store.slogan_model import Slogan, SloganCard

_REMEMBERED_CARDS = 512
_LONGEST_ASKED = 64
"""Characters of a text that are compared with slogans."""
_LONGEST_WORD = 8
_BETWEEN = re.compile("[、，,；;。 　]+")
"""What stands between the parts of a run."""


class Slogans:
    """The slogans of the stored documents."""

    def __init__(self, database: Database, miner: SloganMiner) -> None:
        self._database = database
        self._miner = miner
        self._cards: Memory[SloganCard | None] = Memory(_REMEMBERED_CARDS)
        self._places: Memory[int] = Memory(1)
        self._recall = _Recalled()

    async def catch_up(self) -> None:
        """Mine the documents that haven't been, as after an interrupted ingest."""
        await self._miner.catch_up()

    async def most_used(
        self, kind: Kind | None = None, *, limit: int = 10, offset: int = 0
    ) -> SloganPage:
        """List all slogans, or those of a kind, the most used first."""
        return await self._database.ask(lambda raw: _most_used(raw, kind, limit, offset))

    async def exactly(self, text: str) -> Slogan | None:
        """Give the slogan that a text is, whatever its marks and spaces; None where it is none."""
        return await self._database.ask(lambda raw: _exactly(raw, bare(text)))

    async def card(self, key: int) -> SloganCard | None:
        """Give all that is known of a slogan, None where it is no slogan any more."""
        return await self._database.ask(lambda raw: self._card(raw, key))

    def card_here(self, raw: sqlite3.Connection, text: str) -> SloganCard | None:
        """Give the card of the slogan that a text is, in the thread of the caller."""
        slogan = _exactly(raw, bare(text))
        return None if slogan is None else self._card(raw, slogan.key)

    async def meant(self, text: str, *, limit: int = 10, offset: int = 0) -> SloganPage:
        """List the slogans that may be meant by a text, surest first.

        The slogan that it is, then those that it is part of, a slip of, or the sound of.
        """
        asked = bare(text)
        if not asked or len(asked) > _LONGEST_ASKED:
            return SloganPage(0, offset, ())
        parts = tuple(filter(None, map(bare, _BETWEEN.split(text))))
        return await self._database.ask(lambda raw: self._meant(raw, asked, parts, limit, offset))

    async def holding(self, text: str, *, limit: int = 10, offset: int = 0) -> SloganPage:
        """List the slogans whose words hold a text, the most used first."""
        return await self._database.ask(lambda raw: _holding(raw, bare(text), limit, offset))

    async def inside(self, passage_id: str) -> tuple[Slogan, ...]:
        """Give the slogans that stand in a passage, in order of use; none held by another."""
        return await self._database.ask(lambda raw: self.inside_here(raw, passage_id))

    def inside_here(self, raw: sqlite3.Connection, passage_id: str) -> tuple[Slogan, ...]:
        """Give what `inside` gives, in the thread of the caller."""
        return _inside(raw, passage_id)

    def _card(self, raw: sqlite3.Connection, key: int) -> SloganCard | None:
        places = self._places.recall(raw, "places", lambda: count_places(raw))
        return self._cards.recall(raw, key, lambda: load_card(raw, key, places))

    def _meant(
        self, raw: sqlite3.Connection, asked: str, parts: Sequence[str], limit: int, offset: int
    ) -> SloganPage:
        keys = self._recall.at(raw).find(asked, parts)
        shown = keys[offset : offset + limit]
        slogans = load_slogans(raw, shown)
        return SloganPage(len(keys), offset, tuple(slogans[key] for key in shown if key in slogans))


class _Recalled:
    """The comparison with all slogans, made anew where their list has changed."""

    def __init__(self) -> None:
        self._made: tuple[int, Recall] = (-1, Recall(()))

    def at(self, raw: sqlite3.Connection) -> Recall:
        row = raw.execute("SELECT value FROM meta WHERE name = 'slogan_version'").fetchone()
        version, recall = self._made
        if version != row["value"]:
            rows = raw.execute("SELECT key, bare, occurrences FROM slogan")
            recall = Recall((row["key"], row["bare"], row["occurrences"]) for row in rows)
            self._made = (row["value"], recall)
        return recall


class SloganWords:
    """The slogans that are words of their own: short ones of letters and digits alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, version: int) -> tuple[int, tuple[str, ...]] | None:
        """Give all of them and the version of their list, None where that is the version."""
        return await self._database.ask(lambda raw: _words_since(raw, version))


def _words_since(raw: sqlite3.Connection, version: int) -> tuple[int, tuple[str, ...]] | None:
    row = raw.execute("SELECT value FROM meta WHERE name = 'slogan_version'").fetchone()
    if row["value"] == version:
        return None
    rows = raw.execute("SELECT bare FROM slogan WHERE length(bare) <= ?", (_LONGEST_WORD,))
    return row["value"], tuple(one["bare"] for one in rows if one["bare"].isalnum())


def _most_used(raw: sqlite3.Connection, kind: Kind | None, limit: int, offset: int) -> SloganPage:
    if kind is None:
        return _page(raw, "1", (), limit, offset)
    return _page(raw, "s.kind = ?", (KINDS.index(kind),), limit, offset)


def _holding(raw: sqlite3.Connection, asked: str, limit: int, offset: int) -> SloganPage:
    if not asked:
        return SloganPage(0, offset, ())
    return _page(raw, "instr(s.bare, ?) AND s.bare != ?", (asked, asked), limit, offset)


def _page(
    raw: sqlite3.Connection, condition: str, values: tuple[object, ...], limit: int, offset: int
) -> SloganPage:
    (total,) = raw.execute(f"SELECT count(*) FROM slogan s WHERE {condition}", values).fetchone()
    rows = raw.execute(
        f"SELECT {COLUMNS} FROM slogan s WHERE {condition}"
        " ORDER BY s.occurrences DESC, s.kind, s.bare LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return SloganPage(int(total), offset, tuple(map(to_slogan, rows)))


def _exactly(raw: sqlite3.Connection, asked: str) -> Slogan | None:
    # What no stored text can hold, SQLite can't be asked for.
    if not is_indexed(asked):
        return None
    row = raw.execute(f"SELECT {COLUMNS} FROM slogan s WHERE s.bare = ?", (asked,)).fetchone()
    return to_slogan(row) if row else None


def _inside(raw: sqlite3.Connection, passage_id: str) -> tuple[Slogan, ...]:
    rows = raw.execute(
        f"SELECT DISTINCT {COLUMNS}, t.text FROM text t JOIN place p ON p.passage = t.passage"
        " JOIN slogan_place sp ON sp.speech = p.speech AND sp.number = p.number"
        " JOIN slogan_form f ON f.key = sp.form JOIN slogan s ON s.key = f.slogan"
        " WHERE t.id = ? ORDER BY s.occurrences DESC, s.bare",
        (passage_id,),
    ).fetchall()
    meant = [row for row in rows if _is_meant(row["text"], row["bare"])]
    names = [row["bare"] for row in meant]
    return tuple(
        to_slogan(row)
        for row in meant
        if not any(row["bare"] in name and row["bare"] != name for name in names)
    )


def _is_meant(text: str, slogan: str) -> bool:
    """Whether the slogan stands in a text as such; where it only begins or ends there, it may."""
    letters, origins = bare_mapped(text)
    starts = [match.start() for match in re.finditer(f"(?={re.escape(slogan)})", letters)]
    return not starts or any(
        stands_clear(text, origins[start], origins[start + len(slogan) - 1] + 1) for start in starts
    )
