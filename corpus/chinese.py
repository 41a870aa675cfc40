"""Patterns over Chinese text that know both ways of writing it."""

from __future__ import annotations

import re
from functools import cached_property

from corpus.normal import simplify


class Grammar:
    """A regular expression in simplified characters that finds traditional ones as well.

    Texts are matched in simplified form, character for character, so that offsets hold for the
    text as it stands; what groups hold is to be read from the text by their spans.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def match(self, text: str, position: int = 0) -> re.Match[str] | None:
        """Match at a position of a text."""
        return self._compiled.match(simplify(text), position)

    def fullmatch(self, text: str, position: int = 0) -> re.Match[str] | None:
        """Match a text from a position to its end."""
        return self._compiled.fullmatch(simplify(text), position)

    def search(self, text: str, position: int = 0) -> re.Match[str] | None:
        """Find the first match in a text from a position on."""
        return self._compiled.search(simplify(text), position)
