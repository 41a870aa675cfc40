"""卡片: a passage as a picture, sent below the message it belongs to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from telegram import Message, ReplyParameters

from handlers.files.views.card import LONGEST, draw_card
from handlers.files.views.export import render_caption
from handlers.telegram import deeplink
from handlers.views.citation import cite_kept_on_card, cite_on_card
from handlers.views.fonts import NoFontError, find_fonts
from handlers.views.markup import Toast
from handlers.views.offer import share_query
from handlers.views.pressed import Why, gone, refused

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Pressing
    from handlers.telegram.services import Services
    from handlers.views.lang import Lang
    from handlers.views.markup import Outcome
    from store.search.model import Hit, Span


async def press_card(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Draw and send the picture; into the presser's own chat where it is for him alone."""
    if press.chat_id is None or press.message_id is None or press.hidden:
        link = deeplink.Link(deeplink.Kind.CARD, passage=wanted.passage, cut=wanted.cut)
        return Toast(url=deeplink.url(services.username, link))
    return await send_card(
        services,
        wanted.passage,
        press.user.id,
        press.chat_id,
        press.lang,
        cut=wanted.cut,
        reply_to=_below(press) if press.group else None,
        thread_id=_topic(press),
    )


async def send_card(  # noqa: PLR0913 - of what, for whom, and where
    services: Services,
    passage_id: str,
    user_id: int,
    chat_id: int,
    lang: Lang,
    *,
    cut: Span | None = None,
    reply_to: ReplyParameters | None = None,
    thread_id: int | None = None,
) -> Toast | None:
    """Send the picture of a passage or a run of it, or give the line why there is none."""
    quoted = await _quoted(services, passage_id, user_id, cut)
    if quoted is None:
        return gone(lang)
    text, source, hit = quoted
    if len(text) > LONGEST:
        return refused(Why.TOO_LONG, lang)
    try:
        fonts = await asyncio.to_thread(find_fonts)
    except NoFontError:
        return refused(Why.NO_FONT, lang)
    picture = await services.workshop.run(draw_card, text, source, fonts)
    caption = render_caption(source, share_query(hit.id, hit.cut) if hit else "", lang)
    await services.sender.send_picture(
        chat_id, picture, caption, thread_id=thread_id, reply_to=reply_to
    )
    return None


async def _quoted(
    services: Services, passage_id: str, user_id: int, cut: Span | None
) -> tuple[str, str, Hit | None] | None:
    """Text and source, and the passage where it isn't in a bookmark alone."""
    hit = await services.store.passages.get(passage_id, cut=cut)
    if hit is not None:
        return hit.text, cite_on_card(hit.speech), hit
    kept = await services.store.bookmarks.kept(user_id, passage_id)
    return None if kept is None else (kept.text, cite_kept_on_card(kept), None)


def _below(press: Pressing) -> ReplyParameters | None:
    if press.message_id is None:
        return None
    return ReplyParameters(press.message_id, allow_sending_without_reply=True)


def _topic(press: Pressing) -> int | None:
    message = press.query.message
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None
