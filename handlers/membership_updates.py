"""What happens to the bot itself in a chat: added, removed, moved to a new id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import ChatMember, ChatMemberRestricted
from telegram.constants import ChatType

from handlers.views.lang import Lang
from handlers.views.welcome import render_greeting

if TYPE_CHECKING:
    from telegram import Update

    from handlers.context import Context
    from handlers.services import Services

_PRESENT = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


async def on_own_membership(update: Update, context: Context) -> None:
    """Say three lines on being added to a group; stop what is sent by itself on being removed."""
    change = update.my_chat_member
    if change is None:
        return
    services = context.services
    was_in, is_in = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    # A new right is a change, too, and no arrival.
    if is_in and not was_in and change.chat.type in _GROUPS:
        await greet(services, change.chat.id)
    elif was_in and not is_in:
        await services.store.daily.stop(change.chat.id, services.clock.now())


async def greet(services: Services, chat_id: int) -> None:
    """Say who we are and how we are asked, in a group that we came into."""
    size = await services.store.documents.size()
    view = render_greeting(Lang.ZH, size.speeches, services.username)
    await services.sender.send(chat_id, view)


async def on_migration(update: Update, context: Context) -> None:
    """Take what belongs to a group along to the id it has as a supergroup.

    Told in the old chat and in the new one, of which either may be missed. Answers stay where
    they are: messages keep neither their chat nor their number.
    """
    message = update.message
    if message is None:
        return
    daily = context.services.store.daily
    if message.migrate_to_chat_id is not None:
        await daily.migrate(message.chat_id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await daily.migrate(message.migrate_from_chat_id, message.chat_id)


def _is_in(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _PRESENT
