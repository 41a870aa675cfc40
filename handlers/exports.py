"""Files: bookmarks or a search's hits as Word or Markdown, and a speech as Word."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.asking import asking, words_after_command
from handlers.bookmarks import saved_view
from handlers.finding import Viewer
from handlers.opened import old, show, viewer_of
from handlers.spot import Spot
from handlers.views.export import (
    MOST_HITS,
    Entry,
    Form,
    Grouping,
    Order,
    chapters,
    file_name,
    file_title,
    fit_name,
    render_file_caption,
    render_nothing_to_export,
    render_question,
)
from handlers.views.export_markdown import markdown_of_chapters
from handlers.views.export_word import build_word, word_of_chapters
from handlers.views.manuscript import of_speech
from handlers.views.markup import View, esc, shorten
from handlers.views.reading import render_speech_gone
from store.citation import chinese_date, cite

if TYPE_CHECKING:
    from telegram import Update

    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.markup import Toast
    from store.model import Bookmark, Hit

EVERY = 1_000_000
"""More bookmarks than anybody makes."""
CITATION_ROOM = 500


async def on_export(update: Update, context: Context) -> None:
    """Ask in which form the bookmarks, all or some, are wanted."""
    ask = asking(update)
    if ask is None or not ask.message.text:
        return
    wanted = words_after_command(ask.message.text)
    view = await export_view(context.services, wanted, Viewer(ask.user.id, ask.lang))
    await context.services.sender.reply(ask.message, view)


async def export_view(services: Services, wanted: str, viewer: Viewer) -> View:
    """The question for the form; where there is nothing to export, what /saved says."""
    page = await services.store.bookmarks.page(viewer.user_id, wanted, limit=1, offset=0)
    if not page.total:
        return await saved_view(services, wanted, 0, viewer)
    key = services.store.queries.remember(wanted) if wanted else ""
    order = Order(bookmarks=True, grouping=Grouping.TAG, key=key)
    return render_question(order, page.total, wanted, viewer.lang)


async def press_export(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Ask again with another grouping, or make and send the file."""
    order = Order.of(wanted)
    words = await services.store.queries.text(wanted.query) if wanted.query else ""
    if order is None or words is None or press.group or press.chat_id is None:
        return old(press.lang)
    if order.form is Form.QUESTION:
        total = await _total(services, order, words, press.user.id)
        if not total:
            return render_nothing_to_export(press.lang)
        view = render_question(order, total, words, press.lang)
        return await show(services, press, view)
    return await _send_file(services, press, order, words)


async def press_word(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Send a speech as a Word file into the reader's own chat."""
    spot = Spot.of(wanted)
    text = None if spot is None else await services.store.reading.speech(spot.speech)
    if text is None:
        return render_speech_gone(press.lang)
    content = await services.workshop.run(build_word, of_speech(text))
    name = f"{fit_name(text.speech.title) or 'speech'}.docx"
    caption = View(esc(shorten(cite(text.speech), CITATION_ROOM)))
    await services.sender.send_file(press.user.id, name, content, caption)
    return None


async def _send_file(services: Services, press: Pressing, order: Order, words: str) -> Toast | None:
    lang = viewer_of(press).lang
    entries = await _entries(services, order, words, press.user.id)
    if not entries:
        return render_nothing_to_export(lang)
    made = chapters(entries, order.grouping, lang)
    # Handed over as chapters, not as the paragraphs made of them, which take thrice as long.
    build = word_of_chapters if order.form is Form.WORD else markdown_of_chapters
    content = await services.workshop.run(build, file_title(order, words, lang), made, lang)
    today = services.clock.now().astimezone(ZoneInfo(services.zone)).date()
    ending = ".docx" if order.form is Form.WORD else ".md"
    name = file_name(order, words, today, ending, lang)
    caption = render_file_caption(made, len(entries), order.grouping, lang)
    await services.sender.send_file(press.user.id, name, content, caption)
    return None


async def _total(services: Services, order: Order, words: str, user_id: int) -> int:
    if order.bookmarks:
        return (await services.store.bookmarks.page(user_id, words, limit=1, offset=0)).total
    return (await services.store.search.search(words, limit=0)).total


async def _entries(services: Services, order: Order, words: str, user_id: int) -> list[Entry]:
    if order.bookmarks:
        zone = ZoneInfo(services.zone)
        page = await services.store.bookmarks.page(user_id, words, limit=EVERY, offset=0)
        return await asyncio.to_thread(lambda: [_of_bookmark(item, zone) for item in page.items])
    found = await services.store.search.search(words, limit=MOST_HITS)
    return [_of_hit(hit) for hit in found.hits]


def _of_bookmark(item: Bookmark, zone: ZoneInfo) -> Entry:
    saved = chinese_date(item.saved_at.astimezone(zone).strftime("%Y-%m")) or ""
    return Entry(item.text, item.citation, item.organisation, saved, item.note, item.tags)


def _of_hit(hit: Hit) -> Entry:
    year = chinese_date((hit.speech.date or "")[:4]) or ""
    return Entry(hit.text, cite(hit.speech), hit.speech.organisation, year)
