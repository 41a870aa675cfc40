"""收藏: saving, the list of what is saved, and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.bookmarks.opened import shelf_view
from handlers.bookmarks.tags import tag_keys
from handlers.bookmarks.views.bookmarks import (
    MOST_TAGS_OFFERED,
    TAGS_A_PAGE,
    render_note_question,
    render_noted,
    render_saved,
    render_tags,
)
from handlers.telegram.force_reply import find_asked, put_question
from handlers.views.fixed import Fixed
from handlers.views.paging import PRIVATE
from handlers.views.pressed import gone
from store.people.model import read_note

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import Outcome, View

NOTE_MARK = "note "
"""Before a passage id: what an answer record holds when the message asks for that note."""


async def on_saved(services: Services, ask: Asking) -> View:
    """List one's own bookmarks, all or those with a word or tag."""
    return await saved_view(services, ask.words, 0, ask.viewer)


async def on_note(services: Services, ask: Asking) -> bool:
    """Take a reply to our question for a note; False where the message is no such reply."""
    asked = await find_asked(services, ask, NOTE_MARK)
    if asked is None:
        return False
    bookmark = await services.store.bookmarks.annotate(ask.user.id, asked, ask.text)
    view = (
        Fixed.NOTE_LOST.view(ask.lang)
        if bookmark is None
        else render_noted(bookmark, read_note(ask.text), ask.lang)
    )
    await services.sender.reply(ask.message, view)
    return True


async def press_note(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Ask for a note in the presser's own chat."""
    bookmark = await services.store.bookmarks.get(press.user.id, wanted.passage)
    if bookmark is None:
        return gone(press.lang)
    question = render_note_question(bookmark, press.lang)
    await put_question(services, press.user.id, question, NOTE_MARK + wanted.passage)
    return None


async def press_saved(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Show the page of the bookmarks that holds the offset."""
    return await saved_view(services, press.words, wanted.offset, press.viewer)


async def press_saved_open(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Open one bookmark in place of the list."""
    return await shelf_view(
        services, press.words, wanted.offset, wanted.passage, press.viewer
    ) or gone(press.lang)


async def press_tags(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Show the page of the tags that holds the offset."""
    viewer = press.viewer
    tags = await services.store.bookmarks.tags(viewer.user_id)
    if not tags:
        return await saved_view(services, "", 0, viewer)
    offset = min(wanted.offset, len(tags) - 1)
    offset -= offset % TAGS_A_PAGE
    shown = await tag_keys(services, tags[offset : offset + TAGS_A_PAGE])
    return render_tags(shown, offset, len(tags), viewer.lang)


async def saved_view(services: Services, wanted: str, offset: int, viewer: Viewer) -> View:
    """A page of bookmarks; a single one that a word or tag finds is shown opened."""
    offset -= offset % PRIVATE.page
    page = await services.store.bookmarks.page(
        viewer.user_id, wanted, limit=PRIVATE.page, offset=offset
    )
    if page.total and not page.items:
        return await saved_view(services, wanted, page.total - 1, viewer)
    if wanted and page.total == 1:
        # What is asked for and found once is shown opened, as in a search.
        opened = await shelf_view(services, wanted, 0, "", viewer)
        if opened is not None:
            return opened
    key = services.store.saved_queries.remember(wanted) if wanted else ""
    tags = await tag_keys(services, page.tags[:MOST_TAGS_OFFERED])
    return render_saved(page, wanted, key, viewer.lang, tags)
