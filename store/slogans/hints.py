"""What documents hint at: formulas that are slogans only where several speeches have them."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from corpus.slogans.hints import ENOUGH
from store.db.sql import as_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.db.port import RawConnection


def key_of(form: str) -> int:
    """Return the number under which a bare form is kept: most are never asked for again."""
    return int.from_bytes(blake2b(form.encode(), digest_size=8).digest(), "big", signed=True)


def write_hints(raw: RawConnection, document: int, hints: Mapping[str, int]) -> None:
    """Note in how many speeches of a document each form stands."""
    raw.executemany(
        "INSERT INTO slogan_hint (form, document, speeches) VALUES (?, ?, ?)",
        ((key_of(form), document, speeches) for form, speeches in sorted(hints.items())),
    )


def confirmed(
    raw: RawConnection, forms: Iterable[str], beside: Mapping[str, int] | None = None
) -> set[str]:
    """Return which forms enough speeches have, those of `beside` counted with the stored ones."""
    keys = {key_of(form): form for form in forms}
    rows = raw.execute(
        "SELECT form, sum(speeches) AS speeches FROM slogan_hint"
        " WHERE form IN (SELECT value FROM json_each(?)) GROUP BY form",
        (as_list(keys),),
    )
    stored = {keys[row["form"]]: row["speeches"] for row in rows}
    more = beside or {}
    return {form for form in keys.values() if stored.get(form, 0) + more.get(form, 0) >= ENOUGH}
