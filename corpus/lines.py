"""A cleaned text as lines that know where they stand."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.characters import HAN, PARTNERS, count_han
from corpus.normal import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MARKDOWN = re.compile(r"(?P<marks>#{1,6})(?:[ \t]+|$)|>[ \t]?(?P<quote>)")
_BODY_MARK = re.compile(rf"[，。；]|(?<=[{HAN}])[,;]")
_NOT_BLANK = re.compile(r"[^\n]+")
# Spaces of any width are spaces: no-break ones, those of half a character, of a third.
_OTHER_SPACES = {0xA0: " ", 0x202F: " ", **dict.fromkeys(range(0x2000, 0x200B), " ")}
# No line is wrapped at so many characters; how much wider a line is doesn't matter.
_WIDEST = 130
_PARTNERS = {**PARTNERS, "〈": "〉"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line that isn't blank, without its margins and Markdown marks.

    `start` is its offset in the cleaned text. `gap` counts the blank lines before it. `indent`
    is its left margin in columns. `level` is that of a Markdown heading, 0 for other lines.
    """

    start: int
    text: str
    gap: int
    indent: int = 0
    level: int = 0

    @property
    def end(self) -> int:
        """Offset behind the line's last character."""
        return self.start + len(self.text)


def split_lines(text: str) -> tuple[list[Line], list[tuple[int, int]]]:
    """Return the lines that hold something, and the ranges of the Markdown marks before them."""
    lines: list[Line] = []
    marks: list[tuple[int, int]] = []
    behind = 0
    for match in _NOT_BLANK.finditer(text):
        raw = match[0].translate(_OTHER_SPACES)
        stripped = raw.strip()
        if not stripped:
            continue
        start = match.start() + raw.index(stripped)
        gap = max(0, text.count("\n", behind, start) - (1 if lines else 0))
        level, content = 0, stripped
        mark = _MARKDOWN.match(stripped)
        if mark:
            level = len(mark["marks"] or "")
            content = stripped[mark.end() :].strip()
            marks.append((start, start + mark.end()))
        if content:
            begin = start + stripped.rindex(content)
            indent = width(raw[: raw.index(stripped)])
            lines.append(Line(begin, content, gap, indent, level))
            behind = match.end()
    return lines, marks


def key(text: str) -> str:
    """Return what two writings of one title have in common: letters, digits, Han characters."""
    return "".join(filter(str.isalnum, normalize(text)))


def is_complete(text: str) -> bool:
    """Tell whether a line can be the last of its paragraph: it ends like a sentence."""
    return patterns.SENTENCE_END.search(text) is not None and not hangs_open(text)


def hangs_open(text: str) -> bool:
    """Tell whether a bracket or quotation mark opened in the line is still open at its end.

    Only the last of each kind is looked at: quotations over several paragraphs open anew.
    """
    return any(text.rfind(opener) > text.rfind(closer) for opener, closer in _PARTNERS.items())


def has_body_marks(text: str) -> bool:
    """Tell whether a line reads like prose: it holds commas or full stops, of either width."""
    return _BODY_MARK.search(text) is not None


def heading_number(text: str) -> tuple[int, int] | None:
    """Return level and length of the number that a heading begins with: 一、 is level 1."""
    for level, pattern in patterns.HEADING_LEVELS:
        match = pattern.match(text)
        if match:
            return level, match.end()
    return None


def is_titleish(line: Line) -> bool:
    """Tell whether a line could be a title by its look alone: short, no sentence, no number."""
    text = line.text
    return (
        2 <= len(text) <= 70
        and patterns.UNTITLED.search(text) is None
        and heading_number(text) is None
        and patterns.ENUMERATOR.match(text) is None
        and count_han(text) > 0
        and patterns.SALUTATION.fullmatch(text) is None
        and not hangs_open(text)
    )


def is_blank_separated(lines: Sequence[Line]) -> bool:
    """Tell whether paragraphs are set apart by blank lines; a mere line end is a wrap then."""
    apart = together = 0
    for line, following in pairwise(lines):
        if len(line.text) >= 20 and is_complete(line.text):
            apart += following.gap > 0
            together += following.gap == 0
    return apart > together


def wrap_width(lines: Sequence[Line]) -> int | None:
    """Return the width at which lines are hard-wrapped, in columns; None when they aren't.

    A Han character is two columns wide (Unicode Standard Annex 11).
    """
    widths = sorted(width(line.text[:_WIDEST]) for line in lines)
    if len(widths) < 8:
        return None
    widest = widths[int(len(widths) * 0.9)]
    full = sum(widest - 6 <= value <= widest + 2 for value in widths)
    return widest if 30 <= widest <= 120 and full * 2 >= len(widths) else None


def width(text: str) -> int:
    """Return how many columns of a fixed-width font a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def joined(lines: Iterable[Line]) -> str:
    """Join the lines of one paragraph; a space only where two Latin words would touch."""
    text = ""
    for line in lines:
        latin = text[-1:].isascii() and text[-1:].isalpha() and line.text[:1].isascii()
        text += (" " if latin and line.text[:1].isalpha() else "") + line.text
    return text


def separators(lines: Sequence[Line]) -> set[int]:
    """Find lines that are drawn, not written."""
    return {i for i, line in enumerate(lines) if patterns.SEPARATOR.fullmatch(line.text)}
