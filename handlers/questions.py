"""Questions of ours that a reply answers: what each asks for is remembered with its message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.asking import asking
from store.model import Answer

if TYPE_CHECKING:
    from telegram import Update

    from handlers.asking import Asking
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.markup import View


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to one of our questions: `asked` is what the question was remembered with."""

    ask: Asking
    asked: str
    written: str


async def put_question(services: Services, user_id: int, view: View, asked: str) -> None:
    """Ask somebody in his own chat; `asked` begins with the mark of the surface that asks."""
    sent = await services.sender.send(user_id, view)
    if sent is not None:
        services.store.answers.record(
            Answer(sent.chat_id, sent.message_id, sent.message_id, user_id, asked)
        )


async def find_reply(update: Update, context: Context, mark: str) -> Reply | None:
    """The reply in the update, where it is one to a question remembered with this mark."""
    ask = asking(update)
    if ask is None or ask.message.reply_to_message is None or not ask.message.text:
        return None
    asked = await context.services.store.answers.by_answer(
        ask.chat_id, ask.message.reply_to_message.message_id
    )
    if asked is None or not asked.query.startswith(mark):
        return None
    return Reply(ask, asked.query.removeprefix(mark), ask.message.text)
