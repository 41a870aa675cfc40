"""Several processes on one store, and processes killed at random: nothing is sent twice."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.delivery import AT_ONCE
from localchat.server import LocalTelegram
from tests.support.daily import SOAK, fill, open_shelf, subscribe
from tests.support.programs import environment
from tests.support.sizes import chance_of
from tests.support.telegram import Chat, Telegram
from tests.support.there import there

if TYPE_CHECKING:
    import random

    from store.db.engines import Place

pytestmark = [pytest.mark.endure, pytest.mark.serial]

MORNING = datetime.fromisoformat("2025-11-21T00:30:00+00:00")
ROUNDS = 1000 if SOAK else 100
CHATS, DAYS, KILLS = (500, 20, 200) if SOAK else (24, 2, 4)


def name_of(place: Place) -> str:
    """What the process is told of it."""
    return place.url or str(place.path)


async def start(*arguments: object) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.daily_process",
        *map(str, arguments),
        env=environment(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


async def test_of_two_processes_one_gets_each_claim(place: Place) -> None:
    async with open_shelf(place) as shelf:
        await fill(shelf)
        for chat in range(ROUNDS):
            await subscribe(shelf, -1 - chat)
        while await shelf.planner.plan(MORNING):
            pass
    racers = [
        await start("claim", name_of(place), MORNING.isoformat(), name) for name in ("one", "two")
    ]
    for racer in racers:
        assert await there(racer.stdout).readline() == b"ready\n"
    won: Counter[int] = Counter()
    for number in range(ROUNDS):
        for racer in racers:
            there(racer.stdin).write(f"{-1 - number}\n".encode())
        answers = [(await there(racer.stdout).readline()).strip() for racer in racers]
        assert sorted(answers) == [b"lost", b"won"]
        won[answers.index(b"won")] += 1
    for racer in racers:
        await racer.communicate(b"")
    print(f"{ROUNDS} rounds: {won[0]} and {won[1]} claims")


async def test_killed_at_random_it_sends_nothing_twice_and_loses_little(place: Place) -> None:
    chance = chance_of(4)
    async with LocalTelegram() as server, Telegram(server.control) as telegram:
        chats = []
        for number in range(CHATS):
            user = await telegram.user(f"戊{number}")
            chats.append(await telegram.private(user, started=True))
        async with open_shelf(place) as shelf:
            await fill(shelf, 60)
            for chat in chats:
                await subscribe(shelf, chat.id)
        under_way = 0
        for day in range(DAYS):
            await plan_faults(telegram, chance, chats)
            points = [chance.randrange(1, CHATS * 2 // 3) for _ in range(KILLS // DAYS)]
            points = [point // len(points) for point in points]
            under_way += await deliver_a_day(
                server, telegram, place, MORNING + timedelta(days=day), points
            )
        received = await received_by(telegram, chats)
    async with open_shelf(place) as shelf:
        outbox = {
            (chat.id, one.local_date.isoformat()): one.state
            for chat in chats
            for one in await shelf.subscriptions.latest(chat.id, 100)
        }
    states = Counter(outbox.values())
    print(f"{CHATS} chats, {DAYS} days, {KILLS} kills: {dict(states)}")
    assert max(received.values()) == 1
    assert len(outbox) == CHATS * DAYS
    assert set(states) <= {"sent", "unknown"}
    assert states["unknown"] <= under_way + 2 * DAYS
    assert all(received[key] == 1 for key, state in outbox.items() if state == "sent")
    assert all(outbox[key] in ("sent", "unknown") for key in received)
    assert states["sent"] >= len(outbox) / 2


async def plan_faults(telegram: Telegram, chance: random.Random, chats: list[Chat]) -> None:
    """Plan a 502, a dropped connection and a 429 for the day, each for one chat."""
    refusal = {"code": 429, "description": "Too Many Requests: retry after 1"}
    for details in (
        {"action": "refuse", "code": 502},
        {"action": "drop", "when": "after"},
        {"action": "refuse", **refusal, "parameters": {"retry_after": 1}},
    ):
        chat = chance.choice(chats)
        await telegram.control("fault", method="sendMessage", chat_id=chat.id, **details)


async def deliver_a_day(
    server: LocalTelegram, telegram: Telegram, place: Place, now: datetime, points: list[int]
) -> int:
    """Start the program again and again: killed after so many messages, then to its end, twice.

    Gives how many excerpts were claimed and not finished when it was killed.
    """
    under_way = 0
    for point in points:
        last = (await telegram.control("events", after=2**53))["seq"]
        worker = await start("deliver", server.url, server.token, name_of(place), now.isoformat())
        ended = asyncio.create_task(worker.wait())
        seen = asyncio.create_task(messages(telegram, last, point))
        await asyncio.wait({ended, seen}, return_when=asyncio.FIRST_COMPLETED)
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        await ended
        seen.cancel()
        await asyncio.gather(seen, return_exceptions=True)
        claimed = await count_claimed(place)
        assert claimed <= AT_ONCE
        under_way += claimed
        # Beyond the time that a claim holds.
        now += timedelta(minutes=6)
    for _ in range(2):
        worker = await start("deliver", server.url, server.token, name_of(place), now.isoformat())
        output, _ = await worker.communicate()
        assert output == b"done\n"
        now += timedelta(minutes=6)
    return under_way


async def count_claimed(place: Place) -> int:
    async with open_shelf(place) as shelf, shelf.database.read() as reader:
        row = there(
            await reader.fetch_one("SELECT count(*) AS n FROM delivery WHERE state = 'claimed'")
        )
    count: int = row["n"]
    return count


async def messages(telegram: Telegram, last: int, count: int) -> None:
    """Wait until so many messages of the bot have come in."""
    while count > 0:
        found = await telegram.control(
            "events", after=last, types=["message"], by_bot=True, wait=30
        )
        count -= len(found["events"])
        last = max([last, *(event["seq"] for event in found["events"])])


async def received_by(telegram: Telegram, chats: list[Chat]) -> Counter[tuple[int, str]]:
    """Count the excerpts that arrived, by chat and date."""
    found: Counter[tuple[int, str]] = Counter()
    for chat in chats:
        for message in await telegram.replies(chat):
            found[chat.id, message.text[:10]] += 1
    return found
