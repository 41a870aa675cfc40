"""The form in which slogans are compared: the normal form without quotation marks and punctuation.

Symbols such as + stay, for they tell 2+8 from 28.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from corpus.normal import normalize, normalize_mapped

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Bare(dict[int, str]):
    """Code point to itself, or to nothing where it is punctuation."""

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        punctuation = unicodedata.category(character).startswith("P")
        form = self[code_point] = "" if punctuation else character
        return form


_BARE = _Bare()


def bare(text: str) -> str:
    """Return N(text) without punctuation.

    >>> bare('“两个 确立”、')
    '两个确立'
    """
    return normalize(text).translate(_BARE)


def bare_mapped(text: str) -> tuple[str, list[int]]:
    """Return the bare form and, for each of its characters, the index in `text` it came from."""
    normal, origins = normalize_mapped(text)
    form = normal.translate(_BARE)
    if len(form) == len(normal):
        return form, list(origins)
    return form, [
        origin for origin, character in zip(origins, normal, strict=True) if _BARE[ord(character)]
    ]


def gap_pairs(passages: Sequence[str]) -> set[str]:
    """Return the pairs of characters that stand beside each other in the bare form alone.

    Between them is punctuation, or the border of two of the `passages` of one block.
    """
    pairs: set[str] = set()
    last, apart = "", False
    for passage in passages:
        apart = True
        for character in normalize(passage):
            if not _BARE[ord(character)]:
                apart = True
                continue
            if apart and last:
                pairs.add(last + character)
            last, apart = character, False
    return pairs
