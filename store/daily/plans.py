"""SQL of subscriptions and of the dates planned for them; runs inside a transaction of others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from store.daily.chooser import History, Mutes, choose
from store.db.instants import from_column, to_column
from store.delivery import schedule as due_times
from store.delivery.model import Delivery, Subscription
from store.delivery.rows import delivery_of, subscription_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from store.daily.candidates import Pools
    from store.daily.chooser import Candidate, Pool
    from store.db.port import RawConnection
    from store.delivery.workdays import Workdays

BEGUN = ("claimed", "sent", "unknown", "withdrawn")
"""States of a date that has had its excerpt, as far as anyone can know."""
OVER = (*BEGUN, "skipped")
"""States of a date that gets none any more. Both are written into SQL as they stand."""

_SHOWN = "('planned', 'claimed', 'sent', 'unknown', 'withdrawn')"


def find_subscription(raw: RawConnection, chat_id: int) -> Subscription | None:
    """Give a chat's subscription, also one that is off."""
    row = raw.execute("SELECT * FROM subscription WHERE chat_id = ?", (chat_id,)).fetchone()
    return None if row is None else subscription_of(row)


def find_delivery(raw: RawConnection, chat_id: int, day: date) -> Delivery | None:
    """Give the outbox's row of a chat and a local date."""
    row = raw.execute(
        "SELECT * FROM delivery WHERE chat_id = ? AND local_date = ?", (chat_id, day.isoformat())
    ).fetchone()
    return None if row is None else delivery_of(row)


def taken_dates(raw: RawConnection, chat_id: int, since: date) -> set[date]:
    """Give the dates from `since` on that have had their excerpt, or are to have none."""
    rows = raw.execute(
        "SELECT local_date FROM delivery WHERE chat_id = ? AND local_date >= ?"
        f" AND state IN {OVER}",
        (chat_id, since.isoformat()),
    )
    return {date.fromisoformat(row["local_date"]) for row in rows}


def restart(
    raw: RawConnection,
    chat_id: int,
    now: datetime,
    workdays: Workdays,
    *,
    since: datetime | None = None,
) -> None:
    """Make a changed time, zone, choice of days or pause hold from `now` on.

    Dates planned for later move to their new instants or go; what was due before stays due. What
    came due after `since`, where it is given, and is not in the outbox, is looked at again.
    """
    raw.execute(
        "UPDATE subscription SET considered = ?, next_due = ? WHERE chat_id = ?",
        (to_column(since or now), to_column(now), chat_id),
    )
    subscription = find_subscription(raw, chat_id)
    if subscription is None:
        return
    for row in raw.execute(
        "SELECT * FROM delivery WHERE chat_id = ? AND state = 'planned' AND due > ?",
        (chat_id, to_column(now)),
    ).fetchall():
        _move(raw, subscription, delivery_of(row), now, workdays)


def forget_plans(raw: RawConnection, chat_id: int, *, after: datetime | None = None) -> None:
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
    raw: RawConnection,
    subscription: Subscription,
    pools: Pools,
    workdays: Workdays,
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
    for day, due in due_times.upcoming(subscription, after, workdays, taken):
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
    raw: RawConnection,
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
    raw: RawConnection,
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
    cut = choice.candidate.cut if choice.candidate else None
    raw.execute(
        "INSERT INTO delivery (chat_id, local_date, due, state, passage_id, next_try, opens_round,"
        " updated, cut_start, cut_stop) VALUES (?, ?, ?, 'planned', ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (chat_id, local_date) DO UPDATE SET due = excluded.due, state = 'planned',"
        " passage_id = excluded.passage_id, detail = NULL, updated = excluded.updated,"
        " next_try = max(excluded.next_try, coalesce(delivery.next_try, '')),"
        " opens_round = excluded.opens_round, cut_start = excluded.cut_start,"
        " cut_stop = excluded.cut_stop"
        " WHERE delivery.state IN ('planned', 'missed', 'failed')",
        (
            chat_id,
            day.isoformat(),
            to_column(due),
            passage_id,
            to_column(due),
            choice.opens_round,
            to_column(now),
            *(cut or (None, None)),
        ),
    )
    return Delivery(
        chat_id,
        day,
        due,
        "planned",
        passage_id,
        opens_round=choice.opens_round,
        cut=cut,
        updated=now,
    )


def choose_muted_anew(
    raw: RawConnection, subscription: Subscription, pools: Pools, now: datetime
) -> None:
    """Choose again for planned dates whose passage is muted or unknown."""
    mutes = read_mutes(raw, subscription.chat_id)
    pool = pools.of(raw, subscription)
    for row in raw.execute(
        "SELECT * FROM delivery WHERE chat_id = ? AND state = 'planned' ORDER BY local_date",
        (subscription.chat_id,),
    ).fetchall():
        planned = delivery_of(row)
        candidate = pool.get(planned.passage_id)
        if candidate is None or mutes.hit(candidate):
            choose_for(raw, subscription, pools, planned.local_date, planned.due, now)


def move_chat(raw: RawConnection, old: int, new: int) -> None:
    """Give all that belongs to the chat `old` to `new`; a date that has had its excerpt wins."""
    raw.execute(
        f"DELETE FROM delivery WHERE chat_id = ? AND state NOT IN {BEGUN} AND local_date IN"
        f" (SELECT local_date FROM delivery WHERE chat_id = ? AND state IN {BEGUN})",
        (new, old),
    )
    # There the same number names another message.
    raw.execute("UPDATE delivery SET message_id = NULL WHERE chat_id = ?", (old,))
    for table in ("subscription", "delivery", "bar", "swap", "evening", "group_setting"):
        _renumber(raw, table, "chat_id", old, new)
        raw.execute(f"DELETE FROM {table} WHERE chat_id = ?", (old,))
    # Its shelf comes along, too, and what is drawn from it.
    for table in ("bookmark", "bookmark_tag"):
        _renumber(raw, table, "user_id", old, new)
    for table in ("bookmark_tag", "bookmark"):
        raw.execute(f"DELETE FROM {table} WHERE user_id = ?", (old,))
    raw.execute(
        "UPDATE subscription SET source_value = ? WHERE chat_id = ? AND source_value = ?",
        (f"{new}#", new, f"{old}#"),
    )


def _renumber(raw: RawConnection, table: str, column: str, old: int, new: int) -> None:
    """Copy a chat's rows to its new id; what that has of the same key stays."""
    row = raw.execute(f"SELECT * FROM {table} WHERE {column} = ? LIMIT 1", (old,)).fetchone()
    if row is None:
        return
    rest = [name for name in row.keys() if name != column]  # noqa: SIM118 - a Row has values
    names = ", ".join([column, *rest])
    raw.execute(
        f"INSERT INTO {table} ({names}) SELECT CAST(? AS INTEGER), {', '.join(rest)}"
        f" FROM {table} WHERE {column} = ? ON CONFLICT DO NOTHING",
        (new, old),
    )


def _move(
    raw: RawConnection,
    subscription: Subscription,
    planned: Delivery,
    now: datetime,
    workdays: Workdays,
) -> None:
    paused = subscription.paused_until
    due = None
    if due_times.is_delivery_day(subscription.days, planned.local_date, workdays) and not (
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
    raw: RawConnection, chat_id: int, day: date, due: datetime, now: datetime
) -> None:
    raw.execute(
        "INSERT INTO delivery (chat_id, local_date, due, state, detail, updated)"
        " VALUES (?, ?, ?, 'missed', 'late', ?)"
        " ON CONFLICT (chat_id, local_date) DO UPDATE SET state = 'missed', detail = 'late',"
        " updated = excluded.updated WHERE delivery.state = 'planned'",
        (chat_id, day.isoformat(), to_column(due), to_column(now)),
    )


def _is_stored(raw: RawConnection, passage_id: str) -> bool:
    return bool(raw.execute("SELECT 1 FROM text WHERE id = ?", (passage_id,)).fetchone())


def _history(raw: RawConnection, chat_id: int, day: date, pools: Pools, pool: Pool) -> History:
    """Gather what a chat has been sent, or is going to be, seen from one date."""
    key = day.isoformat()
    rows = raw.execute(
        "SELECT local_date, passage_id, opens_round FROM delivery WHERE chat_id = :chat"
        f" AND local_date <> :day AND passage_id IS NOT NULL AND state IN {_SHOWN}"
        " ORDER BY local_date",
        {"chat": chat_id, "day": key},
    ).fetchall()
    rows.sort(key=lambda row: abs((date.fromisoformat(row["local_date"]) - day).days))
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
        mutes=read_mutes(raw, chat_id),
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


def read_mutes(raw: RawConnection, chat_id: int) -> Mutes:
    """Give what a chat has muted."""
    values: dict[str, set[str]] = {}
    for row in raw.execute("SELECT kind, value FROM bar WHERE chat_id = ?", (chat_id,)):
        values.setdefault(row["kind"], set()).add(row["value"])
    return Mutes(
        passages=frozenset(values.get("passage", ())),
        speeches=frozenset(values.get("speech", ())),
        speakers=frozenset(values.get("speaker", ())),
        documents=frozenset(values.get("document", ())),
    )
