"""发到群里: what only its asker sees is shown to the whole group, once an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import Message

from handlers.passage.views.passage import render_shown
from handlers.telegram import deeplink
from handlers.views.pressed import Why, gone, old, refused
from store.people.model import Answer

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Pressing
    from handlers.telegram.services import Services
    from handlers.views.markup import Outcome

SHOWN_MARK = "shown "
"""Before a passage's id and the answer it stood in: a message that shows it to all."""


async def press_show(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Show the passage to the group; pressed again, say that it has been shown."""
    message = press.query.message
    if not press.hidden or press.chat_id is None or message is None:
        return old(press.lang)
    hit = await services.store.passages.get(wanted.passage, cut=wanted.cut)
    if hit is None:
        return gone(press.lang)
    # Asked anew, it may be shown anew. The number alone comes again when its message has gone.
    mark = f"{SHOWN_MARK}{wanted.passage} {press.message_id} {message.date.timestamp():.0f}"
    answers = services.store.answers
    if await answers.has(press.chat_id, press.user.id, mark):
        return refused(Why.SHOWN_BEFORE, press.lang)
    link = deeplink.Link(deeplink.Kind.PASSAGE, passage=wanted.passage, cut=wanted.cut)
    view = render_shown(
        hit, press.user.full_name, deeplink.url(services.username, link), press.lang
    )
    topic = isinstance(message, Message) and message.is_topic_message
    thread = message.message_thread_id if isinstance(message, Message) and topic else None
    sent = await services.sender.send(press.chat_id, view, thread_id=thread)
    if sent is None:
        return refused(Why.NOT_SHOWN, press.lang)
    number = sent.message_id
    answers.record(Answer(press.chat_id, number, number, press.user.id, mark))
    return refused(Why.SHOWN, press.lang)
