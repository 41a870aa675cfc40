"""The command menu that Telegram shows, for each scope and language."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError

if TYPE_CHECKING:
    from telegram.ext import ExtBot

_log = logging.getLogger(__name__)

Commands = tuple[tuple[str, str, str], ...]
PRIVATE: Commands = (
    ("random", "来一条", "A good excerpt"),
    ("saved", "我的收藏", "My bookmarks"),
    ("daily", "每日一摘", "The daily excerpt"),
    ("help", "怎么用", "How to use it"),
)
GROUP: Commands = (
    ("s", "查句子：/s 词", "Find sentences: /s words"),
    ("random", "来一条", "A good excerpt"),
    ("daily", "每日一摘", "The daily excerpt"),
    ("help", "怎么用", "How to use it"),
)


async def publish_menu(bot: ExtBot[Any]) -> None:
    """Publish the menus; a failure is logged, for the bot works without them."""
    scopes: tuple[tuple[BotCommandScope, Commands], ...] = (
        (BotCommandScopeAllPrivateChats(), PRIVATE),
        (BotCommandScopeAllGroupChats(), GROUP),
    )
    try:
        for scope, commands in scopes:
            chinese = [BotCommand(name, said) for name, said, _ in commands]
            english = [BotCommand(name, said) for name, _, said in commands]
            await bot.set_my_commands(chinese, scope=scope)
            await bot.set_my_commands(english, scope=scope, language_code="en")
    except TelegramError as error:
        _log.warning("the command menu was not published: %s", error)
