"""When daily excerpts are due: exactly once for every local date that exists. Pure.

A time that a zone skips becomes the first instant after the gap, a time that comes twice its
first pass. A date that a zone skips as a whole (Samoa, 2011-12-30) has no excerpt.
"""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from store.delivery.model import Subscription
    from store.delivery.workdays import Workdays

MISFIRE_GRACE = timedelta(hours=3)
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
_HALF_DAY = re.compile(r"(.+?)([ap])\.?m\.?", re.IGNORECASE)
_WEEK = "一二三四五六日"
_DAYS = re.compile(
    r"(?P<every>每天|天天)|(?P<work>每个?工作日|工作日)"
    r"|每?(?:周|星期|礼拜)(?:(?P<first>[一二三四五六日天])[到至—-](?:周|星期|礼拜)?(?P<last>[一二三四五六日天])"
    r"|(?P<single>[一二三四五六日天]+(?:[、，,和](?:周|星期|礼拜)?[一二三四五六日天]+)*)"
    r"(?!点|點|时|時|十))的?"
)
_ENGLISH = (
    (re.compile(r"\bevery ?day\b|\bdaily\b"), "每天"),
    (re.compile(r"\b(?:every )?(?:week|work(?:ing)?) ?days?\b"), "工作日"),
    *((re.compile(rf"\b(?:every )?{name}[a-z]*\b"), f"周{day}") for name, day in zip(
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), _WEEK, strict=True
    )),
    (re.compile(r"\bto\b|(?<=周.) ?[-–] ?(?=周)"), "到"),
    (re.compile(r"\b(?:at|on)\b"), ""),
    (re.compile(r"\bnoon\b"), "12:00"),
)  # fmt: skip
"""How English says days and times, and how they are read here."""
_DAYS_BEHIND = re.compile(r"(.*\d.*?) ?((?:每天|工作日|周).*)")
_BARE = re.compile(r"(\d)(\d\d)", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT|utc|gmt)([+-])(\d{1,2})(?::?00)?", re.ASCII)
_CITIES = {
    "北京": "Asia/Shanghai",
    "上海": "Asia/Shanghai",
    "重庆": "Asia/Shanghai",
    "中国": "Asia/Shanghai",
    "北京时间": "Asia/Shanghai",
    "乌鲁木齐": "Asia/Urumqi",
    "香港": "Asia/Hong_Kong",
    "澳门": "Asia/Macau",
    "台北": "Asia/Taipei",
    "东京": "Asia/Tokyo",
    "日本": "Asia/Tokyo",
    "首尔": "Asia/Seoul",
    "新加坡": "Asia/Singapore",
    "曼谷": "Asia/Bangkok",
    "迪拜": "Asia/Dubai",
    "莫斯科": "Europe/Moscow",
    "柏林": "Europe/Berlin",
    "巴黎": "Europe/Paris",
    "伦敦": "Europe/London",
    "纽约": "America/New_York",
    "洛杉矶": "America/Los_Angeles",
    "悉尼": "Australia/Sydney",
}
_CHINESE_NUMBER = re.compile(r"[零〇一二两三四五六七八九十]+")
_MORNING = frozenset({"凌晨", "清晨", "早晨", "早上", "清早", "上午", "早"})
_NOON = frozenset({"中午", "正午"})
_HOURS = {period: range(13) for period in _MORNING} | {period: range(11, 15) for period in _NOON}
"""The hours of 24 that a part of the day may mean; all others run from 13 to 23."""


def parse_time(written: str) -> str | None:
    """Read a time of day as people type it: `08:30`, `8点半`, `8：30`, `晚上八点一刻`, `8:30 am`.

    Gives HH:MM, or None where it is no time of day. What contradicts itself (`早上20点`) is none.
    """
    text = "".join(written.split()).translate(_HALF_WIDTH)
    if half := _HALF_DAY.fullmatch(text):
        return _half_day(half[1], half[2].lower())
    found = _TIME.fullmatch(_CHINESE_NUMBER.sub(_arabic, text))
    if found is None:
        return None
    hour = _hour(int(found["hour"]), found["period"])
    minute = _minute(found)
    if hour is None or minute > 59:
        return None
    return f"{hour:02d}:{minute:02d}"


def _half_day(clock: str, half: str) -> str | None:
    if bare := _BARE.fullmatch(clock):
        clock = f"{bare[1]}:{bare[2]}"
    time = parse_time(clock if re.search("[:.]", clock) else f"{clock}:00")
    if time is None or not 1 <= int(time[:2]) <= 12:
        return None
    return f"{int(time[:2]) % 12 + 12 * (half == 'p'):02d}{time[2:]}"


def parse_when(written: str) -> tuple[str, str | None] | None:
    """Read a time as `parse_time` does, with the days before it where they are said.

    `周一三五 8:00`, `星期一至五 8点`, `每天 8:00`, `工作日 8:30`, and `830` for half past eight; in
    English `8:30 am`, `at 8:30 every day`, `weekdays 8:30`, `Mon-Fri 8:30 am`.
    Gives HH:MM and the days as `is_delivery_day` reads them, None where only a time was said; None
    for all else.
    """
    text = "".join(_in_chinese(written).split())
    found = _DAYS.match(text)
    days = _days(found) if found else None
    if found and days is None:
        return None
    clock = text[found.end() :] if found else text
    bare = _BARE.fullmatch(clock.translate(_HALF_WIDTH))
    time = parse_time(f"{bare[1]}:{bare[2]}" if bare else clock)
    return None if time is None else (time, days)


def _in_chinese(written: str) -> str:
    """Days that are said in English in the place and words in which Chinese says them."""
    said = written.lower()
    for pattern, chinese in _ENGLISH:
        said = pattern.sub(chinese, said)
    return _DAYS_BEHIND.sub(r"\2 \1", said)


def find_zone(written: str) -> str | None:
    """Give the zone that is meant: its name, a city such as 北京 or 东京, or `UTC+9`."""
    name = "".join(written.split()).translate(_HALF_WIDTH)
    if name in _CITIES:
        return _CITIES[name]
    if found := _OFFSET.fullmatch(name):
        hours = int(found[2]) * (-1 if found[1] == "-" else 1)
        # POSIX counts westwards.
        zone = f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
        return zone if is_zone(zone) else None
    known = {zone.casefold(): zone for zone in zoneinfo.available_timezones()}
    return known.get(name.casefold())


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

    `MISFIRE_GRACE` after it, or the end of the local date, whichever comes first.
    """
    place = zoneinfo.ZoneInfo(zone)
    limit = due + MISFIRE_GRACE
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


def is_delivery_day(days: str, day: date, workdays: Workdays) -> bool:
    """Whether `days` has an excerpt on a date: `workdays`, `daily`, or ISO weekdays as in `135`."""
    if days == "workdays":
        return workdays.is_workday(day)
    return days == "daily" or str(day.isoweekday()) in days


def is_days(days: str) -> bool:
    """Whether `days` is one of the forms that `is_delivery_day` reads."""
    return days in ("workdays", "daily") or bool(re.fullmatch(r"1?2?3?4?5?6?7?(?<=\d)", days))


def upcoming(
    subscription: Subscription,
    after: datetime,
    workdays: Workdays,
    taken: Collection[date] = (),
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
        if day not in taken and is_delivery_day(subscription.days, day, workdays):
            due = instant(day, subscription.time, subscription.zone)
            if due is not None and due > after:
                yield day, due
                idle = 0
        day += timedelta(days=1)
        idle += 1


def next_due(
    subscription: Subscription,
    after: datetime,
    workdays: Workdays,
    taken: Collection[date] = (),
) -> tuple[date, datetime] | None:
    """Give the first of `upcoming`, None where there is none."""
    return next(upcoming(subscription, after, workdays, taken), None)


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


def _days(found: re.Match[str]) -> str | None:
    """Give the days that were said, None where a stretch of them ends before it begins."""
    if found["every"]:
        return "daily"
    if found["work"]:
        return "workdays"
    if found["first"]:
        first, last = (_WEEK.index(found[part].replace("天", "日")) for part in ("first", "last"))
        return "".join(str(day + 1) for day in range(first, last + 1)) or None
    said = found["single"].replace("天", "日")
    return "".join(sorted({str(_WEEK.index(day) + 1) for day in said if day in _WEEK}))


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
