"""The full-text index: how texts become bigrams, and how what is asked becomes a MATCH.

The index holds overlapping pairs of the characters of PAD + N(text) + PAD, so that single
characters, beginnings and ends can be asked for like anything else. Text from outside reaches
MATCH inside quoted phrases only.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from store.quality import WORST

if TYPE_CHECKING:
    from collections.abc import Iterable

PAD = "\U0010fffd"
"""The last private-use character; `storable` takes it out of every text."""

BAND_SHIFT = 40
"""A slot is band << 40 | sequence: the rowid in the index, in standing order."""

VARIANTS = (WORST + 1) << BAND_SHIFT
"""From this slot on stand the wordings of a passage that has another wording below."""

LONGEST_PHRASE = 32
"""Characters of a needle that MATCH looks for; the rest of a longer one is for the caller."""

# The tokenizer takes control characters, surrogates and U+180E for spaces and the non-characters
# at the end of the first plane for U+FFFD (measured over all code points with SQLite 3.40).
_UNINDEXED = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u180e\ud800-\udfff\ufffe\uffff" + PAD
_UNSTORABLE = re.compile(f"[{_UNINDEXED}]")


def storable(text: str) -> str:
    """Return `text` without the characters that can't be indexed; none of them is visible."""
    return _UNSTORABLE.sub("", text)


def is_indexed(needle: str) -> bool:
    """Say whether a stored text can hold `needle` at all."""
    return _UNSTORABLE.search(needle) is None


def bigrams(normal: str) -> str:
    """Return what the index is given for a text with this normal form."""
    padded = PAD + normal + PAD
    return " ".join(map("".join, pairwise(padded)))


def holds(needle: str) -> str:
    """Return the MATCH for texts whose normal form holds `needle`, one character or more.

    For a needle above LONGEST_PHRASE the MATCH finds more than those texts.
    """
    if len(needle) == 1:
        return f"{_quoted(needle)} *"
    if len(needle) > LONGEST_PHRASE:
        half = LONGEST_PHRASE // 2
        return f"({_phrase(needle[:half])} AND {_phrase(needle[-half:])})"
    return _phrase(needle)


def ends_with(needle: str) -> str:
    """Return the MATCH for texts that end with the last LONGEST_PHRASE characters of `needle`."""
    return _phrase(needle[-LONGEST_PHRASE:] + PAD)


def begins_with(needle: str) -> str:
    """Return the MATCH for texts that begin with the first LONGEST_PHRASE of `needle`."""
    return _phrase(PAD + needle[:LONGEST_PHRASE])


def equals(needle: str) -> str:
    """Return the MATCH for texts whose normal form is `needle`, or longer than a phrase, may be."""
    if len(needle) > LONGEST_PHRASE:
        half = LONGEST_PHRASE // 2
        return f"({_phrase(PAD + needle[:half])} AND {_phrase(needle[-half:] + PAD)})"
    return _phrase(PAD + needle + PAD)


def everything() -> str:
    """Return the MATCH for every text in the index."""
    return f"{_quoted(PAD)} *"


def all_of(parts: Iterable[str]) -> str:
    """Join MATCH expressions: texts that fit every one of them."""
    return " AND ".join(parts)


def any_of(parts: Iterable[str]) -> str:
    """Join MATCH expressions: texts that fit one of them at least."""
    return " OR ".join(parts)


def _phrase(characters: str) -> str:
    return _quoted(" ".join(map("".join, pairwise(characters))))


def _quoted(tokens: str) -> str:
    return '"' + tokens.replace('"', '""') + '"'
