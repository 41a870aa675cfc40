"""Questions of ours that a reply answers: what each asks for is remembered with its message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.people.model import Answer

if TYPE_CHECKING:
    from handlers.telegram.incoming import Asking
    from handlers.telegram.services import Services
    from handlers.views.markup import View


async def put_question(services: Services, user_id: int, view: View, asked: str) -> None:
    """Ask somebody in his own chat; `asked` begins with the mark of the surface that asks."""
    sent = await services.sender.send(user_id, view)
    if sent is not None:
        services.store.answers.record(
            Answer(sent.chat_id, sent.message_id, sent.message_id, user_id, asked)
        )


async def find_asked(services: Services, ask: Asking, mark: str) -> str | None:
    """What our question was remembered with behind this mark, where the message replies to one."""
    question = ask.message.reply_to_message
    if question is None or not ask.text:
        return None
    asked = await services.store.answers.by_answer(ask.chat_id, question.message_id)
    if asked is None or not asked.query.startswith(mark):
        return None
    return asked.query.removeprefix(mark)
