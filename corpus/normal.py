"""The normal form N in which texts are compared: what is searched matches what is written."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opencc import OpenCC

NORMAL_FORM_VERSION = 1
"""Rises whenever `normalize` gives another result for any text: what was stored is stale then."""


DOUBLE_QUOTES = '"«»“”„‟❝❞❠⹂〝〞〟＂🙶🙷🙸'
"""Every double quotation mark, by Unicode's own names (Unicode 15, UnicodeData)."""


def normalize(text: str) -> str:
    """Return N(text): one form for every way of writing the same characters.

    Character by character: NFKC, traditional to simplified, case folded, white space removed,
    every double quotation mark written as ``"``. As no character looks at its neighbours,
    ``normalize(a + b) == normalize(a) + normalize(b)``.

    >>> normalize('＂國 家＂ ＡＢＣ')
    '"国家"abc'
    """
    return text.translate(_table())


def normalize_mapped(text: str) -> tuple[str, Sequence[int]]:
    """Return N(text) and, for each of its characters, the index in `text` that it came from."""
    table = _table()
    normal = text.translate(table)
    if len(normal) == len(text) and not any(map(text.__contains__, table.longer)):
        return normal, range(len(text))
    origins: list[int] = []
    for index, character in enumerate(text):
        origins.extend([index] * len(table[ord(character)]))
    return normal, origins


def simplify(text: str) -> str:
    """Return a text with each traditional character simplified, as long as it was.

    >>> simplify('港務局')
    '港务局'
    """
    return text if text.isascii() else text.translate(_simplified())


class _SimplifiedForms(dict[int, str]):
    """Code point to its simplified form, worked out when a code point is first seen."""

    def __init__(self, simplifier: OpenCC) -> None:
        super().__init__()
        self._simplifier = simplifier

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        # Surrogates can't cross into OpenCC's C++, and ASCII needn't.
        plain = character.isascii() or "\ud800" <= character <= "\udfff"
        simplified: str = character if plain else self._simplifier.convert(character)
        form = self[code_point] = simplified if len(simplified) == 1 else character
        return form


class _NormalForms(dict[int, str]):
    """Code point to normal form, worked out when a code point is first seen.

    `longer` are those of the characters seen whose form is longer than one character: a text as
    long as its form that holds none of them holds none without a form either.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longer: list[str] = []

    def __missing__(self, code_point: int) -> str:
        composed = unicodedata.normalize("NFKC", chr(code_point))
        form = "".join(
            '"' if part in DOUBLE_QUOTES else part
            for part in simplify(composed).casefold()
            if not part.isspace()
        )
        # Noted first, for another thread takes a form that stands here for whole.
        if len(form) > 1:
            self.longer.append(chr(code_point))
        self[code_point] = form
        return form


@cache
def _table() -> _NormalForms:
    return _NormalForms()


@cache
def _simplified() -> _SimplifiedForms:
    # Imported here because it loads a dictionary that a start without a search doesn't need.
    from opencc import OpenCC  # noqa: PLC0415

    return _SimplifiedForms(OpenCC("t2s"))
