"""What came is kept, worked in its chat's order, and taken out when it is done."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
from typing import TYPE_CHECKING, Any

from telegram import Update

from bot.metrics import KINDS
from bot.processor import ChatOrder, lane_of
from handlers.errors import tell_not_taken, tell_undone
from store.delivery.inbox import Arrived
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence

    from bot.metrics import Metrics
    from handlers.telegram.context import App
    from handlers.telegram.services import Services

_log = logging.getLogger(__name__)
MOST_OF_ONE_CHAT = 1_000
"""Updates of one chat that may wait; whoever sends more is told that they aren't taken."""
MOST_WAITING = 20_000
"""Updates of all chats that may wait here; the others wait at Telegram."""
WRITE_SECONDS = 0.05
"""How long an update waits to be written before it is worked; a held lock must not hold it up."""
GONE_SECONDS = 0.5
"""How long the next of a chat waits until it is written that the one before is done."""
SUSPECT_SECONDS = 2.0
"""How long one that may have brought a process down keeps the others of its kind waiting."""
STOP_SECONDS = 6.0
"""How long handlers may take to end; SIGTERM must end the program within 10 s."""
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What JSON can write and neither a store nor Telegram takes; each becomes U+FFFD."""
_LARGEST_ID = (1 << 31) - 1
"""Telegram's ids of updates have 32 bits; a larger one would make it forget all that follow."""


class Intake:
    """The one way in for updates, however they are received."""

    def __init__(self, application: App, services: Services, metrics: Metrics) -> None:
        self._application = application
        self._services = services
        self._metrics = metrics
        self._order = ChatOrder(self._work)
        self._refusing: set[str] = set()
        self._suspects = asyncio.Semaphore()
        self._telling: set[asyncio.Task[None]] = set()
        self.inbox = services.store.inbox

    @contextlib.asynccontextmanager
    async def open(
        self, confirm: Callable[[], Awaitable[None]] | None = None
    ) -> AsyncIterator[None]:
        """Work first what was left. At the end only what is at work already goes on.

        `confirm` is called after that, to tell Telegram what has arrived.
        """
        async with self.inbox.open() as left:
            if left.waiting or left.given_up:
                _log.info(
                    "left from before: %d, given up: %d", len(left.waiting), len(left.given_up)
                )
            for arrived in left.waiting:
                self._order.put(arrived)
            for arrived in {one.lane: one for one in left.given_up}.values():
                self._tell(self._tell_given_up(arrived))
            try:
                yield
            finally:
                await self._order.end(STOP_SECONDS)
                for task in self._telling:
                    task.cancel()
                await asyncio.gather(*self._telling, return_exceptions=True)
                if confirm is not None:
                    await confirm()

    @property
    def full(self) -> bool:
        """Whether nothing more should be fetched for now."""
        return self._order.waiting >= MOST_WAITING

    def take(self, updates: Sequence[object]) -> tuple[int, ...]:
        """Take in what Telegram handed over; gives the ids, also of what had come before."""
        ids = []
        for update in updates:
            arrived = _read(update)
            if arrived is None:
                _log.warning("something came that is no update")
                continue
            ids.append(arrived.update_id)
            if self._order.waiting_in(arrived.lane) >= MOST_OF_ONE_CHAT:
                self._refuse(arrived)
            elif self.inbox.put(arrived):
                self._order.put(arrived)
        return tuple(ids)

    def _refuse(self, arrived: Arrived) -> None:
        if self.inbox.knows(arrived.update_id):
            return
        self.inbox.done(arrived.update_id)
        update = self._decoded(arrived)
        if update is None or (arrived.lane in self._refusing and update.callback_query is None):
            return
        if arrived.lane not in self._refusing:
            _log.warning("too much waits of one chat, no more of it is taken")
        self._refusing.add(arrived.lane)
        self._tell(tell_not_taken(self._services, update))

    async def _work(self, arrived: Arrived) -> None:
        await self.inbox.kept(arrived.update_id, WRITE_SECONDS)
        await self.inbox.ours()
        try:
            if arrived.suspect:
                async with self._alone(arrived):
                    await self._process(arrived)
            else:
                await self._process(arrived)
        except Exception as error:  # noqa: BLE001 - the next of the chat must be worked
            _log.error("%s %d failed: %s", _kind(arrived), arrived.update_id, error)
        self.inbox.done(arrived.update_id)
        # Or a process that is killed could leave several to be answered twice.
        await self.inbox.gone(arrived.update_id, GONE_SECONDS)
        if self._order.waiting_in(arrived.lane) < MOST_OF_ONE_CHAT / 2:
            self._refusing.discard(arrived.lane)

    async def _process(self, arrived: Arrived) -> None:
        update = self._decoded(arrived)
        if update is not None:
            with self._metrics.timed(update):
                await self._application.process_update(update)

    @contextlib.asynccontextmanager
    async def _alone(self, arrived: Arrived) -> AsyncIterator[None]:
        """Work one suspect at a time, so that a second death tells which one it was."""
        await self._suspects.acquire()
        late = asyncio.get_running_loop().call_later(SUSPECT_SECONDS, self._suspects.release)
        try:
            with contextlib.suppress(StoreError):
                await self.inbox.begin_again(arrived.update_id)
            yield
        finally:
            if late.when() > asyncio.get_running_loop().time():
                late.cancel()
                self._suspects.release()

    def _decoded(self, arrived: Arrived) -> Update | None:
        """Telegram's JSON as PTB reads it; None where it can't, and its words stay out of logs."""
        try:
            return Update.de_json(json.loads(arrived.raw), self._application.bot)
        except Exception as error:  # noqa: BLE001 - it may hold anything
            _log.error("%s %d can't be read: %s", _kind(arrived), arrived.update_id, error)
            return None

    async def _tell_given_up(self, arrived: Arrived) -> None:
        update = self._decoded(arrived)
        if update is not None:
            await tell_undone(self._services, update)

    def _tell(self, telling: Coroutine[Any, Any, None]) -> None:
        async def quietly() -> None:
            try:
                await telling
            except Exception as error:  # noqa: BLE001 - nobody waits for it to succeed
                _log.warning("somebody could not be told: %s", error)

        task = asyncio.create_task(quietly(), name="telling")
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)


def _read(update: object) -> Arrived | None:
    if not isinstance(update, dict):
        return None
    update_id = update.get("update_id")
    if type(update_id) is not int or not 0 < update_id <= _LARGEST_ID:
        return None
    try:
        return Arrived(update_id, lane_of(update), json.dumps(_textual(update)))
    except (ValueError, RecursionError):
        return None


def _textual(value: object) -> object:
    """The value with texts that can be stored and said; keys are Telegram's own."""
    match value:
        case str():
            return _NO_TEXT.sub("\ufffd", value)
        case list():
            return [_textual(one) for one in value]
        case dict():
            return {key: _textual(one) for key, one in value.items()}
        case _:
            return value


def _kind(arrived: Arrived) -> str:
    """What kind of update it is, as Telegram names it."""
    return next((kind for kind in KINDS if f'"{kind}":' in arrived.raw), "update")
