"""Ten thousand daily excerpts due at one minute, and people who search meanwhile.

Nothing is simulated: server, which enforces Telegram's flood limits in real time, and bot are
processes of their own, as they are in use, and the bot's limits and clock are those of every day.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bench.programs import process, server, until
from bench.speeches import SAMPLES
from bot.clock import SystemClock
from corpus.parse import parse_file
from store.store import Store
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from collections.abc import Callable

CHATS, FEW_CHATS = 10_000, 600
PERMITTED = 30.0
"""Messages a second that Telegram lets one bot send."""
SHARE_WANTED, DELAY_ALLOWED = 0.95, 0.05
"""The share of `PERMITTED` to be reached; seconds that a search may wait longer than at rest."""
PREPARATION = timedelta(seconds=75)
"""From the bot's start to the due minute: it chooses the passages and is measured at rest."""
BETWEEN = 0.4
"""Seconds between two searches."""
Wait = tuple[datetime, float]
"""When an answer came, and how many seconds after the question."""
_FIRST_CHAT = 100_000
_PEOPLE = tuple(User(7000 + number, f"读者{number}") for number in range(8))
_WORDS = ("靠前服务", "一线三问", "窗口", "安全", "责任", "船")


@dataclass(frozen=True, slots=True)
class _Flow:
    """What arrived of the excerpts: how many, from when to when, and what didn't."""

    sent: int
    first: datetime
    last: datetime
    waiting: int
    others: dict[str, int]


async def run(quick: bool) -> str:
    """Measure how fast the excerpts leave, what the server refused, and how long searches take."""
    chats = FEW_CHATS if quick else CHATS
    with tempfile.TemporaryDirectory() as made:
        database = Path(made) / "store.db"
        async with server({"DATABASE_PATH": str(database)}, flood_limits=True) as (
            telegram,
            environment,
        ):
            preparation = await _people(telegram, chats) * 1.5 + PREPARATION
            due = _full_minute(datetime.now(UTC) + preparation)
            await _subscribe(database, chats, due)
            async with process(environment, "bot", "run"):
                await until(lambda: _search(telegram, 0))
                rest = await _searches(telegram, lambda: datetime.now(UTC) >= due)
                ended = _ended(database, chats)
                load = await _searches(telegram, ended.done)
                await ended
                refused = await telegram.refusals()
        # In the first half of its rest the bot still chooses passages.
        return _report(chats, _flow(database), refused, rest[len(rest) // 2 :], load)


def _report(chats: int, flow: _Flow, refused: list[str], rest: list[Wait], load: list[Wait]) -> str:
    answers = sum(flow.first <= when <= flow.last for when, _ in load)
    span = max((flow.last - flow.first).total_seconds(), 0.001)
    rate = (flow.sent - 1 + answers) / span
    waits = [wait for _, wait in load]
    delay = _share(waits, 0.95) - statistics.median([wait for _, wait in rest])
    floods = sum("Too Many Requests" in one for one in refused)
    kept = (
        flow.sent == chats
        and not refused
        and rate >= SHARE_WANTED * PERMITTED
        and delay <= DELAY_ALLOWED
    )
    lines = [
        f"{flow.sent:,} of {chats:,} excerpts due at one minute sent in {span:.1f} s of real time;",
        f"others: {flow.others or 'none'}",
        f"{rate:.2f} messages a second with {answers} answers: {rate / PERMITTED:.1%} of the",
        f"{PERMITTED:.0f} permitted (wanted {SHARE_WANTED:.0%}); 429s: {floods}, other refusals:",
        f"{len(refused) - floods}",
        _line("searches at rest", [wait for _, wait in rest]),
        _line("searches meanwhile", waits),
        f"95 of 100 meanwhile wait at most {delay * 1000:.0f} ms longer than the median at rest",
        f"(wanted {DELAY_ALLOWED * 1000:.0f})",
        "kept" if kept else "NOT KEPT",
    ]
    return "\n".join(lines)


def _line(name: str, seconds: list[float]) -> str:
    return (
        f"{name:<20}{len(seconds):>5}   median {statistics.median(seconds) * 1000:.0f} ms, "
        f"95 % {_share(seconds, 0.95) * 1000:.0f} ms, longest {max(seconds) * 1000:.0f} ms"
    )


def _share(seconds: list[float], share: float) -> float:
    return sorted(seconds)[int((len(seconds) - 1) * share)]


def _full_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0) + timedelta(minutes=1)


async def _people(telegram: Telegram, chats: int) -> timedelta:
    """Let everybody start the bot; give how long it took, for a subscription takes as long."""
    start = time.monotonic()
    for user in (*_PEOPLE, *(User(_FIRST_CHAT + number, "群友") for number in range(chats))):
        await telegram.user(user.name, id=user.id)
        await telegram.private(user, started=True)
    return timedelta(seconds=time.monotonic() - start)


async def _subscribe(database: Path, chats: int, due: datetime) -> None:
    # Noon somewhere, so that no date ends meanwhile.
    zone = f"Etc/GMT{due.hour - 12:+d}"
    async with Store.open(database, clock=SystemClock()) as store:
        now = datetime.now(UTC)
        for file in sorted(SAMPLES.glob("*.txt")):
            await store.documents.ingest(parse_file(file, file.name), file.name, now)
        for number in range(chats):
            await store.subscriptions.subscribe(
                _FIRST_CHAT + number,
                time=due.astimezone(ZoneInfo(zone)).strftime("%H:%M"),
                zone=zone,
                days="daily",
                set_by=None,
                title="",
                thread_id=None,
                now=now,
            )


async def _searches(telegram: Telegram, over: Callable[[], bool]) -> list[Wait]:
    waits: list[Wait] = []
    while not over():
        wait = await _search(telegram, len(waits))
        waits.append((datetime.now(UTC), wait))
        await asyncio.sleep(BETWEEN)
    return waits


async def _search(telegram: Telegram, number: int) -> float:
    user = _PEOPLE[number % len(_PEOPLE)]
    start = time.perf_counter()
    word = _WORDS[number % len(_WORDS)]
    await telegram.ask(user, Chat(user.id, "private", user.name), word)
    return time.perf_counter() - start


def _ended(database: Path, chats: int) -> asyncio.Task[None]:
    """Wait until no excerpt is left, or far too much time has passed."""

    async def wait() -> None:
        end = time.monotonic() + 2 * chats / PERMITTED + 60
        # The bot is a process of its own: its store is all there is to look at.
        while time.monotonic() < end and _flow(database).waiting > 0:  # noqa: ASYNC110
            await asyncio.sleep(1)

    return asyncio.create_task(wait())


def _flow(database: Path) -> _Flow:
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as raw:
        counts = dict(raw.execute("SELECT state, count(*) FROM delivery GROUP BY state"))
        first, last = raw.execute(
            "SELECT min(updated), max(updated) FROM delivery WHERE state = 'sent'"
        ).fetchone()
    now = datetime.now(UTC).isoformat()
    sent = counts.pop("sent", 0)
    waiting = counts.get("planned", 0) + counts.get("claimed", 0)
    span = (datetime.fromisoformat(first or now), datetime.fromisoformat(last or now))
    return _Flow(sent, *span, waiting, counts)
