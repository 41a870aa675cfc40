"""Who is served: everybody, or the chats, users and groups' members that ALLOWED_CHAT_IDS names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from handlers.asking import asking
from handlers.inline import refusal
from handlers.views.lang import Lang
from handlers.views.markup import Toast
from handlers.views.welcome import render_stranger

if TYPE_CHECKING:
    from telegram import Chat, Update, User

    from handlers.context import Context
    from handlers.services import Services


async def gate(update: Update, context: Context) -> None:
    """Stop an update of a chat that isn't served; a stranger learns his number to pass on."""
    services = context.services
    if await is_served(services, update.effective_chat, update.effective_user):
        return
    await _refuse(services, update)
    raise ApplicationHandlerStop


async def is_served(services: Services, chat: Chat | None, user: User | None) -> bool:
    """Whether the bot may answer here."""
    if not services.allowed or (chat is not None and chat.id in services.allowed):
        return True
    if user is None:
        return False
    if user.id in services.operators:
        return True
    # In a group that isn't allowed, nobody but an operator is served, whoever he is.
    if chat is not None and chat.type != ChatType.PRIVATE:
        return False
    return user.id in services.allowed or await _in_allowed_group(services, user.id)


async def _in_allowed_group(services: Services, user_id: int) -> bool:
    for group in sorted(group for group in services.allowed if group < 0):
        if await services.membership.belongs(group, user_id):
            return True
    return False


async def _refuse(services: Services, update: Update) -> None:
    if update.callback_query is not None:
        lang = Lang.of(update.callback_query.from_user.language_code)
        toast = Toast(lang.say("这个机器人只给本单位用", "This bot is for one organisation"))
        await services.sender.answer(update.callback_query, toast)
        return
    if update.inline_query is not None:
        lang = Lang.of(update.inline_query.from_user.language_code)
        await services.sender.offer(update.inline_query, refusal(lang))
        return
    ask = asking(update)
    if ask is not None and not ask.group:
        await services.sender.reply(ask.message, render_stranger(ask.lang, ask.user.id))
