"""Who is served: everybody, or the chats, users and groups' members that ALLOWED_CHAT_IDS names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from handlers.account.views.welcome import render_stranger
from handlers.admin.admission import admit, allowed_groups, follow, on_foreign_group
from handlers.search.inline import refusal
from handlers.telegram.callback_data import Verb, decode
from handlers.telegram.command import Command
from handlers.telegram.incoming import asking
from handlers.views.lang import Lang
from handlers.views.pressed import Why, refused

if TYPE_CHECKING:
    from telegram import Chat, Message, Update, User

    from handlers.telegram.context import Context
    from handlers.telegram.services import Services

_OWN_DATA = Command("privacy", "forgetme")
"""Commands that anybody may say in private: who isn't served any more may have left something."""
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


async def gate(update: Update, context: Context) -> None:
    """Stop an update of a chat that isn't served; a stranger learns his number to pass on."""
    services = context.services
    if update.my_chat_member is not None:
        served = await admit(services, update.my_chat_member)
    else:
        await _note_new_id(services, update.message)
        served = await is_served(services, update.effective_chat, update.effective_user)
    if served or _is_about_own_data(update):
        return
    await _refuse(services, update)
    raise ApplicationHandlerStop


def _is_about_own_data(update: Update) -> bool:
    """Whether somebody asks in private what is kept of him, or wants it deleted."""
    if update.effective_chat is None or update.effective_chat.type != ChatType.PRIVATE:
        return False
    if update.callback_query is not None:
        wanted = decode(update.callback_query.data or "")
        return wanted is not None and wanted.verb is Verb.FORGET
    # By the routes' own test, or else it would lead elsewhere than to these commands.
    said = update.message
    return said is not None and said.text is not None and _OWN_DATA.filter(said)


async def is_served(services: Services, chat: Chat | None, user: User | None) -> bool:
    """Whether the bot may answer here."""
    if not services.allowed:
        return True
    groups = await allowed_groups(services)
    if chat is not None and (chat.id in groups or chat.id in services.allowed):
        return True
    if user is None:
        return False
    # In a group that isn't allowed, nobody but an operator is served, whoever he is.
    if chat is not None and chat.type != ChatType.PRIVATE:
        return user.id in services.operators
    return await is_known(services, user.id)


async def is_known(services: Services, user_id: int) -> bool:
    """Whether the bot may write to a person in private, as things stand now."""
    if not services.allowed or user_id in services.operators or user_id in services.allowed:
        return True
    for group in sorted(await allowed_groups(services)):
        if await services.membership.belongs(group, user_id):
            return True
    return False


async def _note_new_id(services: Services, message: Message | None) -> None:
    """Follow a group that became a supergroup: told in both of them, and either may be missed."""
    if message is None:
        return
    title = message.chat.title or str(message.chat_id)
    if message.migrate_from_chat_id is not None:
        await follow(services, message.migrate_from_chat_id, message.chat_id, title)
    elif message.migrate_to_chat_id is not None:
        await follow(services, message.chat_id, message.migrate_to_chat_id, title)


async def _refuse(services: Services, update: Update) -> None:
    chat = update.effective_chat
    if update.message is not None and chat is not None and chat.type in _GROUPS:
        await on_foreign_group(services, chat, update.effective_user)
        return
    if update.callback_query is not None:
        lang = Lang.of(update.callback_query.from_user.language_code)
        toast = refused(Why.STRANGER, lang)
        await services.sender.answer(update.callback_query, toast)
        return
    if update.inline_query is not None:
        lang = Lang.of(update.inline_query.from_user.language_code)
        await services.sender.offer(update.inline_query, refusal(lang))
        return
    ask = asking(update)
    if ask is not None and not ask.group:
        await services.sender.reply(ask.message, render_stranger(ask.lang, ask.user.id))
