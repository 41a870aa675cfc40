"""Sends each chat's daily excerpt: once, at its minute, as far as anyone can promise that.

A request that gets no answer may have arrived all the same, and Telegram has no way to ask. So
what never left is tried again, and what may have arrived is not.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from telegram.error import TelegramError

from bot.limiter import Order
from bot.reactions import back_off, reaction_to
from store.errors import StoreError
from store.model import Notice, Parcel

if TYPE_CHECKING:
    from datetime import date

    from bot.reactions import Reaction
    from store.clock import Clock
    from store.daily import Daily
    from store.ledger import Due, Ledger
    from store.model import Trouble

_log = logging.getLogger(__name__)

AT_ONCE = 64
"""Excerpts on their way at a time: waiting for admission or for Telegram's answer."""
GRACE = 5.0
"""Seconds that requests on their way have to end when the program is stopped."""


class Shelf(Protocol):
    """The part of the store that deliveries need."""

    @property
    def daily(self) -> Daily:
        """The subscriptions."""
        ...

    @property
    def ledger(self) -> Ledger:
        """The deliveries."""
        ...


class ExcerptSender(Protocol):
    """Makes messages of excerpts and notices and sends them."""

    async def send(self, parcel: Parcel) -> int:
        """Send an excerpt with `parcel.order` as its `rate_limit_args`; give the message's id.

        Raises what the request raises. It may send once more with the same order where the first
        request was refused.
        """
        ...

    async def tell(self, notice: Notice) -> None:
        """Tell the chat's administrators, where they can be told."""
        ...


class NotClaimedError(Exception):
    """The excerpt must not be sent: another process has it, or it was changed or switched off."""


class Deliverer:
    """Delivers what is due. `deliver_due` is to run in one task at a time."""

    def __init__(self, store: Shelf, sender: ExcerptSender, clock: Clock) -> None:
        self._daily = store.daily
        self._ledger = store.ledger
        self._sender = sender
        self._clock = clock
        self._under_way: dict[asyncio.Task[None], tuple[int, date]] = {}
        self._reckoned = False
        self._closing = False

    async def deliver_due(self) -> None:
        """Deliver until nothing is due. Cancelled, it lets requests on their way end first."""
        try:
            if not self._reckoned:
                await self._ledger.reckon_again()
                self._reckoned = True
            expired, missed = await self._ledger.settle(self._clock.now())
            if expired or missed:
                _log.warning("daily excerpts: %d unknown, %d missed", expired, missed)
            while await self._start_some():
                if self._under_way:
                    await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await self._end()
            raise

    async def _start_some(self) -> bool:
        """Plan and start what there is room for; False when nothing is due or under way."""
        now = self._clock.now()
        planned = await self._ledger.plan(now)
        room = AT_ONCE - len(self._under_way)
        items = await self._ledger.due(now, limit=room, without=tuple(self._under_way.values()))
        for item in items:
            task = asyncio.create_task(self._deliver(item), name="daily excerpt")
            self._under_way[task] = (item.delivery.chat_id, item.delivery.local_date)
            task.add_done_callback(self._under_way.pop)
        return bool(planned or self._under_way)

    async def _end(self) -> None:
        self._closing = True
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _deliver(self, item: Due) -> None:
        attempt = _Attempt(self, item)
        try:
            await self._try(item, attempt)
        except NotClaimedError:
            _log.debug("excerpt of %s left to others", item.delivery.chat_id)
        except StoreError as error:
            # A claim that was made runs out by itself, and is never sent again.
            _log.warning("excerpt of %s: %s", item.delivery.chat_id, error)
        except Exception:  # noqa: BLE001 - one chat's mistake must not stop the others
            _log.exception("excerpt of %s failed", item.delivery.chat_id)
            with contextlib.suppress(StoreError):
                await self._after_mistake(item, attempt)

    async def _try(self, item: Due, attempt: _Attempt) -> None:
        if not item.delivery.passage_id:
            await self._ledger.give_up(item, self._clock.now(), "empty")
            await self._tell("empty", item)
            return
        parcel = Parcel(
            item.delivery,
            item.subscription,
            late=item.is_late(self._clock.now()),
            order=Order(broadcast=True, before=attempt.claim),
        )
        try:
            message_id = await self._sender.send(parcel)
        except TelegramError as error:
            reaction = reaction_to(error, item.delivery.attempts + 1)
            _log.info("excerpt of %s: %s", item.delivery.chat_id, reaction.detail)
            await self._react(item, reaction)
            return
        await self._ledger.finish(item, "sent", self._clock.now(), message_id=message_id)
        if item.delivery.opens_round:
            await self._tell("exhausted", item)

    async def _react(self, item: Due, reaction: Reaction) -> None:
        ledger, now, chat_id = self._ledger, self._clock.now(), item.delivery.chat_id
        detail = reaction.detail
        match reaction.action:
            case "unknown":
                await ledger.finish(item, "unknown", now, detail=detail)
            case "again":
                await ledger.release(item, now, wait=reaction.wait, detail=detail)
            case "migrate":
                # First, for the group's own word of it may have moved the claim already.
                await self._daily.migrate(chat_id, reaction.new_chat)
                delivery = replace(item.delivery, chat_id=reaction.new_chat)
                item = replace(item, delivery=delivery)
                await ledger.release(item, now, wait=reaction.wait, detail=detail)
            case "leave_topic":
                await ledger.release(item, now, wait=reaction.wait, detail=detail)
                await self._daily.set_thread(chat_id, None)
            case "fail":
                await ledger.finish(item, "failed", now, detail=detail)
            case "stop":
                await ledger.finish(item, "failed", now, detail=detail)
                await self._daily.stop(chat_id, now)
        if reaction.trouble is not None:
            await self._tell(reaction.trouble, item)

    async def _after_mistake(self, item: Due, attempt: _Attempt) -> None:
        now = self._clock.now()
        if attempt.claimed:
            await self._ledger.finish(item, "unknown", now, detail="internal error")
        else:
            wait = back_off(item.delivery.attempts + 1)
            await self._ledger.release(item, now, wait=wait, detail="internal error", claimed=False)

    async def _tell(self, trouble: Trouble, item: Due) -> None:
        # Who blocked the bot, or threw it out, knows, and can't be written to.
        if trouble in ("blocked", "kicked"):
            return
        passing = trouble in ("exhausted", "topic_deleted")
        if passing or await self._ledger.note_trouble(item.delivery.chat_id, trouble):
            try:
                await self._sender.tell(Notice(trouble, item.subscription, item.delivery))
            except TelegramError as error:
                _log.info("nobody told of %s in %s: %s", trouble, item.delivery.chat_id, error)

    async def claim(self, item: Due) -> bool:
        """Claim an excerpt unless the program is being stopped."""
        return not self._closing and await self._ledger.claim(item, self._clock.now())


class _Attempt:
    """One attempt at one excerpt: claimed at most once, right before its request leaves."""

    def __init__(self, deliverer: Deliverer, item: Due) -> None:
        self._deliverer = deliverer
        self._item = item
        self.claimed = False

    async def claim(self) -> None:
        """Claim it; raises NotClaimedError where it must not be sent."""
        # A second request of the same attempt follows one that Telegram refused.
        if not self.claimed:
            self.claimed = await self._deliverer.claim(self._item)
        if not self.claimed:
            raise NotClaimedError
