"""The command menu that Telegram shows, for each scope and language."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
)
from telegram.error import TelegramError

from handlers.views.commands import ADMINISTRATOR, GROUP, HIDDEN, OPERATOR, PRIVATE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telegram.ext import ExtBot

    from handlers.views.commands import Commands

_log = logging.getLogger(__name__)


class Menu:
    """The menus of private chats, groups, their administrators, and each operator's own chat."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def publish(self, operators: frozenset[int], hidden: Iterable[int]) -> None:
        """Publish all menus; a failure is logged, for the bot works without them.

        `hidden` are the groups that want their commands hidden from the others.
        """
        await _publish(self._bot, BotCommandScopeAllPrivateChats(), PRIVATE)
        await _publish(self._bot, BotCommandScopeAllGroupChats(), GROUP)
        administrators = BotCommandScopeAllChatAdministrators()
        await _publish(self._bot, administrators, (*GROUP, *ADMINISTRATOR))
        for operator in sorted(operators):
            await self.show(operator)
        for chat_id in hidden:
            await self.show_in_group(chat_id, hidden=True)

    async def show(self, operator: int) -> None:
        """Publish an operator's menu; one who never wrote to the bot gets it when he does."""
        await _publish(self._bot, BotCommandScopeChat(operator), (*PRIVATE, *OPERATOR))

    async def show_in_group(self, chat_id: int, *, hidden: bool) -> None:
        """Publish a menu of a group's own where its commands are hidden from the others; else none.

        A failure is logged: the commands are seen then, and their answers aren't.
        """
        scopes = (BotCommandScopeChat(chat_id), BotCommandScopeChatAdministrators(chat_id))
        if hidden:
            for scope, more in zip(scopes, ((), ADMINISTRATOR), strict=True):
                await _publish(self._bot, scope, (*HIDDEN, *more), hidden=True)
            return
        try:
            for scope in scopes:
                for language in (None, "en"):
                    await self._bot.delete_my_commands(scope, language_code=language)
        except TelegramError as error:
            _log.warning("a command menu was not taken back: %s", error)


async def _publish(
    bot: ExtBot[Any], scope: BotCommandScope, commands: Commands, *, hidden: bool = False
) -> None:
    more = {"is_ephemeral": True} if hidden else None
    chinese = [BotCommand(name, said, api_kwargs=more) for name, said, _ in commands]
    english = [BotCommand(name, said, api_kwargs=more) for name, _, said in commands]
    try:
        await bot.set_my_commands(chinese, scope=scope)
        await bot.set_my_commands(english, scope=scope, language_code="en")
    except TelegramError as error:
        _log.warning("a command menu was not published: %s", error)
