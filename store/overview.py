"""All that one answer to some words says, asked of the store in one go.

Each way to a connection's thread and back costs as much as finding the passages does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from store.search.facets import Narrowable
from store.search.query import parse_query

if TYPE_CHECKING:
    from store.db.database import Database
    from store.db.port import RawConnection
    from store.people.bookmarks import Bookmarks
    from store.search.model import OtherReading, SearchPage
    from store.search.search import Search
    from store.slogans.model import Slogan, SloganCard
    from store.slogans.slogans import Slogans

MANY = 1000
"""Hits above which another word helps more than a page."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What an opened passage says besides its text: the slogans in it, and whether it is saved.

    `saved` is None where nobody in particular reads it; `note` and `tags` are its reader's.
    """

    saved: bool | None
    slogans: tuple[Slogan, ...]
    note: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """A page of a search, and what leads on from it.

    `beside` are words that stand beside the query, with the passages that hold both, where it has
    more than MANY or asks for a kind alone; `card` is the query's own, where it is a slogan;
    `opening` is the only hit's; `other` is what the words may have been meant as.
    """

    page: SearchPage
    narrowable: Narrowable = field(default_factory=Narrowable)
    beside: tuple[tuple[str, int], ...] = ()
    card: SloganCard | None = None
    opening: Opening | None = None
    other: OtherReading | None = None


class Overviews:
    """Gives overviews; `reader` is who reads them, None for a group."""

    def __init__(
        self, database: Database, search: Search, slogans: Slogans, bookmarks: Bookmarks
    ) -> None:
        self._database = database
        self._search = search
        self._slogans = slogans
        self._bookmarks = bookmarks

    async def of(self, words: str, *, limit: int, offset: int, reader: int | None) -> Overview:
        """Give `limit` passages from `offset`, and all that is said with them."""
        query = parse_query(words)

        def look(raw: RawConnection) -> Overview:
            page, found = self._search.exact_here(raw, query, limit, offset)
            card = None if offset else self._slogans.card_here(raw, words)
            other = self._search.other_reading_here(raw, query, found) if page.total else None
            if page.total < 2:
                opening = self._open(raw, page.hits[0].id, reader) if page.hits else None
                return Overview(page, card=card, opening=opening, other=other)
            of_a_kind = query.of_passages and not query.needles and page.total > limit
            many = (page.total > MANY or of_a_kind) and not offset
            beside = self._search.neighbours_here(raw, query, found) if many else ()
            narrowable = self._search.narrowable_here(raw, found)
            return Overview(page, narrowable, beside, card, other=other)

        seen = await self._database.ask(look)
        if seen.page.total:
            return seen
        page = await self._search.below(seen.page, query, limit, offset)
        alone = page.total == 1 and page.hits
        opening = await self.opening(page.hits[0].id, reader) if alone else None
        return replace(seen, page=page, opening=opening)

    async def opening(self, passage_id: str, reader: int | None) -> Opening:
        """Give what is said with a passage that is opened."""
        return await self._database.ask(lambda raw: self._open(raw, passage_id, reader))

    def _open(self, raw: RawConnection, passage_id: str, reader: int | None) -> Opening:
        slogans = self._slogans.inside_here(raw, passage_id)
        if reader is None:
            return Opening(None, slogans)
        saved = self._bookmarks.is_saved_here(raw, reader, passage_id)
        note, tags = self._bookmarks.noted_here(raw, reader, passage_id) if saved else ("", ())
        return Opening(saved, slogans, note, tags)
