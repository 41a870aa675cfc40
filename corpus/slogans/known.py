"""Formulas of official language since 1949, names alone: what who knows the language knows.

`known.tsv` is our own list. A formula of it needs no other evidence than standing in a text, its
members are those that everybody knows. A `term` of it is a fixed one, named for what it is and not
quoted for how it is said, a `saying` is no word of official language alone; behind another kind
either tells that it is one of that kind and none the less no slogan. It is read when it is first
asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from corpus.slogans.bare import bare
from corpus.slogans.known_places import Finder
from corpus.slogans.model import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpus.slogans.model import Kind

_TABLE = "known.tsv"

Renown = Literal["slogan", "saying", "term"]
"""How a formula is known: beyond doubt, as a saying that all the world uses, as a plain term."""
_RENOWNS: tuple[Renown, ...] = ("saying", "term")


@dataclass(frozen=True, slots=True)
class Known:
    """A formula of the list, or a `longer` wording of one, as 三农问题 is of 三农.

    `members` are empty where none are fixed.
    """

    kind: Kind
    renown: Renown
    longer: bool = False
    members: tuple[str, ...] = ()


@cache
def known() -> Mapping[str, Known]:
    """Return the list by bare form; other wordings are known like the name."""
    found: dict[str, Known] = {}
    others_of: list[tuple[str, str, Known]] = []
    for kinds, name, others, members in _rows():
        told = kinds.split()
        renown: Renown = next((one for one in _RENOWNS if one in told), "slogan")
        kind: Kind = next((one for one in KINDS if one in told), "formula")
        entry = found[bare(name)] = Known(kind, renown, members=_several(members))
        others_of.extend((bare(form), bare(name), entry) for form in _several(others))
    for form, name, entry in others_of:
        found.setdefault(form, replace(entry, longer=name in form))
    return found


@cache
def known_finder() -> Finder:
    """Return what finds the list's formulas in a bare text."""
    return Finder(known())


def _rows() -> Iterator[tuple[str, str, str, str]]:
    text = files(__package__).joinpath(_TABLE).read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            kind, name, others, members = (*line.split("\t"), "", "")[:4]
            yield kind, name, others, members


def _several(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))
