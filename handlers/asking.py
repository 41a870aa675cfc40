"""Who asks, where: read off an update once, so that handlers stay short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram.constants import ChatType

from handlers.views.lang import Lang

if TYPE_CHECKING:
    from telegram import CallbackQuery, Message, Update, User

ANONYMOUS_ADMIN = 1087968824
"""Telegram's GroupAnonymousBot, in whose name an anonymous administrator writes."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One message to answer: `group` is true for groups and supergroups."""

    message: Message
    user: User
    lang: Lang
    group: bool

    @property
    def chat_id(self) -> int:
        """The chat the message was said in."""
        return self.message.chat_id

    @property
    def anonymous(self) -> bool:
        """Whether an administrator writes as the group itself."""
        return self.user.id == ANONYMOUS_ADMIN


@dataclass(frozen=True, slots=True)
class Pressing:
    """One press on a button of ours, with the chat and message it is under (None: inline)."""

    query: CallbackQuery
    user: User
    lang: Lang
    chat_id: int | None
    message_id: int | None
    group: bool


def asking(update: Update) -> Asking | None:
    """The message of the update, new or edited, with who said it; None for a channel's post."""
    message = update.message or update.edited_message
    if message is None or message.from_user is None:
        return None
    group = message.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
    # In a group, too, an answer is for who asked: it is a reply to him, and his to turn.
    lang = Lang.of(message.from_user.language_code)
    return Asking(message, message.from_user, lang, group)


def pressing(update: Update) -> Pressing | None:
    """The press of the update."""
    query = update.callback_query
    if query is None:
        return None
    message = query.message
    group = message is not None and message.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
    return Pressing(
        query,
        query.from_user,
        Lang.of(query.from_user.language_code),
        message.chat.id if message else None,
        message.message_id if message else None,
        group,
    )


def words_after_command(text: str) -> str:
    """What follows `/command` or `/command@bot` in a message, with inner spaces kept."""
    parts = text.split(maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""
