"""Contents pages: recognised, left out, and remembered for the titles they name."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.lines import has_body_marks, heading_number, key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.lines import Line

_PAGE = re.compile(
    r"(?:\t|\s{2,}|[.．…·•_\-]{2,}|(?<=\S)\s+)\s*[-(（]?\d{1,4}[)）-]?\s*$|[.．…·]{4,}\s*$"
)
_SURE_PAGE = re.compile(r"(?:\t|\s{2,}|[.．…·•_]{2,})\s*[-(（]?\d{1,4}[)）-]?\s*$|[.．…·]{4,}\s*$")
_BARE_PAGE = re.compile(r"[-(（]?\d{1,4}[)）-]?")
_NUMBER = re.compile(
    rf"(?:第?\s*(?:\d{{1,3}}|[{patterns.NUMERAL}]{{1,3}})\s*(?:篇|[.．、:：])|[（(](?:\d{{1,3}}|[{patterns.NUMERAL}]{{1,3}})[）)]"
    r"|[-*+]\s)\s*"
)
# A contents page stands at the front; what is called so further back is a part of a text.
_REACH = 40
_LONGEST_ENTRY = 120
# With the dots that lead to its page.
_LONGEST_LINE = 400
_HEADLESS = 3
_LEAST_ENDING = 4
# Paragraphs of an epigraph or a preface that may stand before the contents page.
_LONGEST_EPIGRAPH = 3


@dataclass(frozen=True, slots=True)
class Contents:
    """The lines start to end of a contents page and what its entries name.

    `keys` are comparable forms of the entries (see `lines.key`), whole and without what stands
    before a colon; empty when there is no contents page. `lines` are those of its lines, as often
    as they stand there. `backwards` are the keys from their ends, sorted. `entries` are the lines
    as written, without numbers and pages.
    """

    start: int
    end: int
    keys: frozenset[str]
    lines: tuple[str, ...] = ()
    backwards: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()

    def names(self, title: str) -> bool:
        """Tell whether an entry is this title, or ends in it behind an organisation or part."""
        wanted = key(title)
        if wanted in self.keys or len(wanted) < _LEAST_ENDING:
            return wanted in self.keys
        ending = wanted[::-1]
        place = bisect_left(self.backwards, ending)
        return any(one.startswith(ending) for one in self.backwards[place : place + 1])


NO_CONTENTS = Contents(0, 0, frozenset())


def find_contents(lines: Sequence[Line]) -> Contents:
    """Find the contents page of a document by its heading or by its run of page numbers."""
    prose = 0
    for index, line in enumerate(lines[:_REACH]):
        if patterns.CONTENTS_HEADING.fullmatch(line.text):
            found = _contents(lines, index, index + 1)
            if not prose or _come_again(lines[found.end :], found):
                return found
        prose += _is_prose(line)
        if prose > _LONGEST_EPIGRAPH:
            break
    return _headless(lines)


def _come_again(lines: Sequence[Line], contents: Contents) -> bool:
    """Tell whether the titles of a contents page stand below it, two at least."""
    return sum(key(line.text) in contents.keys for line in lines) > 1


def _contents(lines: Sequence[Line], start: int, first: int) -> Contents:
    end = _end(lines, first)
    entries = lines[first:end]
    names = tuple(_entry_key(line.text) for line in entries)
    keys = frozenset(_keys(entries))
    written = tuple(_NUMBER.sub("", _PAGE.sub("", line.text), count=1) for line in entries)
    backwards = tuple(sorted(entry[::-1] for entry in keys))
    return Contents(start, end, keys, names, backwards, written)


def _headless(lines: Sequence[Line]) -> Contents:
    run = 0
    for index, line in enumerate(lines[:_REACH]):
        run = run + 1 if _is_sure_entry(line.text) else 0
        if run == _HEADLESS:
            first = index - _HEADLESS + 1
            if any(map(_is_prose, lines[:first])):
                break
            return _contents(lines, first, first)
    return NO_CONTENTS


def _is_sure_entry(text: str) -> bool:
    """Tell whether a line ends in a page number that dots or a gap set apart."""
    return (
        len(text) <= _LONGEST_LINE
        and not has_body_marks(text)
        and _SURE_PAGE.search(text) is not None
    )


def _end(lines: Sequence[Line], first: int) -> int:
    """Return the index of the first line behind the contents page.

    That is behind the last page number before prose begins, or, where no line has a number,
    the first line that repeats an entry, else the first blank line.
    """
    seen: set[str] = set()
    last_page = repeated = None
    for index in range(first, len(lines)):
        line = lines[index]
        if patterns.PAGE_LINE.fullmatch(line.text):
            continue
        if _has_page(line):
            last_page = index
            seen.add(_entry_key(line.text))
            continue
        if _is_prose(line):
            break
        entry = _entry_key(line.text)
        if entry in seen and last_page is None:
            repeated = index
            break
        seen.add(entry)
    if last_page is not None:
        return last_page + 1
    if repeated is not None:
        return repeated
    return _first_gap(lines, first)


def _first_gap(lines: Sequence[Line], first: int) -> int:
    for index in range(first, len(lines)):
        if _is_prose(lines[index]) or (lines[index].gap and index > first):
            # One line below the heading may as well be the text's own.
            return index if index - first > 1 else first
    return first


def _is_prose(line: Line) -> bool:
    text = line.text
    return (
        "。" in text
        or len(text) > _LONGEST_ENTRY
        or (text.endswith(("：", ":")) and patterns.SALUTATION.fullmatch(text) is not None)
    )


def _has_page(line: Line) -> bool:
    if line.level or len(line.text) > _LONGEST_LINE:
        return False
    return _PAGE.search(line.text) is not None or _BARE_PAGE.fullmatch(line.text) is not None


def _keys(lines: Sequence[Line]) -> set[str]:
    """Return comparable forms of each entry, of its lines alone and of its part after a colon."""
    keys: set[str] = set()
    pending = ""
    for line in lines:
        text = _NUMBER.sub("", _PAGE.sub("", line.text), count=1)
        if _BARE_PAGE.fullmatch(line.text):
            text = ""
        pending += text
        for form in (text, pending, *re.split("[：:]", text, maxsplit=1)[1:]):
            keys.add(key(form))
        if _has_page(line) or heading_number(line.text):
            pending = ""
    return {entry for entry in keys if len(entry) >= 2 and not entry.isdecimal()}


def _entry_key(text: str) -> str:
    return key(_NUMBER.sub("", _PAGE.sub("", text), count=1))
