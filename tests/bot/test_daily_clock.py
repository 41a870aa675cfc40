"""A clock put forward and back while excerpts are due: none comes twice, none is given up early."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import apscheduler.schedulers.base
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot import tick
from bot.delivery import Deliverer
from bot.limiter import Order
from bot.tick import Tick
from handlers.daily.message import Courier
from localchat.server import LocalTelegram
from store.daily.planner import Planner
from store.daily.plans import BEGUN
from store.delivery import schedule as due_times
from store.delivery.outbox import Outbox
from store.delivery.rows import delivery_of
from store.delivery.workdays import Workdays
from tests.support.clock import SteppedClock
from tests.support.daily import NOW, SOAK, fill, open_shelf, subscribe
from tests.support.daily_bot import PlainSender, Rig, open_rig
from tests.support.telegram import Chat, Telegram
from tests.support.there import there

if TYPE_CHECKING:
    from handlers.daily.model import ExcerptMessage, TroubleReport
    from store.delivery.model import Delivery

DAY = timedelta(days=1)
LONGEST = 20
ZONES = ("Asia/Shanghai", "Europe/London", "America/New_York", "Pacific/Auckland")

jumps = st.one_of(
    st.integers(-5 * 24 * 60, 5 * 24 * 60), st.sampled_from([-1, 1, -90, 90, -1440, 1440, 30, -30])
).map(lambda minutes: ("jump", minutes))
steps = st.lists(
    st.one_of(
        jumps,
        jumps,
        st.just(("round", None)),
        st.just(("round", None)),
        st.sampled_from(["00:10", "08:30", "20:15", "23:50"]).map(lambda time: ("time", time)),
        st.sampled_from(ZONES).map(lambda zone: ("zone", zone)),
        st.sampled_from(["daily", "workdays", "135"]).map(lambda days: ("days", days)),
        st.sampled_from(["before", "after"]).map(lambda when: ("kill", when)),
        st.just(("down", None)),
        st.just(("off and on", None)),
    ),
    min_size=1,
    max_size=LONGEST,
)


class Mortal(Courier):
    """A sender whose process may end with a request on its way: before it arrives or after."""

    def __init__(self, sender: PlainSender) -> None:
        self.sender = sender
        self.dies: str | None = None

    async def send(self, message: ExcerptMessage) -> int:
        if self.dies == "before":
            assert isinstance(message.order, Order)
            await there(message.order.before)()
            raise asyncio.CancelledError
        sent = await self.sender.send(message)
        if self.dies == "after":
            raise asyncio.CancelledError
        return sent

    async def tell(self, report: TroubleReport) -> None:
        await self.sender.tell(report)


class Life:
    """A chat's excerpts under a clock that people set; what ought to be is kept beside it."""

    def __init__(self, rig: Rig, telegram: Telegram, chat: Chat) -> None:
        self.rig = rig
        self.telegram = telegram
        self.chat = chat
        self.since = NOW
        self.got: Counter[str] = Counter()
        self.be_born()

    def be_born(self) -> None:
        """Start as a process that knows what stands in the store, and nothing else."""
        shelf = self.rig.shelf
        shelf.outbox = Outbox(shelf.database, f"life {id(object())}")
        shelf.planner = Planner(shelf.database, shelf.pools, shelf.outbox, shelf.calendar)
        self.sender = Mortal(self.rig.sender)
        self.deliverer = Deliverer(shelf, self.sender, self.rig.clock)

    @property
    def now(self) -> datetime:
        return self.rig.clock.now()

    async def take(self, step: str, value: Any) -> None:
        daily, chat = self.rig.shelf.subscriptions, self.chat.id
        match step:
            case "jump":
                self.rig.clock.advance(timedelta(minutes=value))
            case "round":
                await self.round()
            case "kill":
                self.sender.dies = value
                await self.round()
                self.be_born()
            case "down":
                bot = self.rig.sender.bot
                address, bot._base_url = bot._base_url, "http://127.0.0.1:1/bot"
                await self.round()
                bot._base_url = address
            case "time":
                await daily.set_time(chat, value, self.now)
            case "zone":
                await daily.set_zone(chat, value, self.now)
            case "days":
                await daily.set_days(chat, value, self.now)
            case "off and on":
                await daily.stop(chat, self.now)
                await subscribe(self.rig.shelf, chat, now=self.now, time="09:00")
        if step in {"time", "zone", "days", "off and on"}:
            self.since = self.now

    async def round(self) -> None:
        await self.deliverer.deliver_due()
        # A command was given before now, whatever its clock said.
        self.since = min(self.since, self.now)
        for message in await self.telegram.replies(self.chat):
            self.got[message.text[:10]] += 1
        assert not [day for day, times in self.got.items() if times > 1]
        for row in await self.rows():
            if row.state in {"missed", "failed"}:
                assert row.due <= self.now, "given up before its time"
            if row.state == "planned":
                zone = there(await self.rig.shelf.subscriptions.get(self.chat.id)).zone
                assert due_times.deadline(row.due, zone) >= self.now, "neither sent nor given up"

    async def rows(self) -> list[Delivery]:
        async with self.rig.shelf.database.read() as reader:
            rows = await reader.fetch_all("SELECT * FROM delivery ORDER BY local_date")
        return [delivery_of(row) for row in rows]

    async def judge(self) -> None:
        """Compare the outbox with what is due by the clock of now."""
        self.rig.clock.advance(timedelta(minutes=11))
        await self.round()
        subscription = there(await self.rig.shelf.subscriptions.get(self.chat.id))
        assert subscription.since == self.since
        states = {row.local_date: row.state for row in await self.rows()}
        day = due_times.local_date(self.since, subscription.zone)
        while day <= due_times.local_date(self.now, subscription.zone):
            due = there(due_times.instant(day, subscription.time, subscription.zone))
            wanted = due_times.is_delivery_day(subscription.days, day, Workdays())
            if wanted and self.since < due <= self.now:
                late = self.now > due_times.deadline(due, subscription.zone)
                allowed = (*BEGUN, "missed") if late else BEGUN
                assert states.get(day) in allowed, (day, states)
            day += DAY


async def live(template: Path, taken: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        shutil.copyfile(template, path)
        async with (
            LocalTelegram() as server,
            Telegram(server.control) as telegram,
            open_rig(server.url, server.token, path) as rig,
        ):
            chat = await telegram.private(await telegram.user("郑"), started=True)
            await subscribe(rig.shelf, chat.id)
            life = Life(rig, telegram, chat)
            for step, value in taken:
                await life.take(step, value)
            await life.judge()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clock") / "store.db"

    async def make() -> None:
        async with open_shelf(path) as shelf:
            await fill(shelf, 200)

    asyncio.run(make())
    return path


AHEAD = [("jump", 3 * 24 * 60), ("round", None), ("jump", -3 * 24 * 60), ("round", None)]


@settings(
    max_examples=500 if SOAK else 25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(taken=steps)
@example(taken=[*AHEAD, ("jump", 20 * 60), ("round", None), ("jump", 24 * 60), ("round", None)])
@example(taken=[("jump", 3 * 24 * 60), ("time", "20:15"), ("jump", -3 * 24 * 60), ("jump", 8 * 60)])
@example(taken=[("jump", 19 * 60), ("kill", "before"), ("jump", -600), ("jump", 700)])
@example(taken=[("jump", 19 * 60), ("down", None), ("jump", -30), ("round", None)])
def test_whatever_is_done_to_the_clock_no_date_comes_twice_or_is_given_up_early(
    template: Path, taken: list[tuple[str, Any]]
) -> None:
    asyncio.run(live(template, taken))


async def test_the_tick_goes_on_when_the_machines_clock_is_put_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tick, "SECONDS", 1)
    monkeypatch.setattr(tick, "STANDSTILL", 1.5)
    offset = timedelta()

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + offset

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Moved)
    rounds = asyncio.Semaphore(0)

    async def work() -> None:
        rounds.release()

    async with Tick(work, SteppedClock(NOW)), asyncio.timeout(20):
        for _ in range(3):
            await rounds.acquire()
        offset = -3 * DAY
        for _ in range(4):
            await rounds.acquire()
