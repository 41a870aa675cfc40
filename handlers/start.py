"""/start with its deep links, /help, and the answers to what isn't a question."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from handlers import deeplink
from handlers.asking import asking, words_after_command
from handlers.bookmarks import saved_view
from handlers.cards import send_card
from handlers.daily_case import settings_view
from handlers.exports import export_view
from handlers.finding import Viewer, list_view, passage_view
from handlers.privacy import forget_view
from handlers.reading import full_view, last_view, speeches_view
from handlers.slogan_view import most_used_view, words_view
from handlers.sources import sources_view
from handlers.stats import on_backup, on_stats
from handlers.views.documents import render_how_to_ingest
from handlers.views.markup import View
from handlers.views.privacy import render_privacy
from handlers.views.welcome import (
    STARTGROUP,
    render_empty_store,
    render_help,
    render_not_text,
    render_private_only,
    render_stale_link,
    render_start,
    render_unknown_command,
)

if TYPE_CHECKING:
    from telegram import Update

    from handlers.asking import Asking
    from handlers.context import Context
    from handlers.services import Services

LONGEST_LABEL = 5
"""Characters of a word that is offered on a button."""
EXAMPLE = "靠前服务"
"""A word to show where the store has none to offer."""
_MANY_MESSAGES = {"stats": on_stats, "backup": on_backup}
"""Surfaces for operators that are more than one view."""


async def on_start(update: Update, context: Context) -> None:
    """Introduce the bot, or open what the link asks for."""
    ask = asking(update)
    if ask is None or not ask.message.text:
        return
    services = context.services
    if ask.user.id in services.operators:
        services.library.submit(f"menu {ask.user.id}", partial(services.menu.show, ask.user.id))
    link = deeplink.parse(words_after_command(ask.message.text))
    if link is not None and link.surface in _MANY_MESSAGES and ask.user.id in services.operators:
        await _MANY_MESSAGES[link.surface](update, context)
        return
    found = None if link is None else await _linked(services, ask, link)
    view = found or await _unlinked(services, ask, link)
    await services.sender.reply(ask.message, view, quote=ask.group)
    if found is not None and link is not None and link.kind is deeplink.Kind.CARD:
        await _draw(services, ask, link.passage)


async def on_help(update: Update, context: Context) -> None:
    """Say what can be said here."""
    ask = asking(update)
    if ask is None:
        return
    view = render_help(
        ask.lang,
        group=ask.group,
        operator=ask.user.id in context.services.operators,
        username=context.services.username,
    )
    await context.services.sender.reply(ask.message, view, quote=ask.group)


async def on_not_text(update: Update, context: Context) -> None:
    """Answer a sticker, a voice or a photo in private with what can be read."""
    ask = asking(update)
    if ask is None or update.edited_message is not None:
        return
    suggestions = await _telling_words(context.services, 1)
    view = render_not_text(ask.lang, suggestions[0] if suggestions else EXAMPLE)
    await context.services.sender.reply(ask.message, view)


async def on_unknown_command(update: Update, context: Context) -> None:
    """Say that there is no such command, in private only."""
    ask = asking(update)
    if ask is not None and ask.message.text:
        view = render_unknown_command(ask.lang, ask.message.text.split()[0])
        await context.services.sender.reply(ask.message, view)


async def on_private_command_in_group(update: Update, context: Context) -> None:
    """Lead a command that shows one person's things into his private chat."""
    ask = asking(update)
    if ask is None or not ask.message.text:
        return
    if words_after_command(ask.message.text) == STARTGROUP:
        # Telegram says this for somebody who added the bot by a link: it has just been greeted.
        return
    command = ask.message.text.split()[0].lstrip("/").split("@")[0].lower()
    link = deeplink.Link(deeplink.Kind.SURFACE, surface=command)
    view = render_private_only(ask.lang, command, deeplink.url(context.services.username, link))
    await context.services.sender.reply(ask.message, view, quote=True)


async def _welcome(services: Services, ask: Asking) -> View:
    size = await services.store.documents.size()
    if not size.speeches:
        return render_empty_store(ask.lang, operator=ask.user.id in services.operators)
    words = await _telling_words(services, 2)
    suggestions = tuple((word, services.store.queries.remember(word)) for word in words)
    return render_start(ask.lang, size.speeches, suggestions, services.username)


async def _unlinked(services: Services, ask: Asking, link: deeplink.Link | None) -> View:
    """The welcome, or where a link led once."""
    # A surface that isn't there never was: somebody made the link up.
    if link is None or link.kind is deeplink.Kind.SURFACE:
        return await _welcome(services, ask)
    return render_stale_link(ask.lang, passage=bool(link.passage))


async def _telling_words(services: Services, count: int) -> list[str]:
    """The slogans used most that fit on a button, then the terms quoted most."""
    most_used = await services.store.slogans.most_used(None, limit=10 * count)
    words = [slogan.shown for slogan in most_used.items]
    words += await services.store.passages.common(count)
    return list(dict.fromkeys(word for word in words if len(word) <= LONGEST_LABEL))[:count]


async def _draw(services: Services, ask: Asking, passage_id: str) -> None:
    """Send the card after the passage, or say why there is none."""
    toast = await send_card(services, passage_id, ask.user.id, ask.chat_id, ask.lang)
    if toast is not None:
        await services.sender.reply(ask.message, View(f"{toast.text}。"))


async def _linked(services: Services, ask: Asking, link: deeplink.Link) -> View | None:
    viewer = Viewer(ask.user.id, ask.lang, ask.group)
    match link.kind:
        case deeplink.Kind.SEARCH:
            words = await services.store.queries.text(link.query)
            return None if words is None else await list_view(services, words, link.offset, viewer)
        case deeplink.Kind.SLOGAN:
            return await _slogan(services, link.query, viewer)
        case deeplink.Kind.PASSAGE | deeplink.Kind.CARD:
            return await passage_view(services, link.passage, viewer)
        case deeplink.Kind.FULL:
            return await full_view(services, link.passage, viewer)
        case deeplink.Kind.CONTEXT:
            return await passage_view(services, link.passage, viewer, context=True)
        case deeplink.Kind.SURFACE:
            return await _surface(services, link, viewer)


async def _slogan(services: Services, key: str, viewer: Viewer) -> View | None:
    if not key:
        return await most_used_view(services, None, 0, viewer)
    words = await services.store.queries.text(key)
    return None if words is None else await words_view(services, words, viewer)


async def _surface(services: Services, link: deeplink.Link, viewer: Viewer) -> View | None:
    match link.surface:
        case "saved":
            return await saved_view(services, "", 0, viewer)
        case "export":
            return await export_view(services, "", viewer)
        case "daily":
            return await settings_view(services, viewer.user_id, viewer.lang, link.chat)
        case "read":
            return await last_view(services, viewer)
        case "privacy":
            return render_privacy(viewer.lang)
        case "forgetme":
            return await forget_view(services, viewer)
        case "speeches":
            return await speeches_view(services, "", 0, viewer)
        case "sources" if viewer.user_id in services.operators:
            return await sources_view(services, "", 0, viewer.lang)
        case "ingest" if viewer.user_id in services.operators:
            return render_how_to_ingest(viewer.lang)
        case _:
            return None
