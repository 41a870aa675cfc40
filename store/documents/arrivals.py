"""When each speech first came in, for those who follow words; runs inside a transaction of others.

A speech that is corrected, renamed or taken in again is no new one. One that goes before
anybody could be told of it is forgotten, so that it is new if it comes back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from store.db.instants import to_column

if TYPE_CHECKING:
    from datetime import datetime

    from store.db.port import RawConnection

FRESH = timedelta(days=10)
"""Longer than any run of days off: who follows a word in it has been told by then, or never is."""


def earlier(raw: RawConnection, source: str) -> dict[str, str]:
    """Give the titles of a document's speeches as it stands, and when each of them came in."""
    rows = raw.execute(
        "SELECT s.title_form, min(a.first) AS first FROM document d"
        " JOIN speech s ON s.document = d.key JOIN arrival a ON a.speech = s.id"
        " WHERE d.source = ? GROUP BY s.title_form",
        (source,),
    )
    return {row["title_form"]: row["first"] for row in rows}


def note(raw: RawConnection, document: int, known: dict[str, str], now: str) -> None:
    """Note the speeches of a document that has come in; `known` is what `earlier` gave of it."""
    rows = raw.execute(
        "SELECT id, title_form FROM speech WHERE document = ?", (document,)
    ).fetchall()
    raw.executemany(
        "INSERT INTO arrival (speech, first) VALUES (?, ?) ON CONFLICT (speech) DO NOTHING",
        [(row["id"], known.get(row["title_form"], now)) for row in rows],
    )


def forget_fresh(raw: RawConnection, document: int, now: datetime) -> None:
    """Forget the speeches of a document that is taken out before anybody was told of them."""
    raw.execute(
        "DELETE FROM arrival WHERE speech IN (SELECT id FROM speech WHERE document = ?)"
        " AND first > ? AND first > (SELECT coalesce(max(until), '') FROM notice)",
        (document, to_column(now - FRESH)),
    )
