"""Many rows, some at a time: PostgreSQL's driver brings at once all that a statement gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.db.port import RawConnection, Row

AT_ONCE = 2_000


def in_pages(
    raw: RawConnection, sql: str, after: tuple[int, ...], at_once: int | None = None
) -> Iterator[list[Row]]:
    """Yield the rows of a statement that asks for those after a key and orders them by it.

    Its first columns are the key.
    """
    while some := raw.execute(f"{sql} LIMIT {at_once or AT_ONCE}", after).fetchall():
        yield some
        after = tuple(some[-1])[: len(after)]
