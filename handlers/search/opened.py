"""Presses on a list and on an opened passage: turn, open, context, copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import Message

from handlers.bookmarks.opened import shelf_view
from handlers.bookmarks.shelf import entry_view
from handlers.bookmarks.views.bookmarks import render_saved_toast
from handlers.passage.opened import passage_view, snapshot
from handlers.passage.views.passage import render_copies, save_button, with_citation
from handlers.passage.watching import watch_button
from handlers.search.finding import hit_view, list_view
from handlers.search.views.results import render_nothing
from handlers.slogans.finding import card_view
from handlers.telegram.acts import Flag
from handlers.telegram.callback_data import Verb, decode
from handlers.telegram.deeplink import Kind, Link, url
from handlers.views.markup import Toast
from handlers.views.pressed import gone, old

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Pressing
    from handlers.telegram.services import Services
    from handlers.views.markup import Outcome, View
    from store.people.model import SaveChange
    from store.search.model import Hit


async def press_turn(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Show the page of the list that holds the offset."""
    return await list_view(services, press.words, wanted.offset, press.viewer)


async def press_not_meant(services: Services, press: Pressing, _wanted: Press) -> Outcome:
    """Say that what was asked for stands nowhere, without the guess."""
    watch = await watch_button(services, press.words, press.viewer)
    return render_nothing(press.words, press.lang, watch, group=press.group)


async def press_open(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Open one hit in place of the list."""
    return await reopened(services, press, wanted, context=False) or gone(press.lang)


async def press_context(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Show or hide what stands around the passage."""
    context = Flag.NO not in wanted.flags
    return await reopened(services, press, wanted, context=context) or gone(press.lang)


async def press_copy(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Send the passage with its citation, for it is too long for a copy button."""
    return await _send_copy(services, press, wanted, citation=True)


async def press_plain(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Send the passage alone."""
    return await _send_copy(services, press, wanted, citation=False)


async def reopened(
    services: Services, press: Pressing, wanted: Press, *, context: bool
) -> View | None:
    """The opened passage or the card that a button belongs to, made anew; None where it is gone."""
    viewer, words = press.viewer, press.words
    if Flag.CARD in wanted.flags:
        return await card_view(services, words, viewer)
    place = (wanted.offset, wanted.passage)
    if Flag.ENTRY in wanted.flags and press.group and press.chat_id is not None:
        return await entry_view(services, press.chat_id, words, *place, viewer, context=context)
    if Flag.BOOKMARK in wanted.flags:
        return await shelf_view(services, words, *place, viewer, context=context)
    if words:
        return await hit_view(services, words, *place, viewer, context=context)
    if wanted.passage:
        return await passage_view(services, wanted.passage, viewer, cut=wanted.cut, context=context)
    return None


async def _send_copy(
    services: Services, press: Pressing, wanted: Press, *, citation: bool
) -> Outcome:
    text = await _text_to_copy(services, press, wanted, citation=citation)
    if text is None:
        return gone(press.lang)
    if press.group or press.query.message is None:
        # A long text belongs into the reader's own chat, not in front of everybody.
        link = Link(Kind.PASSAGE, passage=wanted.passage, cut=wanted.cut)
        return Toast(url=url(services.username, link))
    for view in render_copies(text):
        await services.sender.send(press.user.id, view)
    return None


async def _text_to_copy(
    services: Services, press: Pressing, wanted: Press, *, citation: bool
) -> str | None:
    hit = await services.store.passages.get(wanted.passage, cut=wanted.cut)
    if hit is not None:
        return with_citation(hit) if citation else hit.text
    kept = await services.store.bookmarks.get(press.user.id, wanted.passage)
    if kept is None:
        return None
    return f"{kept.text}\n——{kept.citation}" if citation else kept.text


async def press_save(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Save or remove for the presser; the message tells the state only in his own chat."""
    if not _is_offered(press, wanted.passage):
        return old(press.lang)
    private = not press.shared
    hit = await services.store.passages.get(wanted.passage)
    change = await _change(services, press, wanted, hit)
    if change is None:
        return gone(press.lang)
    if private and Flag.LABEL in wanted.flags:
        label = save_button(wanted.passage, wanted.cut, press.lang, change.saved)
        await services.sender.relabel(press.query, label)
    elif private:
        view = await reopened(services, press, wanted, context=Flag.CONTEXT in wanted.flags)
        if view is not None:
            await services.sender.edit_pressed(press.query, view)
    return render_saved_toast(change, press.lang, private=private)


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
    if Flag.YES in wanted.flags:
        wants = True
    elif Flag.NO in wanted.flags:
        wants = False
    elif await bookmarks.last_press(press.user.id, wanted.passage) == press.query.id:
        wants = saved
    else:
        wants = not saved
    if not wants:
        return await bookmarks.remove(press.user.id, wanted.passage, press=press.query.id)
    if hit is None:
        return await bookmarks.restore(press.user.id, wanted.passage, press=press.query.id)
    return await bookmarks.save(press.user.id, snapshot(hit, wanted.cut), press=press.query.id)
