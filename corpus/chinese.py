"""Patterns over Chinese text that know both ways of writing it, and both widths of its marks."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.normal import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator

_HALF_WIDTH = re.compile(rf"(?<=[{HAN}”》）)])[,;:!?()]|[,;:!?()](?=[{HAN}“《])")
_FULL_WIDTH = dict(zip(",;:!?()", "，；：！？（）", strict=True))
# Every grammar in turn asks for the same line.
_LINES_KEPT = 64


@lru_cache(maxsize=_LINES_KEPT)
def _plain(text: str) -> str:
    """Return a text in simplified characters, with full-width marks beside Han characters."""
    plain = simplify(text)
    if plain.isascii():
        return plain
    return _HALF_WIDTH.sub(lambda mark: _FULL_WIDTH[mark[0]], plain)


class Grammar:
    """A regular expression in simplified characters that finds traditional ones as well.

    Texts are matched in simplified form, with full-width marks for those of half a width beside
    Han characters, character for character, so that offsets hold for the text as it stands; what
    groups hold is to be read from the text by their spans.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def match(self, text: str, position: int = 0) -> re.Match[str] | None:
        """Match at a position of a text."""
        return self._compiled.match(_plain(text), position)

    def fullmatch(self, text: str, position: int = 0) -> re.Match[str] | None:
        """Match a text from a position to its end."""
        return self._compiled.fullmatch(_plain(text), position)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find each match in a text."""
        return self._compiled.finditer(_plain(text))

    def search(self, text: str, position: int = 0) -> re.Match[str] | None:
        """Find the first match in a text from a position on."""
        return self._compiled.search(_plain(text), position)
