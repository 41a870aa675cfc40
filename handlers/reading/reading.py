"""全文: a speech page by page, its headings, and what one read last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.passage.opened import passage_view
from handlers.passage.views.passage import render_copies
from handlers.reading.views.pages import page_of, paginate
from handlers.reading.views.reading import (
    RECENT_SHOWN,
    GroupFrame,
    outline_text,
    render_guessed,
    render_last,
    render_names_in_group,
    render_outline,
    render_page,
    render_recent,
    render_speeches,
)
from handlers.telegram import deeplink
from handlers.telegram.acts import Flag
from handlers.telegram.spot import Origin, Spot
from handlers.views.fixed import Fixed
from handlers.views.greeting import render_empty_store
from handlers.views.markup import Toast
from handlers.views.paging import measures
from handlers.views.pressed import Why, gone, old, refused
from store.search.query import parse_query, without

if TYPE_CHECKING:
    from handlers.reading.views.pages import Page
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import Outcome, View
    from store.search.model import Span, SpeechPage, SpeechText


async def on_read(services: Services, ask: Asking) -> View:
    """Tell where one stopped, and go on from there at a press."""
    stops = await services.store.reading.last(ask.user.id, 1)
    text = await services.store.reading.speech(stops[0].speech.id) if stops else None
    if text is None:
        return Fixed.NOTHING_READ.view(ask.lang)
    pages = paginate(text.written)
    page = page_of(pages, stops[0].number) + 1
    return render_last(stops[0], page, len(pages), ask.lang)


async def on_speeches(services: Services, ask: Asking) -> View:
    """List the speeches, all or those whose title or organisation holds the words."""
    return await speeches_view(services, ask.words, 0, ask.viewer)


async def press_full(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Show a page in place; from a group or an inline message in the reader's own chat."""
    spot = Spot.of(wanted)
    if spot is None:
        return old(press.lang)
    if press.group or press.chat_id is None:
        if not wanted.passage:
            return old(press.lang)
        link = deeplink.Link(deeplink.Kind.FULL, passage=wanted.passage, cut=wanted.cut)
        return Toast(url=deeplink.url(services.username, link))
    return await page_view(services, spot, press.viewer) or refused(Why.NOT_STORED, press.lang)


async def press_below(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Open a passage's context or full text in a new message: what holds the button stays."""
    if press.group or press.chat_id is None:
        return old(press.lang)
    if Flag.FULL in wanted.flags:
        view = await full_view(services, wanted.passage, press.viewer, wanted.cut)
    else:
        view = await passage_view(
            services, wanted.passage, press.viewer, cut=wanted.cut, context=True
        )
    if view is None:
        return gone(press.lang)
    await services.sender.send(press.chat_id, view)
    return None


async def press_outline(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Show the headings in place of the page."""
    spot, text = await _found(services, wanted)
    if spot is None or text is None:
        return refused(Why.NOT_STORED, press.lang)
    if not outline_text(text):
        return refused(Why.NO_HEADINGS, press.lang)
    return render_outline(text, spot, press.lang)


async def press_outline_copy(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Send the headings, for they are too long for a copy button."""
    _, text = await _found(services, wanted)
    if text is None:
        return refused(Why.NOT_STORED, press.lang)
    if not outline_text(text):
        return refused(Why.NO_HEADINGS, press.lang)
    for view in render_copies(outline_text(text)):
        await services.sender.send(press.user.id, view)
    return None


async def press_speeches(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Show the page of the list of speeches that holds the offset."""
    return await speeches_view(services, press.words, wanted.offset, press.viewer)


async def press_recent(services: Services, press: Pressing, _wanted: Press) -> Outcome:
    """Show what was read last."""
    viewer = press.viewer
    stops = await services.store.reading.last(viewer.user_id, RECENT_SHOWN)
    if not stops:
        return gone(press.lang)
    return render_recent(stops, viewer.lang)


async def full_view(
    services: Services, passage_id: str, viewer: Viewer, cut: Span | None = None
) -> View | None:
    """The full text at the page of a passage, None where it is no longer in the store.

    返回 leads to the passage, or to the run of it that is `cut`.
    """
    hit = await services.store.passages.get(passage_id)
    if hit is None:
        return None
    return await page_view(services, Spot(hit.speech.id, passage=passage_id, cut=cut), viewer)


async def page_view(services: Services, spot: Spot, viewer: Viewer) -> View | None:
    """A page of a speech, remembered as where this reader stopped; None where it is gone."""
    text = await services.store.reading.speech(spot.speech)
    pages = () if text is None else paginate(text.written, spot.passage)
    if text is None or not pages:
        return None
    index = await _index(services, text, pages, spot, viewer)
    services.store.reading.stop(viewer.user_id, spot.speech, pages[index].first)
    return render_page(text.speech, pages, replace(spot, page=index + 1), viewer.lang)


async def speeches_view(
    services: Services, wanted: str, offset: int, viewer: Viewer, asked: str = ""
) -> View:
    """A page of the list of speeches; `asked` is what was typed where it was a slip."""
    size = measures(group=viewer.group).page
    offset -= offset % size
    page = await services.store.reading.speeches(wanted, limit=size, offset=offset)
    if page.total and not page.items:
        return await speeches_view(services, wanted, page.total - 1, viewer)
    if not page.total and not wanted:
        return render_empty_store(viewer.lang, operator=viewer.user_id in services.operators)
    key = services.store.saved_queries.remember(wanted) if wanted else ""
    if not page.total:
        mentioned = await services.store.search.count(wanted)
        mention = (mentioned, key) if mentioned else None
        return render_speeches(page, wanted, key, viewer.lang, mention)
    if page.by != "filter":
        return render_speeches(page, wanted, key, viewer.lang)
    filters = parse_query(wanted).filters
    (name, *more) = [one.value for one in filters if one.field not in {"year", "arrival"}]
    mentioned = 0 if more else await services.store.search.count(name)
    mention = (mentioned, services.store.saved_queries.remember(name)) if mentioned else None
    whole = without(wanted, "arrival")
    every = None
    if whole != wanted:
        total = (await services.store.reading.speeches(whole, limit=0, offset=0)).total
        every = (total, services.store.saved_queries.remember(whole))
    view = (
        render_names_in_group(page, wanted, _group_frame(services, page, key, viewer))
        if viewer.group
        else render_speeches(page, wanted, key, viewer.lang, mention, every)
    )
    if not asked:
        return view
    typed = asked, services.store.saved_queries.remember(asked)
    return render_guessed(view, page, wanted, typed, viewer.lang)


def _group_frame(services: Services, page: SpeechPage, key: str, viewer: Viewer) -> GroupFrame:
    speeches = [deeplink.Link(deeplink.Kind.SPEECH, speech=one.id) for one in page.items]
    return GroupFrame(
        viewer.lang,
        key,
        deeplink.url(services.username, deeplink.Link(deeplink.Kind.SEARCH, query=key)),
        tuple(deeplink.url(services.username, link) for link in speeches),
        viewer.hidden,
    )


async def _found(services: Services, wanted: Press) -> tuple[Spot | None, SpeechText | None]:
    spot = Spot.of(wanted)
    if spot is None:
        return None, None
    return spot, await services.store.reading.speech(spot.speech)


async def _index(
    services: Services, text: SpeechText, pages: tuple[Page, ...], spot: Spot, viewer: Viewer
) -> int:
    if spot.page is not None:
        return min(spot.page, len(pages)) - 1
    if spot.origin in {Origin.PASSAGE, Origin.SHELF}:
        number = next((one.number for one in text.written if one.id == spot.passage), None)
    else:
        number = await services.store.reading.stopped(viewer.user_id, spot.speech)
    return 0 if number is None else page_of(pages, number)
