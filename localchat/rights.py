"""Whether a bot may do something in a chat, refused in Telegram's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localchat.errors import bad_request, forbidden

if TYPE_CHECKING:
    from localchat.state import Chat, Member
    from localchat.world import Bot

_SENDING = {
    "text": ("can_send_messages", "text messages"),
    "photo": ("can_send_photos", "photos"),
    "document": ("can_send_documents", "documents"),
    "sticker": ("can_send_other_messages", "stickers"),
}


def present(bot: Bot, chat: Chat) -> Member:
    """Return the bot's place in a group; ApiError 403 when it was removed or has left."""
    place = chat.members.get(bot.user.id)
    if place is not None and place.status == "kicked":
        raise forbidden(f"bot was kicked from the {_kind(chat)} chat")
    if place is None or not place.present:
        raise forbidden(f"bot is not a member of the {_kind(chat)} chat")
    return place


def may_speak(bot: Bot, chat: Chat) -> None:
    """Raise ApiError 403 where the bot may not reach the chat at all."""
    if not chat.private:
        present(bot, chat)
        return
    if chat.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")


def may_send(bot: Bot, chat: Chat, kind: str, topic: int | None) -> None:
    """Raise ApiError 403 or 400 where the bot may not send this kind of message."""
    may_speak(bot, chat)
    if chat.private:
        if topic is not None:
            raise bad_request("message thread not found")
        return
    place = present(bot, chat)
    right, words = _SENDING[kind]
    allowed = place.manages or (
        place.rights.get(right, False)
        if place.status == "restricted"
        else chat.permissions.get(right, True)
    )
    if not allowed:
        raise bad_request(f"not enough rights to send {words} to the chat")
    _check_topic(place, chat, topic)


def may(bot: Bot, chat: Chat, right: str, words: str) -> None:
    """Raise ApiError 400 unless the bot is an administrator with the right named."""
    if chat.private:
        return
    place = present(bot, chat)
    member_may = (
        place.status == "member"
        and chat.permissions.get(right)
        and right != ("can_delete_messages")
    )
    if place.status == "creator" or member_may:
        return
    if place.status != "administrator" or not place.rights.get(right, True):
        raise bad_request(words)


def _check_topic(place: Member, chat: Chat, topic: int | None) -> None:
    manages = place.manages and place.rights.get("can_manage_topics", True)
    if topic is None:
        if chat.forum and chat.general_closed and not manages:
            raise bad_request("TOPIC_CLOSED")
        return
    found = chat.topics.get(topic)
    if not chat.forum or found is None or found.deleted:
        raise bad_request("message thread not found")
    if found.closed and not manages:
        raise bad_request("TOPIC_CLOSED")


def _kind(chat: Chat) -> str:
    return "supergroup" if chat.type == "supergroup" else "group"
