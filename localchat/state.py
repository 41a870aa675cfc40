"""What the simulated Telegram knows: people, chats, messages, files, queries.

Plain data; the rules are in world.py and in the methods. Objects that the Bot API passes through
unchanged (entities, keyboards) are kept as the Bot API writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
MEMBER_RIGHTS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_react_to_messages",
    "can_edit_tag",
)
ANONYMOUS_ID = 1087968824
"""Id of GroupAnonymousBot, in whose name anonymous administrators write."""


@dataclass(slots=True)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False


@dataclass(slots=True)
class Member:
    """Someone's place in a group.

    `status` is one of Telegram's: creator, administrator, member, restricted, left, kicked.
    `rights` holds an administrator's rights or a restricted member's permissions. Restrictions
    outlive the stay: `joined` is false for whom they hold and who isn't in the group. `until` is
    when restriction, ban or paid membership ends, in seconds since 1970, 0 for never.
    """

    user: User
    status: str = "member"
    rights: dict[str, bool] = field(default_factory=dict)
    anonymous: bool = False
    joined: bool = True
    until: int = 0

    @property
    def present(self) -> bool:
        """Whether he is in the group."""
        return self.status not in {"left", "kicked"} and self.joined

    @property
    def manages(self) -> bool:
        """Whether he is the owner or an administrator."""
        return self.status in {"creator", "administrator"}


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is the id of the message that opened it."""

    id: int
    name: str
    closed: bool = False
    deleted: bool = False


@dataclass(slots=True)
class StoredFile:
    """A file on the server. `size` in bytes may exceed what `content` holds, to act big files."""

    file_id: str
    unique_id: str
    name: str
    mime: str
    content: bytes
    size: int
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class Media:
    """What a message carries besides text: a document, a photo, a sticker."""

    kind: str
    file: StoredFile


@dataclass(slots=True)
class Message:
    """A message as everyone sees it. `date` and `edited` are seconds since 1970.

    `entities` belong to `text`, which is the caption where there is `media`. `service` holds the
    Bot API's fields of a service message. `extra` holds further fields to pass through.
    A message that one person sees has a `receiver` and an `ephemeral_id`, which together with that
    person name it to bots; its `id` is below 0 then, and never leaves this machine.
    """

    id: int
    chat: Chat
    sender: User
    date: int
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    media: Media | None = None
    sender_chat: bool = False
    reply_to: int | None = None
    topic: int | None = None
    markup: Json | None = None
    via: User | None = None
    inline_id: str | None = None
    service: Json = field(default_factory=dict)
    extra: Json = field(default_factory=dict)
    edited: int | None = None
    deleted: bool = False
    receiver: User | None = None
    ephemeral_id: int = 0

    @property
    def owner(self) -> User | None:
        """The one person who sees it, None where everybody in the chat does."""
        if self.receiver is None:
            return None
        return self.sender if self.receiver.is_bot else self.receiver

    @property
    def keyboard(self) -> list[list[Json]]:
        """Rows of the inline keyboard, empty without one."""
        rows: list[list[Json]] = (self.markup or {}).get("inline_keyboard", [])
        return rows


@dataclass(slots=True)
class Chat:
    """A private chat of one person with one bot, a group or a supergroup.

    `bot_id` and `user` are set in private chats only. `started`: the person has written to the
    bot, so that it may write to him; `blocked`: he has stopped it. `commanded` tells when each
    person last said a command.
    """

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    bot_id: int | None = None
    user: User | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(MEMBER_RIGHTS, True))
    topics: dict[int, Topic] = field(default_factory=dict)
    general_closed: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    migrated_to: int | None = None
    last_id: int = 0
    last_hidden: int = 0
    commanded: dict[int, float] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        """Whether it is a private chat."""
        return self.type == "private"


@dataclass(slots=True)
class CallbackQuery:
    """A press on a button. `answer` is what the bot answered, None until it has."""

    id: str
    bot_id: int
    user: User
    date: float
    answer: Json | None = None


@dataclass(slots=True)
class InlineQuery:
    """A question in inline mode. `answer` holds the arguments of answerInlineQuery."""

    id: str
    bot_id: int
    user: User
    query: str
    offset: str
    date: float
    answer: Json | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to type first: `text` as it is said, and what it shows in Chinese and English."""

    text: str
    zh: str = ""
    en: str = ""


@dataclass(slots=True)
class Settings:
    """How strict and how quick this Telegram is.

    `query_seconds`: how long presses and inline queries may be answered, in simulated seconds.
    `flood_limits`: whether messages beyond about 30 a second over all, 1 a second in a chat and
    20 a minute in a group are refused. `feedback`: whether chosen inline results are told.
    `suggestions`: what the page offers to type first. `zone`: where the page's clock hangs.
    """

    query_seconds: float = 60.0
    flood_limits: bool = False
    feedback: bool = True
    suggestions: tuple[Suggestion, ...] = ()
    zone: str = "Asia/Shanghai"
