"""全文: a speech page by page, its headings, and what one read last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers import deeplink
from handlers.asking import asking, words_after_command
from handlers.finding import Viewer
from handlers.opened import gone, old, show, viewer_of
from handlers.spot import Origin, Spot
from handlers.views.markup import Toast
from handlers.views.pagination import page_of, paginate
from handlers.views.passage import render_copies
from handlers.views.reading import (
    RECENT_SHOWN,
    outline_text,
    render_last,
    render_no_headings,
    render_nothing_read,
    render_outline,
    render_page,
    render_recent,
    render_speech_gone,
    render_speeches,
)
from handlers.views.results import PRIVATE_PAGE
from handlers.views.welcome import render_empty_store

if TYPE_CHECKING:
    from telegram import Update

    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.markup import View
    from handlers.views.pagination import Page
    from store.model import SpeechText


async def on_read(update: Update, context: Context) -> None:
    """Tell where one stopped, and go on from there at a press."""
    ask = asking(update)
    if ask is not None:
        view = await last_view(context.services, Viewer(ask.user.id, ask.lang))
        await context.services.sender.reply(ask.message, view)


async def on_speeches(update: Update, context: Context) -> None:
    """List the speeches, all or those whose title or organisation holds the words."""
    ask = asking(update)
    if ask is None or not ask.message.text:
        return
    wanted = words_after_command(ask.message.text)
    view = await speeches_view(context.services, wanted, 0, Viewer(ask.user.id, ask.lang))
    await context.services.sender.reply(ask.message, view)


async def press_full(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Show a page in place; from a group or an inline message in the reader's own chat."""
    spot = Spot.of(wanted)
    if spot is None:
        return old(press.lang)
    if press.group or press.chat_id is None:
        if not wanted.passage:
            return old(press.lang)
        link = deeplink.Link(deeplink.Kind.FULL, passage=wanted.passage)
        return Toast(url=deeplink.url(services.username, link))
    view = await page_view(services, spot, viewer_of(press))
    return render_speech_gone(press.lang) if view is None else await show(services, press, view)


async def press_outline(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Show the headings in place of the page."""
    spot, text = await _found(services, wanted)
    if spot is None or text is None:
        return render_speech_gone(press.lang)
    if not outline_text(text):
        return render_no_headings(press.lang)
    return await show(services, press, render_outline(text, spot, press.lang))


async def press_outline_copy(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Send the headings, for they are too long for a copy button."""
    _, text = await _found(services, wanted)
    if text is None:
        return render_speech_gone(press.lang)
    if not outline_text(text):
        return render_no_headings(press.lang)
    for view in render_copies(outline_text(text)):
        await services.sender.send(press.user.id, view)
    return None


async def press_speeches(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Show the page of the list of speeches that holds the offset."""
    words = await services.store.queries.text(wanted.query) if wanted.query else ""
    if words is None:
        return old(press.lang)
    view = await speeches_view(services, words, wanted.offset, viewer_of(press))
    return await show(services, press, view)


async def press_recent(services: Services, press: Pressing, _wanted: Press) -> Toast | None:
    """Show what was read last."""
    viewer = viewer_of(press)
    stops = await services.store.reading.last(viewer.user_id, RECENT_SHOWN)
    if not stops:
        return gone(press.lang)
    return await show(services, press, render_recent(stops, viewer.lang))


async def full_view(services: Services, passage_id: str, viewer: Viewer) -> View | None:
    """The full text at the page of a passage, None where it is no longer in the store."""
    hit = await services.store.passages.get(passage_id)
    if hit is None:
        return None
    return await page_view(services, Spot(hit.speech.id, passage=passage_id), viewer)


async def page_view(services: Services, spot: Spot, viewer: Viewer) -> View | None:
    """A page of a speech, remembered as where this reader stopped; None where it is gone."""
    text = await services.store.reading.speech(spot.speech)
    pages = () if text is None else paginate(text.written, spot.passage)
    if text is None or not pages:
        return None
    index = await _index(services, text, pages, spot, viewer)
    services.store.reading.stop(viewer.user_id, spot.speech, pages[index].first)
    return render_page(text.speech, pages, replace(spot, page=index + 1), viewer.lang)


async def last_view(services: Services, viewer: Viewer) -> View:
    """Where this reader stopped."""
    stops = await services.store.reading.last(viewer.user_id, 1)
    text = await services.store.reading.speech(stops[0].speech.id) if stops else None
    if text is None:
        return render_nothing_read(viewer.lang)
    pages = paginate(text.written)
    page = page_of(pages, stops[0].number) + 1
    return render_last(stops[0], page, len(pages), viewer.lang)


async def speeches_view(services: Services, wanted: str, offset: int, viewer: Viewer) -> View:
    """A page of the list of speeches."""
    offset -= offset % PRIVATE_PAGE
    page = await services.store.reading.speeches(wanted, limit=PRIVATE_PAGE, offset=offset)
    if page.total and not page.items:
        return await speeches_view(services, wanted, page.total - 1, viewer)
    if not page.total and not wanted:
        return render_empty_store(viewer.lang, operator=viewer.user_id in services.operators)
    key = services.store.queries.remember(wanted) if wanted else ""
    return render_speeches(page, wanted, key, viewer.lang)


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
