"""The lines between a title and the body: title lines, subtitle, byline, date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.chinese import Grammar
from corpus.fields import byline, clean_title, date_line, is_name, is_organisation, parse_date
from corpus.lines import is_titleish

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.contents import Contents
    from corpus.lines import Line

_ENDS_TITLE = Grammar(patterns.TITLE_NOUN + r"(?:[（(].*[）)])?$")
_PARTS = re.compile(r"[，,；;\s\u3000]+")
_SUBTITLE = re.compile(r"[—–－-]{1,4}\s*\S")
# Title of two lines, subtitle, byline of two lines, date: no header has more.
_LONGEST_HEADER = 7


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the body of one speech. `fates` names what each of its lines is."""

    title: str | None = None
    organisation: str | None = None
    speaker: str | None = None
    date: str | None = None
    fates: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Count its lines."""
        return len(self.fates)


def read_header(lines: Sequence[Line], contents: Contents, *, titled: bool) -> Header:
    """Read the header that `lines` begin with; `titled` says that the first line is a title."""
    reading = _Reading(lines, contents)
    if titled:
        reading.title()
    reading.fields()
    return reading.header()


class _Reading:
    def __init__(self, lines: Sequence[Line], contents: Contents) -> None:
        self._lines = lines[: _LONGEST_HEADER + 1]
        self._contents = contents
        self._fates: list[str] = []
        self._title: list[str] = []
        self._subtitle = ""
        self._organisation: str | None = None
        self._speaker: str | None = None
        self._date: str | None = None

    def header(self) -> Header:
        title = clean_title(_spaced(self._title)) if self._title else None
        organisation = self._organisation
        if organisation is None and title and is_organisation(title):
            organisation = title
        if title:
            title += self._subtitle
        return Header(title, organisation, self._speaker, self._date, tuple(self._fates))

    def title(self) -> None:
        self._take_title()
        while (line := self._next()) and self._continues_title(line):
            self._take_title()

    def fields(self) -> None:
        steps: tuple[Callable[[Line], bool], ...] = (
            self._read_date,
            self._read_subtitle,
            self._read_split_byline,
            self._read_byline,
        )
        while (line := self._next()) and len(self._fates) < _LONGEST_HEADER:
            if not any(step(line) for step in steps):
                return

    def _next(self, ahead: int = 0) -> Line | None:
        index = len(self._fates) + ahead
        return self._lines[index] if index < len(self._lines) else None

    def _take_title(self) -> None:
        line = self._next()
        if line:
            self._title.append(line.text)
            self._fates.append("标题")

    def _continues_title(self, line: Line) -> bool:
        if line.gap or line.level or len(self._title) > 2:
            return False
        if len(line.text) == 1 and line.text.isalpha():
            return True
        if not is_titleish(line):
            return False
        if self._contents.names("".join([*self._title, line.text])):
            return True
        if patterns.STRONG_TITLE.fullmatch(self._title[-1]) or date_line(line.text):
            return False
        if _ENDS_TITLE.search(line.text):
            return True
        if byline(line.text) or is_name(line.text):
            return False
        following = self._next(1)
        return following is not None and (following.gap > 0 or byline(following.text) is not None)

    def _read_date(self, line: Line) -> bool:
        date = date_line(line.text)
        if date is None or self._date:
            return False
        self._date = date
        self._fates.append("日期")
        return True

    def _read_subtitle(self, line: Line) -> bool:
        """A line such as ——在全区大会上的讲话, or one in brackets that holds place and date.

        The first is a part of the title, unless it tells the date.
        """
        marked = _SUBTITLE.match(line.text) is not None and "。" not in line.text
        bracketed = line.text[0] in "（(" and line.text[-1] in "）)" and parse_date(line.text)
        if not (self._fates and (marked or bracketed)) or len(line.text) > 60:
            return False
        if marked and self._title and parse_date(line.text) is None:
            self._subtitle = line.text
            self._fates.append("标题")
            return True
        self._date = self._date or parse_date(line.text)
        for part in _PARTS.split(line.text[1:-1]) if bracketed else ():
            if found := byline(part):
                self._set(found.organisation, found.speaker)
        self._fates.append("副标题")
        return True

    def _read_split_byline(self, line: Line) -> bool:
        """A position in one line and the name in the next."""
        following = self._next(1)
        if following is None or following.gap or not is_name(following.text):
            return False
        found = byline(f"{line.text} {following.text}")
        if found is None or not found.speaker:
            return False
        self._set(found.organisation, found.speaker)
        self._fates += ["署名", "署名"]
        return True

    def _read_byline(self, line: Line) -> bool:
        if line.level or (not self._fates and line.gap == 0 and not self._title):
            return False
        found = byline(line.text)
        if found is None and self._title and line.gap == 0 and is_name(line.text):
            self._set(None, line.text)
        elif found is None and self._title and line.gap == 0 and self._dated_below(line):
            self._set(line.text, None)
        elif found is not None and is_body_free(line):
            self._set(found.organisation, found.speaker)
        else:
            return False
        self._fates.append("署名")
        return True

    def _dated_below(self, line: Line) -> bool:
        """Tell whether a line between title and date stands where organisations stand."""
        following = self._next(1)
        return (
            is_titleish(line)
            and len(line.text) <= 30
            and _ENDS_TITLE.search(line.text) is None
            and following is not None
            and date_line(following.text) is not None
        )

    def _set(self, organisation: str | None, speaker: str | None) -> None:
        self._organisation = self._organisation or organisation
        self._speaker = self._speaker or ("".join(speaker.split()) if speaker else None)


def is_body_free(line: Line) -> bool:
    """Tell whether a line holds no sentence mark, as a byline does."""
    return patterns.UNTITLED.search(line.text) is None


def _spaced(parts: Sequence[str]) -> str:
    """Join the lines of a title: with a space between the two halves of a couplet only."""
    whole = "".join(parts)
    couplet = len(parts) == 2 and abs(len(parts[0]) - len(parts[1])) <= 1
    return " ".join(parts) if couplet and not patterns.STRONG_TITLE.fullmatch(whole) else whole
