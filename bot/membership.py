"""Who is in a group and who runs it: Telegram's word, remembered for seconds."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from telegram import ChatMember
from telegram.error import TelegramError

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Bot

_log = logging.getLogger(__name__)
REMEMBERED = 20.0
"""Seconds for which an answer is believed."""
MOST_REMEMBERED = 10_000
_ADMINISTRATORS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})
_GONE = frozenset({ChatMember.LEFT, ChatMember.BANNED})


class TelegramMembership:
    """Answers the handlers' questions on membership by getChatMember."""

    def __init__(self, bot: Bot, timer: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._timer = timer
        self._known: dict[tuple[int, int], tuple[float, str]] = {}

    async def administers(self, chat_id: int, user_id: int, *, fresh: bool = False) -> bool:
        """Whether the user is an administrator of the chat; `fresh` asks again."""
        return await self._status(chat_id, user_id, fresh=fresh) in _ADMINISTRATORS

    async def belongs(self, chat_id: int, user_id: int) -> bool:
        """Whether the user is a member of the chat."""
        status = await self._status(chat_id, user_id, fresh=False)
        return status is not None and status not in _GONE

    async def count(self, chat_id: int) -> int | None:
        """How many people are in the chat, the bot left out; None where that isn't known."""
        try:
            return await self._bot.get_chat_member_count(chat_id) - 1
        except TelegramError as error:
            _log.info("members of chat %s not counted: %s", chat_id, error)
            return None

    async def title(self, chat_id: int) -> str:
        """What the group is called, empty where that isn't known."""
        try:
            return (await self._bot.get_chat(chat_id)).title or ""
        except TelegramError as error:
            _log.info("title of chat %s not known: %s", chat_id, error)
            return ""

    async def leave(self, chat_id: int) -> None:
        """Leave a group; one that the bot is no longer in is left already."""
        try:
            await self._bot.leave_chat(chat_id)
        except TelegramError as error:
            _log.info("chat %s not left: %s", chat_id, error)

    async def _status(self, chat_id: int, user_id: int, *, fresh: bool) -> str | None:
        known = self._known.get((chat_id, user_id))
        if known is not None and not fresh and self._timer() - known[0] < REMEMBERED:
            return known[1]
        try:
            member = await self._bot.get_chat_member(chat_id, user_id)
        except TelegramError as error:
            _log.info("membership of chat %s not known: %s", chat_id, error)
            return None
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[chat_id, user_id] = (self._timer(), member.status)
        return member.status
