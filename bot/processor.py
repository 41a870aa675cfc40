"""Which updates may run beside each other: one chat's in order, and no chat waits for another.

PTB takes its semaphore before it asks the processor, so the slots must be many: with 32 of them,
40 slow updates of one chat delayed another chat's by 1.8 s, with 256 not at all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING

from telegram import Update
from telegram.ext import BaseUpdateProcessor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

_log = logging.getLogger(__name__)
SLOTS = 512
MOST_OF_ONE_CHAT = 64
"""Updates of one chat that may wait; more are dropped, so that no chat can hold all the slots."""


class ChatOrder(BaseUpdateProcessor):
    """Runs updates of one chat one after another, in the order in which they came."""

    def __init__(self, on_dropped: Callable[[Update], Awaitable[None]] | None = None) -> None:
        super().__init__(max_concurrent_updates=SLOTS)
        self._queues: dict[object, _Lane] = {}
        self._on_dropped = on_dropped

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the update when those of its chat before it have ended."""
        key = lane_of(update)
        lane = self._queues.setdefault(key, _Lane())
        if lane.waiting >= MOST_OF_ONE_CHAT:
            _abandon(coroutine)
            _log.warning("dropped an update: too many of one chat are waiting")
            if self._on_dropped is not None and isinstance(update, Update):
                await self._on_dropped(update)
            return
        lane.waiting += 1
        try:
            async with lane.lock:
                await coroutine
        finally:
            lane.waiting -= 1
            if not lane.waiting:
                self._queues.pop(key, None)

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def _abandon(coroutine: Awaitable[Any]) -> None:
    # Closed, for a coroutine that is never awaited warns when it is collected.
    if isinstance(coroutine, Coroutine):
        coroutine.close()


class _Lane:
    """The updates of one chat that run or wait."""

    __slots__ = ("lock", "waiting")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0


def lane_of(update: object) -> object:
    """What an update must keep its order with: its chat, or for inline use its user."""
    if not isinstance(update, Update):
        return None
    if update.inline_query is not None:
        return "inline", update.inline_query.from_user.id
    if update.effective_chat is not None:
        return "chat", update.effective_chat.id
    if update.effective_user is not None:
        return "user", update.effective_user.id
    return None
