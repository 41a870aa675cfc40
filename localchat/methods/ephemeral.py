"""Messages that one person of a group sees: who may be sent one, and how it is changed.

How Telegram words its refusals isn't known; nobody may depend on more than that they are 400.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localchat.content import read_text
from localchat.errors import bad_request
from localchat.keyboards import check_markup
from localchat.rights import may_speak, present
from localchat.world import hidden

if TYPE_CHECKING:
    from localchat.methods.call import Call, Method
    from localchat.state import Chat, Json, Message, User

_NOT_MODIFIED = "message is not modified"


def receiver_of(call: Call, chat: Chat) -> User | None:
    """Find who alone is to see the message that is being sent; None where everybody is.

    A bot that is no administrator may send it only in answer to a press or a command. Raises
    ApiError 400.
    """
    wanted: Json | None = call.get("ephemeral_message_parameters")
    if not wanted:
        return None
    if chat.private:
        raise bad_request("ephemeral messages can be sent only to groups and supergroups")
    place = chat.members.get(wanted["receiver_user_id"])
    if place is None or not place.present or place.user.is_bot:
        raise bad_request("user not found")
    pressed = wanted.get("callback_query_id")
    if pressed is not None:
        _check_press(call, place.user, pressed)
    elif not present(call.bot, chat).manages and not _has_commanded(call, chat, place.user):
        raise bad_request("not enough rights to send ephemeral messages to the chat")
    if wanted.get("replace_callback_query_message"):
        raise bad_request("a pressed message is not replaced by the local chat")
    return place.user


async def edit_text(call: Call) -> object:
    """Change the text and keyboard of a message that one person sees."""
    text, entities = read_text(call.arguments, editing=True)
    message = _find(call)
    return _change(call, message, text, entities)


async def edit_markup(call: Call) -> object:
    """Change its keyboard only."""
    message = _find(call)
    return _change(call, message, message.text, message.entities)


async def delete(call: Call) -> object:
    """Delete a message that one person sees."""
    message = _find(call)
    message.deleted = True
    call.world.announce("delete", message)
    return True


def _check_press(call: Call, user: User, number: str) -> None:
    query = call.world.callbacks.get(number)
    fits = query is not None and query.bot_id == call.bot.user.id and query.user is user
    if query is None or not fits or query.answer is not None or _is_old(call, query.date):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")


def _has_commanded(call: Call, chat: Chat, user: User) -> bool:
    since = chat.commanded.get(user.id)
    return since is not None and not _is_old(call, since)


def _is_old(call: Call, since: float) -> bool:
    return call.world.clock.now().timestamp() - since > call.world.settings.query_seconds


def _find(call: Call) -> Message:
    check_markup(call.get("reply_markup"))
    chat = call.world.chat_for(call.bot, call.get("chat_id"))
    may_speak(call.bot, chat)
    place = chat.members.get(call.get("receiver_user_id"))
    for one in hidden(chat, place.user) if place is not None else ():
        if one.ephemeral_id == call.get("ephemeral_message_id") and one.sender is call.bot.user:
            return one
    raise bad_request("message to edit not found")


def _change(call: Call, message: Message, text: str, entities: list[Json]) -> bool:
    markup: Json | None = call.get("reply_markup")
    rows = (markup or {}).get("inline_keyboard", [])
    if (text, entities, rows) == (message.text, message.entities, message.keyboard):
        raise bad_request(_NOT_MODIFIED)
    message.text, message.entities, message.markup = text, entities, markup
    call.world.announce("edit", message)
    return True


EPHEMERAL: dict[str, Method] = {
    "editEphemeralMessageText": edit_text,
    "editEphemeralMessageReplyMarkup": edit_markup,
    "deleteEphemeralMessage": delete,
}
