"""Which days are worked: in years announced, in 2027 by name, and in any year that isn't."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays as announced_off

from store.delivery.workdays import Workdays, statutory

DAY = timedelta(days=1)
LAST = max(announced_off).year

OFF_IN_2027 = {
    "元旦": ["2027-01-01"],
    "春节": [
        "2027-02-05",
        "2027-02-06",
        "2027-02-07",
        "2027-02-08",
        "2027-02-09",
        "2027-02-10",
        "2027-02-11",
        "2027-02-12",
    ],
    "清明节": ["2027-04-05"],
    "劳动节": ["2027-05-01", "2027-05-02", "2027-05-03", "2027-05-04"],
    "端午节": ["2027-06-09"],
    "中秋节": ["2027-09-15"],
    "国庆节": [f"2027-10-0{day}" for day in range(1, 8)],
}
"""By law and by custom, before the year's notice: no weekend is worked, no other Monday is off."""


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + DAY * number for number in range((date(year + 1, 1, 1) - first).days)]


def off_on_weekdays(year: int, workdays: Workdays) -> set[str]:
    return {
        day.isoformat()
        for day in days_of(year)
        if day.isoweekday() <= 5 and not workdays.is_workday(day)
    }


def test_the_days_of_2027_by_name() -> None:
    named = {day for days in OFF_IN_2027.values() for day in days}
    if Workdays().known(2027):
        pytest.skip("2027 has been announced to chinesecalendar")
    assert not any(Workdays().is_workday(date.fromisoformat(day)) for day in named)
    weekdays = {day for day in named if date.fromisoformat(day).isoweekday() <= 5}
    assert off_on_weekdays(2027, Workdays()) == weekdays
    names = statutory(2027)
    for name, days in OFF_IN_2027.items():
        assert name in names[date.fromisoformat(days[1 if name == "春节" else 0])]


@pytest.mark.parametrize("year", range(LAST + 1, LAST + 31))
def test_a_year_nobody_announced_keeps_to_the_law_and_the_long_breaks(year: int) -> None:
    plain = Workdays()
    assert not plain.known(year)
    assert not any(plain.is_workday(day) for day in days_of(year) if day.isoweekday() > 5)
    assert not any(plain.is_workday(day) for day in statutory(year))
    assert not any(plain.is_workday(date(year, 10, day)) for day in range(1, 8))
    spring = min(day for day, name in statutory(year).items() if name.startswith("春节"))
    week = [spring + DAY * number for number in range(-1, 7)]
    assert not any(plain.is_workday(day) for day in week)
    # No more than a few weeks in all: what isn't a holiday is worked.
    assert 240 <= sum(map(plain.is_workday, days_of(year))) <= 252


@pytest.mark.parametrize("year", range(2014, LAST + 1))
def test_the_law_never_names_a_day_that_was_worked(year: int) -> None:
    own = {day for day, name in statutory(year).items() if "补假" not in name}
    assert not [day for day in own if Workdays().is_workday(day)]


def test_what_was_announced_to_us_goes_first() -> None:
    year = LAST + 1
    spring = min(day for day, name in statutory(year).items() if name.startswith("春节"))
    one = Workdays({date(year, 3, 1): False, date(year, 10, 3): True})
    assert not one.known(year)
    assert not one.is_workday(date(year, 3, 1))
    assert one.is_workday(date(year, 10, 3))
    # Both long breaks are settled, so that the rest of the year is as it says.
    breaks = {spring: False, date(year, 10, 1): False, date(year, 10, 2): False}
    whole = Workdays(breaks)
    assert whole.known(year)
    late = next(d for d in (date(year, 10, 6), date(year, 10, 7)) if d.isoweekday() <= 5)
    assert whole.is_workday(late)
    assert Workdays({date(2025, 11, 20): False}).is_workday(date(2025, 11, 21))
    assert not Workdays({date(2025, 11, 20): False}).is_workday(date(2025, 11, 20))


def test_from_november_on_next_year_is_missed() -> None:
    assert Workdays().unannounced(date(LAST, 10, 31)) is None
    assert Workdays().unannounced(date(LAST, 11, 1)) == LAST + 1
    assert Workdays().unannounced(date(LAST + 1, 2, 1)) == LAST + 1
