"""A bot that does nothing but deliver daily excerpts, against the local chat's server."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.delivery import Deliverer
from bot.limiter import FloodLimiter, Limits, Order
from bot.request import Request
from handlers.daily.message import Courier
from tests.support.clock import SteppedClock
from tests.support.daily import NOW, Shelf, open_shelf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from handlers.daily.model import ExcerptMessage, Trouble, TroubleReport
    from store.db.engines import Place

FAST = Limits(overall=(1_000_000, 1.0), interval=0.0005, slack=0.01, pause=0.01)


class PlainSender(Courier):
    """Sends the date and the passage's id as an excerpt, and keeps what administrators are told."""

    def __init__(self, bot: ExtBot[Order]) -> None:
        self.bot = bot
        self.told: list[tuple[Trouble, int]] = []

    async def send(self, message: ExcerptMessage) -> int:
        assert isinstance(message.order, Order)
        late = "（补发）" if message.late else ""
        sent = await self.bot.send_message(
            message.delivery.chat_id,
            f"{message.delivery.local_date} {message.delivery.passage_id}{late}",
            message_thread_id=message.subscription.thread_id,
            disable_notification=message.subscription.silent,
            rate_limit_args=message.order,
        )
        return sent.message_id

    async def tell(self, report: TroubleReport) -> None:
        self.told.append((report.trouble, report.subscription.chat_id))
        if report.subscription.set_by:
            with contextlib.suppress(TelegramError):
                await self.bot.send_message(report.subscription.set_by, report.trouble)


class Rig:
    """One process: store, bot, clock and deliverer."""

    def __init__(self, shelf: Shelf, bot: ExtBot[Order], clock: SteppedClock) -> None:
        self.shelf = shelf
        self.clock = clock
        self.sender = PlainSender(bot)
        self.deliverer = Deliverer(shelf, self.sender, clock)

    async def run(self, *, at: datetime | None = None, after: float | None = None) -> None:
        """Deliver all that is due at an instant, or so many seconds later."""
        if at is not None:
            self.clock.set(at)
        if after is not None:
            self.clock.advance(timedelta(seconds=after))
        await self.deliverer.deliver_due()


@contextlib.asynccontextmanager
async def open_rig(
    url: str,
    token: str,
    path: Path | Place,
    *,
    process: str = "one",
    now: datetime = NOW,
    limits: Limits = FAST,
    read_timeout: float = 5.0,
) -> AsyncIterator[Rig]:
    request = Request(pool=128, read_timeout=read_timeout, connect_timeout=2, pool_timeout=2)
    bot: ExtBot[Order] = ExtBot(
        token,
        base_url=f"{url}/bot",
        request=request,
        rate_limiter=FloodLimiter(limits),
    )
    async with open_shelf(path, process) as shelf, bot:
        yield Rig(shelf, bot, SteppedClock(now))
