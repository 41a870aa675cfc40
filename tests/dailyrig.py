"""A bot that does nothing but deliver daily excerpts, against the local chat's server."""

import contextlib
from datetime import timedelta

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.clock import SteppedClock
from bot.delivery import Deliverer
from bot.limiter import FloodLimiter, Limits
from bot.request import Request
from tests.dailykit import NOW, open_shelf

FAST = Limits(overall=(1_000_000, 1.0), interval=0.0005, slack=0.01, pause=0.01)


class PlainSender:
    """Sends the date and the passage's id as an excerpt, and keeps what administrators are told."""

    def __init__(self, bot):
        self.bot = bot
        self.told = []

    async def send(self, parcel):
        late = "（补发）" if parcel.late else ""
        message = await self.bot.send_message(
            parcel.delivery.chat_id,
            f"{parcel.delivery.local_date} {parcel.delivery.passage_id}{late}",
            message_thread_id=parcel.subscription.thread_id,
            disable_notification=parcel.subscription.silent,
            rate_limit_args=parcel.order,
        )
        return message.message_id

    async def tell(self, notice):
        self.told.append((notice.trouble, notice.subscription.chat_id))
        if notice.subscription.set_by:
            with contextlib.suppress(TelegramError):
                await self.bot.send_message(notice.subscription.set_by, notice.trouble)


class Rig:
    """One process: store, bot, clock and deliverer."""

    def __init__(self, shelf, bot, clock):
        self.shelf = shelf
        self.clock = clock
        self.sender = PlainSender(bot)
        self.deliverer = Deliverer(shelf, self.sender, clock)

    async def run(self, *, at=None, after=None):
        """Deliver all that is due at an instant, or so many seconds later."""
        if at is not None:
            self.clock.set(at)
        if after is not None:
            self.clock.advance(timedelta(seconds=after))
        await self.deliverer.deliver_due()


@contextlib.asynccontextmanager
async def open_rig(url, token, path, *, process="one", now=NOW, limits=FAST, read_timeout=5.0):
    request = Request(pool=128, read_timeout=read_timeout, connect_timeout=2, pool_timeout=2)
    bot = ExtBot(
        token,
        base_url=f"{url}/bot",
        request=request,
        rate_limiter=FloodLimiter(limits),
    )
    async with open_shelf(path, process) as shelf, bot:
        yield Rig(shelf, bot, SteppedClock(now))
