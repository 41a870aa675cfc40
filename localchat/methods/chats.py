"""Methods about chats and who is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localchat import view
from localchat.errors import bad_request
from localchat.methods.sending import target
from localchat.rights import may, present
from localchat.state import Member, User

if TYPE_CHECKING:
    from localchat.methods.call import Call, Method


async def get_chat(call: Call) -> object:
    """Describe a chat in full."""
    chat = target(call)
    if not chat.private:
        present(call.bot, chat)
    return view.full_chat(chat)


async def get_member(call: Call) -> object:
    """Describe someone's place in a chat; ApiError 400 for an unknown person."""
    chat = target(call)
    wanted = call.get("user_id")
    if chat.private:
        for user in (chat.user, call.bot.user):
            if user and user.id == wanted:
                return view.member(Member(user))
        raise bad_request("user not found")
    present(call.bot, chat)
    found = chat.members.get(wanted)
    if found:
        return view.member(found)
    known = call.world.users.get(wanted)
    if not known:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return view.member(Member(known, "left"))


async def get_administrators(call: Call) -> object:
    """List owner and administrators, other bots left out."""
    chat = target(call)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    present(call.bot, chat)
    return [
        view.member(one)
        for one in chat.members.values()
        if one.manages and (not one.user.is_bot or one.user.id == call.bot.user.id)
    ]


async def get_member_count(call: Call) -> object:
    """Count who is in the chat."""
    chat = target(call)
    if chat.private:
        return 2
    present(call.bot, chat)
    return sum(1 for one in chat.members.values() if one.present)


async def leave_chat(call: Call) -> object:
    """Leave a group."""
    chat = target(call)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    present(call.bot, chat)
    call.world.change_member(chat, Member(call.bot.user, "left"), call.bot.user)
    return True


async def create_topic(call: Call) -> object:
    """Open a topic in a forum."""
    chat = target(call)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    may(call.bot, chat, "can_manage_topics", "not enough rights to create a topic")
    topic = call.world.add_topic(chat, call.get("name"), call.bot.user)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": 7322096}


async def get_photos(call: Call) -> object:
    """Answer that a known person has no pictures."""
    _known(call)
    return {"total_count": 0, "photos": []}


async def set_reaction(call: Call) -> object:
    """Put a reaction under a message."""
    chat = target(call)
    message = chat.messages.get(call.get("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to react not found")
    call.world.journal.write(
        "reaction",
        chat_id=chat.id,
        bot_id=chat.bot_id,
        message_id=message.id,
        reaction=call.get("reaction") or [],
    )
    return True


def _known(call: Call) -> User:
    found = call.world.users.get(call.get("user_id"))
    if found is None:
        raise bad_request("user not found")
    return found


CHATS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "getChatMemberCount": get_member_count,
    "leaveChat": leave_chat,
    "createForumTopic": create_topic,
    "getUserProfilePhotos": get_photos,
    "setMessageReaction": set_reaction,
}
