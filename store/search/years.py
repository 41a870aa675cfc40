"""Years and stretches of years as people type them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from corpus.dates import DIGITS

if TYPE_CHECKING:
    from datetime import date

_DIGITS = str.maketrans({character: str(digit) for character, digit in DIGITS.items()})
_RANGE = re.compile(r"((?:19|20)\d\d)年?[-—–~～至到]+((?:19|20)\d\d)年?")
_SINCE = re.compile(r"((?:19|20)\d\d)年?(?:-|—|\+|以来|之后|以后|起|至今)")
_SINCE_ENGLISH = re.compile(r"since((?:19|20)\d\d)", re.IGNORECASE)
_ONE = re.compile(r"(\d{4})年?")
_DECADE = re.compile(r"(上世纪|20世纪|19|20)?(\d)(?:[0十]年代|0s)")
_AGO = {"今年": 0, "去年": 1, "前年": 2}
_LAST = re.compile(r"最?近([\d一二三四五六七八九十两几])年")
_FEW = {"两": 2, "几": 3, "十": 10}


def year_span(text: str) -> str | None:
    """Read a filter's value: `2018`, `2018-2022`, `2018-` for since then; else None."""
    typed = unicodedata.normalize("NFKC", text).translate(_DIGITS)
    if match := _RANGE.fullmatch(typed):
        return "-".join(sorted(match.groups()))
    if match := _SINCE.fullmatch(typed) or _SINCE_ENGLISH.fullmatch(typed):
        return f"{match[1]}-"
    if match := _ONE.fullmatch(typed):
        return match[1]
    if match := _DECADE.fullmatch(typed):
        century = "20" if match[1] == "20" or (not match[1] and match[2] in "012") else "19"
        return f"{century}{match[2]}0-{century}{match[2]}9"
    return None


def spoken_years(text: str, today: date) -> str | None:
    """Read a word beside others that means years, counted from today; a bare number is none."""
    if text in _AGO:
        return str(today.year - _AGO[text])
    if match := _LAST.fullmatch(text):
        count = _FEW.get(match[1]) or int(match[1].translate(_DIGITS))
        return f"{today.year - count + 1}-{today.year}"
    return None if text.isdecimal() else year_span(text)


def holds_year(span: str, year: str | None) -> bool:
    """Say whether a year lies in a span."""
    if not year or "-" not in span:
        return year == span
    first, _, last = span.partition("-")
    return first <= year and (not last or year <= last)
