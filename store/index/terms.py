"""What the index is made of: pairs of neighbouring characters, numbered, and where they stand.

A text is indexed as PAD + N(text) + PAD, so that its beginning and its end can be asked for like
anything else. A term is a pair of neighbouring characters, or a character alone. Every text
begins in a cell of its own; a position is the number of a cell and an offset in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PAD = "\U0010fffd"
"""The last private-use character; `storable` takes it out of every text."""

BLOCK_BITS = 8
"""A cell holds 256 positions: most passages fit into one, longer ones take as many as they need."""

CHARACTER_BITS = 21
"""A code point has 21 bits at most (Unicode ends at U+10FFFF)."""

TERM_BITS = 2 * CHARACTER_BITS

# What SQLite, JSON and people's eyes can't take: control characters, lone surrogates and
# non-characters. U+0000 must never stand in a text, for it marks a character alone.
_UNINDEXED = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u180e\ud800-\udfff\ufffe\uffff" + PAD
_UNSTORABLE = re.compile(f"[{_UNINDEXED}]")


def storable(text: str) -> str:
    """Return `text` without the characters that can't be indexed; none of them is visible."""
    return _UNSTORABLE.sub("", text)


def is_indexed(needle: str) -> bool:
    """Say whether a stored text can hold `needle` at all."""
    return _UNSTORABLE.search(needle) is None


def pair(first: str, second: str) -> int:
    """Return the number of the term of two neighbouring characters."""
    return ord(first) << CHARACTER_BITS | ord(second)


def single(character: str) -> int:
    """Return the number of the term of a character alone."""
    return ord(character) << CHARACTER_BITS


def all_indexed(needles: Iterable[str]) -> bool:
    """Say whether stored texts can hold every one of the needles."""
    return all(map(is_indexed, needles))
