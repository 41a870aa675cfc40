"""卡片: a passage as a picture, sent below the message it belongs to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from telegram import Message, ReplyParameters

from handlers import deeplink
from handlers.fonts import NoFontError, find_fonts
from handlers.opened import gone
from handlers.views.card import LONGEST, draw_card
from handlers.views.markup import Toast
from handlers.views.picture import render_caption, render_no_font, render_too_long
from store.citation import cite

if TYPE_CHECKING:
    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.services import Services
    from handlers.views.lang import Lang


async def press_card(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Draw and send the picture; from an inline message into the presser's own chat."""
    if press.chat_id is None or press.message_id is None:
        link = deeplink.Link(deeplink.Kind.CARD, passage=wanted.passage)
        return Toast(url=deeplink.url(services.username, link))
    return await send_card(
        services,
        wanted.passage,
        press.user.id,
        press.chat_id,
        press.lang,
        reply_to=_below(press) if press.group else None,
        thread_id=_topic(press),
    )


async def send_card(
    services: Services,
    passage_id: str,
    user_id: int,
    chat_id: int,
    lang: Lang,
    *,
    reply_to: ReplyParameters | None = None,
    thread_id: int | None = None,
) -> Toast | None:
    """Send the picture of a passage, or give the line that says why there is none."""
    quoted = await _quoted(services, passage_id, user_id)
    if quoted is None:
        return gone(lang)
    text, citation, alive = quoted
    if len(text) > LONGEST:
        return render_too_long(lang)
    try:
        fonts = await asyncio.to_thread(find_fonts)
    except NoFontError:
        return render_no_font(lang)
    picture = await services.workshop.run(draw_card, text, citation, fonts)
    caption = render_caption(citation, passage_id if alive else "", lang)
    await services.sender.send_picture(
        chat_id, picture, caption, thread_id=thread_id, reply_to=reply_to
    )
    return None


async def _quoted(
    services: Services, passage_id: str, user_id: int
) -> tuple[str, str, bool] | None:
    """Text and citation, and whether the passage is in the store rather than in a bookmark."""
    hit = await services.store.passages.get(passage_id)
    if hit is not None:
        return hit.text, cite(hit.speech), True
    kept = await services.store.bookmarks.kept(user_id, passage_id)
    return None if kept is None else (kept.text, kept.citation, False)


def _below(press: Pressing) -> ReplyParameters | None:
    if press.message_id is None:
        return None
    return ReplyParameters(press.message_id, allow_sending_without_reply=True)


def _topic(press: Pressing) -> int | None:
    message = press.query.message
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None
