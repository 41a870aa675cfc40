"""What a store notes of itself: numbers by name, in the table `meta`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.db.port import RawConnection


def noted(raw: RawConnection, name: str) -> int | None:
    """Give the number noted under a name, None where there is none."""
    row = raw.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row["value"])


def note(raw: RawConnection, name: str, value: int) -> None:
    """Note a number, in place of the one that was noted under its name."""
    raw.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
