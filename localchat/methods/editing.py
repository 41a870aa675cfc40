"""Methods that change or remove messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localchat import view
from localchat.content import read_caption, read_text
from localchat.errors import bad_request
from localchat.keyboards import check_markup
from localchat.methods.sending import find_file, target
from localchat.rights import may, may_speak
from localchat.state import Json, Media, Message

if TYPE_CHECKING:
    from localchat.methods.call import Call, Method
    from localchat.text import Entity

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
_DELETE_SECONDS = 48 * 3600
_NO_RIGHT_TO_PIN = "not enough rights to manage pinned messages in the chat"


async def edit_text(call: Call) -> object:
    """Change a message's text and keyboard."""
    text, entities = read_text(call.arguments, editing=True)
    message = _editable(call)
    if message.media:
        raise bad_request("there is no text in the message to edit")
    return _change(call, message, text, entities, message.media)


async def edit_caption(call: Call) -> object:
    """Change the text under a picture or file, and the keyboard."""
    text, entities = read_caption(call.arguments)
    message = _editable(call)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    return _change(call, message, text, entities, message.media)


async def edit_media(call: Call) -> object:
    """Change a message's picture or file, its caption and keyboard."""
    given = call.get("media")
    if given["type"] not in {"photo", "document"}:
        raise bad_request(f"media of type {given['type']} is not supported by the local chat")
    text, entities = read_caption(given)
    message = _editable(call)
    if not message.media:
        raise bad_request("there is no media in the message to edit")
    media = Media(given["type"], find_file(call, given["media"], given["type"]))
    return _change(call, message, text, entities, media)


async def edit_markup(call: Call) -> object:
    """Change a message's keyboard only."""
    message = _editable(call)
    return _change(call, message, message.text, message.entities, message.media)


async def delete_message(call: Call) -> object:
    """Delete one message; ApiError 400 "message to delete not found"."""
    chat = target(call)
    _delete(call, chat.messages.get(call.get("message_id")))
    return True


async def delete_messages(call: Call) -> object:
    """Delete up to 100 messages; those that are not there are skipped."""
    chat = target(call)
    numbers = call.get("message_ids")
    if not 1 <= len(numbers) <= 100:
        raise bad_request("message_ids must hold 1-100 identifiers")
    for number in numbers:
        found = chat.messages.get(number)
        if found and not found.deleted:
            _delete(call, found)
    return True


async def pin_message(call: Call) -> object:
    """Pin a message."""
    chat = target(call)
    may_speak(call.bot, chat)
    may(call.bot, chat, "can_pin_messages", _NO_RIGHT_TO_PIN)
    message = chat.messages.get(call.get("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to pin not found")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    service = call.world.new_message(chat, call.bot.user)
    service.service = {"pinned_message": view.message(message, 0)}
    call.world.publish(service)
    return True


async def unpin_message(call: Call) -> object:
    """Unpin the message named, or the last one pinned."""
    chat = target(call)
    may_speak(call.bot, chat)
    may(call.bot, chat, "can_pin_messages", _NO_RIGHT_TO_PIN)
    number = call.get("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


def _editable(call: Call) -> Message:
    check_markup(call.get("reply_markup"))
    markup = call.get("reply_markup")
    if markup and "inline_keyboard" not in markup:
        raise bad_request("object expected as reply markup")
    inline_id = call.get("inline_message_id")
    if inline_id is not None:
        found = call.world.inline_messages.get(inline_id)
        if found is None or found.deleted or found.via is not call.bot.user:
            raise bad_request("MESSAGE_ID_INVALID")
        return found
    if call.get("chat_id") is None or call.get("message_id") is None:
        raise bad_request("message identifier is not specified")
    chat = target(call)
    may_speak(call.bot, chat)
    found = chat.messages.get(call.get("message_id"))
    if found is None or found.deleted or found.receiver:
        raise bad_request("message to edit not found")
    if found.sender.id != call.bot.user.id or found.service:
        raise bad_request("message can't be edited")
    return found


def _change(
    call: Call, message: Message, text: str, entities: list[Entity], media: Media | None
) -> object:
    markup: Json | None = call.get("reply_markup")
    rows = (markup or {}).get("inline_keyboard", [])
    same_file = (message.media and message.media.file.unique_id) == (media and media.file.unique_id)
    if (text, entities, rows) == (message.text, message.entities, message.keyboard) and same_file:
        raise bad_request(_NOT_MODIFIED)
    only_keyboard = call.method == "editMessageReplyMarkup"
    message.text, message.entities, message.media = text, entities, media
    message.markup = markup
    if not only_keyboard:
        message.edited = call.world.clock.timestamp()
    if "link_preview_options" in call.arguments:
        message.extra["link_preview_options"] = call.get("link_preview_options")
    call.world.announce("edit", message)
    return True if call.get("inline_message_id") else view.message(message)


def _delete(call: Call, message: Message | None) -> None:
    if message is None or message.deleted or message.receiver:
        raise bad_request("message to delete not found")
    may_speak(call.bot, message.chat)
    if message.sender.id != call.bot.user.id and not message.chat.private:
        may(call.bot, message.chat, "can_delete_messages", "message can't be deleted")
    if call.world.clock.timestamp() - message.date > _DELETE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    call.world.announce("delete", message)


EDITING: dict[str, Method] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_message,
    "unpinChatMessage": unpin_message,
}
