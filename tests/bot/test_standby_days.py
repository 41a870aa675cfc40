"""Leader and standby through many mornings, a trouble in the midst of each: nothing comes twice."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bot import tick
from bot.delivery import AT_ONCE
from localchat.server import LocalTelegram
from store.db.engines import Place
from store.db.instants import to_column
from store.delivery.outbox import CLAIM_TIME
from tests.bot.test_daily_processes import messages, plan_faults
from tests.support.clock import SharedClock
from tests.support.daily import Shelf, fill, open_shelf, subscribe
from tests.support.postgres import free_port
from tests.support.proxy import Proxy, way_to
from tests.support.sizes import SOAK, chance_of
from tests.support.standby import TAKEN_OVER, TOKEN, WORTH, bot, ended, replies, until
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path
    from random import Random

    from tests.support.postgres import Cluster

pytestmark = [pytest.mark.endure, pytest.mark.serial]

MORNING = datetime.fromisoformat("2025-11-21T00:30:00+00:00")
TROUBLES = ("killed", "suspended", "cut off", "without an answer", "database restarted")
CHATS, DAYS = (500, 20) if SOAK else (20, len(TROUBLES))
SUSPENDED = 60.0 if SOAK else WORTH + 3
WORDS = "准秤"
SETTLING = 120.0 + CHATS / 2
"""Seconds for all that is due on a day; a machine may be busy."""
EXCERPT = re.compile(r"每日一摘 · (\d+)月(\d+)日")


@dataclass
class Hosts:
    """Two hosts, each with a way of its own to the database; `leader` is which of them serves."""

    server: LocalTelegram
    folder: Path
    url: str
    clock: Path
    ways: tuple[Proxy, Proxy]
    stack: contextlib.AsyncExitStack
    ports: list[int] = field(default_factory=lambda: [free_port(), free_port()])
    processes: dict[int, Process] = field(default_factory=dict)
    leader: int = 0

    async def start(self, host: int, *, leads: bool = False) -> None:
        """Start the bot on a host, as a service does when it has ended."""
        place = urlsplit(self.url)
        netloc = place.netloc.replace(f":{place.port}", f":{self.ways[host].port}")
        started = bot(
            self.server,
            self.folder / f"host{host}",
            place._replace(netloc=netloc).geturl(),
            self.ports[host],
            CLOCK=str(self.clock),
            TICK=str(tick.SECONDS if SOAK else 1),
            LOG_LEVEL="WARNING",
        )
        self.processes[host] = await self.stack.enter_async_context(started)
        await until(self.ports[host], leads=leads, seconds=60)

    @property
    def serving(self) -> Process:
        return self.processes[self.leader]

    @property
    def way(self) -> Proxy:
        """The way of who serves to the database."""
        return self.ways[self.leader]


async def test_through_any_trouble_a_day_nothing_comes_twice_and_another_one_answers(
    tmp_path: Path, postgres: Cluster
) -> None:
    chance = chance_of(7)
    url = postgres.database("mornings")
    clock = SharedClock(tmp_path / "clock")
    clock.set(MORNING - timedelta(days=1))
    troubles = list(TROUBLES) * (DAYS // len(TROUBLES))
    chance.shuffle(troubles)
    async with (
        LocalTelegram(bots={TOKEN: "standby_bot"}) as server,
        Telegram(server.control) as telegram,
        way_to(postgres.port) as one,
        way_to(postgres.port) as other,
        open_shelf(Place(tmp_path / "beside.db", url)) as shelf,
        contextlib.AsyncExitStack() as stack,
    ):
        asker = await telegram.user("小王")
        chat = await telegram.private(asker, started=True)
        people = [await telegram.user(f"己{number}") for number in range(CHATS)]
        chats = [await telegram.private(user, started=True) for user in people]
        await fill(shelf, 60)
        for one_of_them in chats:
            await subscribe(shelf, one_of_them.id)
        hosts = Hosts(server, tmp_path, url, tmp_path / "clock", (one, other), stack)
        await hosts.start(0, leads=True)
        await hosts.start(1)
        waits: dict[str, list[float]] = {trouble: [] for trouble in TROUBLES}
        for day, trouble in enumerate(troubles):
            await plan_faults(telegram, chance, chats)
            last = (await telegram.control("events", after=2**53))["seq"]
            clock.set(MORNING + timedelta(days=day))
            await messages(telegram, last, chance.randrange(1, CHATS * 2 // 3))
            async with struck(trouble, hosts, postgres, chance):
                waits[trouble].append(await answered(telegram, asker, chat))
            await settled(shelf, clock)
        received = await received_by(telegram, chats)
        states = await outbox_of(shelf, chats)
        given = [text for text in await replies(telegram, chat, 0) if text != WORDS]
    told = Counter(states.values())
    print(
        f"{CHATS} chats, {DAYS} days: {dict(told)}, twice {sum(n > 1 for n in received.values())}"
    )
    for trouble, seconds in waits.items():
        print(
            f"{trouble}: {len(seconds)} times, answered after {max(seconds):.1f} s at the longest"
        )
    # Who was cut off from the store has answered nothing, and apologised for nothing.
    assert [WORDS in text for text in given] == [True] * DAYS, given
    assert max(received.values()) == 1
    assert len(states) == CHATS * DAYS
    assert set(states.values()) <= {"sent", "unknown"}
    assert all(received[key] == 1 for key, state in states.items() if state == "sent")
    assert received.keys() <= states.keys()
    assert told["unknown"] <= (AT_ONCE + 2) * DAYS


@contextlib.asynccontextmanager
async def struck(
    trouble: str, hosts: Hosts, postgres: Cluster, chance: Random
) -> AsyncIterator[None]:
    """Bring a trouble about; at the end there are a leader and a standby again."""
    process, way, since = hosts.serving, hosts.way, time.monotonic()
    if trouble == "database restarted":
        how = chance.choice(("fast", "immediate"))
        await asyncio.to_thread(postgres.control, "-m", how, "stop")
        await asyncio.to_thread(postgres.start)
        yield
        for host in (0, 1):
            await until(hosts.ports[host], leads=host == hosts.leader)
        return
    match trouble:
        case "killed":
            process.kill()
        case "suspended":
            process.send_signal(signal.SIGSTOP)
        case "cut off":
            way.cut()
        case "without an answer":
            way.be_silent()
    yield
    before, hosts.leader = hosts.leader, 1 - hosts.leader
    await until(hosts.ports[hosts.leader], leads=True)
    if trouble == "suspended":
        await asyncio.sleep(max(0.0, since + SUSPENDED - time.monotonic()))
        process.send_signal(signal.SIGCONT)
    said = await ended(process)
    if trouble != "killed":
        assert "另一个进程已经接手" in said
    await way.open()
    await hosts.start(before)


async def answered(telegram: Telegram, user: User, chat: Chat) -> float:
    """Ask something, and give the seconds until the answer has come."""
    asked, since = await telegram.say(user, chat, WORDS), time.monotonic()
    async with asyncio.timeout(TAKEN_OVER):
        while not await replies(telegram, chat, asked.message_id):
            await asyncio.sleep(0.1)
    return time.monotonic() - since


async def settled(shelf: Shelf, clock: SharedClock) -> None:
    """Wait until all that is due was sent, or is known to be unknown once its claim has run out."""
    for asked in (
        "SELECT 1 FROM delivery WHERE state = 'planned' AND due <= ?",
        "SELECT 1 FROM delivery WHERE state IN ('planned', 'claimed') AND due <= ?",
    ):
        async with asyncio.timeout(SETTLING):
            while await shelf.database.fetch_all(asked, (to_column(clock.now()),)):
                await asyncio.sleep(0.3)
        clock.set(clock.now() + CLAIM_TIME + timedelta(minutes=1))


async def outbox_of(shelf: Shelf, chats: list[Chat]) -> dict[tuple[int, int, int], str]:
    """The states of all excerpts, by chat, month and day."""
    return {
        (chat.id, one.local_date.month, one.local_date.day): one.state
        for chat in chats
        for one in await shelf.subscriptions.latest(chat.id, 100)
    }


async def received_by(telegram: Telegram, chats: list[Chat]) -> Counter[tuple[int, int, int]]:
    """Count the excerpts that arrived, by chat, month and day."""
    found: Counter[tuple[int, int, int]] = Counter()
    for chat in chats:
        for text in await replies(telegram, chat, 0):
            if date := EXCERPT.match(text):
                found[chat.id, int(date[1]), int(date[2])] += 1
    return found
