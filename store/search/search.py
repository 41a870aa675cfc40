"""Search: the exact tier first, and below it the tiers that say that they are something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store.db.generations import GenerationCache
from store.search.any_words import find_words
from store.search.by_date import by_date
from store.search.exact import count_exact, find_exact
from store.search.facets import Facts, beside, best_clauses, facets_of, narrowable, read_facts
from store.search.fuzzy import Meant, as_similar, guess_query
from store.search.hits import load_hits
from store.search.matching import holds_needle
from store.search.meaning import Meaning
from store.search.model import Facets, OtherReading, SearchPage
from store.search.punctuation import says_something, usual_spelling
from store.search.query import as_text, filter_word, parse_query, unquoted
from store.search.results import allowed_speeches
from store.search.understanding import misspelt, read_names, understand, ways
from store.search.wording import Counted, to_cut, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from store.clock import Clock
    from store.db.database import Database
    from store.db.port import RawConnection
    from store.search.facets import Narrowable
    from store.search.model import Match
    from store.search.query import Order, Query
    from store.search.results import Results
    from store.search.tokenizer import Token, Words
    from store.search.understanding import Names, Reading
    from store.search.wording import Wording

REMEMBERED = 512
"""Searches whose totals and first passages are remembered until the store changes."""

LARGE = 20_000
"""Of searches that find more passages than this only a few are remembered; they fill memory."""

REMEMBERED_LARGE = 16


_ALL = 0.999
"""Share of the words' weight that a passage holds which holds all of them."""

_BESIDE = ("year", "speaker", "organisation")
"""What a word of an exact answer may have been meant as."""

_SOURCES = ("speaker", "organisation", "year", "place", "mark")
"""What may be said to hold none of the words that stand elsewhere."""


class Search:
    """Finds passages; what it counts is remembered per generation of the store."""

    def __init__(self, database: Database, words: Words, clock: Clock | None = None) -> None:
        """`clock` says what 去年 means; without one, the machine's does."""
        self._database = database
        self._words = words
        self.meaning = Meaning(database)
        self._first: GenerationCache[tuple[int, ...]] = GenerationCache(REMEMBERED)
        self._found: GenerationCache[Results] = GenerationCache(
            REMEMBERED, lambda found: found.total <= LARGE
        )
        self._large: GenerationCache[Results] = GenerationCache(
            REMEMBERED_LARGE, lambda found: found.total > LARGE
        )
        self._clock = clock
        self._names: GenerationCache[Names] = GenerationCache(1)
        self._facts: GenerationCache[Facts] = GenerationCache(1)
        self._counts: GenerationCache[int] = GenerationCache(REMEMBERED)
        self._facets: GenerationCache[Facets] = GenerationCache(REMEMBERED)
        self._beside: GenerationCache[tuple[tuple[str, int], ...]] = GenerationCache(REMEMBERED)

    async def search(
        self, query: str, *, limit: int = 10, offset: int = 0, order: Order | None = None
    ) -> SearchPage:
        """Find the passages for `query` and give `limit` of them from `offset`, best first.

        `order` is another order than that, where the query itself doesn't name one.

        Going on from page to page shows every passage once. `match` is None where there is
        nothing: `words` are then those that were looked for together in vain.
        """
        parsed = parse_query(query)
        if order is not None and parsed.order is None:
            parsed = replace(parsed, order=order)
        page = await self._database.ask(lambda raw: self._exact(raw, parsed, limit, offset))
        return page if page.total else await self.below(page, parsed, limit, offset)

    async def below(self, page: SearchPage, parsed: Query, limit: int, offset: int) -> SearchPage:
        """Search the tiers below the exact one, which gave an empty page."""
        if not parsed.needles:
            return page
        if page.other_punctuation:
            return await self._otherwise_marked(parsed, limit, offset)
        uncut = await self._database.ask(lambda raw: to_cut(parsed, Counted(raw)))
        cuts = {text: await self._words.read(text) for text in uncut}
        understood = await self._database.ask(
            lambda raw: self._understood(raw, parsed, cuts, limit, offset)
        )
        return understood or await self._worded(parsed, cuts, limit, offset)

    async def _otherwise_marked(self, parsed: Query, limit: int, offset: int) -> SearchPage:
        """Search for the text whatever its punctuation, and name it as it stands most often."""
        loose = replace(parsed, loose=True)

        def find(raw: RawConnection) -> SearchPage:
            page, found = self.exact_here(raw, loose, limit, offset)
            similar = as_similar(page, parsed, usual_spelling(raw, found))
            return replace(similar, other_punctuation=page.total)

        return await self._database.ask(find)

    async def _worded(
        self, parsed: Query, cuts: Mapping[str, Sequence[Token]], limit: int, offset: int
    ) -> SearchPage:
        """Search for what was probably meant, or for some of the words."""
        meant = await self._database.ask(lambda raw: self._meant(raw, parsed))
        if meant.sure and (found := await self._similar(parsed, meant.text, limit, offset)).total:
            return found

        def find(raw: RawConnection) -> tuple[SearchPage, bool]:
            page, _ = self.exact_here(raw, parsed, limit, offset)
            if page.total:
                return page, True  # documents have come in since nothing was found
            found, wording = self._some(raw, parsed, cuts)
            some = self._some_page(raw, parsed, found, wording, limit, offset)
            return some, _is_complete(found, wording)

        some, complete = await self._database.ask(find)
        # All of the words beat what may have been meant, and that beats some of them.
        if not complete or not some.total:
            likely = meant.text and await self._similar(parsed, meant.text, limit, offset)
            if likely and likely.total:
                return likely
        return some

    def _meant(self, raw: RawConnection, query: Query) -> Meant:
        """Say what a query was a slip for: a name that sounds alike, or another text."""
        named = misspelt(query, self._known(raw), Counted(raw))
        return Meant(named, sure=True) if named else guess_query(raw, query)

    def _some(
        self, raw: RawConnection, query: Query, cuts: Mapping[str, Sequence[Token]]
    ) -> tuple[Results, Wording]:
        wording = word(query, cuts, self._words.pieces_here, Counted(raw))
        return self._recall(raw, wording, lambda: find_words(raw, wording)), wording

    def _some_page(
        self,
        raw: RawConnection,
        query: Query,
        found: Results,
        wording: Wording,
        limit: int,
        offset: int,
    ) -> SearchPage:
        asked = " ".join(needle.shown for needle in query.needles)
        # Where a passage holds all that was typed, that is what was meant. What is found
        # is remembered also where nothing is known yet, so that a question's pages have one order.
        ranked = () if _is_complete(found, wording) else found.ranked
        first = self._first.recall(
            raw, (wording, asked), lambda: self.meaning.first_here(raw, ranked, asked)
        )
        found = replace(found, ranked=first + found.ranked[len(first) :])
        page = _some_words(raw, query, wording, found, limit, offset)
        return replace(page, by_meaning=bool(first) and query.order is None)

    def _understood(
        self,
        raw: RawConnection,
        query: Query,
        cuts: Mapping[str, Sequence[Token]],
        limit: int,
        offset: int,
    ) -> SearchPage | None:
        """Search within what some of the words name; None where they name nothing that has any."""
        page, _ = self.exact_here(raw, query, limit, offset)
        if page.total:
            return page  # documents have come in since nothing was found
        reading = understand(query, cuts, self._known(raw), self._today())
        # Where a passage holds all of the words, none of them is a title.
        if reading.holds("title") and _is_complete(*self._some(raw, query, cuts)):
            reading = reading.without("title")
        for way, whole in ways(reading):
            read = replace(parse_query(way.text), order=query.order)
            page = self._read_as(raw, read, limit, offset, whole=whole)
            if page.total:
                return replace(page, query=query.text, understood=way.filters, reading=way.text)
        return self._elsewhere(raw, query, reading, limit, offset)

    def _read_as(
        self, raw: RawConnection, query: Query, limit: int, offset: int, *, whole: bool = False
    ) -> SearchPage:
        """Search for a reading; where it must be `whole`, for passages that hold all its words."""
        page, _ = self.exact_here(raw, query, limit, offset)
        if page.total or not query.needles:
            return page
        own = {typed: self._words.read_here(typed) for typed in to_cut(query, Counted(raw))}
        found, wording = self._some(raw, query, own)
        if whole and not _is_complete(found, wording):
            return page
        return self._some_page(raw, query, found, wording, limit, offset)

    def _elsewhere(
        self, raw: RawConnection, query: Query, reading: Reading, limit: int, offset: int
    ) -> SearchPage | None:
        """Search for the words of which none stands in what was understood; None where nowhere."""
        lost = tuple(one for one in reading.filters if one.field in _SOURCES)
        if not lost or not reading.words:
            return None
        text = " ".join((*reading.kept, *reading.words))
        left = replace(parse_query(text), order=query.order)
        page = self._read_as(raw, left, limit, offset)
        if not page.total:
            return None
        allowed = allowed_speeches(raw, lost) or ()
        # No passage is what was asked for: whoever reads `match` alone mustn't take it for that.
        return replace(
            page,
            query=query.text,
            match="words",
            hits=tuple(replace(hit, match="words") for hit in page.hits),
            words=page.words or tuple(needle.shown for needle in left.needles),
            let_go=lost,
            within=len(allowed),
            reading=text,
        )

    async def _similar(self, parsed: Query, meant: str, limit: int, offset: int) -> SearchPage:
        query = parse_query(meant)
        page = await self._database.ask(lambda raw: self._exact(raw, query, limit, offset))
        return as_similar(page, parsed, meant) if page.total else page

    async def facets(self, query: str) -> Facets:
        """Say what the exact passages for `query` can be narrowed by."""
        parsed = parse_query(query)

        def work(raw: RawConnection) -> Facets:
            facts = self._facts.recall(raw, None, lambda: read_facts(raw))
            return self._facets.recall(
                raw, parsed, lambda: facets_of(raw, self._recall_exact(raw, parsed), facts)
            )

        return await self._database.ask(work)

    async def count(self, query: str) -> int:
        """Say how many passages the exact tier finds."""
        parsed = parse_query(query)
        return await self._database.ask(lambda raw: self._recall_exact(raw, parsed).total)

    def _recall(
        self, raw: RawConnection, key: Query | Wording, find: Callable[[], Results]
    ) -> Results:
        return self._found.recall(raw, key, lambda: self._large.recall(raw, key, find))

    def exact_here(
        self, raw: RawConnection, query: Query, limit: int, offset: int
    ) -> tuple[SearchPage, Results]:
        """Search the exact tier, in the thread of the caller, which holds `raw`."""
        found = self._recall_exact(raw, query)
        page = _page(raw, query, found, "exact", limit, offset)
        return replace(page, other_punctuation=self._otherwise(raw, query, found)), found

    def _otherwise(self, raw: RawConnection, query: Query, found: Results) -> int:
        """Count the passages that hold the one piece of text asked for with other punctuation."""
        parts = [part for needle in query.needles for part in needle.parts]
        if query.loose or not says_something(parts):
            return 0
        loose = replace(query, loose=True)
        every = self._counts.recall(raw, loose, lambda: count_exact(raw, loose))
        return max(0, every - found.total)

    def narrowable_here(self, raw: RawConnection, found: Results) -> Narrowable:
        """Say what exact passages can be narrowed by, in the thread of the caller."""
        facts = self._facts.recall(raw, None, lambda: read_facts(raw))
        return narrowable(raw, found, facts)

    def other_reading_here(
        self, raw: RawConnection, query: Query, found: Results
    ) -> OtherReading | None:
        """Say what a question that is answered exactly would mean if a name in it were one.

        In the thread of the caller.
        """
        reading = understand(query, {}, self._known(raw), self._today())
        sure = tuple(pair for pair in reading.understood if pair[0].field in _BESIDE)
        if not sure or query.filters:
            return None
        reading = replace(reading, understood=sure).with_words_of(query)
        if not reading.words:
            speeches = len(allowed_speeches(raw, reading.filters) or ())
            return OtherReading(sure[0][0], speeches, reading.text, alone=True)
        total = count_exact(raw, parse_query(reading.text))
        if not total or total <= found.total:
            return None
        return OtherReading(sure[0][0], total, reading.text, alone=False)

    def neighbours_here(
        self, raw: RawConnection, query: Query, found: Results
    ) -> tuple[tuple[str, int], ...]:
        """Give the words that stand beside a query most in the best of its exact passages.

        Each with how many passages hold it, too, over the whole store: what a search for both
        finds. The most frequent stand first; a word that all of them hold is left out. In the
        thread of the caller.
        """
        return self._beside.recall(raw, query, lambda: self._find_beside(raw, query, found))

    async def fitting(self, query: str) -> tuple[OtherReading, ...]:
        """Say what a question finds that names one of several, for each of them, most first."""
        parsed = parse_query(query)

        def work(raw: RawConnection) -> Iterator[OtherReading]:
            for needle in parsed.needles:
                rest = [word for word in parsed.text.split() if word != needle.shown]
                for name in self._known(raw).fitting(needle.parts[0]) if rest else ():
                    text = " ".join((filter_word(name.field, name.value), *rest))
                    if total := count_exact(raw, parse_query(text)):
                        yield OtherReading(name, total, text, alone=False)

        found = await self._database.ask(lambda raw: list(work(raw)))
        return tuple(sorted(found, key=lambda one: -one.total))

    def _known(self, raw: RawConnection) -> Names:
        return self._names.recall(raw, None, lambda: read_names(raw))

    def _today(self) -> date:
        return (self._clock.now() if self._clock else datetime.now(UTC)).date()

    def _exact(self, raw: RawConnection, query: Query, limit: int, offset: int) -> SearchPage:
        return self.exact_here(raw, query, limit, offset)[0]

    def _find_beside(
        self, raw: RawConnection, query: Query, found: Results
    ) -> tuple[tuple[str, int], ...]:
        clauses = best_clauses(raw, query, found)
        words = beside(query, [self._words.known_here(clause) for clause in clauses])
        # A word that was found without the quotation marks around it stands beside others so, too.
        asked = (found.needles == query.needles and unquoted(query.text)) or query.text
        wider = {word: parse_query(f"{asked} {word}") for word in words}
        counted = [(word, count_exact(raw, _as_meant(raw, one))) for word, one in wider.items()]
        fewer = [item for item in counted if item[1] < found.total]
        return tuple(sorted(fewer, key=lambda item: -item[1]))

    def _recall_exact(self, raw: RawConnection, query: Query) -> Results:
        return self._recall(raw, query, lambda: find_exact(raw, _as_meant(raw, query)))


def _as_meant(raw: RawConnection, query: Query) -> Query:
    """Give the query, or its text as it stands where the store holds that letter by letter.

    That means that a sentence was pasted whose marks only look like the grammar's.
    """
    if not query.literal:
        return query
    text = as_text(query.text)
    return text if count_exact(raw, text) else query


def _is_complete(found: Results, wording: Wording) -> bool:
    """Whether a passage holds all of the words."""
    return found.share > _ALL and not wording.absent


def _some_words(
    raw: RawConnection, query: Query, wording: Wording, found: Results, limit: int, offset: int
) -> SearchPage:
    """Give a page of the passages that hold some of the words, and say which these hold."""
    page = _page(raw, query, found, "words", limit, offset)
    normals = [normalize(hit.text) for hit in page.hits]
    held = [
        needle.shown
        for needle in wording.words
        if not normals or any(holds_needle(normal, needle) for normal in normals)
    ]
    typed = [needle.shown for needle in query.needles]
    absent = tuple(word for word in wording.absent if word in typed and len(typed) > 1)
    return replace(page, words=tuple(held), absent=absent)


def _page(
    raw: RawConnection, query: Query, found: Results, match: Match, limit: int, offset: int
) -> SearchPage:
    if query.order is not None and match != "exact":
        found = by_date(raw, found, query.order)
    hits = load_hits(raw, found.page(offset, limit), found, match)
    return SearchPage(
        query.text, match if found.total else None, found.total, found.speeches, offset, hits
    )
