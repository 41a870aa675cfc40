"""Who asks, where: read off an update once, so that handlers stay short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from telegram.constants import ChatType

from handlers.telegram.viewer import Viewer
from handlers.views.lang import Lang

if TYPE_CHECKING:
    from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update, User

ANONYMOUS_ADMIN = 1087968824
"""Telegram's GroupAnonymousBot, in whose name an anonymous administrator writes."""
_ANSWERED_ALONE = timedelta(seconds=15)
"""How long after a command its answer may be for who said it alone (Bot API 10.3)."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One message to answer, with its text or what stands below its picture.

    `group` is true for groups and supergroups. Where it is `hidden`, nobody but who said it may see
    the answer.
    """

    message: Message
    user: User
    lang: Lang
    group: bool
    text: str
    hidden: bool = False

    @property
    def number(self) -> int:
        """What it goes by in its chat: below 0 where only who said it sees it."""
        return self.message.message_id or -hidden_number(self.message)

    @property
    def command(self) -> str:
        """The command that it is, without the bot's name; empty where it is none."""
        said = self.text.split()[0] if self.text.startswith("/") else ""
        return said.partition("@")[0].removeprefix("/").lower()

    @property
    def chat_id(self) -> int:
        """The chat the message was said in."""
        return self.message.chat_id

    @property
    def words(self) -> str:
        """What follows `/command` or `/command@bot`, with inner spaces kept."""
        parts = self.text.split(maxsplit=1)
        return parts[1].strip() if len(parts) > 1 else ""

    @property
    def edited(self) -> bool:
        """Whether it was said before, and is said otherwise now."""
        return self.message.edit_date is not None

    @property
    def fresh(self) -> bool:
        """Whether it was edited so soon that it can still be answered for who said it alone."""
        said, edited = self.message.date, self.message.edit_date
        return edited is None or edited - said < _ANSWERED_ALONE

    @property
    def viewer(self) -> Viewer:
        """For whom the answer is made."""
        return Viewer(self.user.id, self.lang, self.group, self.hidden)

    @property
    def anonymous(self) -> bool:
        """Whether an administrator writes as the group itself."""
        return self.user.id == ANONYMOUS_ADMIN


@dataclass(frozen=True, slots=True)
class Pressing:
    """One press on a button of ours, with the chat and message it is under (None: inline).

    The number of a message that he alone sees is below 0.
    `words` are the query that the button names, empty where it names none that is known.
    """

    query: CallbackQuery
    user: User
    lang: Lang
    chat_id: int | None
    message_id: int | None
    group: bool
    words: str = ""

    @property
    def hidden(self) -> bool:
        """Whether he alone sees the message, in a group."""
        return self.message_id is not None and self.message_id < 0

    @property
    def foreign(self) -> bool:
        """Whether another alone sees the message: Telegram lets nobody press it, but who forges."""
        message = self.query.message
        receiver = message.api_kwargs.get("receiver_user") if message is not None else None
        return receiver is not None and receiver["id"] != self.user.id

    @property
    def shared(self) -> bool:
        """Whether others see the message, too: in a group, or sent through inline mode anywhere."""
        return (self.group and not self.hidden) or self.chat_id is None

    @property
    def viewer(self) -> Viewer:
        """For whom the message under the button is made."""
        return Viewer(self.user.id, self.lang, self.group, self.hidden)


def asking(update: Update) -> Asking | None:
    """The message of the update, new or edited, with who said it; None for a channel's post."""
    message = update.message or update.edited_message
    if message is None or message.from_user is None:
        return None
    group = message.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
    # In a group, too, an answer is for who asked: it is a reply to him, and his to turn.
    lang = Lang.of(message.from_user.language_code)
    return Asking(message, message.from_user, lang, group, message.text or message.caption or "")


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
        (message.message_id or -hidden_number(message)) if message else None,
        group,
    )


def hidden_number(message: MaybeInaccessibleMessage) -> int:
    """The number of a message that one person of a group sees, 0 for any other."""
    return int(message.api_kwargs.get("ephemeral_message_id", 0))
