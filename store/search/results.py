"""What a search found: how much, and which texts in which order, before any of them is read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import normalize
from store.db.instants import to_column
from store.search.query import arrival_span
from store.search.years import holds_year

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.db.port import RawConnection, Row
    from store.index.postings import U32
    from store.search.query import Field, Filter, Needle
    from store.search.spanning import SpanningMatch

Allowed = frozenset[int] | None
"""The keys of the speeches that the filters let through; None where there is no filter."""

OF_PASSAGES: tuple[Field, ...] = ("kind", "place", "mark")
"""Fields of filters that choose among the passages of a speech."""

SHORT_FOR = 4
"""Characters of a short form from which on it may stand for a title that doesn't hold it."""

NO_KEYS: U32 = np.zeros(0, np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """A tier's passages, each by the key of one wording.

    `keys` are in order of static rank, `wordings` those of every wording that matches. `ranked` are
    the first of the keys in the order in which they are shown. `runs` tells, by key, from where a
    text goes on into the next passage. `prefer` is the key of the speech that a passage is shown
    in where it stands there. `share` is what part of the words' weight the best passage holds.
    Where it is `loose`, the words stand there with any punctuation.
    """

    needles: tuple[Needle, ...] = ()
    speeches: int = 0
    keys: U32 = field(default_factory=lambda: NO_KEYS)
    wordings: U32 = field(default_factory=lambda: NO_KEYS)
    ranked: tuple[int, ...] = ()
    runs: dict[int, tuple[SpanningMatch, ...]] = field(default_factory=dict)
    allowed: Allowed = None
    prefer: int | None = None
    share: float = 1.0
    loose: bool = False

    @property
    def total(self) -> int:
        """How many passages there are."""
        return len(self.keys)

    def page(self, offset: int, limit: int) -> list[int]:
        """Give a stretch of the keys in the order in which they are shown."""
        best = list(self.ranked[offset : offset + limit])
        start = max(offset, len(self.ranked))
        rest: list[int] = self.keys[start : start + limit - len(best)].tolist()
        return best + rest


def allowed_speeches(raw: RawConnection, filters: Sequence[Filter]) -> Allowed:
    """Find the speeches that the filters let through.

    A field lets a speech through where it holds the value; the year, where it lies in it. Of
    several filters by one field, any.
    """
    fields: defaultdict[Field, list[str]] = defaultdict(list)
    for condition in filters:
        if condition.field not in OF_PASSAGES:
            fields[condition.field].append(condition.value)
    if not fields:
        return None
    rows = raw.execute(
        "SELECT s.key, s.organisation, s.speaker, s.year, s.title_form, d.source, d.collection"
        " FROM speech s JOIN document d ON d.key = s.document"
    ).fetchall()
    allowed = {row["key"] for row in rows}
    for name, values in fields.items():
        if name == "arrival":
            allowed &= frozenset().union(*(_arrived(raw, value) for value in values))
            continue
        if name == "title":
            forms = {row["key"]: row["title_form"] for row in rows}
            allowed &= frozenset().union(*(titles_called(value, forms) for value in values))
            continue
        allowed &= {
            row["key"] for row in rows if any(_lets_through(row, name, one) for one in values)
        }
    return frozenset(allowed)


def _arrived(raw: RawConnection, value: str) -> frozenset[int]:
    rows = raw.execute(
        "SELECT s.key FROM arrival a JOIN speech s ON s.id = a.speech"
        " WHERE a.first > ? AND a.first <= ?",
        tuple(map(to_column, arrival_span(value))),
    )
    return frozenset(row["key"] for row in rows)


def titles_called(value: str, forms: Mapping[int, str]) -> frozenset[int]:
    """Return the speeches whose title forms hold a value, else those that it is short for."""
    held = frozenset(key for key, form in forms.items() if value in form)
    if held or len(value) < SHORT_FOR:
        return held
    return frozenset(key for key, form in forms.items() if is_short_for(value, form))


def is_short_for(value: str, form: str) -> bool:
    """Whether the characters of a value stand in a title in this order: 十七大报告."""
    at = 0
    for character in value:
        at = form.find(character, at) + 1
        if not at:
            return False
    return True


def _lets_through(row: Row, field: Field, value: str) -> bool:
    match field:
        case "year":
            return holds_year(value, row["year"])
        case "file":
            return value in normalize(f"{row['source']}\n{row['collection'] or ''}")
        case _:
            return value in normalize(row[field] or "")
