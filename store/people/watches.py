"""The words that people follow, and what has come in of them since they were last told."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store.db.instants import from_column, to_column
from store.delivery import news as mornings
from store.errors import StoreError
from store.people.model import LONGEST_WATCHED, MOST_WATCHED, News, Watch, WatchTotals
from store.search.hits import load_speeches
from store.search.query import arrived_between, is_name, parse_query, plainly, unquoted
from store.search.results import allowed_speeches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from store.clock import Clock
    from store.db.database import Database
    from store.db.port import RawConnection
    from store.delivery.news import Slot
    from store.delivery.outbox import Outcome
    from store.delivery.workdays import Workdays
    from store.search.search import Search

_log = logging.getLogger(__name__)
AT_ONCE = 20
"""People whose news are gathered before the first of them are told."""


class Watches:
    """What each person follows. `process` is as for the outbox, `workdays` reads the calendar."""

    def __init__(
        self,
        database: Database,
        search: Search,
        workdays: Callable[[RawConnection], Workdays],
        clock: Clock,
        process: str,
    ) -> None:
        self._database = database
        self._search = search
        self._workdays = workdays
        self._clock = clock
        self._process = process

    async def add(self, user_id: int, words: str, language: str) -> bool:
        """Follow words from now on; False where so many are followed that no more may be."""
        words = watched(words)
        now = to_column(self._clock.now())

        def work(raw: RawConnection) -> bool:
            (others,) = raw.execute(
                "SELECT count(*) FROM watch WHERE user_id = ? AND normal <> ?",
                (user_id, normalize(words)),
            ).fetchone()
            if others >= MOST_WATCHED:
                return False
            raw.execute(
                "INSERT INTO watch (user_id, normal, words, language, made, told)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, normal)"
                " DO UPDATE SET language = excluded.language",
                (user_id, normalize(words), words, language, now, now),
            )
            return True

        return await self._database.change(work)

    async def end(self, user_id: int, words: str) -> None:
        """Follow words no longer."""
        await self._database.execute(
            "DELETE FROM watch WHERE user_id = ? AND normal = ?",
            (user_id, normalize(watched(words))),
        )

    async def has(self, user_id: int, words: str) -> bool:
        """Whether a person follows words."""
        row = await self._database.fetch_one(
            "SELECT 1 FROM watch WHERE user_id = ? AND normal = ?",
            (user_id, normalize(watched(words))),
        )
        return row is not None

    async def count(self, user_id: int) -> int:
        """Count what a person follows."""
        row = await self._database.fetch_one(
            "SELECT count(*) AS n FROM watch WHERE user_id = ?", (user_id,)
        )
        return 0 if row is None else int(row["n"])

    async def page(self, user_id: int, *, limit: int, offset: int) -> tuple[Watch, ...]:
        """Give a stretch of what a person follows, in the order in which he began to."""

        def work(raw: RawConnection) -> tuple[Watch, ...]:
            rows = raw.execute(
                "SELECT words, news FROM watch WHERE user_id = ? ORDER BY made, normal"
                " LIMIT ? OFFSET ?",
                (user_id, limit, offset),
            ).fetchall()
            return tuple(
                Watch(
                    row["words"],
                    date.fromisoformat(row["news"]) if row["news"] else None,
                    self._standing(raw, row["words"]),
                )
                for row in rows
            )

        return await self._database.ask(work)

    async def totals(self, words: str) -> WatchTotals:
        """Say where words stand now."""
        return await self._database.ask(lambda raw: self._standing(raw, watched(words)))

    async def due(self, zone: str) -> list[tuple[Slot, str, tuple[News, ...]]]:
        """Give whom to tell what now, in which language, at most AT_ONCE people.

        Who has none of what he follows in what came in is done with until something else comes.
        Claims that ran out are given up. `zone` is that of who has no excerpt of his own.
        """
        now = self._clock.now()
        await self._settle(now)
        slots = await self._database.ask(lambda raw: self._slots(raw, zone, now))
        found: list[tuple[Slot, str, tuple[News, ...]]] = []
        for slot, language in slots:
            try:
                news, quiet = await self._database.ask(partial(self._news, slot=slot))
            except StoreError:
                raise
            except Exception:  # noqa: BLE001 - one person's words must not keep the others from theirs
                _log.exception("the news of %s can't be gathered", slot.user_id)
                continue
            if quiet:
                tell = partial(_tell, user_id=slot.user_id, until=slot.until, normals=quiet)
                await self._database.change(tell)
            if news:
                found.append((slot, language, tuple(news)))
            if len(found) == AT_ONCE:
                break
        return found

    async def claim(self, slot: Slot) -> bool:
        """Take a morning for this process, right before its message leaves."""
        now = self._clock.now()
        return await self._database.change(
            lambda raw: mornings.claim(raw, slot, self._process, now)
        )

    async def finish(self, slot: Slot, outcome: Outcome, news: Sequence[News]) -> None:
        """Record what came of a claim, and up to when its reader has been told."""

        def work(raw: RawConnection) -> None:
            mornings.finish(raw, slot, self._process, outcome)
            _tell(raw, slot.user_id, slot.until, None)
            raw.executemany(
                "UPDATE watch SET news = ? WHERE user_id = ? AND normal = ?",
                [(slot.local_date.isoformat(), slot.user_id, normalize(one.words)) for one in news],
            )

        await self._database.change(work)

    async def release(self, slot: Slot, wait: timedelta) -> None:
        """Put back what never left, to be tried again after `wait`."""
        now = self._clock.now()
        await self._database.change(lambda raw: mornings.release(raw, slot, now, wait))

    async def _settle(self, now: datetime) -> None:
        waiting = await self._database.fetch_one(
            "SELECT 1 FROM notice WHERE state = 'claimed' UNION ALL"
            " SELECT 1 FROM watch WHERE told > ? UNION ALL"
            " SELECT 1 FROM arrival WHERE first > ? LIMIT 1",
            (to_column(now), to_column(now)),
        )
        if waiting is None:
            return

        def work(raw: RawConnection) -> None:
            for user_id, until in mornings.expire(raw, now):
                _tell(raw, user_id, until, None)
            _put_right(raw, now)

        await self._database.change(work)

    def _slots(self, raw: RawConnection, zone: str, now: datetime) -> list[tuple[Slot, str]]:
        """Give the mornings that are due of people whom something may have come in for."""
        workdays = self._workdays(raw)
        rows = raw.execute(
            "SELECT user_id, max(language) AS language, min(told) AS told FROM watch"
            " WHERE told < (SELECT coalesce(max(first), '') FROM arrival) GROUP BY user_id"
        ).fetchall()
        slots = [(mornings.slot_now(raw, row["user_id"], zone, workdays, now), row) for row in rows]
        return [
            (slot, row["language"])
            for slot, row in slots
            if slot is not None and row["told"] < to_column(slot.until)
        ]

    def _news(self, raw: RawConnection, slot: Slot) -> tuple[list[News], list[str]]:
        """Give what has come in for a person, and which of his words have nothing new."""
        news, quiet = [], []
        for row in raw.execute(
            "SELECT words, normal, told FROM watch WHERE user_id = ? AND told < ?"
            " ORDER BY made, normal",
            (slot.user_id, to_column(slot.until)),
        ).fetchall():
            arrived = arrived_between(from_column(row["told"]), slot.until)
            one = self._new(raw, row["words"], arrived)
            if one is None:
                quiet.append(row["normal"])
            else:
                news.append(one)
        return news, quiet

    def _new(self, raw: RawConnection, words: str, arrived: str) -> News | None:
        if not is_name(words):
            query = parse_query(f"{words} {arrived}")
            page, _ = self._search.exact_here(raw, query, 1, 0)
            if page.hits:
                totals = WatchTotals(query.text, page.total, page.speeches)
                return News(words, totals, page.hits[0], page.hits[0].speech)
        name = self._name(raw, words)
        if not name:
            return None
        query = parse_query(f"{name} {arrived}")
        speeches = allowed_speeches(raw, query.filters) or frozenset()
        if not speeches:
            return None
        newest = max(
            load_speeches(raw, speeches).values(), key=lambda one: (one.date or "", one.id)
        )
        totals = WatchTotals(query.text, speeches=len(speeches), name=named(name))
        return News(words, totals, None, newest)

    def _standing(self, raw: RawConnection, words: str) -> WatchTotals:
        if not is_name(words):
            page, _ = self._search.exact_here(raw, parse_query(words), 0, 0)
            if page.total:
                return WatchTotals(words, page.total, page.speeches)
        name = self._name(raw, words)
        if not name:
            return WatchTotals(words)
        speeches = allowed_speeches(raw, parse_query(name).filters) or frozenset()
        return WatchTotals(name, speeches=len(speeches), name=named(name))

    def _name(self, raw: RawConnection, words: str) -> str:
        """Give the query for the speeches of the one whom words name; empty where nobody is."""
        if is_name(words):
            return words
        query = parse_query(words)
        _, found = self._search.exact_here(raw, query, 0, 0)
        other = self._search.other_reading_here(raw, query, found)
        return other.text if other is not None and is_name(other.text) else ""


def watched(words: str) -> str:
    """Give words as they are followed: without the order that they were listed in."""
    words = " ".join(plainly(words).split())
    return (unquoted(words) or words)[:LONGEST_WATCHED]


def named(query: str) -> str:
    """Give the names that a query filters by."""
    return " ".join(
        one.value for one in parse_query(query).filters if one.field in ("speaker", "organisation")
    )


def _put_right(raw: RawConnection, now: datetime) -> None:
    """Put right what was written by a clock that has gone back since.

    Until it is so late again, what comes in would be passed over, and then what came in by that
    clock would be told once more.
    """
    instant, after = to_column(now), to_column(now + timedelta.resolution)
    raw.execute(
        "UPDATE arrival SET first = ? WHERE first > ? AND first <= (SELECT max(told) FROM watch)",
        (instant, instant),
    )
    raw.execute("UPDATE arrival SET first = ? WHERE first > ?", (after, instant))
    raw.execute("UPDATE watch SET told = ? WHERE told > ?", (instant, instant))


def _tell(raw: RawConnection, user_id: int, until: datetime, normals: Sequence[str] | None) -> None:
    """Note that a person has been told of all that came in until an instant.

    Of these words alone, where they are given.
    """
    chosen = "" if normals is None else f" AND normal IN ({', '.join('?' * len(normals))})"
    raw.execute(
        f"UPDATE watch SET told = max(told, ?) WHERE user_id = ?{chosen}",
        (to_column(until), user_id, *(normals or ())),
    )
