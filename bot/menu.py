"""The command menu that Telegram shows, for each scope and language."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

if TYPE_CHECKING:
    from telegram.ext import ExtBot

_log = logging.getLogger(__name__)

Commands = tuple[tuple[str, str, str], ...]
PRIVATE: Commands = (
    ("slogan", "口号：/slogan 词", "Slogans: /slogan words"),
    ("random", "来一条", "A good excerpt"),
    ("saved", "我的收藏", "My bookmarks"),
    ("export", "导出收藏", "Bookmarks as a file"),
    ("read", "接着读", "Go on reading"),
    ("speeches", "找一篇讲话：/speeches 词", "Find a speech: /speeches words"),
    ("daily", "每日一摘", "The daily excerpt"),
    ("help", "怎么用", "How to use it"),
    ("privacy", "我记了你什么", "What I keep of you"),
)
GROUP: Commands = (
    ("s", "查句子：/s 词", "Find sentences: /s words"),
    ("slogan", "口号：/slogan 词", "Slogans: /slogan words"),
    ("random", "来一条", "A good excerpt"),
    ("daily", "每日一摘", "The daily excerpt"),
    ("help", "怎么用", "How to use it"),
)
OPERATOR: Commands = (
    ("ingest", "收录资料", "Add documents"),
    ("sources", "资料清单", "The documents"),
    ("stats", "使用情况", "How it is used"),
    ("backup", "备份", "A backup"),
)
"""What operators' private chats have beside the others'."""


async def publish_menu(bot: ExtBot[Any], operators: frozenset[int]) -> None:
    """Publish the menus; a failure is logged, for the bot works without them."""
    await _publish(bot, BotCommandScopeAllPrivateChats(), PRIVATE)
    await _publish(bot, BotCommandScopeAllGroupChats(), GROUP)
    menu = OperatorMenu(bot)
    for operator in sorted(operators):
        await menu.show(operator)


class OperatorMenu:
    """The menu of an operator's private chat, which must be there before it can have one."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def show(self, operator: int) -> None:
        """Publish an operator's menu; one who never wrote to the bot gets it when he does."""
        await _publish(self._bot, BotCommandScopeChat(operator), (*PRIVATE, *OPERATOR))


async def _publish(bot: ExtBot[Any], scope: BotCommandScope, commands: Commands) -> None:
    chinese = [BotCommand(name, said) for name, said, _ in commands]
    english = [BotCommand(name, said) for name, _, said in commands]
    try:
        await bot.set_my_commands(chinese, scope=scope)
        await bot.set_my_commands(english, scope=scope, language_code="en")
    except TelegramError as error:
        _log.warning("a command menu was not published: %s", error)
