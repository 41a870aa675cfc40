"""The form in which slogans are compared: the normal form without quotation marks and punctuation.

Symbols such as + stay, for they tell 2+8 from 28.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from corpus.normal import normalize, normalize_mapped

if TYPE_CHECKING:
    from collections.abc import Sequence


def bare(text: str) -> str:
    """Return N(text) without punctuation.

    >>> bare('“两个 确立”、')
    '两个确立'
    """
    return "".join(filter(_stays, normalize(text)))


def bare_mapped(text: str) -> tuple[str, list[int]]:
    """Return the bare form and, for each of its characters, the index in `text` it came from."""
    normal, origins = normalize_mapped(text)
    kept = [index for index, character in enumerate(normal) if _stays(character)]
    return "".join(normal[index] for index in kept), [origins[index] for index in kept]


def gap_pairs(passages: Sequence[str]) -> set[str]:
    """Return the pairs of characters that stand beside each other in the bare form alone.

    Between them is punctuation, or the border of two of the `passages` of one block.
    """
    pairs: set[str] = set()
    last, apart = "", False
    for passage in passages:
        apart = True
        for character in normalize(passage):
            if not _stays(character):
                apart = True
                continue
            if apart and last:
                pairs.add(last + character)
            last, apart = character, False
    return pairs


@lru_cache(maxsize=65_536)
def _stays(character: str) -> bool:
    return not unicodedata.category(character).startswith("P")
