"""The ledger of deliveries: what is due, who is sending it, and what came of it.

A row goes planned -> claimed -> sent, or to unknown where nobody can tell whether it arrived; an
attempt that never left puts it back to planned. Claimed, sent and unknown rows are never sent
again, so a chat gets at most one excerpt a date, whichever processes work on the store.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from store import due as due_times
from store import planning
from store.instants import to_column

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import date, datetime

    from store.database import Database
    from store.model import Delivery, DeliveryState, Subscription
    from store.pool import Pools

PLANNED_AHEAD = timedelta(hours=1)
"""How long before its due instant a passage is chosen, so that a full minute needs no choices."""
CLAIM_TIME = timedelta(minutes=5)
"""How long a claim holds: longer than any request can take."""

Outcome = Literal["sent", "unknown", "failed"]


@dataclass(frozen=True, slots=True)
class Due:
    """An excerpt to be sent now. `last` is the last instant at which it may leave."""

    delivery: Delivery
    subscription: Subscription
    last: datetime

    def is_late(self, now: datetime) -> bool:
        """Whether it is marked as sent late (补发)."""
        return now - self.delivery.due > due_times.LATE_AFTER


class Ledger:
    """One process's view of the ledger; `process` is a name that no other process ever has."""

    def __init__(self, database: Database, pools: Pools, process: str) -> None:
        self._database = database
        self._pools = pools
        self._process = process

    async def reckon_again(self) -> None:
        """Have every chat's next due instant worked out anew, at a start.

        Zones and holidays may have changed with the libraries that know them.
        """
        async with self._database.write() as writer:
            await writer.execute("UPDATE subscription SET next_due = since WHERE active")

    async def plan(self, now: datetime, *, limit: int = 50) -> int:
        """Plan what comes due soon, for at most `limit` chats; give how many it was."""
        horizon = now + PLANNED_AHEAD
        query = (
            "SELECT * FROM subscription WHERE next_due <= ? AND active ORDER BY next_due LIMIT ?"
        )
        values = (to_column(horizon), limit)
        async with self._database.read() as reader:
            if not await reader.fetch_one(query, values):
                return 0
        await self._pools.refresh()

        def work(raw: sqlite3.Connection) -> int:
            rows = raw.execute(query, values).fetchall()
            for row in rows:
                subscription = planning.subscription_of(row)
                planning.advance(raw, subscription, self._pools, now=now, to=horizon)
            return len(rows)

        return await self._database.change(work)

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
                " WHERE state = 'claimed' AND claim_expires < ?",
                (instant, instant),
            )
            await writer.execute_many(
                "UPDATE delivery SET state = 'missed', detail = coalesce(detail, 'late'),"
                " updated = ? WHERE chat_id = ? AND local_date = ? AND state = 'planned'",
                [(instant, *_key(delivery)) for delivery in overdue],
            )
        return expired.rows, len(overdue)

    async def due(
        self, now: datetime, *, limit: int, without: Sequence[tuple[int, date]] = ()
    ) -> list[Due]:
        """Give what is to be sent now, longest due first, leaving out what is on its way.

        A passage that has left the store since it was planned is replaced.
        """
        rows = await self._read_due(now, limit + len(without))
        found = [_due(row) for row in rows]
        wanted = [
            item
            for item in found
            if item.last >= now
            and (item.delivery.chat_id, item.delivery.local_date) not in set(without)
        ][:limit]
        gone = {_key(_due(row).delivery) for row in rows if not row["stored"]}
        return [
            await self._choose_again(item, now) if _key(item.delivery) in gone else item
            for item in wanted
        ]

    async def claim(self, item: Due, now: datetime) -> bool:
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
        item: Due,
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
                    "UPDATE subscription SET trouble = NULL WHERE chat_id = ? AND trouble NOT NULL",
                    (item.delivery.chat_id,),
                )

    async def release(
        self, item: Due, now: datetime, *, wait: timedelta, detail: str, claimed: bool = True
    ) -> None:
        """Put back what never left, to be tried again after `wait`.

        With `claimed` False it is something that failed before it was claimed.
        """
        state = "state IN ('claimed', 'unknown') AND claimed_by = ?"
        if not claimed:
            state = "state = 'planned' AND ? NOT NULL"
        async with self._database.write() as writer:
            await writer.execute(
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

    async def give_up(self, item: Due, now: datetime, detail: str) -> None:
        """Record as failed what can't even be tried."""
        async with self._database.write() as writer:
            await writer.execute(
                "UPDATE delivery SET state = 'failed', detail = ?, updated = ?"
                " WHERE chat_id = ? AND local_date = ? AND state = 'planned'",
                (detail, to_column(now), *_key(item.delivery)),
            )

    async def note_trouble(self, chat_id: int, trouble: str) -> bool:
        """Say whether this trouble of a chat is news; a sent excerpt or a change ends it."""
        async with self._database.write() as writer:
            done = await writer.execute(
                "UPDATE subscription SET trouble = ? WHERE chat_id = ? AND trouble IS NOT ?",
                (trouble, chat_id, trouble),
            )
        return done.rows > 0

    async def counts(self, since: datetime) -> dict[DeliveryState, int]:
        """Count the deliveries due since an instant, by state."""
        async with self._database.read() as reader:
            rows = await reader.fetch_all(
                "SELECT state, count(*) AS n FROM delivery WHERE due >= ? GROUP BY state",
                (to_column(since),),
            )
        return {row["state"]: row["n"] for row in rows}

    async def active_chats(self) -> int:
        """Count the chats that have a daily excerpt."""
        async with self._database.read() as reader:
            row = await reader.fetch_one("SELECT count(*) AS n FROM subscription WHERE active")
        return int(row["n"]) if row else 0

    async def _read_due(self, now: datetime, limit: int) -> list[sqlite3.Row]:
        instant = to_column(now)
        async with self._database.read() as reader:
            return await reader.fetch_all(
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
                "SELECT 1 FROM delivery WHERE state = 'claimed' AND claim_expires < ?",
                (to_column(now),),
            )
            rows = await reader.fetch_all(
                "SELECT s.*, d.* FROM delivery d JOIN subscription s USING (chat_id)"
                " WHERE d.state = 'planned' AND d.due <= ?",
                (to_column(now),),
            )
        overdue = [item.delivery for item in map(_due, rows) if item.last < now]
        return overdue, expiring is not None

    async def _choose_again(self, item: Due, now: datetime) -> Due:
        await self._pools.refresh()

        def work(raw: sqlite3.Connection) -> Delivery:
            delivery = item.delivery
            day, due = delivery.local_date, delivery.due
            return planning.plan(raw, item.subscription, self._pools, day, due, now)

        return replace(item, delivery=await self._database.change(work))


def _due(row: sqlite3.Row) -> Due:
    subscription = planning.subscription_of(row)
    delivery = planning.delivery_of(row)
    return Due(delivery, subscription, due_times.deadline(delivery.due, subscription.zone))


def _key(delivery: Delivery) -> tuple[int, str]:
    return delivery.chat_id, delivery.local_date.isoformat()
