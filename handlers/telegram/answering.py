"""An answer on its way: sent, or put in the place of what stood there."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.telegram import deeplink
from handlers.telegram.incoming import Asking, asking, hidden_number
from handlers.telegram.sender import WhisperRefusedError
from handlers.views.asking import render_see_in_private
from handlers.views.pressed import old
from store.people.model import Answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Update

    from handlers.telegram.context import Context
    from handlers.telegram.incoming import Pressing
    from handlers.telegram.services import Services
    from handlers.telegram.typing import Callback
    from handlers.views.markup import Toast, View

_log = logging.getLogger(__name__)


def said(handler: Callable[[Services, Asking], Awaitable[View | None]]) -> Callback:
    """Make PTB's callback of what answers a message: with the view that it gives, if any.

    In a group that is a reply to the message, or seen by who said it alone. A channel's post asks
    nothing.
    """

    async def handle(update: Update, context: Context) -> None:
        ask = asking(update)
        if ask is None:
            return
        services = context.services
        if ask.group:
            settings = await services.store.groups.settings(ask.chat_id)
            alone = settings.answers == "asker" or bool(hidden_number(ask.message))
            ask = replace(ask, hidden=alone)
        view = await handler(services, ask)
        if view is not None:
            await answer(services, ask, view)

    return handle


async def answer(
    services: Services, ask: Asking, view: View, words: str = "", *, again: bool = False
) -> int | None:
    """Send an answer, and give its number: below 0 where only the asker sees it.

    Where he alone may see it and Telegram doesn't let us, a line leads into private; None then, and
    where there is no answer, or nobody knows. `again`: it was answered for him alone before.
    """
    if not ask.hidden:
        sent = await services.sender.reply(ask.message, view, quote=ask.group)
        return None if sent is None else sent.message_id
    message = ask.message
    thread = message.message_thread_id if message.is_topic_message else None
    # What everybody sees can't be answered for one alone where it is no command or stands below a
    # picture, nor can who writes in the group's name; what was edited is a command to Telegram only
    # where it was one when it was said, and not for long.
    hideable = bool(ask.command and message.text) or bool(hidden_number(message))
    if hideable and not ask.anonymous and ask.fresh and (again or not ask.edited):
        try:
            return await services.sender.whisper(ask.chat_id, ask.user.id, view, thread_id=thread)
        except WhisperRefusedError as error:
            _log.info("an answer for one person of chat %s: %s", ask.chat_id, error.__cause__)
    await lead_into_private(services, ask, words)
    return None


async def lead_into_private(services: Services, ask: Asking, words: str = "") -> None:
    """Say that the answer waits in private; `words` are what was asked, where it was no command."""
    line = render_see_in_private(_private_url(services, ask, words), ask.lang)
    await services.sender.reply(ask.message, line, quote=True)


def _private_url(services: Services, ask: Asking, words: str) -> str:
    words = words or ask.words
    key = services.store.saved_queries.remember(words) if words else ""
    match ask.command:
        case "daily" | "settings" | "shelf":
            surface = ask.command
            link = deeplink.Link(deeplink.Kind.SURFACE, surface=surface, chat=ask.chat_id)
        case "slogan":
            link = deeplink.Link(deeplink.Kind.SLOGAN, query=key)
        case "" | "s" | "search" if key:
            link = deeplink.Link(deeplink.Kind.SEARCH, query=key)
        case _:
            link = deeplink.Link(deeplink.Kind.SURFACE, surface="start")
    return deeplink.url(services.username, link)


async def reply_and_record(services: Services, ask: Asking, view: View) -> None:
    """Answer a message, and remember whose the answer is; replies to it ask for nothing."""
    answer_id = await answer(services, ask, view)
    if answer_id is not None:
        services.store.answers.record(Answer(ask.chat_id, ask.number, answer_id, ask.user.id, ""))


async def deliver_answer(services: Services, ask: Asking, words: str, view: View) -> None:
    """Send the answer and remember whose it is, or turn the earlier answer into it."""
    asked = services.store.answers.name_of(words)
    earlier = await earlier_answer(services, ask) if ask.edited else None
    if earlier is not None and earlier.query == asked:
        # The same question again: its answer stands already, on whatever page it was left.
        return
    if earlier is not None and await change_answer(services, earlier, view):
        answer_id: int | None = earlier.answer_id
    else:
        answer_id = await answer(services, ask, view, words, again=earlier is not None)
    if answer_id is not None:
        services.store.answers.record(
            Answer(ask.chat_id, ask.number, answer_id, ask.user.id, asked)
        )


async def earlier_answer(services: Services, ask: Asking) -> Answer | None:
    """The answer that a message has had, if the same people see it who may see another."""
    # Numbers of what one person sees come again, and may be another's, too.
    asker = ask.user.id if ask.hidden else None
    found = await services.store.answers.by_question(ask.chat_id, ask.number, asker)
    return None if found is None or (found.answer_id < 0) != ask.hidden else found


async def change_answer(services: Services, earlier: Answer, view: View) -> bool:
    """Turn an earlier answer into the view; False where it is gone."""
    return await services.sender.edit(
        earlier.chat_id, earlier.answer_id, view, receiver=earlier.asker_id
    )


async def show(services: Services, press: Pressing, view: View) -> Toast | None:
    """Turn the message under the button into the view."""
    return None if await services.sender.edit_pressed(press.query, view) else old(press.lang)
