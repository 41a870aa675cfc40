"""/sources: the stored documents, for operators: listed, opened, removed and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.asking import asking, words_after_command
from handlers.documents import submit
from handlers.opened import old, show
from handlers.views.markup import Toast
from handlers.views.sources import (
    PAGE,
    render_ask_removal,
    render_only_operators,
    render_removing,
    render_source,
    render_sources,
)
from store.drafts import Incoming

if TYPE_CHECKING:
    from telegram import Update

    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.lang import Lang
    from handlers.views.markup import View
    from store.model import Source


async def on_sources(update: Update, context: Context) -> None:
    """List the documents, all or those whose name holds a word."""
    ask = asking(update)
    if ask is None or not ask.message.text:
        return
    services = context.services
    if ask.user.id in services.operators:
        words = words_after_command(ask.message.text)
        view = await sources_view(services, words, 0, ask.lang)
    else:
        view = render_only_operators(ask.lang)
    await services.sender.reply(ask.message, view)


async def press_sources(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Turn the list, open a document, ask for its removal, remove it."""
    if press.user.id not in services.operators:
        return Toast(press.lang.say("只有管理员能看", "Only administrators can see it"))
    action, _, key = wanted.extra.partition(":")
    words = await services.store.queries.text(wanted.query) if wanted.query else ""
    if words is None:
        return old(press.lang)
    if action == "l":
        view = await sources_view(services, words, wanted.offset, press.lang)
        return await show(services, press, view)
    source = await source_of(services, key)
    if source is None:
        return Toast(press.lang.say("这份资料已经不在库里了", "This document is gone already"))
    place = (key, wanted.query, wanted.offset)
    match action:
        case "o":
            view = await _opened(services, source, place, press.lang)
            return await show(services, press, view)
        case "r":
            held = await services.store.documents.holding(source.source)
            return await show(services, press, render_ask_removal(source, held, place, press.lang))
        case "x":
            return await _remove(services, press, source)
        case _:
            return old(press.lang)


async def source_of(services: Services, key: str) -> Source | None:
    """The stored document whose name a key stands for, None where it is gone."""
    name = await services.store.queries.text(key)
    found = await services.store.documents.sources()
    return next((source for source in found if source.source == name), None)


async def sources_view(services: Services, words: str, offset: int, lang: Lang) -> View:
    """The page of the list that holds the offset."""
    every = await services.store.documents.sources()
    found = [one for one in every if words.lower() in one.source.lower()]
    offset = min(offset, max(len(found) - 1, 0))
    offset -= offset % PAGE
    remember = services.store.queries.remember
    keys = [remember(one.source) for one in found[offset : offset + PAGE]]
    wanted = (words, remember(words) if words else "")
    return render_sources(found, keys, offset, wanted, ZoneInfo(services.zone), lang)


async def _opened(
    services: Services, source: Source, place: tuple[str, str, int], lang: Lang
) -> View:
    speeches = await services.store.corrections.outlines(source.source)
    return render_source(source, speeches, place, ZoneInfo(services.zone), lang)


async def _remove(services: Services, press: Pressing, source: Source) -> Toast | None:
    """Remove a document beside the answers, and keep it for the undo."""
    incoming = Incoming(
        kind="removal",
        chat_id=press.user.id,
        user_id=press.user.id,
        user_name=press.user.full_name,
        lang=press.lang.value,
        group_key="",
        source=source.source,
        file_id="",
        size=0,
    )
    batch_id, _ = await services.store.drafts.gather(incoming)
    if press.chat_id is not None and press.message_id is not None:
        await services.store.drafts.add_message(batch_id, press.chat_id, press.message_id)
    toast = await show(services, press, render_removing(press.lang))
    submit(services, batch_id)
    return toast
