"""Presses on a list and on an opened passage: turn, open, context, copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.deeplink import Kind, Link, url
from handlers.finding import Viewer, hit_view, list_view, passage_view, shelf_view
from handlers.slogan_view import card_view
from handlers.views.markup import Toast
from handlers.views.passage import render_copies, with_citation
from handlers.views.results import render_nothing

if TYPE_CHECKING:
    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.services import Services
    from handlers.views.lang import Lang
    from handlers.views.markup import View


def viewer_of(press: Pressing) -> Viewer:
    """For whom the message under a button is made."""
    return Viewer(press.user.id, press.lang, press.group)


def gone(lang: Lang) -> Toast:
    """What the button was about is no longer in the store."""
    return Toast(lang.say("这一段已经不在库里了", "This passage is no longer in the library"))


def old(lang: Lang) -> Toast:
    """The button's query isn't known any more, or the message can't be changed."""
    return Toast(lang.say("这条太旧了，请再发一次", "This is too old, please send it again"))


async def press_turn(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Show the page of the list that holds the offset."""
    words = await services.store.queries.text(wanted.query)
    if words is None:
        return old(press.lang)
    view = await list_view(services, words, wanted.offset, viewer_of(press))
    return await show(services, press, view)


async def press_search(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Search for a suggested word, as if it had been typed."""
    return await press_turn(services, press, wanted)


async def press_not_meant(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Say that what was asked for stands nowhere, without the guess."""
    words = await services.store.queries.text(wanted.query)
    if words is None:
        return old(press.lang)
    return await show(services, press, render_nothing(words, press.lang, group=press.group))


async def press_open(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Open one hit in place of the list."""
    return await _show_hit(services, press, wanted, context=False)


async def press_context(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Show or hide what stands around the passage."""
    return await _show_hit(services, press, wanted, context="0" not in wanted.extra)


async def press_copy(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Send the passage with its citation, for it is too long for a copy button."""
    return await _send_copy(services, press, wanted, citation=True)


async def press_plain(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Send the passage alone."""
    return await _send_copy(services, press, wanted, citation=False)


async def show(services: Services, press: Pressing, view: View) -> Toast | None:
    """Turn the message under the button into the view."""
    return None if await services.sender.edit_pressed(press.query, view) else old(press.lang)


async def reopened(
    services: Services, press: Pressing, wanted: Press, *, context: bool
) -> View | None:
    """The opened passage or the card that a button belongs to, made anew; None where it is gone."""
    viewer = viewer_of(press)
    words = await services.store.queries.text(wanted.query) if wanted.query else None
    if "l" in wanted.extra:
        view = await card_view(services, words or "", viewer)
    elif "s" in wanted.extra:
        view = await shelf_view(
            services, words or "", wanted.offset, wanted.passage, viewer, context=context
        )
    elif words is not None:
        view = await hit_view(
            services, words, wanted.offset, wanted.passage, viewer, context=context
        )
    elif wanted.passage:
        view = await passage_view(services, wanted.passage, viewer, context=context)
    else:
        view = None
    return view


async def _show_hit(
    services: Services, press: Pressing, wanted: Press, *, context: bool
) -> Toast | None:
    view = await reopened(services, press, wanted, context=context)
    if view is None:
        return gone(press.lang)
    return await show(services, press, view)


async def _send_copy(
    services: Services, press: Pressing, wanted: Press, *, citation: bool
) -> Toast | None:
    text = await _text_to_copy(services, press, wanted, citation=citation)
    if text is None:
        return gone(press.lang)
    if press.group or press.query.message is None:
        # A long text belongs into the reader's own chat, not in front of everybody.
        link = Link(Kind.PASSAGE, passage=wanted.passage)
        return Toast(url=url(services.username, link))
    for view in render_copies(text):
        await services.sender.send(press.user.id, view)
    return None


async def _text_to_copy(
    services: Services, press: Pressing, wanted: Press, *, citation: bool
) -> str | None:
    hit = await services.store.passages.get(wanted.passage)
    if hit is not None:
        return with_citation(hit) if citation else hit.text
    kept = await services.store.bookmarks.get(press.user.id, wanted.passage)
    if kept is None:
        return None
    return f"{kept.text}\n——{kept.citation}" if citation else kept.text
