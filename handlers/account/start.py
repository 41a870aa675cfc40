"""/start with its deep links, /help, and the answers to what isn't a question."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from handlers.account.privacy import on_forgetme, on_privacy
from handlers.account.views.welcome import (
    STARTGROUP,
    render_help,
    render_not_text,
    render_private_only,
    render_stale_link,
    render_start,
    render_unknown_command,
)
from handlers.admin.sources import on_sources
from handlers.admin.stats import on_backup, on_stats
from handlers.admin.uploads import on_ingest
from handlers.bookmarks import shelf
from handlers.bookmarks.bookmarks import on_saved
from handlers.daily.settings_page import settings_view
from handlers.files.cards import send_card
from handlers.files.exports import on_export, shelf_export_view
from handlers.passage.opened import passage_view
from handlers.reading.reading import full_view, on_read, on_speeches, page_view
from handlers.search.finding import list_view
from handlers.settings import settings
from handlers.slogans.finding import most_used_view, words_view
from handlers.telegram import deeplink
from handlers.telegram.spot import Origin, Spot
from handlers.views.greeting import render_empty_store
from handlers.views.pressed import as_message
from handlers.watches.watches import followed_view, on_watch

if TYPE_CHECKING:
    from handlers.telegram.incoming import Asking
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import View

LONGEST_LABEL = 5
"""Characters of a word that is offered on a button."""
_SURFACES = {
    "saved": on_saved,
    "export": on_export,
    "read": on_read,
    "privacy": on_privacy,
    "forgetme": on_forgetme,
    "speeches": on_speeches,
    "watch": on_watch,
}
_FOR_OPERATORS = {
    "sources": on_sources,
    "ingest": on_ingest,
    "stats": on_stats,
    "backup": on_backup,
}
"""What a link leads to by the name of its command."""


async def on_start(services: Services, ask: Asking) -> View | None:
    """Introduce the bot, or open what the link asks for."""
    operator = ask.user.id in services.operators
    if operator:
        services.library.submit(f"menu {ask.user.id}", partial(services.menu.show, ask.user.id))
    link = deeplink.parse(ask.words)
    surfaces = {**_SURFACES, **(_FOR_OPERATORS if operator else {})}
    if link is not None and link.surface in surfaces:
        return await surfaces[link.surface](services, replace(ask, text=""))
    found = None if link is None else await _linked(services, ask, link)
    if found is None or link is None or link.kind is not deeplink.Kind.CARD:
        return found or await _unlinked(services, ask, link)
    await services.sender.reply(ask.message, found)
    toast = await send_card(
        services, link.passage, ask.user.id, ask.chat_id, ask.lang, cut=link.cut
    )
    return None if toast is None else as_message(toast)


async def on_help(services: Services, ask: Asking) -> View:
    """Say what can be said here."""
    operator = ask.user.id in services.operators
    return render_help(ask.lang, group=ask.group, operator=operator, username=services.username)


async def on_not_text(services: Services, ask: Asking) -> View:
    """Answer a sticker, a voice or a photo in private with what can be read."""
    return render_not_text(ask.lang, await telling_words(services, 1))


async def on_unknown_command(_services: Services, ask: Asking) -> View:
    """Say that there is no such command, in private only."""
    return render_unknown_command(ask.lang, ask.text.split()[0])


async def on_private_command_in_group(services: Services, ask: Asking) -> View | None:
    """Lead a command that shows one person's things into his private chat."""
    if ask.words == STARTGROUP:
        # Telegram says this for somebody who added the bot by a link: it has just been greeted.
        return None
    command = ask.text.split()[0].lstrip("/").split("@")[0].lower()
    link = deeplink.Link(deeplink.Kind.SURFACE, surface=command)
    if command == "watch" and ask.words:
        key = services.store.saved_queries.remember(ask.words)
        link = deeplink.Link(deeplink.Kind.WATCH, query=key)
    return render_private_only(ask.lang, command, deeplink.url(services.username, link))


async def telling_words(services: Services, count: int) -> list[str]:
    """The slogans used most that fit on a button, then the terms quoted most."""
    most_used = await services.store.slogans.most_used(None, limit=10 * count)
    words = [slogan.shown for slogan in most_used.items]
    words += await services.store.passages.common(count)
    return list(dict.fromkeys(word for word in words if len(word) <= LONGEST_LABEL))[:count]


async def _welcome(services: Services, ask: Asking) -> View:
    size = await services.store.documents.size()
    if not size.speeches:
        return render_empty_store(ask.lang, operator=ask.user.id in services.operators)
    words = await telling_words(services, 2)
    suggestions = tuple((word, services.store.saved_queries.remember(word)) for word in words)
    return render_start(ask.lang, size.speeches, suggestions, services.username)


async def _unlinked(services: Services, ask: Asking, link: deeplink.Link | None) -> View:
    """The welcome, or where a link led once."""
    # A surface that isn't there never was: somebody made the link up.
    if link is None or link.kind is deeplink.Kind.SURFACE:
        return await _welcome(services, ask)
    return render_stale_link(ask.lang, passage=bool(link.passage))


async def _linked(services: Services, ask: Asking, link: deeplink.Link) -> View | None:
    viewer = ask.viewer
    match link.kind:
        case deeplink.Kind.SEARCH:
            words = await services.store.saved_queries.text(link.query)
            return None if words is None else await list_view(services, words, link.offset, viewer)
        case deeplink.Kind.SLOGAN:
            return await _slogan(services, link.query, viewer)
        case deeplink.Kind.WATCH:
            words = await services.store.saved_queries.text(link.query)
            return None if words is None else await followed_view(services, words, viewer)
        case deeplink.Kind.PASSAGE | deeplink.Kind.CARD:
            return await passage_view(services, link.passage, viewer, cut=link.cut)
        case deeplink.Kind.FULL:
            return await full_view(services, link.passage, viewer, link.cut)
        case deeplink.Kind.SPEECH:
            return await page_view(services, Spot(link.speech, Origin.LIST), viewer)
        case deeplink.Kind.CONTEXT:
            return await passage_view(services, link.passage, viewer, cut=link.cut, context=True)
        case deeplink.Kind.SURFACE:
            return await _of_a_chat(services, viewer, link)


async def _of_a_chat(services: Services, viewer: Viewer, link: deeplink.Link) -> View | None:
    """A surface that is about a group."""
    match link.surface:
        case "daily":
            return await settings_view(services, viewer.user_id, viewer.lang, link.chat)
        case settings.SURFACE:
            return await settings.linked_view(services, link.chat, viewer)
        case shelf.LIST_SURFACE:
            return await shelf.linked_view(services, link.chat, viewer)
        case shelf.EXPORT_SURFACE:
            return await shelf_export_view(services, link.chat, viewer)
    return None


async def _slogan(services: Services, key: str, viewer: Viewer) -> View | None:
    if not key:
        return await most_used_view(services, None, 0, viewer)
    words = await services.store.saved_queries.text(key)
    return None if words is None else await words_view(services, words, viewer)
