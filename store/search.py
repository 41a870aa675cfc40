"""Search: the exact tier first, and below it the tiers that say that they are something else."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from store.exact import count_exact, find_exact
from store.hits import load_hits
from store.memory import Memory
from store.model import SearchPage
from store.narrowing import (
    Facts,
    Narrowing,
    beside,
    best_clauses,
    narrow,
    narrowable,
    read_facts,
)
from store.query import as_text, parse_query, unquoted
from store.similar import as_similar, guess_query
from store.wordsearch import find_words, reworded, standing, words_to_cut

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from store.database import Database
    from store.found import Found
    from store.model import Match
    from store.narrowing import Narrowable
    from store.query import Needle, Query
    from store.words import Words

REMEMBERED = 512
"""Searches whose totals and first passages are remembered until the store changes."""

LARGE = 20_000
"""Of searches that find more passages than this only a few are remembered; they fill memory."""

REMEMBERED_LARGE = 16


class Search:
    """Finds passages; what it counts is remembered per generation of the store."""

    def __init__(self, database: Database, words: Words) -> None:
        self._database = database
        self._words = words
        self._found: Memory[Found] = Memory(REMEMBERED, lambda found: found.total <= LARGE)
        self._large: Memory[Found] = Memory(REMEMBERED_LARGE, lambda found: found.total > LARGE)
        self._facts: Memory[Facts] = Memory(1)
        self._narrowings: Memory[Narrowing] = Memory(REMEMBERED)
        self._beside: Memory[tuple[tuple[str, int], ...]] = Memory(REMEMBERED)

    async def search(self, query: str, *, limit: int = 10, offset: int = 0) -> SearchPage:
        """Find the passages for `query` and give `limit` of them from `offset`, best first.

        Going on from page to page shows every passage once. `match` is None where there is
        nothing: `words` are then those that were looked for together in vain.
        """
        parsed = parse_query(query)
        page = await self._database.ask(lambda raw: self._exact(raw, parsed, limit, offset))
        return page if page.total else await self.below(page, parsed, limit, offset)

    async def below(self, page: SearchPage, parsed: Query, limit: int, offset: int) -> SearchPage:
        """Search the tiers below the exact one, which gave an empty page."""
        if not parsed.needles:
            return page
        meant = await self._database.ask(lambda raw: guess_query(raw, parsed))
        if meant.sure and (found := await self._similar(parsed, meant.text, limit, offset)).total:
            return found
        # All of the words beat what may have been meant, and that beats some of them.
        uncut = await self._database.ask(lambda raw: words_to_cut(raw, parsed))
        alone = parsed.needles if len(parsed.needles) == 1 else ()
        cut = await self._in_words(parsed, uncut, self._words.cut, (alone,))
        if cut and await self._count(cut):
            return await self._most(cut, limit, offset)
        known = parsed.needles, cut.needles if cut else ()
        finer = await self._in_words(parsed, uncut, self._words.pieces, known)
        if finer and await self._count(finer):
            return await self._most(finer, limit, offset)
        if meant.text and (found := await self._similar(parsed, meant.text, limit, offset)).total:
            return found
        if cut and (found := await self._most(cut, limit, offset)).total:
            return found
        if finer and (some := await self._database.ask(partial(standing, query=finer))).needles:
            found = await self._most(some, limit, offset)
            if found.total:
                return found
        words = (cut or finer or parsed).needles
        return replace(page, words=tuple(needle.shown for needle in words))

    async def _count(self, query: Query) -> int:
        return await self._database.ask(lambda raw: count_exact(raw, query))

    async def _similar(self, parsed: Query, meant: str, limit: int, offset: int) -> SearchPage:
        query = parse_query(meant)
        page = await self._database.ask(lambda raw: self._exact(raw, query, limit, offset))
        return as_similar(page, parsed, meant) if page.total else page

    async def _in_words(
        self,
        parsed: Query,
        uncut: Sequence[str],
        cut: Callable[[str], Awaitable[tuple[str, ...]]],
        known: Iterable[tuple[Needle, ...]],
    ) -> Query | None:
        """Give the query with some needles cut into words, None where that says nothing new."""
        way = reworded(parsed, {text: await cut(text) for text in uncut})
        return None if way.needles in {(), *known} else way

    async def _most(self, query: Query, limit: int, offset: int) -> SearchPage:
        """Give a page of the passages that hold most of the words, all of them first."""
        words = tuple(needle.shown for needle in query.needles)

        def find(raw: sqlite3.Connection) -> SearchPage:
            found = self._recall(raw, ("words", query), lambda: find_words(raw, query))
            return replace(_page(raw, query, found, "words", limit, offset), words=words)

        return await self._database.ask(find)

    async def narrowing(self, query: str) -> Narrowing:
        """Say what the exact passages for `query` can be narrowed by."""
        parsed = parse_query(query)

        def work(raw: sqlite3.Connection) -> Narrowing:
            facts = self._facts.recall(raw, None, lambda: read_facts(raw))
            return self._narrowings.recall(
                raw, parsed, lambda: narrow(raw, self._recall_exact(raw, parsed), facts)
            )

        return await self._database.ask(work)

    async def count(self, query: str) -> int:
        """Say how many passages the exact tier finds."""
        parsed = parse_query(query)
        return await self._database.ask(lambda raw: self._recall_exact(raw, parsed).total)

    def _recall(
        self, raw: sqlite3.Connection, key: tuple[Match, Query], find: Callable[[], Found]
    ) -> Found:
        return self._found.recall(raw, key, lambda: self._large.recall(raw, key, find))

    def exact_here(
        self, raw: sqlite3.Connection, query: Query, limit: int, offset: int
    ) -> tuple[SearchPage, Found]:
        """Search the exact tier, in the thread of the caller, which holds `raw`."""
        found = self._recall_exact(raw, query)
        return _page(raw, query, found, "exact", limit, offset), found

    def narrowable_here(self, raw: sqlite3.Connection, found: Found) -> Narrowable:
        """Say what exact passages can be narrowed by, in the thread of the caller."""
        facts = self._facts.recall(raw, None, lambda: read_facts(raw))
        return narrowable(raw, found, facts)

    def neighbours_here(
        self, raw: sqlite3.Connection, query: Query, found: Found
    ) -> tuple[tuple[str, int], ...]:
        """Give the words that stand beside a query most in the best of its exact passages.

        Each with how many passages hold it, too, over the whole store: what a search for both
        finds. The most frequent stand first; a word that all of them hold is left out. In the
        thread of the caller.
        """
        return self._beside.recall(raw, query, lambda: self._find_beside(raw, query, found))

    def _exact(self, raw: sqlite3.Connection, query: Query, limit: int, offset: int) -> SearchPage:
        return self.exact_here(raw, query, limit, offset)[0]

    def _find_beside(
        self, raw: sqlite3.Connection, query: Query, found: Found
    ) -> tuple[tuple[str, int], ...]:
        clauses = best_clauses(raw, query, found)
        words = beside(query, [self._words.known_here(clause) for clause in clauses])
        # A word that was found without the quotation marks around it stands beside others so, too.
        asked = (found.needles == query.needles and unquoted(query.text)) or query.text
        wider = {word: parse_query(f"{asked} {word}") for word in words}
        counted = [(word, count_exact(raw, _as_meant(raw, one))) for word, one in wider.items()]
        fewer = [item for item in counted if item[1] < found.total]
        return tuple(sorted(fewer, key=lambda item: -item[1]))

    def _recall_exact(self, raw: sqlite3.Connection, query: Query) -> Found:
        return self._recall(raw, ("exact", query), lambda: find_exact(raw, _as_meant(raw, query)))


def _as_meant(raw: sqlite3.Connection, query: Query) -> Query:
    """Give the query, or its text as it stands where the store holds that letter by letter.

    That means that a sentence was pasted whose marks only look like the grammar's.
    """
    if not query.literal:
        return query
    text = as_text(query.text)
    return text if count_exact(raw, text) else query


def _page(
    raw: sqlite3.Connection, query: Query, found: Found, match: Match, limit: int, offset: int
) -> SearchPage:
    hits = load_hits(raw, found.page(offset, limit), found, match)
    return SearchPage(
        query.text, match if found.total else None, found.total, found.speeches, offset, hits
    )
