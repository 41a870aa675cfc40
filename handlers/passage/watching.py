"""关注: the button that follows the words of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.passage.views.watch import render_watch, watch_link
from handlers.telegram import deeplink

if TYPE_CHECKING:
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import Button

FEW = 3
"""Hits up to which the words of a search are offered to be followed."""


async def watch_button(services: Services, words: str, viewer: Viewer) -> Button:
    """关注 or 已关注 in private, and in a group, where nobody's state may show, the way there."""
    key = services.store.saved_queries.remember(words)
    if viewer.group:
        return watch_link(watch_url(services, key), viewer.lang)
    on = await services.store.watches.has(viewer.user_id, words)
    return render_watch(key, viewer.lang, on=on)


def watch_url(services: Services, key: str) -> str:
    """The address that follows remembered words, in one's own chat."""
    return deeplink.url(services.username, deeplink.Link(deeplink.Kind.WATCH, query=key))
