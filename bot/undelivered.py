"""What an excerpt that wasn't answered with a message means, and what to do about it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
)

from bot.limiter import seconds_of
from bot.refusals import BLOCKED, GONE, NO_RIGHTS, TOPIC_CLOSED, TOPIC_GONE
from bot.request import NotSentError

if TYPE_CHECKING:
    from handlers.daily.model import Trouble

Action = Literal["again", "migrate", "stop", "fail", "leave_topic", "unknown"]
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Reaction:
    """What to do. `again` after `wait`; `migrate` to the chat `new_chat`; `stop` the subscription.

    `fail` gives this date up, `leave_topic` sends to the general topic, `unknown` sends nothing
    more because it may have arrived. `trouble` is for the administrators.
    """

    action: Action
    detail: str
    wait: timedelta = timedelta()
    new_chat: int = 0
    trouble: Trouble | None = None


def reaction_to(error: Exception, attempts: int) -> Reaction:
    """Judge a failed request; `attempts` is how many there have been for this excerpt, from 1."""
    text = str(error)
    match error:
        case RetryAfter():
            return Reaction("again", "429", wait=timedelta(seconds=seconds_of(error)))
        case ChatMigrated():
            return Reaction("migrate", "migrated", new_chat=error.new_chat_id)
        case Forbidden() | BadRequest():
            return _refusal(text.lower(), text)
        case InvalidToken():
            return Reaction("again", "token refused", wait=LONGEST_WAIT)
        case NotSentError():
            return Reaction("again", f"no connection: {text}", wait=back_off(attempts))
        case _:
            return Reaction("unknown", f"{type(error).__name__}: {text}")


def back_off(attempts: int) -> timedelta:
    """Give how long to wait after so many attempts: 5 s, then twice as long up to 10 min."""
    return min(FIRST_WAIT * (1 << min(max(attempts, 1) - 1, 10)), LONGEST_WAIT)


def _refusal(text: str, detail: str) -> Reaction:
    if _holds(text, BLOCKED):
        return Reaction("stop", detail, trouble="blocked")
    if _holds(text, TOPIC_GONE):
        return Reaction("leave_topic", detail, trouble="topic_deleted")
    if _holds(text, TOPIC_CLOSED):
        return Reaction("fail", detail, trouble="topic_closed")
    if _holds(text, NO_RIGHTS):
        return Reaction("fail", detail, trouble="no_rights")
    if _holds(text, GONE):
        return Reaction("stop", detail, trouble="kicked")
    return Reaction("fail", detail, trouble="refused")


def _holds(text: str, parts: tuple[str, ...]) -> bool:
    return any(part in text for part in parts)
