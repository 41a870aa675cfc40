"""The one place that holds the state of the simulated Telegram and tells what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from localchat import view
from localchat.clock import Clock
from localchat.errors import ApiError, ControlError, bad_request
from localchat.files import FileStore
from localchat.inbox import Inbox
from localchat.journal import Journal
from localchat.state import (
    CallbackQuery,
    Chat,
    InlineQuery,
    Json,
    Member,
    Message,
    Settings,
    Topic,
    User,
)
from localchat.text import cut


@dataclass(slots=True)
class Bot:
    """A bot and what it has told Telegram about itself.

    `sees_all`: privacy mode is off. `texts` holds name, description and short description by
    language, `commands` the command lists by scope and language, `menus` the menu buttons by
    private chat (None: default).
    """

    token: str
    user: User
    inbox: Inbox = field(default_factory=Inbox)
    sees_all: bool = False
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menus: dict[int | None, Json] = field(default_factory=dict)
    rights: Json = field(default_factory=dict)
    webhook: Json = field(default_factory=dict)

    @property
    def username(self) -> str:
        """The bot's name in mentions and links, without @."""
        return self.user.username or ""


class World:
    """Bots, people, chats, files and the journal of all changes."""

    def __init__(self, bots: dict[str, str], *, any_token: bool = False) -> None:
        """Create the bots named by token and username; `any_token` goes to the first of them."""
        self.clock = Clock()
        self.journal = Journal()
        self.settings = Settings()
        self._any_token = any_token
        self._usernames = dict(bots)
        self.bots: dict[str, Bot] = {}
        self._fill()

    def _fill(self) -> None:
        self.users: dict[int, User] = {}
        self.private: dict[tuple[int, int], Chat] = {}
        self.groups: dict[int, Chat] = {}
        self.files = FileStore()
        self.callbacks: dict[str, CallbackQuery] = {}
        self.inlines: dict[str, InlineQuery] = {}
        self.inline_cache: dict[tuple[int, int | None, str, str], tuple[float, Json]] = {}
        self.inline_messages: dict[str, Message] = {}
        self._numbers = count(1)
        self._user_ids = count(734_512_001)
        self._group_ids = count(4_100_001)
        for token, username in self._usernames.items():
            if token not in self.bots:
                user = User(int(token.split(":")[0]), username, username=username, is_bot=True)
                self.bots[token] = Bot(token, user)

    def reset(self) -> None:
        """Forget everything but the bots, their commands and a running getUpdates."""
        for bot in self.bots.values():
            bot.inbox.clear()
            bot.sees_all = False
        kept = self.settings
        self.settings = Settings(suggestions=kept.suggestions, zone=kept.zone)
        self.clock.reset()
        self._fill()
        self.journal.write("reset")

    def number(self) -> int:
        """Return a number that was not given before."""
        return next(self._numbers)

    def bot(self, token: str) -> Bot | None:
        """Find the bot of a token."""
        found = self.bots.get(token)
        if found is None and self._any_token:
            return self.first_bot
        return found

    @property
    def first_bot(self) -> Bot:
        """The bot that is meant where none is named."""
        return next(iter(self.bots.values()))

    def bot_by_id(self, bot_id: int) -> Bot:
        """Find a bot by its user id; ControlError when there is none."""
        for bot in self.bots.values():
            if bot.user.id == bot_id:
                return bot
        raise ControlError(f"no bot {bot_id}")

    def bot_of(self, message: Message) -> Bot:
        """Find the bot at one end of a message that one person sees."""
        receiver = message.receiver
        return self.bot_by_id((receiver if receiver and receiver.is_bot else message.sender).id)

    def is_bot(self, user_id: int) -> bool:
        """Whether one of the bots has this id."""
        return any(bot.user.id == user_id for bot in self.bots.values())

    def add_user(self, name: str, **details: Any) -> User:  # noqa: ANN401
        """Add a person; `details` are further fields of User, all optional."""
        user_id = details.pop("id", None) or next(self._user_ids)
        user = User(user_id, name, **details)
        self.users[user.id] = user
        self.journal.write("user", user=view.user(user))
        return user

    def user(self, user_id: int) -> User:
        """Find a person; ControlError when there is none."""
        if user_id not in self.users:
            raise ControlError(f"no user {user_id}")
        return self.users[user_id]

    def private_chat(self, user: User, bot: Bot) -> Chat:
        """Return the private chat of a person and a bot; it exists before anyone writes."""
        key = (bot.user.id, user.id)
        if key not in self.private:
            self.private[key] = Chat(user.id, "private", bot_id=bot.user.id, user=user)
        return self.private[key]

    def add_group(self, kind: str, title: str, *, forum: bool = False) -> Chat:
        """Add an empty group; `kind` is group or supergroup, a forum is always the latter."""
        number = next(self._group_ids)
        supergroup = forum or kind == "supergroup"
        chat_id = -1_000_000_000_000 - number if supergroup else -number
        chat = Chat(chat_id, "supergroup" if supergroup else "group", title, forum=forum)
        self.groups[chat.id] = chat
        return chat

    def add_topic(self, chat: Chat, name: str, sender: User) -> Topic:
        """Open a topic with its service message."""
        message = self.new_message(chat, sender)
        message.service = {
            "forum_topic_created": {"name": name, "icon_color": 7322096},
            "is_topic_message": True,
            "message_thread_id": message.id,
        }
        topic = Topic(message.id, name)
        chat.topics[topic.id] = topic
        self.publish(message)
        return topic

    def chat(self, chat_id: int, bot: Bot | None = None) -> Chat:
        """Find a chat for the control interface; a person's id means his chat with the bot."""
        if chat_id > 0:
            return self.private_chat(self.user(chat_id), bot or self.first_bot)
        if chat_id not in self.groups:
            raise ControlError(f"no chat {chat_id}")
        return self.groups[chat_id]

    def chat_for(self, bot: Bot, chat_id: object) -> Chat:
        """Find the chat that a bot names by id or @username, as Telegram does.

        Raises ApiError 400 "chat not found", or with migrate_to_chat_id for a group that became
        a supergroup.
        """
        if isinstance(chat_id, str):
            named = [one for one in self.groups.values() if f"@{one.username}" == chat_id]
            found = named[0] if named else None
        elif isinstance(chat_id, int) and chat_id in self.users:
            found = self.private_chat(self.users[chat_id], bot)
        else:
            found = self.groups.get(chat_id) if isinstance(chat_id, int) else None
        if found is None or (not found.private and bot.user.id not in found.members):
            raise bad_request("chat not found")
        if found.migrated_to:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": found.migrated_to},
            )
        return found

    def new_message(self, chat: Chat, sender: User) -> Message:
        """Make the next message of a chat; it becomes visible with `publish`."""
        chat.last_id += 1
        return Message(chat.last_id, chat, sender, self.clock.timestamp())

    def hide(self, message: Message, receiver: User) -> None:
        """Have only one person see a message that isn't published yet.

        Its number is the least that none of his has now, so that numbers come again.
        """
        chat = message.chat
        chat.last_hidden -= 1
        message.id, message.receiver = chat.last_hidden, receiver
        taken = {one.ephemeral_id for one in hidden(chat, message.owner)}
        message.ephemeral_id = next(one for one in count(1) if one not in taken)

    def publish(self, message: Message) -> None:
        """Put a new message into its chat and hand it to the bots that may see it."""
        message.chat.messages[message.id] = message
        self.announce("message", message)
        self.deliver("message", message)

    def announce(self, kind: str, message: Message, **details: object) -> None:
        """Write an event about a message into the journal: message, edit or delete."""
        chat = message.chat
        self.journal.write(
            kind,
            chat_id=chat.id,
            bot_id=chat.bot_id,
            message_id=message.id,
            by_bot=self.is_bot(message.sender.id),
            message=view.seen(message),
            **details,
        )

    def deliver(self, kind: str, message: Message) -> None:
        """Hand a person's message to every bot that may see it."""
        for bot in self.bots.values():
            if self._sees(bot, message):
                bot.inbox.put(kind, view.message(message))

    def _sees(self, bot: Bot, message: Message) -> bool:
        chat = message.chat
        if message.sender.is_bot and not message.service:
            return False
        if message.sender.id == bot.user.id:
            return False
        if chat.private:
            return chat.bot_id == bot.user.id
        if message.receiver is not None:
            return message.receiver.id == bot.user.id
        place = chat.members.get(bot.user.id)
        if place is None or not place.present:
            return False
        if bot.sees_all or place.manages or message.service:
            return True
        return _meant_for(bot, message)

    def change_member(self, chat: Chat, after: Member, actor: User) -> Member:
        """Give someone another place in a group: service message and updates included."""
        user = after.user
        before = chat.members.get(user.id, Member(user, "left"))
        after.anonymous = before.anonymous
        change: Json = {
            "chat": view.chat(chat),
            "from": view.user(actor),
            "date": self.clock.timestamp(),
            "old_chat_member": view.member(before),
            "new_chat_member": view.member(after),
        }
        chat.members[user.id] = after
        self._member_message(chat, before, after, actor)
        for bot in self.bots.values():
            place = chat.members.get(bot.user.id)
            if bot.user.id == user.id:
                bot.inbox.put("my_chat_member", change)
            elif place and place.manages:
                bot.inbox.put("chat_member", change)
        self.journal.write("member", chat_id=chat.id, bot_id=None, change=change)
        return after

    def migrate(self, chat: Chat, *, announce: bool = True) -> Chat:
        """Turn a group into a supergroup under a new id.

        `announce` false keeps the service messages from the bots, as happens when they are down.
        """
        if chat.type != "group" or chat.migrated_to:
            raise ControlError("only a group that was not upgraded can become a supergroup")
        grown = self.add_group("supergroup", chat.title or "")
        grown.members = chat.members
        grown.permissions = chat.permissions
        owner = next(one.user for one in chat.members.values() if not one.user.is_bot)
        for place, service in (
            (chat, {"migrate_to_chat_id": grown.id}),
            (grown, {"migrate_from_chat_id": chat.id}),
        ):
            message = self.new_message(place, owner)
            message.service = service
            place.messages[message.id] = message
            self.announce("message", message)
            if announce:
                self.deliver("message", message)
        chat.migrated_to = grown.id
        return grown

    def _member_message(self, chat: Chat, before: Member, after: Member, actor: User) -> None:
        if before.present == after.present:
            return
        message = self.new_message(chat, actor)
        shown = view.user(after.user)
        if after.present:
            message.service = {"new_chat_members": [shown]}
        else:
            message.service = {"left_chat_member": shown}
        self.publish(message)


def hidden(chat: Chat, owner: User | None) -> list[Message]:
    """Give the messages of a chat that only this person sees."""
    return [
        one
        for one in chat.messages.values()
        if one.receiver is not None and not one.deleted and one.owner is owner
    ]


def _meant_for(bot: Bot, message: Message) -> bool:
    """Decide as privacy mode does: commands, replies to the bot, mentions, its inline messages."""
    if message.via is bot.user:
        return True
    replied = message.chat.messages.get(message.reply_to) if message.reply_to else None
    if replied and replied.sender.id == bot.user.id:
        return True
    for entity in message.entities:
        said = cut(message.text, entity["offset"], entity["length"]).lower()
        if entity["type"] == "mention" and said == f"@{bot.username}".lower():
            return True
        if entity["type"] == "bot_command" and said.partition("@")[2] in {
            "",
            bot.username.lower(),
        }:
            return True
    return False
