"""Telegram's flood limits, kept by waiting before a request leaves.

About 30 messages a second overall, one a second to one chat with short bursts, 20 a minute to one
group (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this); what
changes a message counts as what makes one. People who wait for an answer go before broadcasts.

Telegram counts a message when it comes to it, which is some time between the request's leaving and
the answer's coming. Overall, a message therefore counts from its admission until a second after its
answer: then no second of Telegram's holds too many, however late or bunched they arrive.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
import os
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.request import NotSentError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    Chat = int | str
    Window = tuple[int, float]
    Answer = bool | dict[str, Any] | list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What we permit ourselves.

    `overall` is a pair of how many messages may go to all chats within how many seconds, `interval`
    are the seconds between two of them, and `slack` how late one may be without losing its place.
    `chat` and `group` are such pairs for one chat, a little less than Telegram permits, because
    networks jitter; a group keeps both. `tries` is how often a request that never left is tried,
    with `pause` seconds between, or as many as a 429 asks for where these are at most `patience`.
    """

    overall: Window = (30, 1.0)
    interval: float = 1 / 29.5
    slack: float = 0.5 / 29.5
    chat: Window = (3, 3.06)
    group: Window = (20, 60.5)
    tries: int = 3
    pause: float = 1.0
    patience: float = 60.0


@dataclass(frozen=True, slots=True)
class Order:
    """What a sender may pass as `rate_limit_args`.

    A `broadcast` gives way to all others. `before` is awaited after admission and right before
    the request leaves; if it raises, nothing is sent. A request with `before` is never repeated
    here, for its sender keeps account of it.
    """

    broadcast: bool = False
    before: Callable[[], Awaitable[None]] | None = None


class FloodLimiter(BaseRateLimiter[Order]):
    """PTB's hook around each request; waits where a limit says so.

    A 429 halts the chat it was given for, or everything where it names no chat, or where several
    chats get one within a second; for as long as it says.
    """

    def __init__(
        self, limits: Limits | None = None, timer: asyncio.AbstractEventLoop | None = None
    ) -> None:
        # Otherwise PTB warns at every 429 that the type of its wait is going to change.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._limits = limits or Limits()
        self._queue = _Queue(self._limits, timer)

    async def initialize(self) -> None:
        """Do nothing: the queue starts with its first request."""

    async def shutdown(self) -> None:
        """Stop waking up; what still waits is cancelled by whoever waits for it."""
        self._queue.close()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,  # noqa: ANN401 - as the base class has it
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Order | None,
    ) -> Answer:
        """Make the request once the limits admit it; raises what the request raises."""
        order = rate_limit_args or Order()
        chat = _chat(data) if _is_limited(endpoint) else None
        left = 1 if order.before else self._limits.tries
        while True:
            left -= 1
            try:
                return await self._request(lambda: callback(*args, **kwargs), chat, order)
            except NotSentError:
                if not left:
                    raise
                await self._queue.sleep(self._limits.pause)
            except RetryAfter as error:
                wait = seconds_of(error)
                self._queue.halt(chat, wait)
                if not left or chat is None or wait > self._limits.patience:
                    raise

    async def _request(
        self, callback: Callable[[], Coroutine[Any, Any, Answer]], chat: Chat | None, order: Order
    ) -> Answer:
        if chat is None:
            await _prepare(order)
            return await callback()
        await self._queue.admit(chat, order)
        try:
            try:
                await _prepare(order)
            finally:
                self._queue.leave(order)
            return await callback()
        finally:
            self._queue.settle()


async def _prepare(order: Order) -> None:
    if order.before is not None:
        await order.before()


def seconds_of(error: RetryAfter) -> float:
    """Give how long a 429 asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


_LIMITED = ("send", "edit", "copy", "forward")
_UNLIMITED = frozenset({"sendChatAction"})
_HOOKS_AT_ONCE = 2
_CHATS_FOR_ALL = 3


def _is_limited(endpoint: str) -> bool:
    return endpoint.startswith(_LIMITED) and endpoint not in _UNLIMITED


def _chat(data: dict[str, Any]) -> Chat | None:
    chat = data.get("chat_id")
    if isinstance(chat, str) and chat.lstrip("-").isdecimal():
        return int(chat)
    return chat if isinstance(chat, (int, str)) else None


@dataclass(order=True, slots=True)
class _Waiter:
    rank: tuple[bool, int]
    admitted: asyncio.Future[None] = field(compare=False)
    hooked: bool = field(compare=False)


@dataclass(slots=True)
class _Lane:
    """One chat: who waits, when it may next get a message, and when it last got some."""

    chat: Chat
    waiting: int = 0
    ready_at: float = 0.0
    halted_until: float = 0.0
    sent: deque[float] = field(default_factory=deque)

    def opens_at(self) -> float:
        return max(self.halted_until, self.ready_at)

    def note(self, now: float, windows: tuple[Window, ...]) -> None:
        """Count a message; the chat stays closed while any of its windows is full."""
        self.sent.append(now)
        while len(self.sent) > max(count for count, _ in windows):
            self.sent.popleft()
        self.ready_at = max(
            (self.sent[-count] + seconds for count, seconds in windows if len(self.sent) >= count),
            default=0.0,
        )


class _Queue:
    """Admits waiters one by one: those in front first whose chat is open.

    Who was admitted must `leave`, when the request goes, and `settle`, when it has its answer.
    """

    def __init__(self, limits: Limits, timer: asyncio.AbstractEventLoop | None) -> None:
        self._limits = limits
        self._timer = timer
        self._numbers = itertools.count()
        self._lanes: OrderedDict[Chat, _Lane] = OrderedDict()
        self._ready: list[tuple[_Waiter, _Lane]] = []
        self._later: list[tuple[float, int, _Waiter, _Lane]] = []
        self._next = 0.0
        self._flying = 0
        self._settled: deque[float] = deque()
        self._halted_until = 0.0
        self._halts: deque[tuple[float, Chat]] = deque(maxlen=_CHATS_FOR_ALL)
        self._hooks = 0
        self._alarm: asyncio.TimerHandle | None = None

    def close(self) -> None:
        """Cancel the alarm."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    async def admit(self, chat: Chat, order: Order) -> None:
        """Wait until a request to `chat` may leave."""
        lane = self._lanes.get(chat)
        if lane is None:
            lane = self._lanes[chat] = _Lane(chat)
        waiter = _Waiter(
            (order.broadcast, next(self._numbers)),
            asyncio.get_running_loop().create_future(),
            order.before is not None,
        )
        lane.waiting += 1
        self._ready_or_later(waiter, lane, self._time())
        self._pump()
        try:
            await waiter.admitted
        except asyncio.CancelledError:
            if waiter.admitted.done() and not waiter.admitted.cancelled():
                self.leave(order)
                self.settle()
            raise
        finally:
            lane.waiting -= 1

    def leave(self, order: Order) -> None:
        """Note that the hook of somebody admitted has run, if there is one."""
        if order.before is not None:
            self._hooks -= 1
            self._pump()

    def settle(self) -> None:
        """Note that a request of somebody admitted is answered, or failed."""
        self._flying -= 1
        self._settled.append(self._time())
        self._pump()

    def halt(self, chat: Chat | None, seconds: float) -> None:
        """Admit nothing to `chat`, or nothing at all, for so many seconds."""
        now = self._time()
        until = now + seconds
        if chat is not None:
            lane = self._lanes.setdefault(chat, _Lane(chat))
            lane.halted_until = max(lane.halted_until, until)
            self._halts.append((now, chat))
            recent = {name for when, name in self._halts if now - when <= 1.0}
            if len(recent) < _CHATS_FOR_ALL:
                return
        self._halted_until = max(self._halted_until, until)
        self._pump()

    async def sleep(self, seconds: float) -> None:
        """Wait in the timer's time."""
        over = asyncio.get_running_loop().create_future()
        call = self._clock().call_at(
            self._time() + seconds, lambda: None if over.done() else over.set_result(None)
        )
        try:
            await over
        finally:
            call.cancel()

    def _ready_or_later(self, waiter: _Waiter, lane: _Lane, now: float) -> None:
        opens = lane.opens_at()
        if opens <= now:
            heapq.heappush(self._ready, (waiter, lane))
        else:
            heapq.heappush(self._later, (opens, next(self._numbers), waiter, lane))

    def _pump(self) -> None:
        """Admit whoever may go now, then set the alarm for the next who may."""
        now = self._time()
        while self._later and self._later[0][0] <= now:
            _, _, waiter, lane = heapq.heappop(self._later)
            self._ready_or_later(waiter, lane, now)
        wakes = [self._admit_ready(now), self._later[0][0] if self._later else None]
        self._forget_idle(now)
        self._set_alarm(min((wake for wake in wakes if wake is not None), default=None))

    def _admit_ready(self, now: float) -> float | None:
        """Give the time at which the first who is ready but not admitted may go."""
        while self._ready:
            waiter, lane = self._ready[0]
            if waiter.admitted.done():
                heapq.heappop(self._ready)
                continue
            if lane.opens_at() > now:
                heapq.heappop(self._ready)
                self._ready_or_later(waiter, lane, now)
                continue
            opens = max(self._halted_until, self._next - self._limits.slack, self._room_at(now))
            if opens > now:
                # Where only answers make room, they call again.
                return opens if opens < math.inf else None
            if waiter.hooked and self._hooks >= _HOOKS_AT_ONCE:
                # Of many let through while their hooks wait for the disk, all would leave at once.
                return None
            heapq.heappop(self._ready)
            self._admit(waiter, lane, now)
        return None

    def _room_at(self, now: float) -> float:
        """Give the time at which one more message may count, infinity if that isn't known yet."""
        most, seconds = self._limits.overall
        while self._settled and self._settled[0] + seconds <= now:
            self._settled.popleft()
        if self._flying + len(self._settled) < most:
            return now
        return self._settled[0] + seconds if self._settled else math.inf

    def _admit(self, waiter: _Waiter, lane: _Lane, now: float) -> None:
        self._next = max(now, self._next) + self._limits.interval
        self._flying += 1
        self._hooks += waiter.hooked
        self._lanes[lane.chat] = lane
        self._lanes.move_to_end(lane.chat)
        limits = self._limits
        is_group = isinstance(lane.chat, str) or lane.chat < 0
        lane.note(now, (limits.chat, limits.group) if is_group else (limits.chat,))
        waiter.admitted.set_result(None)

    def _forget_idle(self, now: float) -> None:
        for _ in range(2):
            if not self._lanes:
                return
            chat, lane = next(iter(self._lanes.items()))
            used = lane.sent[-1] if lane.sent else 0.0
            idle_at = max(used + self._limits.group[1], lane.opens_at())
            if lane.waiting or idle_at > now:
                self._lanes.move_to_end(chat)
                return
            del self._lanes[chat]

    def _set_alarm(self, wake: float | None) -> None:
        self.close()
        if wake is not None:
            self._alarm = self._clock().call_at(wake, self._pump)

    def _time(self) -> float:
        return self._clock().time()

    def _clock(self) -> asyncio.AbstractEventLoop:
        if self._timer is None:
            self._timer = asyncio.get_running_loop()
        return self._timer
