"""Rows of subscriptions and deliveries, read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.db.instants import from_column
from store.delivery.model import Delivery, Subscription

if TYPE_CHECKING:
    from store.db.port import Row


def subscription_of(row: Row) -> Subscription:
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
        from_year=row["from_year"],
        shown_to=row["shown_to"],
        shown_since=from_column(row["shown_since"]) if row["shown_since"] else None,
        shown_language=row["shown_language"] or row["language"],
    )


def delivery_of(row: Row) -> Delivery:
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
        cut=None if row["cut_start"] is None else (row["cut_start"], row["cut_stop"]),
        updated=from_column(row["updated"]),
    )
