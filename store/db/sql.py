"""Lists as values of a statement: `json_each(?)` reads them, which has no limit on how many."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


FIRST, SECOND = (f"CAST(j.value ->> {at} AS INTEGER)" for at in (0, 1))
"""The numbers of a pair, where `json_each(?)` of pairs is called j."""


class Kind(Enum):
    """What a list holds; only an engine with types of its own has to know."""

    NUMBERS = 1
    TEXTS = 2
    PAIRS = 3


class Listed(str):
    """A list in JSON."""

    __slots__ = ("kind",)
    kind: Kind


def _listed(values: Sequence[object], kind: Kind) -> Listed:
    made = Listed(json.dumps(values))
    made.kind = kind
    return made


def as_list(values: Iterable[int]) -> Listed:
    """Write numbers."""
    return _listed(sorted(values), Kind.NUMBERS)


def as_texts(values: Iterable[str]) -> Listed:
    """Write texts."""
    return _listed(sorted(values), Kind.TEXTS)


def as_pairs(values: Iterable[tuple[int, int]]) -> Listed:
    """Write pairs of numbers, which the statement reads by `FIRST` and `SECOND`."""
    return _listed(sorted(values), Kind.PAIRS)
