"""/slogan, and the presses on cards and lists of slogans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import Message, ReplyParameters

from handlers.asking import asking, words_after_command
from handlers.finding import Viewer
from handlers.opened import old, show, viewer_of
from handlers.search import deliver_answer
from handlers.slogan_view import (
    card_of,
    card_view,
    holding_view,
    kind_of,
    most_used_view,
    words_view,
)
from handlers.views.chart import draw_years
from handlers.views.slogans import render_chart_caption, render_gone, render_no_years

if TYPE_CHECKING:
    from telegram import Update

    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.markup import Toast


async def on_slogan(update: Update, context: Context) -> None:
    """Answer `/slogan 口号` with its card, and `/slogan` with the most used ones."""
    ask = asking(update)
    if ask is None or not ask.message.text:
        return
    services = context.services
    viewer = Viewer(ask.user.id, ask.lang, ask.group)
    words = words_after_command(ask.message.text)
    if words:
        view = await words_view(services, words, viewer)
    else:
        view = await most_used_view(services, None, 0, viewer)
    await deliver_answer(services, ask, words, view)


async def press_slogan(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Show a slogan's card in place of the message."""
    words = await services.store.queries.text(wanted.query)
    if words is None:
        return old(press.lang)
    view = await card_view(services, words, viewer_of(press))
    return render_gone(press.lang) if view is None else await show(services, press, view)


async def press_slogans(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Show a page of the most used slogans, or of those that hold a word."""
    viewer = viewer_of(press)
    if not wanted.query:
        kind = kind_of(wanted.extra)
        view = await most_used_view(services, kind, wanted.offset, viewer)
        return await show(services, press, view)
    words = await services.store.queries.text(wanted.query)
    if words is None:
        return old(press.lang)
    return await show(services, press, await holding_view(services, words, wanted.offset, viewer))


async def press_slogan_chart(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Send a slogan's use by year as a picture below its card."""
    words = await services.store.queries.text(wanted.query)
    if words is None or press.chat_id is None or press.message_id is None:
        return old(press.lang)
    card = await card_of(services, words)
    if card is None:
        return render_gone(press.lang)
    if not card.by_year:
        return render_no_years(press.lang)
    picture = await services.workshop.run(draw_years, card.by_year)
    message = press.query.message
    topic = isinstance(message, Message) and message.is_topic_message
    await services.sender.send_picture(
        press.chat_id,
        picture,
        render_chart_caption(card, press.lang),
        thread_id=message.message_thread_id if isinstance(message, Message) and topic else None,
        reply_to=ReplyParameters(press.message_id, allow_sending_without_reply=True),
    )
    return None
