"""A bot's updates until it has taken them: getUpdates' queue."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from typing import Any

from localchat.errors import ApiError
from localchat.journal import Bell

UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds of updates that a bot gets only when it names them in allowed_updates."""


class Inbox:
    """Updates in order, each confirmed by a getUpdates call with a higher offset.

    `waiting` tells whether such a call waits for an update now.
    """

    def __init__(self) -> None:
        self._updates: deque[dict[str, Any]] = deque()
        # As Telegram's: an id that was never given before, so that nobody takes it for a repeat.
        self._next = 100_000_000 + secrets.randbelow(1_000_000_000)
        self._bell = Bell()
        self._poll = 0
        self.allowed: list[str] = []
        self.waiting = False

    def __len__(self) -> int:
        return len(self._updates)

    def put(self, kind: str, payload: dict[str, Any]) -> None:
        """Add an update unless the bot didn't ask for its kind."""
        if kind not in self.allowed if self.allowed else kind in UNASKED:
            return
        self._updates.append({"update_id": self._next, kind: payload})
        self._next += 1
        self._bell.ring()

    def clear(self) -> None:
        """Forget what was not confirmed."""
        self._updates.clear()

    def interrupt(self) -> None:
        """End the call of getUpdates that waits now with 409, as a second caller does."""
        self._poll += 1
        self._bell.ring()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """Confirm updates below `offset`, return those that follow, at most `limit`.

        Waits at most so many seconds for the first. A negative offset counts from the end and
        forgets what stands before. Raises ApiError 409 when another call came meanwhile.
        """
        self.interrupt()
        mine = self._poll
        self._confirm(offset)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not self._updates:
            self.waiting = True
            await self._bell.wait(deadline - loop.time())
            self.waiting = False
            if self._poll != mine:
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
            if loop.time() >= deadline:
                break
        return list(self._updates)[:limit]

    async def first(self) -> dict[str, Any]:
        """Wait for the oldest update without taking it, for delivery by webhook."""
        while not self._updates:
            await self._bell.wait(3600)
        return self._updates[0]

    def taken(self, update_id: int) -> None:
        """Confirm one update that a webhook has accepted."""
        if self._updates and self._updates[0]["update_id"] == update_id:
            self._updates.popleft()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._updates) > -offset:
                self._updates.popleft()
            return
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
