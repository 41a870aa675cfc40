"""The outbox of deliveries: what is due, who is sending it, and what came of it.

A row goes planned -> claimed -> sent, or to unknown where nobody can tell whether it arrived; an
attempt that never left puts it back to planned. Claimed, sent and unknown rows are never sent
again, so a chat gets at most one excerpt a date, whichever processes work on the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from store.db.instants import to_column
from store.delivery import schedule as due_times
from store.delivery.rows import delivery_of, subscription_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from store.db.database import Database
    from store.db.port import Row
    from store.delivery.model import Delivery, DeliveryState, Subscription

CLAIM_TIME = timedelta(minutes=5)
"""How long a claim holds: longer than any request can take."""
_EXPIRED = "(claim_expires < ? OR claim_expires > ?)"
"""Of a claim that ran out, or was made by a clock that has gone back since."""

Outcome = Literal["sent", "unknown", "failed"]


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """An excerpt to be sent now. `last` is the last instant at which it may leave.

    `gone` is true where its passage has left the store since it was planned.
    """

    delivery: Delivery
    subscription: Subscription
    last: datetime
    gone: bool = False

    def is_late(self, now: datetime) -> bool:
        """Whether it is marked as sent late (补发)."""
        return now - self.delivery.due > due_times.LATE_AFTER


class Outbox:
    """One process's view of the outbox; `process` is a name that no other process ever has."""

    def __init__(self, database: Database, process: str) -> None:
        self._database = database
        self._process = process

    async def settle(self, now: datetime) -> tuple[int, int]:
        """Give up what can't be sent any more: expired claims as unknown, late plans as missed.

        Gives how many it was of each.
        """
        instant = to_column(now)
        overdue, expiring = await self._overdue(now)
        if not overdue and not expiring:
            return 0, 0
        async with self._database.write() as writer:
            expired = await writer.execute(
                "UPDATE delivery SET state = 'unknown', detail = 'claim expired', updated = ?"
                f" WHERE state = 'claimed' AND {_EXPIRED}",
                (instant, instant, to_column(now + 2 * CLAIM_TIME)),
            )
            await writer.execute_many(
                "UPDATE delivery SET state = 'missed', detail = coalesce(detail, 'late'),"
                " updated = ? WHERE chat_id = ? AND local_date = ? AND state = 'planned'",
                [(instant, *_key(delivery)) for delivery in overdue],
            )
        return expired.rows, len(overdue)

    async def due(
        self, now: datetime, *, limit: int, without: Sequence[tuple[int, date]] = ()
    ) -> list[DueDelivery]:
        """Give what is to be sent now, longest due first, leaving out what is on its way."""
        rows = await self._read_due(now, limit + len(without))
        return [
            item
            for item in map(_due, rows)
            if item.last >= now
            and (item.delivery.chat_id, item.delivery.local_date) not in set(without)
        ][:limit]

    async def claim(self, item: DueDelivery, now: datetime) -> bool:
        """Take an excerpt for this process; True at most once a chat and date, until released.

        False where another process has it, where it was changed or switched off since it was
        read, or where it is too late.
        """
        if now > item.last:
            return False
        async with self._database.write() as writer:
            row = await writer.fetch_one(
                "UPDATE delivery SET state = 'claimed', claimed_by = ?, claim_expires = ?,"
                " attempts = attempts + 1, updated = ? WHERE chat_id = ? AND local_date = ?"
                " AND state = 'planned' AND passage_id = ? AND due <= ? RETURNING attempts",
                (
                    self._process,
                    to_column(now + CLAIM_TIME),
                    to_column(now),
                    *_key(item.delivery),
                    item.delivery.passage_id,
                    to_column(now),
                ),
            )
        return row is not None

    async def finish(
        self,
        item: DueDelivery,
        outcome: Outcome,
        now: datetime,
        *,
        detail: str = "",
        message_id: int | None = None,
    ) -> None:
        """Record what came of a claim of this process."""
        async with self._database.write() as writer:
            # The claim may have expired in between: who made it still knows best.
            await writer.execute(
                "UPDATE delivery SET state = ?, detail = ?, message_id = ?, updated = ?"
                " WHERE chat_id = ? AND local_date = ? AND state IN ('claimed', 'unknown')"
                " AND claimed_by = ?",
                (
                    outcome,
                    detail or None,
                    message_id,
                    to_column(now),
                    *_key(item.delivery),
                    self._process,
                ),
            )
            if outcome == "sent":
                await writer.execute(
                    "UPDATE subscription SET trouble = NULL"
                    " WHERE chat_id = ? AND trouble IS NOT NULL",
                    (item.delivery.chat_id,),
                )

    async def release(
        self,
        item: DueDelivery,
        now: datetime,
        *,
        wait: timedelta,
        detail: str,
        claimed: bool = True,
    ) -> None:
        """Put back what never left, to be tried again after `wait`.

        With `claimed` False it is something that failed before it was claimed.
        """
        state = "state IN ('claimed', 'unknown') AND claimed_by = ?"
        if not claimed:
            state = "state = 'planned' AND ? IS NOT NULL"
        await self._database.execute(
            "UPDATE delivery SET state = 'planned', next_try = ?, detail = ?, updated = ?,"
            f" attempts = attempts + ? WHERE chat_id = ? AND local_date = ? AND {state}",
            (
                to_column(now + wait),
                detail,
                to_column(now),
                0 if claimed else 1,
                *_key(item.delivery),
                self._process,
            ),
        )

    async def give_up(self, item: DueDelivery, now: datetime, detail: str) -> None:
        """Record as failed what can't even be tried."""
        await self._database.execute(
            "UPDATE delivery SET state = 'failed', detail = ?, updated = ?"
            " WHERE chat_id = ? AND local_date = ? AND state = 'planned'",
            (detail, to_column(now), *_key(item.delivery)),
        )

    async def note_trouble(self, chat_id: int, trouble: str) -> bool:
        """Say whether this trouble of a chat is news; a sent excerpt or a change ends it."""
        done = await self._database.execute(
            "UPDATE subscription SET trouble = ? WHERE chat_id = ? AND trouble IS NOT ?",
            (trouble, chat_id, trouble),
        )
        return done.rows > 0

    async def counts(self, since: datetime) -> dict[DeliveryState, int]:
        """Count the deliveries due since an instant, by state."""
        rows = await self._database.fetch_all(
            "SELECT state, count(*) AS n FROM delivery WHERE due >= ? GROUP BY state",
            (to_column(since),),
        )
        return {row["state"]: row["n"] for row in rows}

    async def active_chats(self) -> int:
        """Count the chats that have a daily excerpt."""
        row = await self._database.fetch_one("SELECT count(*) AS n FROM subscription WHERE active")
        return int(row["n"]) if row else 0

    async def _read_due(self, now: datetime, limit: int) -> Sequence[Row]:
        instant = to_column(now)
        return await self._database.fetch_all(
            "SELECT s.*, d.*, EXISTS (SELECT 1 FROM text t WHERE t.id = d.passage_id) AS stored"
            " FROM delivery d CROSS JOIN subscription s USING (chat_id)"
            # The plus keeps SQLite from sorting all that is due for the few asked for.
            " WHERE d.state = 'planned' AND d.next_try <= ? AND +d.due <= ?"
            " ORDER BY d.next_try LIMIT ?",
            (instant, instant, limit),
        )

    async def _overdue(self, now: datetime) -> tuple[list[Delivery], bool]:
        async with self._database.read() as reader:
            expiring = await reader.fetch_one(
                f"SELECT 1 FROM delivery WHERE state = 'claimed' AND {_EXPIRED}",
                (to_column(now), to_column(now + 2 * CLAIM_TIME)),
            )
            rows = await reader.fetch_all(
                "SELECT s.*, d.* FROM delivery d JOIN subscription s USING (chat_id)"
                " WHERE d.state = 'planned' AND d.due <= ?",
                (to_column(now),),
            )
        overdue = [item.delivery for item in map(_due, rows) if item.last < now]
        return overdue, expiring is not None


def _due(row: Row) -> DueDelivery:
    subscription = subscription_of(row)
    delivery = delivery_of(row)
    last = due_times.deadline(delivery.due, subscription.zone)
    gone = "stored" in row.keys() and not row["stored"]  # noqa: SIM118 - a row yields its values
    return DueDelivery(delivery, subscription, last, gone)


def _key(delivery: Delivery) -> tuple[int, str]:
    return delivery.chat_id, delivery.local_date.isoformat()
