"""Each chat's daily excerpt as people set it: time, days, source, pause, and a human hand in it.

Deliveries themselves are `store.outbox`. Every change that moves due times holds from the instant
of the command on, and a date that has had its excerpt never gets another.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from store.daily import plans as planning
from store.daily.model import Mute
from store.db.instants import to_column
from store.delivery import schedule as due_times
from store.delivery.rows import delivery_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from store.daily.calendar import Calendar
    from store.daily.candidates import Pools
    from store.daily.model import MuteKind
    from store.db.database import Database
    from store.db.port import RawConnection
    from store.delivery.model import Delivery, SourceKind, Subscription


class Subscriptions:
    """The subscriptions of all chats, one each.

    `now` is the instant of the command. Methods that change a subscription give None where the
    chat has none, and raise ValueError for values that `store.due` doesn't accept.
    """

    def __init__(self, database: Database, pools: Pools, calendar: Calendar) -> None:
        self._database = database
        self._pools = pools
        self._calendar = calendar

    async def get(self, chat_id: int) -> Subscription | None:
        """Give a chat's subscription, also one that is off (`active` is False then)."""
        return await self._database.ask(lambda raw: planning.find_subscription(raw, chat_id))

    async def subscribe(  # noqa: PLR0913 - all of it is one command's outcome
        self,
        chat_id: int,
        *,
        time: str,
        zone: str,
        days: str,
        set_by: int | None,
        title: str | None,
        thread_id: int | None,
        now: datetime,
        language: str = "zh",
    ) -> Subscription:
        """Switch the excerpt on, or set all of this anew; source and silence stay as they were."""
        _check(time, zone, days)
        values = (chat_id, time, zone, days, to_column(now), set_by, title, thread_id, language)

        def work(raw: RawConnection) -> Subscription:
            raw.execute(
                "INSERT INTO subscription (chat_id, time, zone, days, since, set_by, title,"
                " thread_id, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (chat_id) DO UPDATE SET"
                " time = excluded.time, zone = excluded.zone, days = excluded.days,"
                " since = excluded.since, set_by = excluded.set_by, title = excluded.title,"
                " thread_id = excluded.thread_id, language = excluded.language, active = TRUE,"
                " paused_until = NULL, trouble = NULL",
                values,
            )
            planning.restart(raw, chat_id, now, self._calendar.read(raw))
            return _found(planning.find_subscription(raw, chat_id))

        return await self._database.change(work)

    async def stop(self, chat_id: int, now: datetime) -> bool:
        """Switch it off; False where it wasn't on. The settings are kept."""

        def work(raw: RawConnection) -> bool:
            planning.forget_plans(raw, chat_id)
            return bool(
                raw.execute(
                    "UPDATE subscription SET active = FALSE, since = ?, next_due = NULL"
                    " WHERE chat_id = ? AND active",
                    (to_column(now), chat_id),
                ).rowcount
            )

        return await self._database.change(work)

    async def set_time(self, chat_id: int, time: str, now: datetime) -> Subscription | None:
        """Change the local time of day (HH:MM)."""
        _check(time=time)
        return await self._reschedule(chat_id, "time", time, now)

    async def set_zone(self, chat_id: int, zone: str, now: datetime) -> Subscription | None:
        """Change the zone (a name of the IANA database)."""
        _check(zone=zone)
        return await self._reschedule(chat_id, "zone", zone, now)

    async def set_days(self, chat_id: int, days: str, now: datetime) -> Subscription | None:
        """Change the days: `workdays`, `daily`, or ISO weekdays in order, such as `135`."""
        _check(days=days)
        return await self._reschedule(chat_id, "days", days, now)

    async def pause(self, chat_id: int, until: date | None, now: datetime) -> Subscription | None:
        """Send nothing before the local date `until`; None ends the pause."""
        return await self._reschedule(
            chat_id, "paused_until", until.isoformat() if until else None, now
        )

    async def set_source(
        self, chat_id: int, kind: SourceKind, value: str, now: datetime
    ) -> Subscription | None:
        """Change what is drawn from; dates planned for later are chosen anew."""

        def work(raw: RawConnection) -> Subscription | None:
            raw.execute(
                "UPDATE subscription SET source_kind = ?, source_value = ?, trouble = NULL"
                " WHERE chat_id = ?",
                (kind, value, chat_id),
            )
            planning.forget_plans(raw, chat_id, after=now)
            return planning.find_subscription(raw, chat_id)

        return await self._database.change(work)

    async def set_from_year(
        self, chat_id: int, year: int | None, now: datetime
    ) -> Subscription | None:
        """Draw from speeches of `year` and later (0: of every year, None: as usual) from now on."""

        def work(raw: RawConnection) -> Subscription | None:
            raw.execute("UPDATE subscription SET from_year = ? WHERE chat_id = ?", (year, chat_id))
            planning.forget_plans(raw, chat_id, after=now)
            return planning.find_subscription(raw, chat_id)

        return await self._database.change(work)

    async def left(
        self,
        chat_id: int,
        kind: SourceKind | None = None,
        value: str = "",
        *,
        from_year: int | None = None,
    ) -> int:
        """Count what a chat could draw from with another source or first year, mutes left out.

        What isn't given stays as it is set.
        """
        await self._pools.refresh()

        def work(raw: RawConnection) -> int:
            subscription = planning.find_subscription(raw, chat_id)
            if subscription is None:
                return 0
            if kind is not None:
                subscription = replace(subscription, source_kind=kind, source_value=value)
            if from_year is not None:
                subscription = replace(subscription, from_year=from_year)
            mutes = planning.read_mutes(raw, chat_id)
            return sum(not mutes.hit(one) for one in self._pools.of(raw, subscription))

        return await self._database.ask(work)

    async def usual_year(self) -> int | None:
        """Give the first year that is drawn from where a chat has set none; None: every year."""
        await self._pools.refresh()
        return self._pools.usual_year

    async def set_thread(self, chat_id: int, thread_id: int | None) -> Subscription | None:
        """Change the forum topic; None is the group's general one."""
        return await self._assign(chat_id, "thread_id", thread_id)

    async def set_silent(self, chat_id: int, *, silent: bool) -> Subscription | None:
        """Choose whether the excerpt comes without a sound."""
        return await self._assign(chat_id, "silent", int(silent))

    async def next_due(self, chat_id: int, now: datetime) -> datetime | None:
        """Give the next instant at which an excerpt is due, None where none is."""

        def work(raw: RawConnection) -> datetime | None:
            subscription = planning.find_subscription(raw, chat_id)
            found = next(self._dates(raw, subscription, now), None) if subscription else None
            return None if found is None else found[1]

        return await self._database.ask(work)

    async def preview(self, chat_id: int, now: datetime, count: int = 7) -> tuple[Delivery, ...]:
        """Give the next excerpts; what was shown is what will be sent, so they are fixed now."""
        await self._pools.refresh()

        def work(raw: RawConnection) -> tuple[Delivery, ...]:
            subscription = planning.find_subscription(raw, chat_id)
            if subscription is None:
                return ()
            return tuple(
                planning.plan(raw, subscription, self._pools, day, due, now)
                for day, due in itertools.islice(self._dates(raw, subscription, now), count)
            )

        return await self._database.change(work)

    async def replace(self, chat_id: int, day: date, now: datetime) -> Delivery | None:
        """Choose another passage for a date; None where it has gone out or isn't planned.

        The one taken out doesn't come again before the others have been sent.
        """
        await self._pools.refresh()

        def work(raw: RawConnection) -> Delivery | None:
            subscription = planning.find_subscription(raw, chat_id)
            planned = planning.find_delivery(raw, chat_id, day)
            if subscription is None or planned is None or planned.state != "planned":
                return None
            raw.execute(
                "INSERT INTO swap (chat_id, passage_id, local_date) VALUES (?, ?, ?)"
                " ON CONFLICT (chat_id, passage_id) DO UPDATE SET local_date = excluded.local_date",
                (chat_id, planned.passage_id, day.isoformat()),
            )
            return planning.choose_for(raw, subscription, self._pools, day, planned.due, now)

        return await self._database.change(work)

    async def mute(self, chat_id: int, kind: MuteKind, value: str, now: datetime) -> None:
        """Never send this passage, speech (by id), speaker or document (by source) again.

        Dates planned with it are chosen anew.
        """
        await self._pools.refresh()

        def work(raw: RawConnection) -> None:
            raw.execute(
                "INSERT INTO bar (chat_id, kind, value, made) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (chat_id, kind, value, to_column(now)),
            )
            subscription = planning.find_subscription(raw, chat_id)
            if subscription is not None:
                planning.choose_muted_anew(raw, subscription, self._pools, now)

        await self._database.change(work)

    async def mutes(self, chat_id: int) -> tuple[Mute, ...]:
        """Give what a chat has muted, latest first."""
        rows = await self._database.fetch_all(
            "SELECT kind, value FROM bar WHERE chat_id = ? ORDER BY made DESC, kind, value",
            (chat_id,),
        )
        return tuple(Mute(row["kind"], row["value"]) for row in rows)

    async def withdraw(self, chat_id: int, day: date, now: datetime) -> bool:
        """Record that an excerpt was taken out of the chat again; False where it hadn't gone out.

        It isn't made up for.
        """
        done = await self._database.execute(
            "UPDATE delivery SET state = 'withdrawn', updated = ?"
            " WHERE chat_id = ? AND local_date = ? AND state IN ('sent', 'unknown')",
            (to_column(now), chat_id, day.isoformat()),
        )
        return done.rows > 0

    async def latest(self, chat_id: int, count: int = 7) -> tuple[Delivery, ...]:
        """Give the last deliveries that are over, whatever came of them, latest first."""
        rows = await self._database.fetch_all(
            "SELECT * FROM delivery WHERE chat_id = ? AND state NOT IN ('planned', 'claimed')"
            " ORDER BY local_date DESC LIMIT ?",
            (chat_id, count),
        )
        return tuple(delivery_of(row) for row in rows)

    async def migrate(self, old: int, new: int) -> None:
        """Move everything to the id that a group got as a supergroup; done twice, it does nothing.

        Where both ids have something, a date that has had its excerpt wins, and else the new id.
        """
        await self._database.change(lambda raw: planning.move_chat(raw, old, new))

    def _dates(
        self, raw: RawConnection, subscription: Subscription, now: datetime
    ) -> Iterator[tuple[date, datetime]]:
        since = due_times.local_date(now, subscription.zone) - timedelta(days=1)
        taken = planning.taken_dates(raw, subscription.chat_id, since)
        return due_times.upcoming(subscription, now, self._calendar.read(raw), taken)

    async def _assign(self, chat_id: int, column: str, value: object) -> Subscription | None:
        def work(raw: RawConnection) -> Subscription | None:
            raw.execute(
                f"UPDATE subscription SET {column} = ?, trouble = NULL WHERE chat_id = ?",
                (value, chat_id),
            )
            return planning.find_subscription(raw, chat_id)

        return await self._database.change(work)

    async def _reschedule(
        self, chat_id: int, column: str, value: object, now: datetime
    ) -> Subscription | None:
        def work(raw: RawConnection) -> Subscription | None:
            raw.execute(
                f"UPDATE subscription SET {column} = ?, since = ? WHERE chat_id = ?",
                (value, to_column(now), chat_id),
            )
            planning.restart(raw, chat_id, now, self._calendar.read(raw))
            return planning.find_subscription(raw, chat_id)

        return await self._database.change(work)


def _check(time: str | None = None, zone: str | None = None, days: str | None = None) -> None:
    if time is not None and due_times.parse_time(time) != time:
        raise ValueError(f"not a time of day: {time}")
    if zone is not None and not due_times.is_zone(zone):
        raise ValueError(f"not a time zone: {zone}")
    if days is not None and not due_times.is_days(days):
        raise ValueError(f"not a choice of days: {days}")


def _found(subscription: Subscription | None) -> Subscription:
    if subscription is None:
        raise LookupError("a row just written is gone")
    return subscription
