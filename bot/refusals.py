"""Telegram's own words for a refusal, by which alone it tells most of them apart.

They are those of the Bot API server (https://github.com/tdlib/telegram-bot-api) and of Telegram's
own errors it hands on. All in lower case.
"""

BLOCKED = ("blocked by the user", "user is deactivated", "can't initiate conversation")
GONE = (
    "chat not found",
    "kicked",
    "not a member",
    "was deactivated",
    "is deactivated",
    "was deleted",
    "channel_private",
)
NO_RIGHTS = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "write_forbidden",
    "send_plain_forbidden",
    "chat_restricted",
)
TOPIC_GONE = ("thread not found", "topic_deleted", "topic_id_invalid")
TOPIC_CLOSED = ("topic_closed", "topic closed")
_OTHERS = (
    "can't parse entities",
    "message is not modified",
    "query is too old",
    "to edit not found",
)


def known_phrase(said: str) -> str:
    """The part of what Telegram said that stands here, empty where none does."""
    known = (*BLOCKED, *GONE, *NO_RIGHTS, *TOPIC_GONE, *TOPIC_CLOSED, *_OTHERS)
    return next((phrase for phrase in known if phrase in said.lower()), "")
