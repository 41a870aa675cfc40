"""The days off and worked that were announced to us, and what changes with them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.daily import plans as planning
from store.delivery.workdays import Workdays

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from store.db.database import Database
    from store.db.port import RawConnection


class Calendar:
    """The workdays as all chats of this store keep them.

    `own` are the days that the operator has written into a file, which go before any notice.
    """

    def __init__(self, database: Database, own: Mapping[date, bool]) -> None:
        self._database = database
        self._own = own

    def read(self, raw: RawConnection) -> Workdays:
        """Give the workdays as they stand inside a transaction."""
        return Workdays(announced(raw) | dict(self._own))

    async def workdays(self) -> Workdays:
        """Give the workdays as they stand now."""
        return await self._database.ask(self.read)

    async def take(self, year: int, days: Mapping[date, bool], now: datetime) -> tuple[int, ...]:
        """Keep a year's arrangement in place of another of the year; give the chats it moves.

        An empty one takes the year's back. The dates that are planned for them change with it,
        those that had their excerpt don't.
        """

        def work(raw: RawConnection) -> tuple[int, ...]:
            raw.execute("DELETE FROM announced_day WHERE year = ?", (year,))
            raw.executemany(
                "INSERT INTO announced_day (day, year, works) VALUES (?, ?, ?)"
                " ON CONFLICT (day) DO UPDATE SET year = excluded.year, works = excluded.works",
                [(day.isoformat(), year, works) for day, works in days.items()],
            )
            workdays = self.read(raw)
            chats = raw.execute(
                "SELECT chat_id FROM subscription WHERE active AND days = 'workdays'"
            ).fetchall()
            for row in chats:
                planning.restart(raw, row["chat_id"], now, workdays)
            return tuple(row["chat_id"] for row in chats)

        return await self._database.change(work)

    async def note_told(self, year: int) -> bool:
        """Note that operators are being told of a year that isn't announced; False if they were."""

        def work(raw: RawConnection) -> bool:
            done = raw.execute(
                "INSERT INTO meta (name, value) VALUES ('holidays_told', ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                " WHERE meta.value < excluded.value",
                (year,),
            )
            return bool(done.rowcount)

        return await self._database.change(work)


def announced(raw: RawConnection) -> dict[date, bool]:
    """Give the days of the notices that were taken, and whether they are worked."""
    rows = raw.execute("SELECT day, works FROM announced_day").fetchall()
    return {date.fromisoformat(row["day"]): bool(row["works"]) for row in rows}
