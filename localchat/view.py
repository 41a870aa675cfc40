"""How the Bot API shows users, chats, members and messages."""

from __future__ import annotations

from localchat.state import (
    ADMIN_RIGHTS,
    ANONYMOUS_ID,
    MEMBER_RIGHTS,
    Chat,
    Json,
    Media,
    Member,
    Message,
    StoredFile,
    User,
)

_ANONYMOUS: Json = {
    "id": ANONYMOUS_ID,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


def user(one: User) -> Json:
    """Show a User."""
    shown: Json = {"id": one.id, "is_bot": one.is_bot, "first_name": one.first_name}
    for name in ("last_name", "username", "language_code"):
        value = getattr(one, name)
        if value:
            shown[name] = value
    return shown


def chat(one: Chat) -> Json:
    """Show a Chat."""
    shown: Json = {"id": one.id, "type": one.type}
    if one.user:
        names = ("first_name", "last_name", "username")
        return shown | {name: known for name in names if (known := getattr(one.user, name))}
    shown["title"] = one.title
    if one.username:
        shown["username"] = one.username
    if one.forum:
        shown["is_forum"] = True
    return shown


def full_chat(one: Chat) -> Json:
    """Show a ChatFullInfo."""
    shown = chat(one) | {
        "accent_color_id": one.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if not one.private:
        shown["permissions"] = dict(one.permissions)
    if one.pinned:
        shown["pinned_message"] = message(one.messages[one.pinned[-1]])
    return shown


def member(one: Member) -> Json:
    """Show a ChatMember of the kind its status names."""
    shown: Json = {"status": one.status, "user": user(one.user)}
    if one.status == "creator":
        shown["is_anonymous"] = one.anonymous
    elif one.status == "administrator":
        shown |= {"can_be_edited": False, "is_anonymous": one.anonymous}
        shown |= {right: one.rights.get(right, True) for right in ADMIN_RIGHTS}
    elif one.status == "restricted":
        shown |= {"is_member": one.joined, "until_date": one.until}
        shown |= {right: one.rights.get(right, False) for right in MEMBER_RIGHTS}
    elif one.status == "kicked" or (one.status == "member" and one.until):
        shown["until_date"] = one.until
    return shown


def file(one: StoredFile) -> Json:
    """Show what all kinds of files have in common."""
    return {"file_id": one.file_id, "file_unique_id": one.unique_id, "file_size": one.size}


def media(one: Media) -> Json:
    """Show the field of a message that holds its media."""
    shown = file(one.file)
    if one.kind == "photo":
        small = _thumbnail(one.file)
        shown |= {"width": one.file.width, "height": one.file.height}
        return {"photo": [small, shown]}
    if one.kind == "sticker":
        shown |= {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "👍",
        }
    elif one.kind in {"voice", "audio"}:
        shown |= {"duration": 3, "mime_type": one.file.mime}
    elif one.kind in {"video", "animation"}:
        shown |= {"width": 640, "height": 360, "duration": 3, "mime_type": one.file.mime}
    else:
        shown |= {"file_name": one.file.name, "mime_type": one.file.mime}
    return {one.kind: shown}


def _thumbnail(one: StoredFile) -> Json:
    scale = min(1.0, 90 / max(one.width, one.height, 1))
    return {
        "file_id": one.file_id,
        "file_unique_id": f"{one.unique_id}s",
        "file_size": min(one.size, 2_000),
        "width": max(1, round(one.width * scale)),
        "height": max(1, round(one.height * scale)),
    }


def message(one: Message, depth: int = 1) -> Json:
    """Show a Message; the message it replies to is shown `depth` levels deep."""
    shown: Json = {"message_id": one.id, "date": one.date, "chat": chat(one.chat)}
    if one.receiver is not None:
        shown |= {
            "message_id": 0,
            "ephemeral_message_id": one.ephemeral_id,
            "receiver_user": user(one.receiver),
        }
    shown["from"] = _ANONYMOUS if one.sender_chat else user(one.sender)
    if one.sender_chat:
        shown["sender_chat"] = chat(one.chat)
    if one.topic is not None:
        shown |= {"message_thread_id": one.topic, "is_topic_message": True}
    elif one.reply_to and one.chat.type == "supergroup":
        shown["message_thread_id"] = _chain_start(one)
    replied = one.chat.messages.get(one.reply_to) if one.reply_to else None
    if replied and depth and not replied.deleted:
        shown["reply_to_message"] = message(replied, depth - 1)
    if one.via:
        shown["via_bot"] = user(one.via)
    if one.edited:
        shown["edit_date"] = one.edited
    shown |= _content(one)
    if one.keyboard:
        shown["reply_markup"] = one.markup
    return shown | one.extra | one.service


def _chain_start(one: Message) -> int:
    """First message of a chain of replies: outside topics it passes for a thread's id.

    Nothing can be sent with such an id, which is why bots have to look at is_topic_message.
    """
    while one.reply_to in one.chat.messages:
        one = one.chat.messages[one.reply_to]
    return one.id


def seen(one: Message) -> Json:
    """Show a Message as people see it: with every kind of keyboard, in `local`.

    A message that one person sees goes by a number of its own, so that each can be told apart.
    """
    local = {"markup": one.markup, "inline_id": one.inline_id}
    return message(one) | {"message_id": one.id, "local": local}


def _content(one: Message) -> Json:
    shown: Json = media(one.media) if one.media else {}
    if one.text:
        shown["caption" if one.media else "text"] = one.text
    if one.entities:
        shown["caption_entities" if one.media else "entities"] = one.entities
    return shown
