"""What documents hint at: formulas that are slogans only where several speeches have them."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from corpus.slogans.hints import ENOUGH
from store.db.sql import as_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.db.port import RawConnection

_CALLED = "！"
"""What tells speeches that call for a form from those that have it; no bare form begins so."""


def key_of(form: str) -> int:
    """Return the number under which a bare form is kept: most are never asked for again."""
    return int.from_bytes(blake2b(form.encode(), digest_size=8).digest(), "big", signed=True)


def write_hints(
    raw: RawConnection, document: int, hints: Mapping[str, int], called: Mapping[str, int]
) -> None:
    """Note in how many speeches of a document forms stand, and in how many they are called for."""
    speeches = {**hints, **{_CALLED + form: times for form, times in called.items()}}
    raw.executemany(
        "INSERT INTO slogan_hint (form, document, speeches) VALUES (?, ?, ?)",
        ((key_of(form), document, times) for form, times in sorted(speeches.items())),
    )


def confirmed(
    raw: RawConnection, forms: Iterable[str], beside: Mapping[str, int] | None = None
) -> set[str]:
    """Return which forms enough speeches have, those of `beside` counted with the stored ones."""
    listed = list(forms)
    stored = _speeches(raw, listed, "")
    more = beside or {}
    return {form for form in listed if stored.get(form, 0) + more.get(form, 0) >= ENOUGH}


def speeches_calling(raw: RawConnection, forms: Iterable[str]) -> dict[str, int]:
    """Return how many speeches call upon people to do what a form says, where any does."""
    return _speeches(raw, forms, _CALLED)


def _speeches(raw: RawConnection, forms: Iterable[str], mark: str) -> dict[str, int]:
    keys = {key_of(mark + form): form for form in forms}
    rows = raw.execute(
        "SELECT form, sum(speeches) AS speeches FROM slogan_hint"
        " WHERE form IN (SELECT value FROM json_each(?)) GROUP BY form",
        (as_list(keys),),
    )
    return {keys[row["form"]]: row["speeches"] for row in rows}
