"""The outbox of news: what a person is told of what he follows, once for each local date.

Runs inside a transaction of others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from store.db.instants import from_column, to_column
from store.delivery import schedule as due_times
from store.delivery.dated_outbox import DatedOutbox
from store.delivery.model import Subscription
from store.delivery.outbox import CLAIM_TIME
from store.delivery.rows import subscription_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from store.db.port import RawConnection
    from store.delivery.outbox import Outcome
    from store.delivery.workdays import Workdays

TIME = "08:30"
"""When news come to who has no daily excerpt of his own, on workdays."""
_SECOND = timedelta(seconds=1)
_OUTBOX = DatedOutbox("notice", "user_id", "until")


@dataclass(frozen=True, slots=True)
class Slot:
    """The morning at which a person is told: all that has come in until `until`, which is due."""

    user_id: int
    local_date: date
    until: datetime
    last: datetime
    attempts: int = 0


def slot_now(
    raw: RawConnection, user_id: int, zone: str, workdays: Workdays, now: datetime
) -> Slot | None:
    """Give the morning that is due now for a person and that he hasn't had; None where none is.

    It comes with his own daily excerpt, and is paused with it; else at TIME of workdays in `zone`.
    """
    row = raw.execute(
        "SELECT * FROM subscription WHERE chat_id = ? AND active", (user_id,)
    ).fetchone()
    after = now - due_times.MISFIRE_GRACE - _SECOND
    own = Subscription(user_id, TIME, zone, "workdays", after)
    subscription = own if row is None else subscription_of(row)
    day, due = due_times.next_due(subscription, after, workdays) or (None, now)
    last = due_times.deadline(due, subscription.zone)
    if day is None or not due <= now <= last:
        return None
    slot = Slot(user_id, day, due, last)
    attempts = _OUTBOX.attempts(raw, _key(slot), now)
    return None if attempts is None else replace(slot, attempts=attempts)


def claim(raw: RawConnection, slot: Slot, process: str, now: datetime) -> bool:
    """Take a morning for this process; False where another has it, or where it is too late."""
    if now > slot.last:
        return False
    done = raw.execute(
        "INSERT INTO notice (user_id, local_date, until, state, claimed_by, claim_expires,"
        " attempts) VALUES (?, ?, ?, 'claimed', ?, ?, 1) ON CONFLICT (user_id, local_date)"
        " DO UPDATE SET state = 'claimed', claimed_by = excluded.claimed_by,"
        " claim_expires = excluded.claim_expires, attempts = notice.attempts + 1"
        " WHERE notice.state = 'waiting'",
        (*_key(slot), to_column(slot.until), process, to_column(now + CLAIM_TIME)),
    )
    return done.rowcount > 0


def finish(raw: RawConnection, slot: Slot, process: str, outcome: Outcome) -> None:
    """Record what came of a claim of this process."""
    _OUTBOX.finish(raw, _key(slot), process, outcome)


def release(raw: RawConnection, slot: Slot, now: datetime, wait: timedelta) -> None:
    """Put back what never left, to be tried again after `wait`."""
    _OUTBOX.release(raw, _key(slot), to_column(slot.until), now, wait)


def expire(raw: RawConnection, now: datetime) -> list[tuple[int, datetime]]:
    """Give up claims that ran out: whose they are, and up to when they tell."""
    expired = _OUTBOX.expire(raw, now)
    return [(row["user_id"], from_column(row["until"])) for row in expired]


def _key(slot: Slot) -> tuple[int, str]:
    return slot.user_id, slot.local_date.isoformat()
