"""Questions about slogans; what they are counted by is kept up to date by `Miner`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.slogans.bare import bare, bare_mapped
from corpus.slogans.known import known
from corpus.slogans.model import KINDS
from corpus.slogans.rank import Rank
from corpus.slogans.surface import stands_clear
from store.db.generations import GenerationCache
from store.index.terms import is_indexed
from store.slogans.cards import COLUMNS, count_places, load_card, load_slogans, to_slogan
from store.slogans.fuzzy import Recall
from store.slogans.model import SloganPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.slogans.model import Kind
    from store.db.database import Database
    from store.db.port import RawConnection
    from store.slogans.miner import Miner
    from store.slogans.model import Slogan, SloganCard

_REMEMBERED_CARDS = 512
_LONGEST_ASKED = 64
"""Characters of a text that are compared with slogans."""
_LONGEST_WORD = 8
_BETWEEN = re.compile("[、，,；;。 　]+")
"""What stands between the parts of a run."""


class Slogans:
    """The slogans of the stored documents."""

    def __init__(self, database: Database, miner: Miner) -> None:
        self._database = database
        self._miner = miner
        self._cards: GenerationCache[SloganCard | None] = GenerationCache(_REMEMBERED_CARDS)
        self._places: GenerationCache[int] = GenerationCache(1)
        self._recall: GenerationCache[Recall] = GenerationCache(2)

    async def catch_up(self) -> None:
        """Mine the documents that haven't been, as after an interrupted ingest."""
        await self._miner.catch_up()

    async def most_used(
        self, kind: Kind | None = None, *, terms: bool = False, limit: int = 10, offset: int = 0
    ) -> SloganPage:
        """List all slogans, or those of a kind, the surest and most used first.

        With `terms` those of politics come last, that nobody would call a slogan.
        """
        least = Rank.TERM if terms else Rank.LIKELY
        return await self._database.ask(lambda raw: _most_used(raw, kind, least, limit, offset))

    async def exactly(self, text: str) -> Slogan | None:
        """Give the slogan or term that a text is, whatever its marks and spaces; else None."""
        return await self._database.ask(lambda raw: _exactly(raw, bare(text)))

    async def card(self, key: int) -> SloganCard | None:
        """Give all that is known of a slogan, None where it is no slogan any more."""
        return await self._database.ask(lambda raw: self._card(raw, key))

    def card_here(self, raw: RawConnection, text: str) -> SloganCard | None:
        """Give the card of the slogan that a text is, in the thread of the caller."""
        slogan = _exactly(raw, bare(text))
        return None if slogan is None else self._card(raw, slogan.key)

    async def meant(
        self, text: str, *, terms: bool = False, limit: int = 10, offset: int = 0
    ) -> SloganPage:
        """List the slogans that a text may mean, surest first; with `terms` those of politics, too.

        The slogan that it is, then those that it is part of, a slip of, or the sound of.
        """
        asked = bare(text)
        if not asked or len(asked) > _LONGEST_ASKED:
            return SloganPage(0, offset, ())
        parts = tuple(filter(None, map(bare, _BETWEEN.split(text))))
        return await self._database.ask(
            lambda raw: self._meant(raw, asked, parts, terms, limit, offset)
        )

    async def holding(self, text: str, *, limit: int = 10, offset: int = 0) -> SloganPage:
        """List the slogans whose words hold a text, the surest and most used first."""
        return await self._database.ask(lambda raw: _holding(raw, bare(text), limit, offset))

    async def inside(self, passage_id: str) -> tuple[Slogan, ...]:
        """Give the slogans that stand in a passage, the surest and most used first.

        None that is held by another is among them.
        """
        return await self._database.ask(lambda raw: self.inside_here(raw, passage_id))

    def inside_here(self, raw: RawConnection, passage_id: str) -> tuple[Slogan, ...]:
        """Give what `inside` gives, in the thread of the caller."""
        return _inside(raw, passage_id)

    def _card(self, raw: RawConnection, key: int) -> SloganCard | None:
        places = self._places.recall(raw, "places", lambda: count_places(raw))
        return self._cards.recall(raw, key, lambda: load_card(raw, key, places))

    async def words_since(self, version: int) -> tuple[int, tuple[str, ...]] | None:
        """Give those that are words of their own, short ones of letters and digits alone.

        With the version of their list; None where that is `version`.
        """
        return await self._database.ask(lambda raw: _words_since(raw, version))

    def _meant(
        self,
        raw: RawConnection,
        asked: str,
        parts: Sequence[str],
        terms: bool,
        limit: int,
        offset: int,
    ) -> SloganPage:
        least = Rank.TERM if terms else Rank.LIKELY
        keys = self._recall.recall(raw, least, lambda: _load_recall(raw, least)).find(asked, parts)
        shown = keys[offset : offset + limit]
        slogans = load_slogans(raw, shown)
        return SloganPage(len(keys), offset, tuple(slogans[key] for key in shown if key in slogans))


def _load_recall(raw: RawConnection, least: Rank) -> Recall:
    rows = raw.execute("SELECT key, bare, occurrences FROM slogan WHERE rank <= ?", (least,))
    return Recall(
        (row["key"], row["bare"], row["occurrences"], _members_of(row["bare"])) for row in rows
    )


def _members_of(slogan: str) -> str:
    entry = known().get(slogan)
    return "".join(map(bare, entry.members)) if entry is not None else ""


def _words_since(raw: RawConnection, version: int) -> tuple[int, tuple[str, ...]] | None:
    row = raw.execute("SELECT value FROM meta WHERE name = 'slogan_version'").fetchone()
    if row["value"] == version:
        return None
    rows = raw.execute(
        "SELECT bare FROM slogan WHERE length(bare) <= ? AND rank <= ?",
        (_LONGEST_WORD, Rank.TERM),
    )
    return row["value"], tuple(one["bare"] for one in rows if one["bare"].isalnum())


def _most_used(
    raw: RawConnection, kind: Kind | None, least: Rank, limit: int, offset: int
) -> SloganPage:
    if kind is None:
        return _page(raw, "s.rank <= ?", (least,), limit, offset)
    return _page(raw, "s.rank <= ? AND s.kind = ?", (least, KINDS.index(kind)), limit, offset)


def _holding(raw: RawConnection, asked: str, limit: int, offset: int) -> SloganPage:
    if not asked:
        return SloganPage(0, offset, ())
    return _page(
        raw,
        "s.rank <= ? AND instr(s.bare, ?) > 0 AND s.bare != ?",
        (Rank.LIKELY, asked, asked),
        limit,
        offset,
    )


def _page(
    raw: RawConnection, condition: str, values: tuple[object, ...], limit: int, offset: int
) -> SloganPage:
    (total,) = raw.execute(f"SELECT count(*) FROM slogan s WHERE {condition}", values).fetchone()
    rows = raw.execute(
        f"SELECT {COLUMNS} FROM slogan s WHERE {condition}"
        " ORDER BY s.rank, s.passages DESC, s.bare LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return SloganPage(int(total), offset, tuple(map(to_slogan, rows)))


def _exactly(raw: RawConnection, asked: str) -> Slogan | None:
    # What no stored text can hold, SQLite can't be asked for.
    if not is_indexed(asked):
        return None
    row = raw.execute(
        f"SELECT {COLUMNS} FROM slogan s WHERE s.bare = ? AND s.rank <= ?", (asked, Rank.TERM)
    ).fetchone()
    return to_slogan(row) if row else None


def _inside(raw: RawConnection, passage_id: str) -> tuple[Slogan, ...]:
    rows = raw.execute(
        f"SELECT DISTINCT {COLUMNS}, t.text FROM text t JOIN place p ON p.passage = t.passage"
        " JOIN slogan_place sp ON sp.speech = p.speech AND sp.number = p.number"
        " JOIN slogan_form f ON f.key = sp.form JOIN slogan s ON s.key = f.slogan"
        " WHERE t.id = ? AND s.rank <= ? ORDER BY s.rank, s.passages DESC, s.bare",
        (passage_id, Rank.LIKELY),
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
