"""What happens to the bot itself in a chat: added, removed, moved to a new id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatType

from handlers.telegram.membership import is_in
from handlers.views.greeting import render_greeting
from handlers.views.lang import Lang

if TYPE_CHECKING:
    from telegram import Update

    from handlers.telegram.context import Context
    from handlers.telegram.services import Services

_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


async def on_own_membership(update: Update, context: Context) -> None:
    """Say three lines on being added to a group; stop what is sent by itself on being removed."""
    change = update.my_chat_member
    if change is None:
        return
    services = context.services
    was_there, is_there = is_in(change.old_chat_member), is_in(change.new_chat_member)
    # A new right is a change, too, and no arrival.
    if is_there and not was_there and change.chat.type in _GROUPS:
        await services.store.groups.note(change.chat.id)
        await _hide_commands(services, change.chat.id)
        await greet(services, change.chat.id)
    elif was_there and not is_there:
        await services.store.subscriptions.stop(change.chat.id, services.clock.now())


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
    old = message.migrate_from_chat_id or message.chat_id
    new = message.migrate_to_chat_id or message.chat_id
    if old == new:
        return
    services = context.services
    await services.store.subscriptions.migrate(old, new)
    await _hide_commands(services, new)


async def _hide_commands(services: Services, chat_id: int) -> None:
    """Publish the menu of a group that wants its commands hidden: Telegram may not know it here."""
    if (await services.store.groups.settings(chat_id)).answers == "asker":
        await services.menu.show_in_group(chat_id, hidden=True)
