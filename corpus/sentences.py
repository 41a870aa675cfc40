"""Where the sentences of a paragraph end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.characters import CLOSERS, OPENERS, PARTNERS

_PAIRS = {closer: opener for opener, closer in PARTNERS.items()}
_ENDS = "。！？!?｡"
# A full stop of Latin text ends a sentence only where white space or nothing follows a letter.
_TOKEN = re.compile(
    rf"(?P<end>(?:(?:[{_ENDS}]|(?<=[^\W\d])\.(?=\s|$))+[{CLOSERS}]*|\n)+)"
    rf'|(?P<mark>[{OPENERS}{CLOSERS}"])'
)
_SPACE = re.compile(r"\s*")
# Marks nested deeper than this were never meant to be closed.
_DEEPEST = 8
_GOES_ON_FROM_QUOTE = frozenset("的之和与等")
_GOES_ON = frozenset("，、；：,;:")


@dataclass(frozen=True, slots=True)
class Border:
    """A place between two sentences: `offset` is where the next one begins.

    A `weak` border stands inside quotation marks or brackets, or behind a quoted sentence that
    its surroundings go on from: a cut there is legal, one elsewhere is better.
    """

    offset: int
    weak: bool


def sentence_borders(text: str) -> list[Border]:
    """Return the places where a sentence ends, in order, the end of the text not among them.

    Sentences end at 。！？!? with the closing marks that follow them and at line ends; a
    semicolon or an ellipsis ends none. White space belongs to the sentence before it.
    """
    scan = _Scan(text)
    for match in _TOKEN.finditer(text):
        if match["end"]:
            scan.end(match)
        else:
            scan.mark(match[0], match.start())
    return scan.borders()


class _Scan:
    """One walk over a text that knows which quotation marks and brackets are open."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[tuple[str, int]] = []
        self._closed: set[int] = set()
        self._found: list[tuple[int, tuple[int, ...], bool]] = []

    def mark(self, mark: str, position: int) -> None:
        """Open or close; a closing mark that nothing opened changes nothing."""
        opener = _PAIRS.get(mark, mark)
        straight = mark == '"'
        if mark in OPENERS or (straight and not self._is_open(mark)):
            self._open.append((mark, position))
            del self._open[:-_DEEPEST]
            return
        if not self._is_open(opener):
            return
        while True:
            last, opened = self._open.pop()
            if last == opener:
                self._closed.add(opened)
                return

    def end(self, match: re.Match[str]) -> None:
        for mark in match[0]:
            if mark in _PAIRS:
                self.mark(mark, match.start())
        offset = match.end()
        quoted = match[0][-1] in CLOSERS
        if self._text.startswith('"', offset) and self._is_open('"'):
            offset, quoted = offset + 1, True
        after = self._text[offset : offset + 1]
        # Within an address such as ?page=2 an ASCII mark ends nothing.
        inside_word = match[0][-1] in "!?" and after.isascii() and after.isalnum()
        if after in _GOES_ON or inside_word:
            return
        behind = _SPACE.match(self._text, offset)
        offset = behind.end() if behind else offset
        if offset < len(self._text):
            self._found.append((offset, tuple(place for _, place in self._open), quoted))

    def borders(self) -> list[Border]:
        """Return what was found; only marks that do get closed count as open."""
        return [
            Border(offset, not self._closed.isdisjoint(openings) or self._continues(offset, quoted))
            for offset, openings, quoted in self._found
        ]

    def _continues(self, offset: int, quoted: bool) -> bool:
        return quoted and self._text[offset] in _GOES_ON_FROM_QUOTE

    def _is_open(self, opener: str) -> bool:
        return any(mark == opener for mark, _ in self._open)
