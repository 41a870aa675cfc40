"""The lease as a row of PostgreSQL's, and what those hold who changed something under a former one.

A connection that changes something under a lease is called by its number.
"""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from psycopg import errors

from store.db.pgsession import PROGRAM

if TYPE_CHECKING:
    from store.db.port import RawConnection

_log = logging.getLogger(__name__)


def called(number: int | None) -> str:
    """What a connection is called that changes something under a lease, or under none."""
    return PROGRAM if number is None else f"{PROGRAM} {number}"


def lasts(raw: RawConnection) -> bool:
    """Whether the lease is anybody's."""
    asked = "SELECT 1 FROM lease WHERE expires >= clock_timestamp()"
    return raw.execute(asked).fetchone() is not None


def take(raw: RawConnection, holder: str, seconds: float) -> int | None:
    """Take it where it has run out, under a new number; None where another one holds it."""
    row = raw.execute(
        "INSERT INTO lease (one, number, holder, expires)"
        " VALUES (TRUE, 1, ?, clock_timestamp() + make_interval(secs => ?)) ON CONFLICT"
        " (one) DO UPDATE SET number = lease.number + 1, holder = excluded.holder,"
        " expires = excluded.expires WHERE lease.expires < clock_timestamp()"
        " RETURNING number",
        (holder, seconds),
    ).fetchone()
    return row["number"] if row else None


def renew(raw: RawConnection, number: int | None, seconds: float) -> bool:
    """Make it last so long from now; False where it has another number."""
    done = raw.execute(
        "UPDATE lease SET expires = clock_timestamp() + make_interval(secs => ?) WHERE number = ?",
        (seconds, number),
    )
    return done.rowcount == 1


def end_former(raw: RawConnection, key: int, lock: int) -> None:
    """End who has an advisory lock, or waits for it, under a lease that isn't in force any more.

    A server waits for ever for what a suspended process was sending to it. Whoever is the same
    user may end a connection.
    """
    # There may be no table yet.
    with contextlib.suppress(errors.UndefinedTable):
        found = raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            f" WHERE locktype = 'advisory' AND classid = {key % (1 << 32)}"
            f" AND objid = {lock} AND objsubid = 2 AND datname = current_database()"
            f" AND usename = current_user AND application_name LIKE '{PROGRAM} %'"
            " AND application_name IS DISTINCT FROM"
            f" (SELECT '{PROGRAM} ' || number FROM lease WHERE expires >= clock_timestamp())"
        ).fetchall()
        if found:
            _log.warning("connections of a former leader ended: %d", len(found))
