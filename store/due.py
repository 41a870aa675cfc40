"""When daily excerpts are due: exactly once for every local date that exists. Pure.

A time that a zone skips becomes the first instant after the gap, a time that comes twice its
first pass. A date that a zone skips as a whole (Samoa, 2011-12-30) has no excerpt.
"""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from store.calendar import is_workday

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from store.model import Subscription

LATE_LIMIT = timedelta(hours=3)
"""How long after its due instant an excerpt may still be sent, on the same local date."""
LATE_AFTER = timedelta(minutes=15)
"""From here on an excerpt is marked 补发; a full minute of 10,000 chats takes six minutes."""

_SECOND = timedelta(seconds=1)
# Longer than any run of days off (the longest so far was 12) and than any week.
_LOOK_AHEAD = 60

_DIGITS = str.maketrans("零〇一二两三四五六七八九", "001223456789")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９：．", "0123456789:.")
_PERIOD = (
    r"(?P<period>凌晨|清晨|早晨|早上|清早|上午|早|中午|正午|下午|午后|傍晚|晚上|夜里|晚|夜间)?"
)
_TIME = re.compile(
    _PERIOD + r"(?P<hour>\d{1,2})(?:"
    r"[:.]?(?P<minute>\d{2})(?<=\d{4}|.[:.]\d\d)(?::00)?"
    r"|[点點时時](?:(?P<half>半)|(?P<quarter>[13])刻|(?P<spoken>\d{1,2})分?|整|钟|鐘)?"
    r")",
    re.ASCII,
)
_CHINESE_NUMBER = re.compile(r"[零〇一二两三四五六七八九十]+")
_MORNING = frozenset({"凌晨", "清晨", "早晨", "早上", "清早", "上午", "早"})
_NOON = frozenset({"中午", "正午"})
_HOURS = {period: range(13) for period in _MORNING} | {period: range(11, 15) for period in _NOON}
"""The hours of 24 that a part of the day may mean; all others run from 13 to 23."""


def parse_time(written: str) -> str | None:
    """Read a time of day as people type it: `08:30`, `8点半`, `8：30`, `早上8点`, `晚上八点一刻`.

    Gives HH:MM, or None where it is no time of day. What contradicts itself (`早上20点`) is none.
    """
    text = "".join(written.split()).translate(_HALF_WIDTH)
    found = _TIME.fullmatch(_CHINESE_NUMBER.sub(_arabic, text))
    if found is None:
        return None
    hour = _hour(int(found["hour"]), found["period"])
    minute = _minute(found)
    if hour is None or minute > 59:
        return None
    return f"{hour:02d}:{minute:02d}"


def is_zone(name: str) -> bool:
    """Whether `name` is a time zone of the IANA database."""
    return name in zoneinfo.available_timezones()


def instant(day: date, time_of_day: str, zone: str) -> datetime | None:
    """Give the instant, in UTC, of HH:MM on a local date, None where the zone skips that date.

    Raises ValueError for a time that isn't HH:MM and ZoneInfoNotFoundError for an unknown zone.
    """
    place = zoneinfo.ZoneInfo(zone)
    wanted = datetime.combine(day, time.fromisoformat(time_of_day))
    first = wanted.replace(tzinfo=place, fold=0).astimezone(UTC)
    if first.astimezone(place).replace(tzinfo=None) == wanted:
        return first
    after_gap = _end_of_gap(wanted.replace(tzinfo=place, fold=1).astimezone(UTC), first, place)
    before_gap = (after_gap - _SECOND).astimezone(place)
    if day not in (before_gap.date(), after_gap.astimezone(place).date()):
        return None
    return after_gap


def deadline(due: datetime, zone: str) -> datetime:
    """Give the last instant at which an excerpt due at `due` may be sent.

    `LATE_LIMIT` after it, or the end of the local date, whichever comes first.
    """
    place = zoneinfo.ZoneInfo(zone)
    limit = due + LATE_LIMIT
    today = due.astimezone(place).date()
    if limit.astimezone(place).date() == today:
        return limit
    low, high = due, limit
    while high - low > _SECOND:
        middle = low + (high - low) / 2
        if middle.astimezone(place).date() == today:
            low = middle
        else:
            high = middle
    return low


def local_date(now: datetime, zone: str) -> date:
    """Give the date that `now` falls on in a zone."""
    return now.astimezone(zoneinfo.ZoneInfo(zone)).date()


def is_delivery_day(days: str, day: date) -> bool:
    """Whether `days` has an excerpt on a date: `workdays`, `daily`, or ISO weekdays as in `135`."""
    if days == "workdays":
        return is_workday(day)
    return days == "daily" or str(day.isoweekday()) in days


def is_days(days: str) -> bool:
    """Whether `days` is one of the forms that `is_delivery_day` reads."""
    return days in ("workdays", "daily") or bool(re.fullmatch(r"1?2?3?4?5?6?7?(?<=\d)", days))


def upcoming(
    subscription: Subscription, after: datetime, taken: Collection[date] = ()
) -> Iterator[tuple[date, datetime]]:
    """Give local dates with their due instants, each later than `after` and than `since`, in order.

    Dates in `taken` are left out. A subscription that isn't active has none.
    """
    if not subscription.active:
        return
    after = max(after, subscription.since)
    day = local_date(after, subscription.zone) - timedelta(days=1)
    if subscription.paused_until is not None:
        day = max(day, subscription.paused_until)
    idle = 0
    while idle < _LOOK_AHEAD:
        if day not in taken and is_delivery_day(subscription.days, day):
            due = instant(day, subscription.time, subscription.zone)
            if due is not None and due > after:
                yield day, due
                idle = 0
        day += timedelta(days=1)
        idle += 1


def next_due(
    subscription: Subscription, after: datetime, taken: Collection[date] = ()
) -> tuple[date, datetime] | None:
    """Give the first of `upcoming`, None where there is none."""
    return next(upcoming(subscription, after, taken), None)


def _end_of_gap(low: datetime, high: datetime, place: zoneinfo.ZoneInfo) -> datetime:
    """Find the transition in (low, high]: the first instant with the offset that `high` has."""
    offset = high.astimezone(place).utcoffset()
    while high - low > _SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(place).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high


def _arabic(found: re.Match[str]) -> str:
    written = found[0]
    if "十" not in written:
        return written.translate(_DIGITS)
    tens, _, ones = written.partition("十")
    return (tens.translate(_DIGITS) or "1") + (ones.translate(_DIGITS) or "0")


def _hour(hour: int, period: str | None) -> int | None:
    """Give the hour of 24, None where the part of the day and the hour contradict each other."""
    if hour > 23:
        return None
    if period is None:
        return hour
    if period == "凌晨":
        hour = 0 if hour == 12 else hour
    elif period not in _MORNING and 1 <= hour < (4 if period in _NOON else 12):
        hour += 12
    return hour if hour in _HOURS.get(period, range(13, 24)) else None


def _minute(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    if found["quarter"]:
        return int(found["quarter"]) * 15
    return int(found["minute"] or found["spoken"] or 0)
