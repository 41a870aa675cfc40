"""Dates as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from handlers.views.lang import Lang

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def weekday(day: date, lang: Lang) -> str:
    """`星期五`."""
    return lang.say(f"星期{_WEEKDAYS_ZH[day.weekday()]}", _WEEKDAYS_EN[day.weekday()])


def month_day(day: date, lang: Lang) -> str:
    """`11月21日`."""
    return lang.say(f"{day.month}月{day.day}日", f"{day.day} {_MONTHS_EN[day.month - 1]}")


def past(then: datetime, now: datetime, lang: Lang) -> str:
    """`昨天 03:00`; further back `11月19日 03:00`. Both instants in local time."""
    names = {0: ("今天", "today"), 1: ("昨天", "yesterday")}
    distance = (now.date() - then.date()).days
    day = lang.say(*names[distance]) if distance in names else month_day(then.date(), lang)
    return f"{day} {then:%H:%M}"


def relative(day: date, today: date, lang: Lang) -> str:
    """`明天，星期五`; further away the date itself, `1月4日 星期一`."""
    name = _near(day, today, lang)
    if name:
        return lang.say(f"{name}，{weekday(day, lang)}", f"{name}, {weekday(day, lang)}")
    date_said = month_day(day, lang)
    return lang.say(f"{date_said} {weekday(day, lang)}", f"{weekday(day, lang)}, {date_said}")


def shortly(day: date, today: date, lang: Lang) -> str:
    """`明天`; further away as `relative` says it."""
    return _near(day, today, lang) or relative(day, today, lang)


def _near(day: date, today: date, lang: Lang) -> str:
    names = {0: ("今天", "today"), 1: ("明天", "tomorrow"), 2: ("后天", "in two days")}
    distance = (day - today).days
    return lang.say(*names[distance]) if distance in names else ""
