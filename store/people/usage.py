"""How much the bot is used: counts a day, distinct people a week, words that weren't found.

Nobody's questions are kept with his name. Words that weren't found are counted by day under a hash
with a secret that isn't in the store, and written down once they were asked for so often that they
are shown. People are told apart within a week by a hash with a salt of that week, which is thrown
away with its hashes when the next week begins.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store.db.instants import to_column
from store.db.secret import keyed
from store.errors import StoreError
from store.people.model import Use, monday, week_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.clock import Clock
    from store.db.database import Database
    from store.db.writebehind import WriteBehind

MISSED_OFTEN = 3
"""So often a word must have been asked for in vain before anybody sees it."""
MISSES_KEPT = timedelta(days=90)
DAYS = 30


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

    async def count(self, user_id: int, missed: Sequence[str], zone: str) -> None:
        """Count a question and the words of it that stand nowhere, after its answer has left."""
        today = self._today(zone)
        salt = await self._salt_of(monday(today).isoformat())
        person = person_of(salt, user_id)
        self._behind.put(
            "INSERT INTO usage_day (day, questions) VALUES (?, 1)"
            " ON CONFLICT (day) DO UPDATE SET questions = usage_day.questions + 1",
            (today.isoformat(),),
        )
        self._behind.put(
            "INSERT INTO usage_person (week, person) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (self._week, person),
        )
        # The day alone: an instant would tell whose answer left just then.
        day = to_column(self._clock.now().replace(hour=0, minute=0, second=0, microsecond=0))
        for word in dict.fromkeys(" ".join(one.split()) for one in missed):
            key = keyed(self._database.path, "zhaiju miss", word)
            self._behind.put(
                "INSERT INTO miss (key, times, last) VALUES (?, 1, ?)"
                " ON CONFLICT (key) DO UPDATE SET times = miss.times + 1, last = excluded.last",
                (key, day),
            )
            self._behind.put(
                "UPDATE miss SET word = ? WHERE key = ? AND times >= ?",
                (word, key, MISSED_OFTEN),
            )

    async def summary(self, zone: str, *, words: int = 10) -> Use:
        """Sum up, with at most `words` of the words that were often asked for in vain."""
        # Without the last few questions, where they can't be written now.
        with contextlib.suppress(StoreError):
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
                "SELECT count(*) AS n FROM bookmark"
                " WHERE removed_at IS NULL AND user_id > 0 AND saved_at >= ?",
                (to_column(since),),
            )
            missed = await connection.fetch_all(
                # A word has a row for each secret under which it was counted.
                "SELECT word, sum(times) AS times FROM miss WHERE times >= ? AND last >= ?"
                " GROUP BY word ORDER BY sum(times) DESC, word LIMIT ?",
                (MISSED_OFTEN, to_column(self._clock.now() - MISSES_KEPT), words),
            )
        by_day = {row["day"]: row["questions"] for row in counted}
        days = [first + timedelta(days=number) for number in range(DAYS)]
        return Use(
            days=tuple((day, by_day.get(day.isoformat(), 0)) for day in days),
            questions=sum(by_day.get(day.isoformat(), 0) for day in days if day >= week),
            people=people["n"] if people else 0,
            bookmarks=saved["n"] if saved else 0,
            missed=tuple((row["word"], int(row["times"])) for row in missed),
        )

    def _today(self, zone: str) -> date:
        return self._clock.now().astimezone(ZoneInfo(zone)).date()

    async def _salt_of(self, week: str) -> bytes:
        if week != self._week:
            row = await self._database.fetch_one(
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
            "INSERT INTO usage_week (week, salt) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (week, self._salt),
        )
        self._behind.put("DELETE FROM usage_week WHERE week <> ?", (week,))
        self._behind.put("DELETE FROM usage_person WHERE week <> ?", (week,))
