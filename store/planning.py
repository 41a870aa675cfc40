"""SQL of subscriptions and of the dates planned for them; runs inside a transaction of others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from store import due as due_times
from store.choice import Bars, History, choose
from store.instants import from_column, to_column
from store.model import Delivery, Subscription

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from store.choice import Candidate, Pool
    from store.pool import Pools

BEGUN = ("claimed", "sent", "unknown")
"""States of a date that has had its excerpt, as far as anyone can know."""

_SHOWN = "('planned', 'claimed', 'sent', 'unknown')"


def subscription_of(row: sqlite3.Row) -> Subscription:
    """Read a row of `subscription`."""
    until = row["paused_until"]
    return Subscription(
        chat_id=row["chat_id"],
        time=row["time"],
        zone=row["zone"],
        days=row["days"],
        since=from_column(row["since"]),
        active=bool(row["active"]),
        source_kind=row["source_kind"],
        source_value=row["source_value"] or "",
        paused_until=date.fromisoformat(until) if until else None,
        thread_id=row["thread_id"],
        silent=bool(row["silent"]),
        set_by=row["set_by"],
        title=row["title"] or "",
        language=row["language"],
    )


def delivery_of(row: sqlite3.Row) -> Delivery:
    """Read a row of `delivery`."""
    return Delivery(
        chat_id=row["chat_id"],
        local_date=date.fromisoformat(row["local_date"]),
        due=from_column(row["due"]),
        state=row["state"],
        passage_id=row["passage_id"] or "",
        message_id=row["message_id"],
        attempts=row["attempts"],
        detail=row["detail"] or "",
        opens_round=bool(row["opens_round"]),
    )


def find_subscription(raw: sqlite3.Connection, chat_id: int) -> Subscription | None:
    """Give a chat's subscription, also one that is off."""
    row = raw.execute("SELECT * FROM subscription WHERE chat_id = ?", (chat_id,)).fetchone()
    return None if row is None else subscription_of(row)


def find_delivery(raw: sqlite3.Connection, chat_id: int, day: date) -> Delivery | None:
    """Give the ledger's row of a chat and a local date."""
    row = raw.execute(
        "SELECT * FROM delivery WHERE chat_id = ? AND local_date = ?", (chat_id, day.isoformat())
    ).fetchone()
    return None if row is None else delivery_of(row)


def taken_dates(raw: sqlite3.Connection, chat_id: int, since: date) -> set[date]:
    """Give the dates from `since` on that have had their excerpt."""
    rows = raw.execute(
        "SELECT local_date FROM delivery WHERE chat_id = ? AND local_date >= ?"
        " AND state IN (?, ?, ?)",
        (chat_id, since.isoformat(), *BEGUN),
    )
    return {date.fromisoformat(row["local_date"]) for row in rows}


def restart(raw: sqlite3.Connection, chat_id: int, now: datetime) -> None:
    """Make a changed time, zone, choice of days or pause hold from `now` on.

    Dates planned for later move to their new instants or go; what was due before stays due.
    """
    raw.execute(
        "UPDATE subscription SET considered = ?, next_due = ? WHERE chat_id = ?",
        (to_column(now), to_column(now), chat_id),
    )
    subscription = find_subscription(raw, chat_id)
    if subscription is None:
        return
    for row in raw.execute(
        "SELECT * FROM delivery WHERE chat_id = ? AND state = 'planned' AND due > ?",
        (chat_id, to_column(now)),
    ).fetchall():
        _move(raw, subscription, delivery_of(row), now)


def forget_plans(raw: sqlite3.Connection, chat_id: int, *, after: datetime | None = None) -> None:
    """Drop the dates that are planned, or only those due after an instant."""
    raw.execute(
        "DELETE FROM delivery WHERE chat_id = ? AND state = 'planned' AND due > ?",
        (chat_id, "" if after is None else to_column(after)),
    )
    if after is not None:
        raw.execute(
            "UPDATE subscription SET considered = min(considered, ?), next_due = ?"
            " WHERE chat_id = ?",
            (to_column(after), to_column(after), chat_id),
        )


def advance(
    raw: sqlite3.Connection,
    subscription: Subscription,
    pools: Pools,
    *,
    now: datetime,
    to: datetime,
) -> None:
    """Write down every due date up to `to`, and when the chat is to be looked at again.

    Dates whose last instant has passed are recorded as missed.
    """
    chat_id = subscription.chat_id
    row = raw.execute(
        "SELECT considered FROM subscription WHERE chat_id = ?", (chat_id,)
    ).fetchone()
    after = from_column(row["considered"]) if row["considered"] else subscription.since
    day = due_times.local_date(after, subscription.zone) - timedelta(days=1)
    taken = taken_dates(raw, chat_id, day)
    following: str | None = None
    for day, due in due_times.upcoming(subscription, after, taken):
        if due > to:
            following = to_column(due)
            break
        after = due
        if now > due_times.deadline(due, subscription.zone):
            _write_missed(raw, chat_id, day, due, now)
        else:
            plan(raw, subscription, pools, day, due, now)
    raw.execute(
        "UPDATE subscription SET considered = ?, next_due = ? WHERE chat_id = ?",
        (to_column(after), following, chat_id),
    )


def plan(
    raw: sqlite3.Connection,
    subscription: Subscription,
    pools: Pools,
    day: date,
    due: datetime,
    now: datetime,
) -> Delivery:
    """Give the plan of a date; one that is missing, or whose passage has gone, is made."""
    found = find_delivery(raw, subscription.chat_id, day)
    renewed = found is not None and found.state in ("missed", "failed") and found.due < due
    if found is not None and not renewed:
        if found.state != "planned" or _is_stored(raw, found.passage_id):
            return found
        due = found.due
    return choose_for(raw, subscription, pools, day, due, now)


def choose_for(
    raw: sqlite3.Connection,
    subscription: Subscription,
    pools: Pools,
    day: date,
    due: datetime,
    now: datetime,
) -> Delivery:
    """Choose a passage for a date and write the plan down; the plan it may have had is replaced."""
    chat_id = subscription.chat_id
    pool = pools.of(raw, subscription)
    choice = choose(pool, _history(raw, chat_id, day, pools, pool), f"{chat_id}/{day.isoformat()}")
    passage_id = choice.candidate.id if choice.candidate else ""
    raw.execute(
        "INSERT INTO delivery (chat_id, local_date, due, state, passage_id, next_try, opens_round,"
        " updated) VALUES (?, ?, ?, 'planned', ?, ?, ?, ?)"
        " ON CONFLICT (chat_id, local_date) DO UPDATE SET due = excluded.due, state = 'planned',"
        " passage_id = excluded.passage_id, detail = NULL, updated = excluded.updated,"
        " next_try = max(excluded.next_try, coalesce(next_try, '')),"
        " opens_round = excluded.opens_round"
        " WHERE state IN ('planned', 'missed', 'failed')",
        (
            chat_id,
            day.isoformat(),
            to_column(due),
            passage_id,
            to_column(due),
            choice.opens_round,
            to_column(now),
        ),
    )
    return Delivery(chat_id, day, due, "planned", passage_id, opens_round=choice.opens_round)


def choose_barred_anew(
    raw: sqlite3.Connection, subscription: Subscription, pools: Pools, now: datetime
) -> None:
    """Choose again for planned dates whose passage is barred or unknown."""
    bars = read_bars(raw, subscription.chat_id)
    pool = pools.of(raw, subscription)
    for row in raw.execute(
        "SELECT * FROM delivery WHERE chat_id = ? AND state = 'planned' ORDER BY local_date",
        (subscription.chat_id,),
    ).fetchall():
        planned = delivery_of(row)
        candidate = pool.get(planned.passage_id)
        if candidate is None or bars.hit(candidate):
            choose_for(raw, subscription, pools, planned.local_date, planned.due, now)


def move_chat(raw: sqlite3.Connection, old: int, new: int) -> None:
    """Give all that belongs to the chat `old` to `new`; a date that has had its excerpt wins."""
    raw.execute(
        "DELETE FROM delivery WHERE chat_id = ? AND state NOT IN (?, ?, ?) AND local_date IN"
        " (SELECT local_date FROM delivery WHERE chat_id = ? AND state IN (?, ?, ?))",
        (new, *BEGUN, old, *BEGUN),
    )
    for table in ("subscription", "delivery", "bar", "swap"):
        raw.execute(f"UPDATE OR IGNORE {table} SET chat_id = ? WHERE chat_id = ?", (new, old))
        raw.execute(f"DELETE FROM {table} WHERE chat_id = ?", (old,))


def _move(
    raw: sqlite3.Connection, subscription: Subscription, planned: Delivery, now: datetime
) -> None:
    paused = subscription.paused_until
    due = None
    if due_times.is_delivery_day(subscription.days, planned.local_date) and not (
        paused and planned.local_date < paused
    ):
        due = due_times.instant(planned.local_date, subscription.time, subscription.zone)
    key = (planned.chat_id, planned.local_date.isoformat())
    if due is None or due <= now:
        raw.execute("DELETE FROM delivery WHERE chat_id = ? AND local_date = ?", key)
        return
    raw.execute(
        "UPDATE delivery SET due = ?, next_try = ? WHERE chat_id = ? AND local_date = ?",
        (to_column(due), to_column(due), *key),
    )


def _write_missed(
    raw: sqlite3.Connection, chat_id: int, day: date, due: datetime, now: datetime
) -> None:
    raw.execute(
        "INSERT INTO delivery (chat_id, local_date, due, state, detail, updated)"
        " VALUES (?, ?, ?, 'missed', 'late', ?)"
        " ON CONFLICT (chat_id, local_date) DO UPDATE SET state = 'missed', detail = 'late',"
        " updated = excluded.updated WHERE state = 'planned'",
        (chat_id, day.isoformat(), to_column(due), to_column(now)),
    )


def _is_stored(raw: sqlite3.Connection, passage_id: str) -> bool:
    return bool(raw.execute("SELECT 1 FROM text WHERE id = ?", (passage_id,)).fetchone())


def _history(raw: sqlite3.Connection, chat_id: int, day: date, pools: Pools, pool: Pool) -> History:
    """Gather what a chat has been sent, or is going to be, seen from one date."""
    key = day.isoformat()
    rows = raw.execute(
        "SELECT local_date, passage_id, opens_round FROM delivery WHERE chat_id = :chat"
        f" AND local_date <> :day AND passage_id IS NOT NULL AND state IN {_SHOWN}"
        " ORDER BY abs(julianday(local_date) - julianday(:day)), local_date",
        {"chat": chat_id, "day": key},
    ).fetchall()
    swapped = raw.execute(
        "SELECT passage_id, local_date FROM swap WHERE chat_id = ?", (chat_id,)
    ).fetchall()
    rounds = [row["local_date"] for row in rows if row["opens_round"]]
    first = max((start for start in rounds if start < key), default="")
    end = min((start for start in rounds if start > key), default="9999")
    # What was taken out of this very date is kept away longest, should a new round begin.
    nearest = [row for row in swapped if row["local_date"] == key] + rows
    return History(
        seen=frozenset(
            row["passage_id"] for row in (*rows, *swapped) if first <= row["local_date"] < end
        ),
        near=_known((row["passage_id"] for row in nearest), pools, pool),
        bars=read_bars(raw, chat_id),
    )


def _known(ids: Iterable[str], pools: Pools, pool: Pool) -> tuple[Candidate, ...]:
    found = []
    for passage_id in ids:
        candidate = pool.get(passage_id) or pools.everything.get(passage_id)
        if candidate is not None:
            found.append(candidate)
            if len(found) == History.REACH:
                break
    return tuple(found)


def read_bars(raw: sqlite3.Connection, chat_id: int) -> Bars:
    """Give what a chat has barred."""
    values: dict[str, set[str]] = {}
    for row in raw.execute("SELECT kind, value FROM bar WHERE chat_id = ?", (chat_id,)):
        values.setdefault(row["kind"], set()).add(row["value"])
    return Bars(
        passages=frozenset(values.get("passage", ())),
        speeches=frozenset(values.get("speech", ())),
        speakers=frozenset(values.get("speaker", ())),
        documents=frozenset(values.get("document", ())),
    )
