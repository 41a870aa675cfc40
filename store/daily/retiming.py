"""SQL that puts right what was written under a clock that has gone back since.

What a clock that ran ahead judged too late, or too early to be tried again, is judged once more by
the clock of now. A date that has had its excerpt, as far as anyone can know, stays so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.daily import plans as planning
from store.db.instants import from_column, to_column
from store.delivery import schedule as due_times
from store.delivery.rows import delivery_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

    from store.db.port import RawConnection
    from store.delivery.model import Delivery
    from store.delivery.workdays import Workdays


def find_early(raw: RawConnection, now: datetime, ahead: timedelta) -> set[int]:
    """Give the chats of which something was written by a later clock and doesn't hold now.

    `ahead` is how long before their instants dates are planned.
    """
    rows = raw.execute(
        "SELECT chat_id FROM subscription WHERE since > :now OR shown_since > :now"
        " OR considered > :ahead",
        {"now": to_column(now), "ahead": to_column(now + ahead)},
    )
    found = {row["chat_id"] for row in rows}
    waiting = raw.execute(
        "SELECT chat_id FROM delivery WHERE state = 'planned' AND due <= :now"
        " AND next_try > :now AND updated > :now",
        {"now": to_column(now)},
    )
    found.update(row["chat_id"] for row in waiting)
    return found | {delivery.chat_id for delivery in _early(raw, now)}


def put_right(
    raw: RawConnection, chats: Collection[int], now: datetime, workdays: Workdays
) -> None:
    """Judge the dates of these chats anew by the clock of now."""
    raw.executemany(
        "UPDATE delivery SET state = 'planned', detail = NULL, next_try = due"
        " WHERE chat_id = ? AND local_date = ?",
        [(early.chat_id, early.local_date.isoformat()) for early in _early(raw, now)],
    )
    for chat_id in sorted(chats):
        _put_right(raw, chat_id, now, workdays)


def _put_right(raw: RawConnection, chat_id: int, now: datetime, workdays: Workdays) -> None:
    raw.execute(
        "UPDATE delivery SET next_try = due WHERE chat_id = :chat AND state = 'planned'"
        " AND due <= :now AND updated > :now",
        {"chat": chat_id, "now": to_column(now)},
    )
    # A command was given before now, whatever its clock said.
    raw.execute(
        "UPDATE subscription SET since = min(since, :now), shown_since = min(shown_since, :now)"
        " WHERE chat_id = :chat",
        {"now": to_column(now), "chat": chat_id},
    )
    subscription = planning.find_subscription(raw, chat_id)
    if subscription is None or not subscription.active:
        planning.forget_plans(raw, chat_id)
        raw.execute("UPDATE subscription SET considered = NULL WHERE chat_id = ?", (chat_id,))
        return
    row = raw.execute(
        "SELECT min(coalesce(considered, since), ?) AS since FROM subscription WHERE chat_id = ?",
        (to_column(now - due_times.MISFIRE_GRACE), chat_id),
    ).fetchone()
    planning.restart(raw, chat_id, now, workdays, since=from_column(row["since"]))


def _early(raw: RawConnection, now: datetime) -> list[Delivery]:
    """Give the dates that a later clock gave up and that can still be, or are yet to come."""
    rows = raw.execute(
        "SELECT s.zone, d.* FROM delivery d LEFT JOIN subscription s USING (chat_id)"
        " WHERE d.state IN ('missed', 'failed') AND d.due > ? AND d.updated > ?",
        (to_column(now - due_times.MISFIRE_GRACE), to_column(now)),
    ).fetchall()
    found = [(delivery_of(row), row["zone"] or "UTC") for row in rows]
    return [
        delivery
        for delivery, zone in found
        if delivery.due > now
        or (delivery.state == "missed" and due_times.deadline(delivery.due, zone) >= now)
    ]
