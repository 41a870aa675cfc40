"""/slogan, and the presses on cards and lists of slogans."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from telegram import Message, ReplyParameters

from handlers.passage.opened import card_url
from handlers.slogans.finding import (
    card_of,
    card_view,
    holding_view,
    kind_of,
    most_used_view,
    words_view,
)
from handlers.slogans.views.slogans import render_chart_caption, render_chart_title
from handlers.telegram.answering import deliver_answer
from handlers.views.chart import draw_years, years_without
from handlers.views.fonts import usable_fonts
from handlers.views.markup import Toast
from handlers.views.pressed import Why, old, refused

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.views.markup import Outcome


async def on_slogan(services: Services, ask: Asking) -> None:
    """Answer `/slogan 口号` with its card, and `/slogan` with the most used ones."""
    if ask.words:
        view = await words_view(services, ask.words, ask.viewer)
    else:
        view = await most_used_view(services, None, 0, ask.viewer)
    await deliver_answer(services, ask, ask.words, view)


async def press_slogan(services: Services, press: Pressing, _wanted: Press) -> Outcome:
    """Show a slogan's card in place of the message."""
    return await card_view(services, press.words, press.viewer) or refused(
        Why.SLOGAN_GONE, press.lang
    )


async def press_slogans(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Show a page of the most used slogans, or of those that hold a word."""
    viewer = press.viewer
    if not wanted.query:
        kind = kind_of(wanted.extra)
        return await most_used_view(services, kind, wanted.offset, viewer)
    return await holding_view(services, press.words, wanted.offset, viewer)


async def press_slogan_chart(services: Services, press: Pressing, _wanted: Press) -> Outcome:
    """Send a slogan's use by year as a picture below its card."""
    if press.chat_id is None or press.message_id is None:
        return old(press.lang)
    if press.hidden:
        # A picture would be there for everybody.
        return Toast(url=card_url(services, press.words))
    card = await card_of(services, press.words)
    if card is None:
        return refused(Why.SLOGAN_GONE, press.lang)
    if not card.by_year:
        return refused(Why.NO_YEARS, press.lang)
    held = await services.store.documents.years()
    title = render_chart_title(card, press.lang)
    fonts = await asyncio.to_thread(usable_fonts)
    picture = await services.workshop.run(draw_years, card.by_year, held, title, fonts)
    message = press.query.message
    topic = isinstance(message, Message) and message.is_topic_message
    await services.sender.send_picture(
        press.chat_id,
        picture,
        render_chart_caption(card, press.lang, gaps=years_without(card.by_year, held)),
        thread_id=message.message_thread_id if isinstance(message, Message) and topic else None,
        reply_to=ReplyParameters(press.message_id, allow_sending_without_reply=True),
    )
    return None
