"""Which excerpt each chat gets and when, kept up to date in the outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from store.daily import plans as planning
from store.daily import retiming
from store.db.instants import to_column
from store.delivery.rows import subscription_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from store.daily.calendar import Calendar
    from store.daily.candidates import Pools
    from store.db.database import Database
    from store.db.port import RawConnection
    from store.delivery.model import Delivery
    from store.delivery.outbox import DueDelivery, Outbox

PLANNED_AHEAD = timedelta(hours=1)
"""How long before its due instant a passage is chosen, so that a full minute needs no choices."""


class Planner:
    """Puts excerpts into the outbox, and gives those that are to be sent now."""

    def __init__(
        self, database: Database, pools: Pools, outbox: Outbox, calendar: Calendar
    ) -> None:
        self._database = database
        self._pools = pools
        self._outbox = outbox
        self._calendar = calendar

    async def recompute(self) -> None:
        """Have every chat's next due instant worked out anew, at a start.

        Zones and holidays may have changed with the libraries that know them.
        """
        await self._database.execute("UPDATE subscription SET next_due = since WHERE active")

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

        def work(raw: RawConnection) -> int:
            rows = raw.execute(query, values).fetchall()
            workdays = self._calendar.read(raw)
            for row in rows:
                subscription = subscription_of(row)
                planning.advance(raw, subscription, self._pools, workdays, now=now, to=horizon)
            return len(rows)

        return await self._database.change(work)

    async def put_right(self, now: datetime) -> int:
        """Judge anew what was written under a later clock than that of now; give of how many chats.

        Only dates that are past by the clock of now are given up for good.
        """
        found = await self._database.ask(lambda raw: retiming.find_early(raw, now, PLANNED_AHEAD))
        if found:
            await self._database.change(
                lambda raw: retiming.put_right(raw, found, now, self._calendar.read(raw))
            )
        return len(found)

    async def due(
        self, now: datetime, *, limit: int, without: Sequence[tuple[int, date]] = ()
    ) -> list[DueDelivery]:
        """Give what is to be sent now, longest due first, leaving out what is on its way.

        A passage that has left the store since it was planned is replaced.
        """
        items = await self._outbox.due(now, limit=limit, without=without)
        return [await self._choose_again(item, now) if item.gone else item for item in items]

    async def _choose_again(self, item: DueDelivery, now: datetime) -> DueDelivery:
        await self._pools.refresh()

        def work(raw: RawConnection) -> Delivery:
            delivery = item.delivery
            day, due = delivery.local_date, delivery.due
            return planning.plan(raw, item.subscription, self._pools, day, due, now)

        return replace(item, delivery=await self._database.change(work))
