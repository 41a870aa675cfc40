"""Who is in a group and who runs it: Telegram's word, remembered for seconds."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from telegram import ChatMember, ChatMemberRestricted
from telegram.error import TelegramError

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Bot

_log = logging.getLogger(__name__)
ADMINISTRATORS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})
_MEMBERS = ADMINISTRATORS | {ChatMember.MEMBER}
REMEMBERED = 20.0
"""Seconds for which an answer is believed."""
MOST_REMEMBERED = 10_000


class Membership:
    """Answers the handlers' questions on membership by getChatMember."""

    def __init__(self, bot: Bot, timer: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._timer = timer
        self._known: dict[tuple[int, int], tuple[float, ChatMember]] = {}

    async def administers(self, chat_id: int, user_id: int, *, fresh: bool = False) -> bool:
        """Whether the user is an administrator of the chat; `fresh` asks again."""
        member = await self._member(chat_id, user_id, fresh=fresh)
        return member is not None and member.status in ADMINISTRATORS

    async def belongs(self, chat_id: int, user_id: int) -> bool:
        """Whether the user is a member of the chat."""
        member = await self._member(chat_id, user_id, fresh=False)
        return member is not None and is_in(member)

    async def name(self, chat_id: int, user_id: int) -> str:
        """What a member of the chat is called, empty for who isn't in it."""
        member = await self._member(chat_id, user_id, fresh=False)
        return member.user.full_name if member is not None and is_in(member) else ""

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

    async def _member(self, chat_id: int, user_id: int, *, fresh: bool) -> ChatMember | None:
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
        self._known[chat_id, user_id] = (self._timer(), member)
        return member


def is_in(member: ChatMember) -> bool:
    """Whether somebody with this place is in the chat.

    Restrictions outlive a stay: whoever left or was removed with them is still `restricted`. A
    place of a kind that isn't known counts as none.
    """
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _MEMBERS
