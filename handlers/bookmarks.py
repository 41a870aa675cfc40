"""收藏: saving, the list of what is saved, and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import Message

from handlers.asking import asking, words_after_command
from handlers.callback import Verb, decode
from handlers.finding import Viewer, shelf_view
from handlers.opened import gone, old, reopened, show, viewer_of
from handlers.questions import find_reply, put_question
from handlers.views.bookmarks import (
    MOST_TAGS_OFFERED,
    TAGS_A_PAGE,
    render_note_lost,
    render_note_question,
    render_noted,
    render_saved,
    render_saved_toast,
    render_tags,
)
from handlers.views.results import PRIVATE_PAGE
from store.bookmarks import Saved, read_note
from store.citation import cite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Update

    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.markup import Toast, View
    from store.model import Hit, SaveChange

NOTE_MARK = "note "
"""Before a passage id: what an answer record holds when the message asks for that note."""


async def on_saved(update: Update, context: Context) -> None:
    """List one's own bookmarks, all or those with a word or tag."""
    ask = asking(update)
    if ask is None or not ask.message.text:
        return
    wanted = words_after_command(ask.message.text)
    viewer = Viewer(ask.user.id, ask.lang)
    view = await saved_view(context.services, wanted, 0, viewer)
    await context.services.sender.reply(ask.message, view)


async def on_note(update: Update, context: Context) -> bool:
    """Take a reply to our question for a note; False where the message is no such reply."""
    reply = await find_reply(update, context, NOTE_MARK)
    if reply is None:
        return False
    ask, services = reply.ask, context.services
    bookmark = await services.store.bookmarks.annotate(ask.user.id, reply.asked, reply.written)
    view = (
        render_note_lost(ask.lang)
        if bookmark is None
        else render_noted(bookmark, ask.lang, cut=read_note(reply.written).cut)
    )
    await services.sender.reply(ask.message, view)
    return True


async def press_save(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Save or remove for the presser; the message tells the state only in his own chat."""
    if not _is_offered(press, wanted.passage):
        return old(press.lang)
    private = press.chat_id is not None and not press.group
    hit = await services.store.passages.get(wanted.passage)
    change = await _change(services, press, wanted, hit)
    if change is None:
        return gone(press.lang)
    if private:
        view = await reopened(services, press, wanted, context="c" in wanted.extra)
        if view is not None:
            await services.sender.edit_pressed(press.query, view)
    return render_saved_toast(change, press.lang, private=private)


async def press_note(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Ask for a note in the presser's own chat."""
    if await services.store.bookmarks.get(press.user.id, wanted.passage) is None:
        return gone(press.lang)
    question = render_note_question(press.lang)
    await put_question(services, press.user.id, question, NOTE_MARK + wanted.passage)
    return None


async def press_saved(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Show the page of the bookmarks that holds the offset."""
    words = await services.store.queries.text(wanted.query) if wanted.query else ""
    if words is None:
        return old(press.lang)
    return await show(
        services, press, await saved_view(services, words, wanted.offset, viewer_of(press))
    )


async def press_saved_open(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Open one bookmark in place of the list."""
    words = await services.store.queries.text(wanted.query) if wanted.query else ""
    if words is None:
        return old(press.lang)
    view = await shelf_view(services, words, wanted.offset, wanted.passage, viewer_of(press))
    return gone(press.lang) if view is None else await show(services, press, view)


async def press_tags(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Show the page of the tags that holds the offset."""
    viewer = viewer_of(press)
    tags = await services.store.bookmarks.tags(viewer.user_id)
    if not tags:
        return await show(services, press, await saved_view(services, "", 0, viewer))
    offset = min(wanted.offset, len(tags) - 1)
    offset -= offset % TAGS_A_PAGE
    shown = _with_keys(services, tags[offset : offset + TAGS_A_PAGE])
    return await show(services, press, render_tags(shown, offset, len(tags), viewer.lang))


async def saved_view(services: Services, wanted: str, offset: int, viewer: Viewer) -> View:
    """A page of bookmarks; a single one that a word or tag finds is shown opened."""
    offset -= offset % PRIVATE_PAGE
    page = await services.store.bookmarks.page(
        viewer.user_id, wanted, limit=PRIVATE_PAGE, offset=offset
    )
    if page.total and not page.items:
        return await saved_view(services, wanted, page.total - 1, viewer)
    if wanted and page.total == 1:
        # What is asked for and found once is shown opened, as in a search.
        opened = await shelf_view(services, wanted, 0, "", viewer)
        if opened is not None:
            return opened
    key = services.store.queries.remember(wanted) if wanted else ""
    tags = _with_keys(services, page.tags[:MOST_TAGS_OFFERED])
    return render_saved(page, wanted, key, viewer.lang, tags)


def _with_keys(services: Services, tags: Sequence[tuple[str, int]]) -> list[tuple[str, int, str]]:
    return [(tag, count, services.store.queries.remember(f"#{tag}")) for tag, count in tags]


def _is_offered(press: Pressing, passage_id: str) -> bool:
    """Whether 收藏 of this passage stands under the message; true where that can't be seen."""
    message = press.query.message
    if not isinstance(message, Message):
        return True
    keyboard = message.reply_markup.inline_keyboard if message.reply_markup else ()
    offered = (decode(str(button.callback_data)) for row in keyboard for button in row)
    return any(
        one is not None and one.verb is Verb.SAVE and one.passage == passage_id for one in offered
    )


async def _change(
    services: Services, press: Pressing, wanted: Press, hit: Hit | None
) -> SaveChange | None:
    bookmarks = services.store.bookmarks
    saved = await bookmarks.is_saved(press.user.id, wanted.passage)
    # In private the button says what it wants; elsewhere it toggles, and the same press
    # delivered twice must not undo itself.
    if "1" in wanted.extra:
        wants = True
    elif "0" in wanted.extra:
        wants = False
    elif await bookmarks.last_press(press.user.id, wanted.passage) == press.query.id:
        wants = saved
    else:
        wants = not saved
    if not wants:
        return await bookmarks.remove(press.user.id, wanted.passage, press=press.query.id)
    if hit is None:
        return await bookmarks.restore(press.user.id, wanted.passage, press=press.query.id)
    return await bookmarks.save(press.user.id, _snapshot(hit), press=press.query.id)


def _snapshot(hit: Hit) -> Saved:
    speech = hit.speech
    return Saved(
        passage_id=hit.id,
        text=hit.text,
        kind=hit.kind,
        citation=cite(speech),
        title=speech.title,
        organisation=speech.organisation,
        speaker=speech.speaker,
        date=speech.date,
        speech=speech.id,
    )
