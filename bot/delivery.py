"""Sends each chat's daily excerpt: once, at its minute, as far as anyone can promise that.

A request that gets no answer may have arrived all the same, and Telegram has no way to ask. So
what never left is tried again, and what may have arrived is not.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.limiter import Order
from bot.undelivered import back_off, reaction_to
from handlers.daily.model import ExcerptMessage, TroubleReport
from store.errors import StoreError

if TYPE_CHECKING:
    from datetime import date

    from bot.undelivered import Reaction
    from handlers.daily.message import Courier
    from handlers.daily.model import Trouble
    from store.clock import Clock
    from store.delivery.outbox import DueDelivery
    from store.store import Store

_log = logging.getLogger(__name__)

AT_ONCE = 64
"""Excerpts on their way at a time: waiting for admission or for Telegram's answer."""
GRACE = 5.0
"""Seconds that requests on their way have to end when the program is stopped."""


class NotClaimedError(Exception):
    """The excerpt must not be sent: another process has it, or it was changed or switched off."""


class Deliverer:
    """Delivers what is due. `deliver_due` is to run in one task at a time."""

    def __init__(self, store: Store, sender: Courier, clock: Clock) -> None:
        self._daily = store.subscriptions
        self._outbox = store.outbox
        self._planner = store.planner
        self._sender = sender
        self._clock = clock
        self._under_way: dict[asyncio.Task[None], tuple[int, date]] = {}
        self._recomputed = False
        self._closing = False
        self._held_up = False

    async def deliver_due(self) -> None:
        """Deliver until nothing is due. Cancelled, it lets requests on their way end first."""
        try:
            if not self._recomputed:
                await self._planner.recompute()
                self._recomputed = True
            if chats := await self._planner.put_right(self._clock.now()):
                _log.warning("the clock went back: %d chats are judged anew", chats)
            expired, missed = await self._outbox.settle(self._clock.now())
            if expired or missed:
                _log.warning("daily excerpts: %d unknown, %d missed", expired, missed)
            self._held_up = False
            while await self._start_some():
                if self._under_way:
                    await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await self._end()
            raise

    async def _start_some(self) -> bool:
        """Plan and start what there is room for; False when nothing is due or under way."""
        if self._held_up:
            return bool(self._under_way)
        now = self._clock.now()
        planned = await self._planner.plan(now)
        room = AT_ONCE - len(self._under_way)
        items = await self._planner.due(now, limit=room, without=tuple(self._under_way.values()))
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

    async def _deliver(self, item: DueDelivery) -> None:
        attempt = _Attempt(self, item)
        try:
            await self._try(item, attempt)
        except NotClaimedError:
            _log.debug("excerpt of %s left to others", item.delivery.chat_id)
        except StoreError as error:
            # A claim that was made runs out by itself, and is never sent again. What a full disk or
            # a held lock keeps from being claimed is tried again by the next tick.
            self._held_up = True
            _log.warning("excerpt of %s: %s", item.delivery.chat_id, error)
        except Exception:  # noqa: BLE001 - one chat's mistake must not stop the others
            _log.exception("excerpt of %s failed", item.delivery.chat_id)
            with contextlib.suppress(StoreError):
                await self._after_mistake(item, attempt)

    async def _try(self, item: DueDelivery, attempt: _Attempt) -> None:
        if not item.delivery.passage_id:
            await self._outbox.give_up(item, self._clock.now(), "empty")
            await self._tell("empty", item)
            return
        message = ExcerptMessage(
            item.delivery,
            item.subscription,
            late=item.is_late(self._clock.now()),
            order=Order(broadcast=True, before=attempt.claim),
        )
        try:
            message_id = await self._sender.send(message)
        except TelegramError as error:
            reaction = reaction_to(error, item.delivery.attempts + 1)
            _log.info("excerpt of %s: %s, %s", item.delivery.chat_id, reaction.action, error)
            await self._react(item, reaction)
            return
        await self._outbox.finish(item, "sent", self._clock.now(), message_id=message_id)
        if item.delivery.opens_round:
            await self._tell("exhausted", item)

    async def _react(self, item: DueDelivery, reaction: Reaction) -> None:
        outbox, now, chat_id = self._outbox, self._clock.now(), item.delivery.chat_id
        detail = reaction.detail
        match reaction.action:
            case "unknown":
                await outbox.finish(item, "unknown", now, detail=detail)
            case "again":
                await outbox.release(item, now, wait=reaction.wait, detail=detail)
            case "migrate":
                # First, for the group's own word of it may have moved the claim already.
                await self._daily.migrate(chat_id, reaction.new_chat)
                delivery = replace(item.delivery, chat_id=reaction.new_chat)
                item = replace(item, delivery=delivery)
                await outbox.release(item, now, wait=reaction.wait, detail=detail)
            case "leave_topic":
                await outbox.release(item, now, wait=reaction.wait, detail=detail)
                await self._daily.set_thread(chat_id, None)
            case "fail":
                await outbox.finish(item, "failed", now, detail=detail)
            case "stop":
                await outbox.finish(item, "failed", now, detail=detail)
                await self._daily.stop(chat_id, now)
        if reaction.trouble is not None:
            await self._tell(reaction.trouble, item)

    async def _after_mistake(self, item: DueDelivery, attempt: _Attempt) -> None:
        now = self._clock.now()
        if attempt.claimed:
            await self._outbox.finish(item, "unknown", now, detail="internal error")
        else:
            wait = back_off(item.delivery.attempts + 1)
            await self._outbox.release(item, now, wait=wait, detail="internal error", claimed=False)

    async def _tell(self, trouble: Trouble, item: DueDelivery) -> None:
        # Who blocked the bot, or threw it out, knows, and can't be written to.
        if trouble in ("blocked", "kicked"):
            return
        passing = trouble in ("exhausted", "topic_deleted")
        if passing or await self._outbox.note_trouble(item.delivery.chat_id, trouble):
            try:
                await self._sender.tell(TroubleReport(trouble, item.subscription, item.delivery))
            except TelegramError as error:
                _log.info("nobody told of %s in %s: %s", trouble, item.delivery.chat_id, error)

    async def claim(self, item: DueDelivery) -> bool:
        """Claim an excerpt unless the program is being stopped."""
        return not self._closing and await self._outbox.claim(item, self._clock.now())


class _Attempt:
    """One attempt at one excerpt: claimed at most once, right before its request leaves."""

    def __init__(self, deliverer: Deliverer, item: DueDelivery) -> None:
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
