"""/sources: the stored documents, for operators: listed, opened, removed and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.admin.uploads import submit
from handlers.admin.views.sources import (
    PAGE,
    render_ask_removal,
    render_source,
    render_sources,
)
from handlers.telegram.acts import OnSource
from handlers.telegram.answering import show
from handlers.views.fixed import Fixed
from handlers.views.pressed import Why, old, refused
from store.documents.model import Incoming

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.views.lang import Lang
    from handlers.views.markup import Outcome, View
    from store.documents.model import Source


async def on_sources(services: Services, ask: Asking) -> View:
    """List the documents, all or those whose name holds a word."""
    if ask.user.id not in services.operators:
        return Fixed.ONLY_OPERATORS.view(ask.lang)
    return await sources_view(services, ask.words, 0, ask.lang)


async def press_sources(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Turn the list, open a document, ask for its removal, remove it."""
    if press.user.id not in services.operators:
        return refused(Why.OPERATORS_SEE, press.lang)
    act, key = OnSource.of(wanted)
    if act is OnSource.LIST:
        return await sources_view(services, press.words, wanted.offset, press.lang)
    source = await source_of(services, key)
    if source is None:
        return refused(Why.DOCUMENT_GONE, press.lang)
    place = (key, wanted.query, wanted.offset)
    match act:
        case OnSource.OPEN:
            return await _opened(services, source, place, press.lang)
        case OnSource.ASK_REMOVAL:
            held = await services.store.documents.holding(source.source)
            return render_ask_removal(source, held, place, press.lang)
        case OnSource.REMOVE:
            return await _remove(services, press, source)
        case _:
            return old(press.lang)


async def source_of(services: Services, key: str) -> Source | None:
    """The stored document whose name a key stands for, None where it is gone."""
    name = await services.store.saved_queries.text(key)
    found = await services.store.documents.sources()
    return next((source for source in found if source.source == name), None)


async def sources_view(services: Services, words: str, offset: int, lang: Lang) -> View:
    """The page of the list that holds the offset."""
    every = await services.store.documents.sources()
    found = [one for one in every if words.lower() in one.source.lower()]
    offset = min(offset, max(len(found) - 1, 0))
    offset -= offset % PAGE
    remember = services.store.saved_queries.remember
    keys = [remember(one.source) for one in found[offset : offset + PAGE]]
    wanted = (words, remember(words) if words else "")
    return render_sources(found, keys, offset, wanted, ZoneInfo(services.zone), lang)


async def _opened(
    services: Services, source: Source, place: tuple[str, str, int], lang: Lang
) -> View:
    speeches = await services.store.corrections.outlines(source.source)
    return render_source(source, speeches, place, ZoneInfo(services.zone), lang)


async def _remove(services: Services, press: Pressing, source: Source) -> Outcome:
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
    batch_id, _ = await services.store.uploads.gather(incoming)
    if press.chat_id is not None and press.message_id is not None:
        await services.store.uploads.add_message(batch_id, press.chat_id, press.message_id)
    toast = await show(services, press, Fixed.REMOVING.view(press.lang))
    submit(services, batch_id)
    return toast
