"""What is sent once for a local date beside the excerpts: a outbox of its own, claimed as theirs.

A row goes waiting -> claimed -> sent, or to unknown where nobody can tell whether it arrived.
Claimed, sent and unknown ones are never sent again. Runs inside a transaction of others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.db.instants import to_column
from store.delivery.outbox import CLAIM_TIME

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from store.db.port import RawConnection, Row
    from store.delivery.outbox import Outcome

    Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class DatedOutbox:
    """A table whose rows are those of `whose` and a local date; `also` is what else one says.

    A key is of the two, the date as the store writes it.
    """

    table: str
    whose: str
    also: str

    def attempts(self, raw: RawConnection, key: Key, now: datetime) -> int | None:
        """Give how often it was tried in vain; None where it isn't to be sent now."""
        row = raw.execute(
            f"SELECT state, next_try, attempts FROM {self.table}"
            f" WHERE {self.whose} = ? AND local_date = ?",
            key,
        ).fetchone()
        if row is None:
            return 0
        if row["state"] != "waiting" or row["next_try"] > to_column(now):
            return None
        return int(row["attempts"])

    def finish(self, raw: RawConnection, key: Key, process: str, outcome: Outcome) -> None:
        """Record what came of a claim of this process."""
        raw.execute(
            f"UPDATE {self.table} SET state = ? WHERE {self.whose} = ? AND local_date = ?"
            " AND state IN ('claimed', 'unknown') AND claimed_by = ?",
            (outcome, *key, process),
        )

    def release(
        self, raw: RawConnection, key: Key, also: object, now: datetime, wait: timedelta
    ) -> None:
        """Put back what never left, to be tried again after `wait`."""
        raw.execute(
            f"INSERT INTO {self.table} ({self.whose}, local_date, {self.also}, state, next_try,"
            f" attempts) VALUES (?, ?, ?, 'waiting', ?, 1)"
            f" ON CONFLICT ({self.whose}, local_date) DO UPDATE SET state = 'waiting',"
            f" next_try = excluded.next_try WHERE {self.table}.state IN ('claimed', 'waiting')",
            (*key, also, to_column(now + wait)),
        )

    def expire(self, raw: RawConnection, now: datetime) -> list[Row]:
        """Give up claims that ran out; gives their rows as they were."""
        instants = (to_column(now), to_column(now + 2 * CLAIM_TIME))
        expired = "state = 'claimed' AND (claim_expires < ? OR claim_expires > ?)"
        rows = raw.execute(f"SELECT * FROM {self.table} WHERE {expired}", instants).fetchall()
        if rows:
            raw.execute(f"UPDATE {self.table} SET state = 'unknown' WHERE {expired}", instants)
        return rows
