"""From a slogan, or words that may mean one, to a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.normal import normalize
from corpus.slogans.model import KINDS
from handlers.passage.opened import card_url, reader_of
from handlers.passage.watching import watch_button
from handlers.slogans.views.slogans import (
    COMPANIONS_SHOWN,
    GROUP_ITEMS,
    PRIVATE_ITEMS,
    CardFrame,
    ListFrame,
    Offered,
    render_card,
    render_guess,
    render_holding,
    render_most_used,
    render_no_slogan,
)
from handlers.views.fixed import Fixed
from handlers.views.greeting import render_empty_store
from handlers.views.paging import LONGEST_ALONE, LONGEST_LABEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.slogans.model import Kind
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import View
    from store.slogans.model import Slogan, SloganCard

GUESSES = 4
"""Slogans that are offered where the one asked for isn't known."""
LONGEST_HELD = LONGEST_ALONE - 2
"""Characters of words that a button has in quotation marks."""
_QUOTES = "“”‘’「」『』\"'《》"


async def words_view(services: Services, words: str, viewer: Viewer) -> View:
    """The card of the slogan that the words are, or what they may have meant."""
    card = await card_view(services, words, viewer)
    if card is not None:
        return card
    if (await services.store.slogans.holding(words, limit=0)).total:
        return await holding_view(services, words, 0, viewer)
    key = services.store.saved_queries.remember(words)
    meant = await services.store.slogans.meant(words, limit=GUESSES)
    passages = await services.store.search.count(words)
    if meant.items:
        return render_guess(words, await guessed(services, meant.items), viewer.lang)
    label = await services.store.words.fit(words, LONGEST_HELD)
    return render_no_slogan(words, label, key, passages, viewer.lang)


async def card_view(services: Services, words: str, viewer: Viewer) -> View | None:
    """The card of a slogan, None where the words are none."""
    card = await card_of(services, words)
    if card is None:
        return None
    shown = card.slogan.shown
    telling = card.telling
    saved = None
    reader = reader_of(viewer)
    if telling is not None and reader is not None:
        saved = await services.store.bookmarks.is_saved(reader, telling.id)
    frame = CardFrame(
        viewer.lang,
        services.store.saved_queries.remember(shown),
        viewer.group,
        saved,
        await services.store.search.count(shown),
        await _offered(
            services,
            [companion.slogan for companion in card.companions[:COMPANIONS_SHOWN]],
            LONGEST_LABEL,
        ),
        await watch_button(services, shown, viewer),
        _otherwise(services, card),
    )
    return render_card(card, frame)


async def card_of(services: Services, words: str) -> SloganCard | None:
    """All that is known of the slogan that the words are."""
    slogan = await services.store.slogans.exactly(words)
    return None if slogan is None else await services.store.slogans.card(slogan.key)


def _otherwise(services: Services, card: SloganCard) -> str:
    """The key of the slogan's commonest wording that the search for it doesn't find."""
    shown = normalize(card.slogan.shown)
    for variant in card.variants:
        words = variant.strip(_QUOTES)
        if shown not in normalize(words):
            return services.store.saved_queries.remember(words)
    return ""


async def most_used_view(
    services: Services, kind: Kind | None, offset: int, viewer: Viewer
) -> View:
    """A page of the most used slogans, of all kinds or of one."""
    size = GROUP_ITEMS if viewer.group else PRIVATE_ITEMS
    offset -= offset % size
    page = await services.store.slogans.most_used(kind, limit=size, offset=offset)
    if page.total and not page.items:
        return await most_used_view(services, kind, page.total - 1, viewer)
    if page.total or kind is not None:
        frame = ListFrame(viewer.lang, size, _keys(services, page.items))
        return render_most_used(page, kind, frame)
    if (await services.store.documents.size()).speeches:
        return Fixed.NO_SLOGANS.view(viewer.lang)
    return render_empty_store(viewer.lang, operator=viewer.user_id in services.operators)


async def holding_view(services: Services, words: str, offset: int, viewer: Viewer) -> View:
    """A page of the slogans that hold the words, which are no slogan themselves."""
    size = GROUP_ITEMS if viewer.group else PRIVATE_ITEMS
    offset -= offset % size
    page = await services.store.slogans.holding(words, limit=size, offset=offset)
    if page.total and not page.items:
        return await holding_view(services, words, page.total - 1, viewer)
    frame = ListFrame(
        viewer.lang,
        size,
        _keys(services, page.items),
        await services.store.words.fit(words, LONGEST_HELD),
        services.store.saved_queries.remember(words),
        await services.store.search.count(words),
    )
    return render_holding(page, words, frame)


async def guessed(services: Services, slogans: Sequence[Slogan]) -> tuple[Offered, ...]:
    """Slogans that may be meant, as buttons; one alone has more room."""
    longest = LONGEST_ALONE if len(slogans) == 1 else LONGEST_LABEL
    return await _offered(services, slogans, longest)


async def _offered(
    services: Services, slogans: Sequence[Slogan], longest: int
) -> tuple[Offered, ...]:
    keys = _keys(services, slogans)
    labels = [await services.store.words.fit(one.shown, longest) for one in slogans]
    return tuple(map(Offered, slogans, labels, keys))


def _keys(services: Services, slogans: Sequence[Slogan]) -> tuple[str, ...]:
    """What buttons name the slogans by."""
    return tuple(services.store.saved_queries.remember(one.shown) for one in slogans)


def also_a_slogan(services: Services, card: SloganCard) -> tuple[str, str]:
    """For words that are a slogan, too: the address of its card, and its first companion."""
    first = card.companions[0].slogan.shown if card.companions else ""
    return card_url(services, card.slogan.shown), first


def kind_of(letter: str) -> Kind | None:
    """The kind that a button names by its first letter; None for all."""
    return next((kind for kind in KINDS if kind[0] == letter), None)
