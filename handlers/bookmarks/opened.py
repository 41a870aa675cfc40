"""One of one's own bookmarks, opened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.bookmarks.views.bookmarks import shelf_headline, shelf_name
from handlers.passage.opened import render_opened, slogans_inside
from handlers.passage.views.note import note_line
from handlers.passage.views.passage import Frame, render_orphan

if TYPE_CHECKING:
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import View
    from store.people.model import Bookmark


async def shelf_view(
    services: Services,
    wanted: str,
    position: int,
    passage_id: str,
    viewer: Viewer,
    *,
    context: bool = False,
) -> View | None:
    """One of the viewer's own bookmarks opened, also where its document is gone.

    A bookmark that was just removed is still shown, so that a second press brings it back.
    """
    bookmarks = services.store.bookmarks
    page = await bookmarks.page(viewer.user_id, wanted, limit=1, offset=position)
    bookmark = page.items[0] if page.items else None
    if passage_id and (bookmark is None or bookmark.passage_id != passage_id):
        bookmark = await bookmarks.kept(viewer.user_id, passage_id)
    if bookmark is None:
        return None
    opening = await services.store.overviews.opening(bookmark.passage_id, viewer.user_id)
    removed = not opening.saved
    total = max(page.total + removed, 1)
    frame = Frame(
        viewer.lang,
        key=services.store.saved_queries.remember(wanted) if wanted else "",
        position=min(position, total - 1),
        total=total,
        saved=opening.saved,
        context=context,
        headline=shelf_headline(wanted, 1, viewer.lang) if total == 1 else "",
        shelf=shelf_name(wanted, viewer.lang),
        removed=removed,
        slogans=slogans_inside(services, opening, viewer),
        note=note_line(bookmark.note, bookmark.tags, viewer.lang),
    )
    return await kept_view(services, bookmark, frame)


async def kept_view(services: Services, kept: Bookmark, frame: Frame) -> View:
    """A bookmark or an entry of a shelf opened, also where its document is gone."""
    hit = await services.store.passages.get(kept.passage_id)
    if hit is None:
        return render_orphan(kept, frame)
    if kept.excerpt and hit.text == kept.text:
        hit = replace(hit, highlights=(kept.excerpt,))
    return await render_opened(services, hit, frame)
