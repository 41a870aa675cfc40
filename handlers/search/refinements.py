"""Where a list can lead: narrower searches, each under a key of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from handlers.passage.views.asked import USES, condition
from handlers.search.views.facets import (
    NARROWED,
    VALUES,
    VALUES_LISTED,
    Refinements,
    Values,
    apart_buttons,
    other_button,
    render_values,
)
from handlers.views.markup import plain
from handlers.views.paging import LONGEST_ALONE, LONGEST_LABEL
from handlers.views.pressed import old
from store.search.model import Facet
from store.search.query import (
    HEADING,
    LOOSE_WORD,
    NEWEST_WORD,
    OLDEST_WORD,
    filter_word,
    parse_query,
    without,
    without_last,
    without_order,
)

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Pressing
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.lang import Lang
    from handlers.views.markup import Button, Outcome
    from store.overview import Overview
    from store.search.model import Facets, OtherReading
    from store.search.query import Field

BESIDE = 3
FEW_OF_A_USE = 10
"""Hits below which nobody needs to be led to those that are good for something."""
MOST_APART = 3


async def refinements_of(
    services: Services, words: str, overview: Overview, lang: Lang
) -> Refinements:
    """What a list of hits can be narrowed by, and which filters it can lose."""
    remember = services.store.saved_queries.remember
    filters = {condition.field for condition in parse_query(words).filters}
    removals = removals_of(services, words)
    page, narrowable = overview.page, overview.narrowable
    if page.match != "exact":
        return Refinements(removals=removals)
    last = without_last(words)
    only = filter_word("kind", HEADING)
    mixed = 0 < narrowable.headings < page.total and "kind" not in filters
    return Refinements(
        headings=(narrowable.headings, remember(f"{words} {only}")) if mixed else None,
        beside=tuple(
            (word, count, remember(f"{words} {word}")) for word, count in overview.beside[:BESIDE]
        ),
        fields=tuple(
            field
            for field in NARROWED.values()
            if field in narrowable.fields and field not in filters
        )
        + (("mark",) if page.total >= FEW_OF_A_USE and not filters & {"mark", "place"} else ()),
        removals=removals,
        last=(last[0], remember(last[1])) if last else None,
        order=_other_order(services, words, overview),
        other=await _other(services, overview, lang),
        loose=(page.total + page.other_punctuation, remember(f"{words} {LOOSE_WORD}"))
        if page.other_punctuation
        else None,
    )


async def _other(
    services: Services, overview: Overview, lang: Lang
) -> tuple[OtherReading, str, str] | None:
    """What the words may have been meant as, with how a button names it, and its key."""
    other = overview.other
    if other is None:
        return None
    named = plain(condition(other.understood, lang))
    label = await services.store.words.fit(named, LONGEST_ALONE)
    return other, label, services.store.saved_queries.remember(other.text)


def _other_order(
    services: Services, words: str, overview: Overview
) -> tuple[Literal["newest", "best"], str] | None:
    """The order that the hits aren't in, where they have several years to be ordered by."""
    remember = services.store.saved_queries.remember
    if parse_query(words).order is not None:
        return "best", remember(without_order(words))
    if "year" not in overview.narrowable.fields:
        return None
    return "newest", remember(f"{words} {NEWEST_WORD}")


def removals_of(services: Services, words: str) -> tuple[tuple[str, str], ...]:
    """The filters that a search can lose, by field or use, each with the key of what is left."""
    remember = services.store.saved_queries.remember
    uses: dict[str, str] = {
        one.field: one.value for one in parse_query(words).filters if one.field in {"place", "mark"}
    }
    return tuple((uses.get(field, field), remember(rest)) for field, rest in _wider(words))


async def filters_to_lose(services: Services, words: str) -> tuple[tuple[str, str], ...]:
    """The filters to blame for a search that finds nothing, as `Refinements.removals`."""
    wider = _wider(words)
    count = services.store.search.count
    # Where it takes more than one of them, each is a step.
    helpful = [(field, rest) for field, rest in wider if await count(rest)]
    if not helpful and not await count(_unfiltered(words)):
        return ()
    return tuple(
        (field, services.store.saved_queries.remember(rest)) for field, rest in helpful or wider
    )


async def values_of(services: Services, words: str, field: Field, offset: int) -> Values | None:
    """The page of a field's values that holds `offset`, most frequent first, years newest first."""
    if field == "mark":
        facets = await _uses(services, words)
    else:
        facets = _of_field(await services.store.search.facets(words), field)
    if not facets:
        return None
    listed = any(len(facet.value) > LONGEST_LABEL for facet in facets)
    size = VALUES_LISTED if listed else VALUES
    offset = min(offset, len(facets) - 1)
    offset -= offset % size
    remember = services.store.saved_queries.remember
    shown = tuple(
        (facet.value, facet.passages, remember(f"{words} {filter_word(field, facet.value)}"))
        for facet in facets[offset : offset + size]
    )
    oldest = remember(f"{without_order(words)} {OLDEST_WORD}") if field == "year" else None
    passages = await services.store.search.count(words)
    return Values(field, offset, len(facets), shown, oldest, listed, passages)


async def ways_apart(services: Services, overview: Overview, viewer: Viewer) -> tuple[Button, ...]:
    """What the words of a single hit may have been meant as."""
    page = overview.page
    if viewer.group:
        return ()
    if page.match == "words":
        apart = await names_apart(services, page.query, viewer.lang)
        return tuple(apart_buttons(Refinements(apart=apart)))
    other = await _other(services, overview, viewer.lang)
    return tuple(other_button(Refinements(other=other), viewer.lang))


async def names_apart(
    services: Services, words: str, lang: Lang
) -> tuple[tuple[str, int, str], ...]:
    """The names that one of the words fits, with what each of them has of the others."""
    found = await services.store.search.fitting(words)
    remember = services.store.saved_queries.remember
    longest = LONGEST_ALONE if len(found) == 1 else LONGEST_LABEL
    named = [plain(condition(one.understood, lang)) for one in found[:MOST_APART]]
    labels = [await services.store.words.fit(name, longest) for name in named]
    return tuple(
        (label, one.total, remember(one.text)) for label, one in zip(labels, found, strict=False)
    )


async def words_apart(services: Services, words: str) -> tuple[tuple[str, int, str], ...]:
    """The words of a search that stand nowhere together, with where each of them stands alone."""
    query = parse_query(words)
    needles = query.needles
    if len(needles) < 2:
        return ()
    conditions = [word for word in query.text.split() if parse_query(word).filters]
    apart = []
    for needle in needles[:MOST_APART]:
        alone = " ".join([*conditions, needle.shown])
        if count := await services.store.search.count(alone):
            label = await services.store.words.fit(needle.shown, LONGEST_LABEL)
            apart.append((label, count, services.store.saved_queries.remember(alone)))
    return tuple(apart)


def _wider(words: str) -> list[tuple[Field, str]]:
    """The query without each of its filters, where anything is left of it."""
    fields = sorted({condition.field for condition in parse_query(words).filters})
    wider = [(field, without(words, field)) for field in fields]
    return [(field, rest) for field, rest in wider if rest]


def _unfiltered(words: str) -> str:
    for one in parse_query(words).filters:
        words = without(words, one.field)
    return words


async def _uses(services: Services, words: str) -> tuple[Facet, ...]:
    """What passages are good for, in the order of a speech, each with how many there are."""
    found = [
        Facet(use, await services.store.search.count(f"{words} {filter_word('mark', use)}"))
        for use in USES
    ]
    return tuple(facet for facet in found if facet.passages)


def _of_field(facets: Facets, field: Field) -> tuple[Facet, ...]:
    if field == "year":
        return tuple(sorted(facets.years, key=lambda facet: facet.value, reverse=True))
    return facets.organisations


async def press_narrow(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Show the values that the search can be narrowed by."""
    field = NARROWED.get(wanted.extra)
    if field is None:
        return old(press.lang)
    values = await values_of(services, press.words, field, wanted.offset)
    if values is None:
        return old(press.lang)
    return render_values(press.words, wanted.query, values, press.lang)
