"""Which near-duplicates belong together, as it was found out when they came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.db.sql import as_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.db.port import RawConnection


def families(raw: RawConnection, keys: Iterable[int]) -> dict[int, int]:
    """Give the family of each of these texts that has one."""
    rows = raw.execute(
        "SELECT text, family FROM twin WHERE text IN (SELECT value FROM json_each(?))",
        (as_list(keys),),
    )
    return {row["text"]: row["family"] for row in rows}
