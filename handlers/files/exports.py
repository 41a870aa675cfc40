"""Files: bookmarks or a search's hits as Word or Markdown, and a speech as Word."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.bookmarks.bookmarks import saved_view
from handlers.bookmarks.shelf import linked_view
from handlers.files.views.export import (
    CAPTION_ROOM,
    MOST_HITS,
    Entry,
    chapters,
    file_byline,
    file_name,
    file_title,
    fit_name,
    render_file_caption,
    render_question,
)
from handlers.files.views.manuscript import of_speech
from handlers.files.views.markdown import markdown_of_chapters
from handlers.files.views.word import build_word, word_of_chapters
from handlers.telegram.export_order import Form, Grouping, Order
from handlers.telegram.spot import Spot
from handlers.views.citation import chinese_date, cite
from handlers.views.markup import View, esc, shorten
from handlers.views.pressed import Why, old, refused

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import Outcome
    from store.people.model import Bookmark
    from store.search.model import Hit

EVERY = 1_000_000
"""More bookmarks than anybody makes."""


async def on_export(services: Services, ask: Asking) -> View:
    """Ask in which form the bookmarks, all or some, are wanted; say what /saved does of none."""
    wanted, viewer = ask.words, ask.viewer
    page = await services.store.bookmarks.page(viewer.user_id, wanted, limit=1, offset=0)
    if not page.total:
        return await saved_view(services, wanted, 0, viewer)
    key = services.store.saved_queries.remember(wanted) if wanted else ""
    order = Order(bookmarks=True, grouping=Grouping.TAG, key=key)
    return render_question(order, page.total, wanted, viewer.lang)


async def shelf_export_view(services: Services, chat_id: int, viewer: Viewer) -> View:
    """Ask in which form a group's shelf is wanted, in a member's own chat."""
    if not await services.membership.belongs(chat_id, viewer.user_id):
        return await linked_view(services, chat_id, viewer)
    total = await services.store.shelf.count(chat_id)
    if not total:
        return await linked_view(services, chat_id, viewer)
    order = Order(bookmarks=True, grouping=Grouping.TAG, chat=chat_id)
    return render_question(order, total, "", viewer.lang)


async def press_export(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Ask again with another grouping, or make and send the file."""
    order = Order.of(wanted)
    words = press.words
    if order is None or press.group or press.chat_id is None:
        return old(press.lang)
    if order.chat and not await services.membership.belongs(order.chat, press.user.id):
        return await linked_view(services, order.chat, press.viewer)
    if order.form is Form.QUESTION:
        total = await _total(services, order, words, press.user.id)
        if not total:
            return refused(Why.NOTHING_TO_EXPORT, press.lang)
        return render_question(order, total, words, press.lang)
    return await _send_file(services, press, order, words)


async def press_word(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Send a speech as a Word file into the reader's own chat."""
    spot = Spot.of(wanted)
    text = None if spot is None else await services.store.reading.speech(spot.speech)
    if text is None:
        return refused(Why.NOT_STORED, press.lang)
    content = await services.workshop.run(build_word, of_speech(text))
    name = f"{fit_name(text.speech.title) or 'speech'}.docx"
    caption = View(esc(shorten(cite(text.speech), CAPTION_ROOM)))
    await services.sender.send_file(press.user.id, name, content, caption)
    return None


async def _send_file(services: Services, press: Pressing, order: Order, words: str) -> Outcome:
    lang = press.viewer.lang
    entries = await _entries(services, order, words, press.user.id)
    if not entries:
        return refused(Why.NOTHING_TO_EXPORT, lang)
    made = chapters(entries, order.grouping, lang)
    # Handed over as chapters, not as the paragraphs made of them, which take thrice as long.
    build = word_of_chapters if order.form is Form.WORD else markdown_of_chapters
    today = services.clock.now().astimezone(ZoneInfo(services.zone)).date()
    title, byline = file_title(order, words, lang), file_byline(press.user.full_name, today, lang)
    content = await services.workshop.run(build, title, byline, made, lang)
    ending = ".docx" if order.form is Form.WORD else ".md"
    name = file_name(order, words, today, ending, lang)
    caption = render_file_caption(made, len(entries), order.grouping, lang)
    await services.sender.send_file(press.user.id, name, content, caption)
    return None


async def _total(services: Services, order: Order, words: str, user_id: int) -> int:
    if order.bookmarks:
        owner = order.chat or user_id
        return (await services.store.bookmarks.page(owner, words, limit=1, offset=0)).total
    return (await services.store.search.search(words, limit=0)).total


async def _entries(services: Services, order: Order, words: str, user_id: int) -> list[Entry]:
    if order.bookmarks:
        zone = ZoneInfo(services.zone)
        owner = order.chat or user_id
        page = await services.store.bookmarks.page(owner, words, limit=EVERY, offset=0)
        return await asyncio.to_thread(lambda: [_of_bookmark(item, zone) for item in page.items])
    found = await services.store.search.search(words, limit=MOST_HITS)
    return [_of_hit(hit) for hit in found.hits]


def _of_bookmark(item: Bookmark, zone: ZoneInfo) -> Entry:
    saved = chinese_date(item.saved_at.astimezone(zone).strftime("%Y-%m")) or ""
    return Entry(
        item.text, item.citation, item.organisation, saved, item.note, item.tags, item.excerpt
    )


def _of_hit(hit: Hit) -> Entry:
    year = chinese_date((hit.speech.date or "")[:4]) or ""
    return Entry(hit.text, cite(hit.speech), hit.speech.organisation, year)
