"""Everything that happened, in order, for those who wait for it: tests and the page."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Event = dict[str, Any]
KEPT = 100_000


class Bell:
    """Wakes everyone who waits, at once; waiting ends at the latest after a time-out."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake all who wait now."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self, seconds: float) -> bool:
        """Wait for the next ring; False when it did not come within so many seconds."""
        if seconds <= 0:
            return False
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            # Not wait_for: it loses a cancellation that comes together with the ring (3.11).
            async with asyncio.timeout(seconds):
                await future
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)
        return True


class Journal:
    """Numbered events; the last 100,000 are kept."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._of_chats: defaultdict[object, deque[Event]] = defaultdict(deque)
        self._bell = Bell()
        self._listeners: list[Callable[[Event], None]] = []
        self._closed = False
        self.last = 0

    def write(self, kind: str, **details: object) -> Event:
        """Append an event of `kind` and wake everyone who waits. Its number is `seq`."""
        self.last += 1
        event: Event = {"seq": self.last, "type": kind, **details}
        self._events.append(event)
        self._of_chats[event.get("chat_id")].append(event)
        if len(self._events) > KEPT:
            # The oldest event is the oldest of its chat, too.
            self._of_chats[self._events.popleft().get("chat_id")].popleft()
        self._bell.ring()
        for listener in self._listeners:
            listener(event)
        return event

    def after(
        self, seq: int, wanted: Callable[[Event], bool], chat_id: int | None = None
    ) -> list[Event]:
        """List the wanted events later than number `seq`, of one chat or of all, oldest first."""
        found: list[Event] = []
        for event in reversed(self._events if chat_id is None else self._of_chats[chat_id]):
            if event["seq"] <= seq:
                break
            if wanted(event):
                found.append(event)
        return found[::-1]

    async def wait(
        self,
        seq: int,
        wanted: Callable[[Event], bool],
        seconds: float,
        chat_id: int | None = None,
    ) -> list[Event]:
        """List as `after`, waiting at most so many seconds until there is one."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            found = self.after(seq, wanted, chat_id)
            if found or self._closed:
                return found
            if not await self._bell.wait(deadline - loop.time()):
                return self.after(seq, wanted, chat_id)

    def close(self) -> None:
        """End all waiting, now and later."""
        self._closed = True
        self._bell.ring()

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Call `listener` with every new event."""
        self._listeners.append(listener)

    def unlisten(self, listener: Callable[[Event], None]) -> None:
        """Stop calling `listener`."""
        self._listeners.remove(listener)
