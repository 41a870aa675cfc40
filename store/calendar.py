"""Which days China works: public holidays and the weekends that are worked in their stead.

Source: the State Council's yearly notices as the package chinesecalendar holds them, from 2004
to the latest year announced when it was released. Beyond these years Monday to Friday.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def known(day: date) -> bool:
    """Whether the holidays of this day's year have been announced to us."""
    first, last = _years()
    return first <= day.year <= last


def last_known_year() -> int:
    """Give the last year whose holidays are known."""
    return _years()[1]


def is_workday(day: date) -> bool:
    """Whether offices work on `day`; Monday to Friday where the year isn't `known`."""
    if not known(day):
        return day.isoweekday() <= 5
    # Imported here because its tables are not needed by a bot without daily excerpts.
    import chinese_calendar  # type: ignore[import-untyped]  # noqa: PLC0415

    return bool(chinese_calendar.is_workday(day))


@cache
def _years() -> tuple[int, int]:
    from chinese_calendar.constants import holidays  # type: ignore[import-untyped]  # noqa: PLC0415

    years = [day.year for day in holidays]
    return min(years), max(years)
