"""The order of updates: one chat's one after another, and no chat waits for another."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from store.delivery.inbox import Arrived


class ChatOrder:
    """Works what it is given, each lane's in the order in which it came.

    `work` must take care of its own errors.
    """

    def __init__(self, work: Callable[[Arrived], Awaitable[None]]) -> None:
        self._work = work
        self._lanes: dict[str, deque[Arrived]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ending = False
        self.waiting = 0
        """How many wait or are at work, in all lanes."""

    def put(self, arrived: Arrived) -> None:
        """Work an update when those of its lane before it have ended."""
        self.waiting += 1
        lane = self._lanes.get(arrived.lane)
        if lane is not None:
            lane.append(arrived)
            return
        self._lanes[arrived.lane] = deque([arrived])
        task = asyncio.create_task(self._run(arrived.lane), name="lane")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def waiting_in(self, lane: str) -> int:
        """How many of a lane wait or are at work."""
        return len(self._lanes.get(lane, ()))

    async def end(self, seconds: float) -> None:
        """Begin nothing more; what is at work may go on for so long, then it is cancelled."""
        self._ending = True
        tasks = tuple(self._tasks)
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, key: str) -> None:
        lane = self._lanes[key]
        while lane and not self._ending:
            await self._work(lane[0])
            lane.popleft()
            self.waiting -= 1
        del self._lanes[key]


def lane_of(update: Mapping[str, Any]) -> str:
    """What an update must keep its order with: its chat, or for inline use its user.

    Whatever the update looks like: what tells neither is in a lane of its own kind.
    """
    for kind, content in update.items():
        if not isinstance(content, dict):
            continue
        message = content.get("message", content)
        chat = _id_in(message, "chat") if isinstance(message, dict) else None
        if chat is not None:
            return f"chat {chat}"
        user = _id_in(content, "from")
        if user is not None:
            return f"inline {user}" if kind == "inline_query" else f"user {user}"
    return ""


def _id_in(content: Mapping[str, Any], part: str) -> int | None:
    found = content.get(part)
    number = found.get("id") if isinstance(found, dict) else None
    return number if isinstance(number, int) else None
