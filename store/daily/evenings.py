"""What somebody sees the evening before: which excerpt goes out next, and once only.

The outbox is `evening`, a row for a chat and a local date, claimed as an excerpt is: what may have
arrived is never sent again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from store.daily import plans as planning
from store.db.instants import to_column
from store.delivery import schedule as due_times
from store.delivery.dated_outbox import DatedOutbox
from store.delivery.outbox import CLAIM_TIME
from store.delivery.rows import subscription_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from store.daily.calendar import Calendar
    from store.daily.candidates import Pools
    from store.db.database import Database
    from store.db.port import RawConnection
    from store.delivery.model import Delivery, Subscription
    from store.delivery.outbox import Outcome
    from store.delivery.workdays import Workdays

TIME = "17:00"
"""When it is shown, by the chat's zone, on the workday before."""
_LONGEST_BREAK = 20
_OUTBOX = DatedOutbox("evening", "chat_id", "user_id")


@dataclass(frozen=True, slots=True)
class Evening:
    """An excerpt that `user_id` is to be shown now, `attempts` of which have been refused."""

    subscription: Subscription
    user_id: int
    delivery: Delivery
    attempts: int = 0


class Evenings:
    """One process's view of what is shown the evening before; `process` is as for the outbox."""

    def __init__(self, database: Database, pools: Pools, calendar: Calendar, process: str) -> None:
        self._database = database
        self._pools = pools
        self._calendar = calendar
        self._process = process

    async def show_to(
        self, chat_id: int, user_id: int | None, now: datetime, language: str | None = None
    ) -> None:
        """Show a chat's excerpts to somebody from now on, in his language, or (None) to nobody."""
        since = None if user_id is None else to_column(now)
        await self._database.execute(
            "UPDATE subscription SET shown_to = ?, shown_since = ?, shown_language = ?"
            " WHERE chat_id = ?",
            (user_id, since, language, chat_id),
        )

    async def due(self, now: datetime) -> list[Evening]:
        """Plan what is to be shown now, and give it; what is shown is what will be sent.

        Claims that ran out are given up.
        """
        if not await self._database.ask(lambda raw: self._waiting(raw, now)):
            return []
        await self._pools.refresh()

        def work(raw: RawConnection) -> list[Evening]:
            _OUTBOX.expire(raw, now)
            return [
                Evening(
                    subscription,
                    subscription.shown_to or 0,
                    planning.plan(raw, subscription, self._pools, day, due, now),
                    attempts,
                )
                for subscription, day, due, attempts in self._waiting(raw, now)
            ]

        return await self._database.change(work)

    async def claim(self, item: Evening, now: datetime) -> bool:
        """Take it for this process; False where another has it, or it is planned otherwise now."""
        delivery = item.delivery
        values = {
            "chat": delivery.chat_id,
            "day": delivery.local_date.isoformat(),
            "user": item.user_id,
            "process": self._process,
            "expires": to_column(now + CLAIM_TIME),
            "passage": delivery.passage_id,
            "now": to_column(now),
        }
        async with self._database.write() as writer:
            row = await writer.fetch_one(
                "INSERT INTO evening (chat_id, local_date, user_id, state, claimed_by,"
                " claim_expires, attempts) SELECT chat_id, local_date, CAST(:user AS INTEGER),"
                " 'claimed', :process, :expires, 1 FROM delivery JOIN subscription USING (chat_id)"
                " WHERE chat_id = :chat AND local_date = :day AND state = 'planned'"
                " AND passage_id = :passage AND due > :now AND active AND shown_to = :user"
                " ON CONFLICT (chat_id, local_date) DO UPDATE SET state = 'claimed',"
                " user_id = excluded.user_id, claimed_by = excluded.claimed_by,"
                " claim_expires = excluded.claim_expires, attempts = evening.attempts + 1"
                " WHERE evening.state = 'waiting' RETURNING attempts",
                values,
            )
        return row is not None

    async def finish(self, item: Evening, outcome: Outcome) -> None:
        """Record what came of a claim of this process."""
        await self._database.change(
            lambda raw: _OUTBOX.finish(raw, _key(item), self._process, outcome)
        )

    async def release(self, item: Evening, now: datetime, wait: timedelta) -> None:
        """Put back what never left, to be tried again after `wait`."""
        await self._database.change(
            lambda raw: _OUTBOX.release(raw, _key(item), item.user_id, now, wait)
        )

    async def find(self, chat_id: int, day: date) -> Delivery | None:
        """Give the outbox's row of a chat and a local date."""
        return await self._database.ask(lambda raw: planning.find_delivery(raw, chat_id, day))

    async def skip(self, chat_id: int, day: date, now: datetime) -> bool:
        """Have a date go without its excerpt; False where it isn't planned any more."""
        done = await self._database.execute(
            "UPDATE delivery SET state = 'skipped', updated = ?"
            " WHERE chat_id = ? AND local_date = ? AND state = 'planned'",
            (to_column(now), chat_id, day.isoformat()),
        )
        return done.rows > 0

    async def send_after_all(self, chat_id: int, day: date, now: datetime) -> bool:
        """Take a skip back; False where the date's time is over, or it has none any more."""
        await self._pools.refresh()

        def work(raw: RawConnection) -> bool:
            subscription = planning.find_subscription(raw, chat_id)
            if subscription is None:
                return False
            workdays = self._calendar.read(raw)
            since = due_times.local_date(now, subscription.zone) - timedelta(days=1)
            taken = planning.taken_dates(raw, chat_id, since) - {day}
            dates = due_times.upcoming(subscription, now, workdays, taken)
            found = next((due for one, due in dates if one >= day), None)
            if found is None or due_times.local_date(found, subscription.zone) != day:
                return False
            raw.execute(
                "UPDATE delivery SET state = 'planned', due = ?, next_try = ?, updated = ?"
                " WHERE chat_id = ? AND local_date = ? AND state = 'skipped'",
                (to_column(found), to_column(found), to_column(now), chat_id, day.isoformat()),
            )
            return planning.plan(raw, subscription, self._pools, day, found, now).state == "planned"

        return await self._database.change(work)

    def _waiting(
        self, raw: RawConnection, now: datetime
    ) -> list[tuple[Subscription, date, datetime, int]]:
        """Give the dates that are to be shown now, with their due instants."""
        workdays = self._calendar.read(raw)
        rows = raw.execute("SELECT * FROM subscription WHERE active AND shown_to IS NOT NULL")
        found = []
        for row in rows.fetchall():
            subscription = subscription_of(row)
            for day, due in self._evening(raw, subscription, workdays, now):
                key = (subscription.chat_id, day.isoformat())
                attempts = _OUTBOX.attempts(raw, key, now)
                if attempts is not None:
                    found.append((subscription, day, due, attempts))
        return found

    def _evening(
        self, raw: RawConnection, subscription: Subscription, workdays: Workdays, now: datetime
    ) -> Iterator[tuple[date, datetime]]:
        """Give the dates whose evening has come since somebody wanted to see them."""
        since = due_times.local_date(now, subscription.zone) - timedelta(days=1)
        taken = planning.taken_dates(raw, subscription.chat_id, since)
        for day, due in due_times.upcoming(subscription, now, workdays, taken):
            shown = shown_at(day, subscription.zone, workdays)
            if shown is None or shown > now:
                return
            if subscription.shown_since is None or shown > subscription.shown_since:
                yield day, due


def shown_at(day: date, zone: str, workdays: Workdays) -> datetime | None:
    """Give the instant at which a date's excerpt is shown: TIME on the workday before it."""
    for back in range(1, _LONGEST_BREAK):
        before = day - timedelta(days=back)
        if workdays.is_workday(before):
            return due_times.instant(before, TIME, zone)
    return None


def _key(item: Evening) -> tuple[int, str]:
    return item.delivery.chat_id, item.delivery.local_date.isoformat()
