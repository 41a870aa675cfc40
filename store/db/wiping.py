"""Leaving nothing in the file, and in the log beside it, of what was deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.db.plain import opened

if TYPE_CHECKING:
    from pathlib import Path

    from store.db.port import RawConnection


_PATIENCE = 0.1
"""Seconds for which readers of the log are waited for: as long nobody can write."""


def wipe(store: Path, tables: tuple[str, ...]) -> None:
    """Leave nothing deleted in these tables.

    SQLite overwrites what is deleted, but not the copies that it has left in the free room of a
    page while it moved rows about. A table that is written anew has none.
    """
    # Without foreign keys, for only then an emptied table gives its pages back at once.
    with opened(store) as raw:
        raw.execute("PRAGMA secure_delete = ON")
        raw.execute("BEGIN IMMEDIATE")
        for table in tables:
            _write_anew(raw, table)
        raw.execute("COMMIT")


def empty_log(store: Path) -> bool:
    """Leave nothing in the log; False where others read it, as a replicator always does."""
    with opened(store) as raw:
        raw.execute(f"PRAGMA busy_timeout = {int(_PATIENCE * 1000)}")
        (busy, *_) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy


def _write_anew(raw: RawConnection, table: str) -> None:
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    rows = raw.execute(f"SELECT {names} FROM {table}").fetchall()
    raw.execute(f"DELETE FROM {table}")
    raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
