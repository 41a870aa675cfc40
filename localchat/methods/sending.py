"""Methods that put messages into chats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localchat import view
from localchat.content import read_caption, read_text
from localchat.errors import ApiError, bad_request
from localchat.files import PHOTO_LIMIT, UPLOAD_LIMIT
from localchat.keyboards import check_markup
from localchat.methods.ephemeral import receiver_of
from localchat.rights import may_send, may_speak
from localchat.state import Chat, Json, Media, Message, StoredFile

if TYPE_CHECKING:
    from localchat.check import Upload
    from localchat.methods.call import Call, Method

_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
ALBUM_LIMIT = 10
_ALBUM_KINDS = {"photo": "visual", "video": "visual"}
"""Kinds that may stand together in an album; https://core.telegram.org/bots/api#sendmediagroup."""
_PASSED = ("link_preview_options", "show_caption_above_media")


async def send_message(call: Call) -> object:
    """Send text."""
    chat = target(call)
    text, entities = read_text(call.arguments)
    message = begin(call, chat, "text")
    message.text, message.entities = text, entities
    return finish(call, message)


async def send_photo(call: Call) -> object:
    """Send a picture that was uploaded or is already on the server."""
    return _send_media(call, "photo")


async def send_document(call: Call) -> object:
    """Send a file that was uploaded or is already on the server."""
    return _send_media(call, "document")


def _send_media(call: Call, kind: str) -> object:
    message = _with_media(call, target(call), kind, call.get(kind), call.arguments)
    if call.get("has_spoiler"):
        message.extra["has_media_spoiler"] = True
    return finish(call, message)


async def send_media_group(call: Call) -> object:
    """Send several pictures or files as one album.

    Raises ApiError 400 as TDLib does: nothing, too much, kinds that don't go together.
    """
    given: list[Json] = call.get("media")
    if not given:
        raise bad_request("there are no messages to send")
    if len(given) > ALBUM_LIMIT:
        raise bad_request("too many messages to send as an album")
    if len({_ALBUM_KINDS.get(one["type"], one["type"]) for one in given}) > 1:
        raise bad_request("documents and audio files can't be mixed with other media types")
    chat = target(call)
    album = str(call.world.number())
    ready = [_with_media(call, chat, one["type"], one["media"], one) for one in given]
    for message in ready:
        message.extra["media_group_id"] = album
    return [finish(call, message) for message in ready]


def _with_media(call: Call, chat: Chat, kind: str, file: Upload | str, captioned: Json) -> Message:
    text, entities = read_caption(captioned)
    media = Media(kind, find_file(call, file, kind))
    message = begin(call, chat, kind)
    message.media, message.text, message.entities = media, text, entities
    return message


async def copy_message(call: Call) -> object:
    """Send another message's content as one's own; answers its id only."""
    source, message = _again(call)
    if source.media and "caption" in call.arguments:
        message.text, message.entities = read_caption(call.arguments)
    finish(call, message)
    return {"message_id": message.id}


async def forward_message(call: Call) -> object:
    """Send another message with its origin."""
    source, message = _again(call)
    message.extra["forward_origin"] = {
        "type": "user",
        "date": source.date,
        "sender_user": view.user(source.sender),
    }
    return finish(call, message)


async def send_chat_action(call: Call) -> object:
    """Show that the bot is busy."""
    chat = target(call)
    may_speak(call.bot, chat)
    if call.get("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.journal.write(
        "action", chat_id=chat.id, bot_id=chat.bot_id, action=call.get("action")
    )
    return True


def target(call: Call) -> Chat:
    """Find the chat that the call names."""
    return call.world.chat_for(call.bot, call.get("chat_id"))


def begin(call: Call, chat: Chat, kind: str) -> Message:
    """Check rights, topic, reply and keyboard; return the message without its content.

    Raises ApiError as Telegram does, "message to be replied not found" among them.
    """
    kind = kind if kind in {"text", "photo", "document", "sticker"} else "document"
    topic = call.get("message_thread_id")
    may_send(call.bot, chat, kind, topic)
    reply_to = _reply(call, chat)
    check_markup(call.get("reply_markup"))
    receiver = receiver_of(call, chat)
    message = call.world.new_message(chat, call.bot.user)
    message.topic = topic
    if topic is None and reply_to and chat.forum:
        message.topic = chat.messages[reply_to].topic
    message.reply_to = reply_to
    message.markup = call.get("reply_markup")
    message.extra = {name: call.get(name) for name in _PASSED if name in call.arguments}
    if call.get("protect_content"):
        message.extra["has_protected_content"] = True
    if receiver is not None:
        call.world.hide(message, receiver)
    return message


def finish(call: Call, message: Message) -> Json:
    """Publish a message and show it to the bot."""
    call.world.publish(message)
    return view.message(message)


def _reply(call: Call, chat: Chat) -> int | None:
    wanted: dict[str, Any] = call.get("reply_parameters") or {}
    if not wanted:
        return None
    number = wanted.get("message_id")
    elsewhere = wanted.get("chat_id", chat.id) != chat.id
    found = chat.messages.get(number) if isinstance(number, int) and number > 0 else None
    if found and not found.deleted and not elsewhere:
        return found.id
    if wanted.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _again(call: Call) -> tuple[Message, Message]:
    """Find the message to be copied or forwarded, and begin another with its content."""
    to = target(call)
    chat = call.world.chat_for(call.bot, call.get("from_chat_id"))
    found = chat.messages.get(call.get("message_id"))
    if found is None or found.deleted or found.service or found.receiver:
        words = "copy" if call.method == "copyMessage" else "forward"
        raise bad_request(f"message to {words} not found")
    message = begin(call, to, found.media.kind if found.media else "text")
    message.media, message.text, message.entities = found.media, found.text, found.entities
    return found, message


def find_file(call: Call, given: Upload | str, kind: str) -> StoredFile:
    """Return the file of an upload, of "attach://part" or of a file_id.

    Raises ApiError for unknown ids, empty files, and files and pictures beyond the limits.
    """
    if isinstance(given, str) and given.startswith("attach://"):
        given = call.files[given.removeprefix("attach://")]
    if isinstance(given, str):
        return call.world.files.find(given)
    if not given.content:
        raise bad_request("file must be non-empty")
    if len(given.content) > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    stored = call.world.files.add(given.name, given.mime, given.content)
    if kind == "photo":
        _check_photo(stored)
    return stored


def _check_photo(stored: StoredFile) -> None:
    """Apply https://core.telegram.org/bots/api#sendphoto."""
    if not stored.width:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if stored.size > PHOTO_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    long, short = max(stored.width, stored.height), min(stored.width, stored.height)
    if stored.width + stored.height > 10_000 or long > 20 * short:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


SENDING: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "sendChatAction": send_chat_action,
}
