"""Where a list can lead: narrower searches, each under a key of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.views.narrowing import NARROWED, VALUES, Values, Ways
from store.query import HEADING, filter_word, parse_query, without, without_last

if TYPE_CHECKING:
    from handlers.services import Services
    from store.model import SearchPage
    from store.narrowing import Facet, Narrowing
    from store.overview import Overview
    from store.query import Field

BESIDE = 3
MOST_APART = 6


def ways_of(services: Services, words: str, overview: Overview) -> Ways:
    """What a list of hits can be narrowed by, and which filters it can lose."""
    remember = services.store.queries.remember
    filters = {condition.field for condition in parse_query(words).filters}
    removals = tuple((field, remember(rest)) for field, rest in _wider(words))
    page, narrowable = overview.page, overview.narrowable
    if page.match != "exact":
        return Ways(removals=removals)
    last = without_last(words)
    only = filter_word("kind", HEADING)
    mixed = 0 < narrowable.headings < page.total and "kind" not in filters
    return Ways(
        headings=(narrowable.headings, remember(f"{words} {only}")) if mixed else None,
        beside=tuple(
            (word, count, remember(f"{words} {word}")) for word, count in overview.beside[:BESIDE]
        ),
        fields=tuple(
            field
            for field in NARROWED.values()
            if field in narrowable.fields and field not in filters
        ),
        removals=removals,
        last=(last[0], remember(last[1])) if last else None,
    )


async def filters_to_lose(services: Services, words: str) -> tuple[tuple[Field, str], ...]:
    """The filters to blame for a search that finds nothing, as `Ways.removals`."""
    wider = _wider(words)
    count = services.store.search.count
    # Where it takes more than one of them, each is a step.
    helpful = [(field, rest) for field, rest in wider if await count(rest)]
    if not helpful and not await count(_unfiltered(words)):
        return ()
    return tuple((field, services.store.queries.remember(rest)) for field, rest in helpful or wider)


async def values_of(services: Services, words: str, field: Field, offset: int) -> Values | None:
    """The page of a field's values that holds `offset`, most frequent first."""
    facets = _facets(await services.store.search.narrowing(words), field)
    if not facets:
        return None
    offset = min(offset, len(facets) - 1)
    offset -= offset % VALUES
    remember = services.store.queries.remember
    shown = tuple(
        (facet.value, facet.passages, remember(f"{words} {filter_word(field, facet.value)}"))
        for facet in facets[offset : offset + VALUES]
    )
    return Values(field, offset, len(facets), shown)


async def words_apart(
    services: Services, page: SearchPage, words: str
) -> tuple[tuple[str, int, str], ...]:
    """The words of a search that found nothing, with where each of them stands alone."""
    conditions = [word for word in words.split() if parse_query(word).filters]
    apart = []
    for word in page.words[:MOST_APART]:
        alone = " ".join([*conditions, word])
        if count := await services.store.search.count(alone):
            apart.append((word, count, services.store.queries.remember(alone)))
    return tuple(apart)


def _wider(words: str) -> list[tuple[Field, str]]:
    """The query without each of its filters, where anything is left of it."""
    fields = sorted({condition.field for condition in parse_query(words).filters})
    wider = [(field, without(words, field)) for field in fields]
    return [(field, rest) for field, rest in wider if rest]


def _unfiltered(words: str) -> str:
    for condition in parse_query(words).filters:
        words = without(words, condition.field)
    return words


def _facets(narrowing: Narrowing, field: Field) -> tuple[Facet, ...]:
    return narrowing.years if field == "year" else narrowing.organisations
