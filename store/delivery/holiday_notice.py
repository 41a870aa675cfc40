"""Reads the State Council's yearly notice of days off and days worked. Pure.

`元旦：1月1日（周五）至3日（周日）放假调休，共3天。1月4日（周一）上班。` Each holiday is
a sentence or two; all that a notice says twice (weekdays, the count of days) must agree, or nothing
is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_YEAR = re.compile(r"(20\d\d)年.{0,12}?(?:放假|节假日)")
_NAMES = "元旦|春节|清明节|劳动节|端午节|中秋节|国庆节"
_HEAD = rf"(?:{_NAMES})(?:[、和与](?:{_NAMES}))*"
_PARAGRAPH = re.compile(rf"({_HEAD})[:：](.*?)(?=[一二三四五六七八九十]*、?{_HEAD}[:：]|$)")
_WEEKDAY = r"(?:[（(][^）)]*?(?:(?:周|星期)([一二三四五六日天]))?[）)])?"
_DAY = rf"(?:(20\d\d)年)?(?:(\d{{1,2}})月)?(\d{{1,2}})日{_WEEKDAY}"
_SPAN = re.compile(rf"{_DAY}(?:(?:至|到|—+|-+|~){_DAY})?")
_COUNTED = re.compile(r"共(\d{1,2})天|放假(\d{1,2})天")
_WEEKDAYS = "一二三四五六日"


class HolidayNoticeError(ValueError):
    """The notice contradicts itself, or lacks something: one sentence that says where."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of a notice: its name, the days off in order, and the weekend days worked."""

    name: str
    off: tuple[date, ...]
    worked: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """A year's arrangement."""

    year: int
    holidays: tuple[Holiday, ...]

    @property
    def days(self) -> dict[date, bool]:
        """Of each day that is named, whether it is worked."""
        off = {day: False for holiday in self.holidays for day in holiday.off}
        return off | {day: True for holiday in self.holidays for day in holiday.worked}


def is_holiday_notice(text: str) -> bool:
    """Whether a text is meant as such a notice, be it good or not."""
    return bool(_YEAR.search(text)) and len(re.findall(_NAMES, text)) >= 3 and "放假" in text


def read_holiday_notice(text: str) -> HolidayNotice:
    """Read a notice; HolidayNoticeError where it isn't whole or contradicts itself."""
    flat = re.sub(r"\s+", "", text)
    titled = _YEAR.search(flat)
    if titled is None:
        raise HolidayNoticeError("没看到是哪一年的安排")
    year = int(titled[1])
    holidays = tuple(_holiday(name, said, year) for name, said in _PARAGRAPH.findall(flat))
    missing = [name for name in _NAMES.split("|") if not any(name in one.name for one in holidays)]
    if missing:
        raise HolidayNoticeError(f"没看到{'、'.join(missing)}怎么放")
    return HolidayNotice(year, holidays)


def _holiday(name: str, said: str, year: int) -> Holiday:
    off: list[date] = []
    worked: list[date] = []
    for sentence in said.split("。"):
        if "放假" in sentence:
            first = re.split("共|放假", sentence)[0]
            off += _days(name, first, year)
            counted = _COUNTED.search(sentence)
            if counted and int(counted[1] or counted[2]) != len(off):
                raise HolidayNoticeError(f"{name}写的是{counted[0]}，日子数下来是 {len(off)} 天")
        elif sentence.endswith("上班"):
            worked += _days(name, sentence, year)
    if not off:
        raise HolidayNoticeError(f"没看到{name}放哪几天")
    if set(off) & set(worked):
        raise HolidayNoticeError(f"{name}有一天又放假又上班")
    return Holiday(name, tuple(sorted(set(off))), tuple(worked))


def _days(name: str, said: str, year: int) -> Iterator[date]:
    month = 0
    for found in _SPAN.finditer(said):
        parts = found.groups()
        month = int(parts[1] or month)
        first = _one(name, parts[0] or str(year), month, parts[2], parts[3])
        last = first
        if parts[6]:
            month = int(parts[5] or month)
            last = _one(name, parts[4] or str(year), month, parts[6], parts[7])
        if not 0 <= (last - first).days < 15:
            raise HolidayNoticeError(f"{name}的起止不对")
        yield from (first + timedelta(days=number) for number in range((last - first).days + 1))


def _one(name: str, year: str, month: int, day: str, weekday: str | None) -> date:
    try:
        found = date(int(year), month, int(day))
    except ValueError:
        raise HolidayNoticeError(f"{name}里没有 {month}月{day}日 这一天") from None
    if weekday and _WEEKDAYS.index(weekday.replace("天", "日")) != found.weekday():
        wrong = f"{found.month}月{found.day}日是星期{_WEEKDAYS[found.weekday()]}"
        raise HolidayNoticeError(f"{wrong}，通知里写的是星期{weekday}")
    return found
