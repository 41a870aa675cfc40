"""Spaces that a line wrap or a converter left inside Chinese text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.characters import HAN, is_han

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Range = tuple[int, int]

_MARK = "，。、；：？！“”‘’（）《》〈〉【】…％"
# Within a line only; a tab between two Han characters is a table's or a byline's.
_GAP = re.compile(
    rf"""(?<=[{HAN}])[ \u3000\u00a0]+(?=[{HAN}])
       | (?<=[{_MARK}])[ \t\u3000\u00a0]+(?=\S)
       | (?<=\S)[ \u3000\u00a0]+(?=[{_MARK}])
       | (?<=[0-9])[ \u00a0]+(?=[{HAN}])
       | (?<=[{HAN}])[ \u00a0]+(?=[0-9])""",
    re.VERBOSE,
)
_APART = re.compile(rf"(?:[{HAN}][ \t\u3000\u00a0]+)+[{HAN}]$")
# So many letters that are set apart are no name.
_LETTERS = 4
_SPACED_DIGITS = re.compile(r"(?<![0-9A-Za-z.])[0-9](?:[ \u00a0][0-9.,])+(?![0-9A-Za-z])")
_SPACE = re.compile(r"[ \u00a0]+")
_SENTENCE_MARK = re.compile(r"[，。；！？]")
_HEADING = re.compile(
    r"[#\s]*(?:第?[一二三四五六七八九十百]+[、，篇章节]|[（(][一二三四五六七八九十]+[）)])"
)
_CLAUSE_MARK = re.compile(rf"[{_MARK},.;:!?\"\n]")
# Two halves of the same length are a couplet when they are so long (锐意进取 勇毅前行).
_COUPLET = (4, 8)
# No clause of verses is longer than this on either side of a space.
_REACH = 60
# Shortest and longest verse of three and more.
_VERSE = (2, 8)


def closed_up(text: str) -> str:
    """Close up letters that are set apart: a line of four or more, a noun that ends a title.

    >>> closed_up("在码头改造会上的讲　　话")
    '在码头改造会上的讲话'
    """
    if not (found := _APART.search(text)):
        return text
    word = "".join(found[0].split())
    whole = found.start() == 0 and len(word) >= _LETTERS
    if whole or re.fullmatch(patterns.TITLE_NOUN, word):
        return text[: found.start()] + word
    return text


def stray_spaces(text: str) -> list[Range]:
    """Find spaces inside Chinese sentences that mean nothing.

    A space between verses of the same length, as in 下基层 察民情 解民忧, means something; so
    does one in a line without a sentence mark, such as a title or a name.
    """
    found: list[Range] = []
    start = 0
    for line in text.split("\n"):
        if " " in line or "\u3000" in line or "\u00a0" in line or "\t" in line:
            found.extend((start + a, start + b) for a, b in _in_line(line))
        start += len(line) + 1
    return found


def _in_line(line: str) -> list[Range]:
    margin = len(line) - len(line.lstrip())
    gaps = {match.span() for match in _SPACED_DIGITS.finditer(line) for match in _inside(match)}
    prose = _SENTENCE_MARK.search(line) is not None and not _is_heading(line)
    for match in _GAP.finditer(line, margin):
        between_han = is_han(line[match.start() - 1]) and is_han(line[match.end()])
        if prose and not (between_han and _separates_verses(line, match.start())):
            gaps.add(match.span())
    return sorted(gaps)


def _inside(match: re.Match[str]) -> Iterator[re.Match[str]]:
    return _SPACE.finditer(match.string, match.start(), match.end())


def _is_heading(line: str) -> bool:
    numbered = _HEADING.match(line) or patterns.NUMBERED_TITLE.match(line.lstrip())
    return numbered is not None and line.rstrip()[-1] not in "。！？；，"


def _separates_verses(line: str, position: int) -> bool:
    before = line[max(0, position - _REACH) : position]
    behind = line[position : position + _REACH]
    clause = _CLAUSE_MARK.split(before)[-1] + _CLAUSE_MARK.split(behind, maxsplit=1)[0]
    return _are_verses(clause.split())


def _are_verses(parts: Sequence[str]) -> bool:
    """Tell whether the parts of a clause are verses: of one length, its first or last words apart.

    听船声 and 解船忧 are in 要经常下泊位 听船声 解船忧.
    """
    if len(parts) < 2:
        return False
    first, *inner, last = map(len, parts)
    if not inner:
        return first == last and _COUPLET[0] <= first <= _COUPLET[1]
    length = inner[0]
    return (
        set(inner) == {length}
        and _VERSE[0] <= length <= _VERSE[1]
        and min(first, last) >= length
        and length in (first, last)
    )
