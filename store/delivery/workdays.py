"""Which days China works: public holidays and the weekends that are worked in their stead. Pure.

What was announced to us goes first, then the State Council's notices as chinesecalendar holds them
(from 2004 to the latest year announced when it was released), then the holidays that the law names,
as `holidays` reckons them for any year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY = timedelta(days=1)
_NATIONAL_BREAK = range(2, 8)
_SPRING_BREAK_DAYS = 8
"""From the eve to the seventh day of the first month: 2025 and 2026 had these off, at least."""
_EVE = "除夕"


@dataclass(frozen=True, slots=True)
class Workdays:
    """The calendar of offices. `announced` goes first: of days, whether they are worked."""

    announced: Mapping[date, bool] = field(default_factory=dict)

    def known(self, year: int) -> bool:
        """Whether the year's arrangement has been announced: both long breaks of it are settled."""
        if year in _noticed_years():
            return True
        off = {day for day, works in self.announced.items() if day.year == year and not works}
        return date(year, 10, 2) in off and _eve(year) + _DAY in off

    def last_known(self, year: int) -> int:
        """Give the last year in a row from `year` on that is known; `year` itself isn't asked."""
        while self.known(year + 1):
            year += 1
        return year

    def unannounced(self, today: date) -> int | None:
        """Give the year that ought to be announced soon and isn't: next year from November on."""
        year = today.year + (today.month >= 11)
        return next((one for one in (today.year, year) if not self.known(one)), None)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on `day`.

        In a year that isn't `known` they are taken not to on statutory days and in the usual long
        breaks: 2 to 7 October, and the week of the Spring Festival.
        """
        if day in self.announced:
            return self.announced[day]
        if day.year in _noticed_years():
            # Imported here because its tables are not needed by a bot without daily excerpts.
            import chinese_calendar  # noqa: PLC0415

            return bool(chinese_calendar.is_workday(day))
        if day.isoweekday() > 5 or (day in statutory(day.year) and not self.known(day.year)):
            return False
        return self.known(day.year) or not _in_usual_break(day)


@cache
def statutory(year: int) -> dict[date, str]:
    """Give the days off that the law names, with their Chinese names; 补假 for lost weekends."""
    # Imported here for the same reason as above.
    from holidays.countries.china import China  # noqa: PLC0415

    return dict(China(years=year, language="zh_CN"))  # type: ignore[no-untyped-call]


def _in_usual_break(day: date) -> bool:
    spring = (day - _eve(day.year)).days
    return (day.month == 10 and day.day in _NATIONAL_BREAK) or 0 <= spring < _SPRING_BREAK_DAYS


def _eve(year: int) -> date:
    """Give the eve of the year's Spring Festival, which the law names since 2025."""
    named = [day for day, name in statutory(year).items() if _EVE in name]
    first = [day for day, name in statutory(year).items() if name.startswith("春节")]
    return named[0] if named else min(first) - _DAY


@cache
def _noticed_years() -> range:
    from chinese_calendar.constants import holidays  # noqa: PLC0415

    years = [day.year for day in holidays]
    return range(min(years), max(years) + 1)
