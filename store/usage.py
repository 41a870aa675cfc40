"""How much the bot is used: counts a day, distinct people a week, words that weren't found.

Nobody's questions are kept with his name. People are told apart within a week by a hash with a
salt of that week, which is thrown away with its hashes when the next week begins.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store.instants import to_column

if TYPE_CHECKING:
    from store.clock import Clock
    from store.database import Database
    from store.writebehind import WriteBehind

MISSED_OFTEN = 3
"""So often a word must have been asked for in vain before anybody sees it."""
MISSES_KEPT = timedelta(days=90)
LONGEST_MISS = 30
"""Characters; what is longer is a draft of somebody's and no word to look for."""
DAYS = 30


@dataclass(frozen=True, slots=True)
class Use:
    """What was asked: in the last `DAYS` days, and this week by how many people.

    `days` are oldest first, days without a question included. `missed` are words with counts.
    """

    days: tuple[tuple[date, int], ...]
    questions: int
    people: int
    bookmarks: int
    missed: tuple[tuple[str, int], ...]


def person_of(salt: bytes, user_id: int) -> str:
    """What stands for a person in the counts of the week with this salt."""
    return hashlib.blake2b(str(user_id).encode(), key=salt, digest_size=12).hexdigest()


class Usage:
    """The counters. `zone` names the time zone whose days are counted."""

    def __init__(self, database: Database, behind: WriteBehind, clock: Clock) -> None:
        self._database = database
        self._behind = behind
        self._clock = clock
        self._week = ""
        self._salt = b""

    async def count(self, user_id: int, words: str, zone: str, *, found: bool) -> None:
        """Count a question; to be called after its answer has left."""
        today = self._today(zone)
        salt = await self._salt_of(monday(today).isoformat())
        person = person_of(salt, user_id)
        self._behind.put(
            "INSERT INTO usage_day (day, questions) VALUES (?, 1)"
            " ON CONFLICT (day) DO UPDATE SET questions = questions + 1",
            (today.isoformat(),),
        )
        self._behind.put(
            "INSERT OR IGNORE INTO usage_person (week, person) VALUES (?, ?)", (self._week, person)
        )
        word = " ".join(words.split())
        if not found and 0 < len(word) <= LONGEST_MISS:
            self._behind.put(
                "INSERT INTO miss (word, times, last) VALUES (?, 1, ?)"
                " ON CONFLICT (word) DO UPDATE SET times = times + 1, last = excluded.last",
                (word, to_column(self._clock.now())),
            )

    async def summary(self, zone: str, *, words: int = 10) -> Use:
        """Sum up, with at most `words` of the words that were often asked for in vain."""
        await self._behind.flush()
        today = self._today(zone)
        first = today - timedelta(days=DAYS - 1)
        week = monday(today)
        since = week_start(today, zone)
        async with self._database.read() as connection:
            counted = await connection.fetch_all(
                "SELECT day, questions FROM usage_day WHERE day >= ?", (first.isoformat(),)
            )
            people = await connection.fetch_one(
                "SELECT count(*) AS n FROM usage_person WHERE week = ?", (week.isoformat(),)
            )
            saved = await connection.fetch_one(
                "SELECT count(*) AS n FROM bookmark WHERE removed_at IS NULL AND saved_at >= ?",
                (to_column(since),),
            )
            missed = await connection.fetch_all(
                "SELECT word, times FROM miss WHERE times >= ? AND last >= ?"
                " ORDER BY times DESC, word LIMIT ?",
                (MISSED_OFTEN, to_column(self._clock.now() - MISSES_KEPT), words),
            )
        by_day = {row["day"]: row["questions"] for row in counted}
        days = [first + timedelta(days=number) for number in range(DAYS)]
        return Use(
            days=tuple((day, by_day.get(day.isoformat(), 0)) for day in days),
            questions=sum(by_day.get(day.isoformat(), 0) for day in days if day >= week),
            people=people["n"] if people else 0,
            bookmarks=saved["n"] if saved else 0,
            missed=tuple((row["word"], row["times"]) for row in missed),
        )

    def _today(self, zone: str) -> date:
        return self._clock.now().astimezone(ZoneInfo(zone)).date()

    async def _salt_of(self, week: str) -> bytes:
        if week != self._week:
            async with self._database.read() as connection:
                row = await connection.fetch_one(
                    "SELECT salt FROM usage_week WHERE week = ?", (week,)
                )
            self._salt = row["salt"] if row else secrets.token_bytes(16)
            self._week = week
            if row is None:
                self._begin(week)
        return self._salt

    def _begin(self, week: str) -> None:
        """Start a week, and throw away what told people apart in the weeks before."""
        self._behind.put(
            "INSERT OR IGNORE INTO usage_week (week, salt) VALUES (?, ?)", (week, self._salt)
        )
        self._behind.put("DELETE FROM usage_week WHERE week <> ?", (week,))
        self._behind.put("DELETE FROM usage_person WHERE week <> ?", (week,))
        oldest = to_column(self._clock.now() - MISSES_KEPT)
        self._behind.put("DELETE FROM miss WHERE last < ?", (oldest,))


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def week_start(today: date, zone: str) -> datetime:
    """The instant at which the week of a local date begins, in UTC."""
    return datetime.combine(monday(today), time(), ZoneInfo(zone)).astimezone(UTC)
