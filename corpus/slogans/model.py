"""What a document says about a slogan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["numeric", "parallel", "quoted", "formula"]
KINDS: tuple[Kind, ...] = ("numeric", "parallel", "quoted", "formula")
"""In the order of preference: a slogan is of the first kind that fits."""

RULES_VERSION = 4
"""Raised where the rules or `known.tsv` change what is found in a text: all is read again then."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A slogan that a document gives evidence for.

    `bare` names it: the normal form without punctuation. `members` are what the document spells
    out as its parts, in order; empty where it doesn't.
    """

    bare: str
    kind: Kind
    members: tuple[str, ...] = ()
