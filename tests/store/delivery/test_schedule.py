"""Due times over years: exactly one a local date, at the right instant; and times as typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from store.delivery.model import Subscription
from store.delivery.schedule import (
    deadline,
    find_zone,
    instant,
    is_days,
    is_delivery_day,
    is_zone,
    next_due,
    parse_time,
    parse_when,
    upcoming,
)
from store.delivery.workdays import Workdays
from tests.support.there import there

DAY = timedelta(days=1)


def subscription(**changes: Any) -> Subscription:
    values: dict[str, Any] = {
        "chat_id": 1,
        "time": "08:30",
        "zone": "Asia/Shanghai",
        "days": "daily",
        "since": datetime(2020, 1, 1, tzinfo=UTC),
    }
    return Subscription(**(values | changes))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("08:30", "08:30"),
        ("8:30", "08:30"),
        ("8：30", "08:30"),
        ("８：３０", "08:30"),
        ("8.30", "08:30"),
        ("0830", "08:30"),
        ("08:30:00", "08:30"),
        (" 8 : 30 ", "08:30"),
        ("8点半", "08:30"),
        ("8點半", "08:30"),
        ("八点半", "08:30"),
        ("8点", "08:00"),
        ("8点整", "08:00"),
        ("8点钟", "08:00"),
        ("8时30分", "08:30"),
        ("8点三刻", "08:45"),
        ("八点一刻", "08:15"),
        ("八点零五", "08:05"),
        ("二十点十五分", "20:15"),
        ("20点15分", "20:15"),
        ("早上8点", "08:00"),
        ("上午十点", "10:00"),
        ("中午12点", "12:00"),
        ("中午一点", "13:00"),
        ("下午3点半", "15:30"),
        ("下午15:20", "15:20"),
        ("晚上八点", "20:00"),
        ("凌晨12点", "00:00"),
        ("0点", "00:00"),
        ("23:59", "23:59"),
        ("25:00", None),
        ("24:00", None),
        ("8:60", None),
        ("8点60", None),
        ("8:5", None),
        ("8", None),
        ("早上20点", None),
        ("凌晨13点", None),
        ("晚上12点", None),
        ("off", None),
        ("", None),
        ("每天8点", None),
        ("8点半半", None),
        ("-8:30", None),
        ("٨:٣٠", None),
    ],
)
def test_times_as_people_type_them(written: str, expected: str | None) -> None:
    assert parse_time(written) == expected


ZONES = [
    ("America/New_York", "02:30", 2018, 2027),
    ("Europe/Berlin", "02:30", 2018, 2027),
    ("Australia/Lord_Howe", "02:15", 2018, 2027),
    ("Australia/Lord_Howe", "01:45", 2018, 2027),
    ("America/Sao_Paulo", "00:00", 2010, 2020),
    ("Asia/Tehran", "00:15", 2015, 2024),
    ("Asia/Beirut", "00:00", 2018, 2027),
    ("Africa/Casablanca", "02:30", 2018, 2027),
    ("Asia/Kathmandu", "00:05", 1984, 1988),
    ("Asia/Shanghai", "00:30", 1986, 1992),
    ("America/Scoresbysund", "00:30", 2022, 2025),
]


@pytest.mark.parametrize(("zone", "time", "first", "last"), ZONES)
def test_exactly_one_a_local_date_over_years(zone: str, time: str, first: int, last: int) -> None:
    place = ZoneInfo(zone)
    day, after = date(first, 1, 1), datetime(first - 1, 12, 29, tzinfo=UTC)
    found = {}
    for local, due in upcoming(subscription(zone=zone, time=time, since=after), after, Workdays()):
        if local >= date(last, 1, 1):
            break
        assert local not in found
        found[local] = due
    while day < date(last, 1, 1):
        wall = found[day].astimezone(place)
        if wall.strftime("%H:%M") == time:
            # A repeated time counts on its first pass.
            assert wall.fold == 0
        else:
            # A skipped time becomes the very instant at which the clocks go forward.
            before = (found[day] - timedelta(seconds=1)).astimezone(place)
            assert there(before.utcoffset()) < there(wall.utcoffset())
            wanted = datetime.combine(day, clock_time.fromisoformat(time))
            assert before.replace(tzinfo=None) < wanted < wall.replace(tzinfo=None)
        assert wall.date() == day
        day += DAY
    instants = [found[local] for local in sorted(found)]
    assert instants == sorted(instants)


@pytest.mark.parametrize(
    ("zone", "skipped"),
    [
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Fakaofo", date(2011, 12, 30)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
        ("Pacific/Kiritimati", date(1994, 12, 31)),
    ],
)
@pytest.mark.parametrize("time", ["00:00", "08:30", "23:59"])
def test_a_date_that_a_zone_skips_has_none_and_its_neighbours_have_one(
    zone: str, skipped: date, time: str
) -> None:
    assert instant(skipped, time, zone) is None
    before = there(instant(skipped - DAY, time, zone))
    after = there(instant(skipped + DAY, time, zone))
    assert after - before == DAY
    start = before - timedelta(seconds=1)
    dates = upcoming(subscription(zone=zone, time=time, since=start), start, Workdays())
    assert [next(dates)[0], next(dates)[0]] == [skipped - DAY, skipped + DAY]


def test_known_gaps_and_folds() -> None:
    assert instant(date(2024, 3, 31), "02:30", "Europe/Berlin") == datetime(
        2024, 3, 31, 1, tzinfo=UTC
    )
    assert instant(date(2024, 10, 27), "02:30", "Europe/Berlin") == datetime(
        2024, 10, 27, 0, 30, tzinfo=UTC
    )
    # Lord Howe goes forward by half an hour at 02:00, and back by half an hour.
    assert instant(date(2024, 10, 6), "02:15", "Australia/Lord_Howe") == datetime(
        2024, 10, 5, 15, 30, tzinfo=UTC
    )
    assert instant(date(2024, 4, 7), "01:45", "Australia/Lord_Howe") == datetime(
        2024, 4, 6, 14, 45, tzinfo=UTC
    )


def test_a_gap_over_midnight_keeps_its_date() -> None:
    # Toronto, 1919-03-30 23:30: the clocks went to 00:30 of the next day.
    assert instant(date(1919, 3, 30), "23:45", "America/Toronto") == datetime(
        1919, 3, 31, 4, 30, tzinfo=UTC
    )


def test_the_first_is_the_first_due_instant_after_the_command() -> None:
    at_due = datetime(2025, 11, 20, 0, 30, tzinfo=UTC)
    for since, day in [
        (at_due - timedelta(seconds=1), 20),
        (at_due, 21),
        (at_due + timedelta(seconds=1), 21),
    ]:
        found = there(
            next_due(subscription(since=since), datetime(2025, 11, 1, tzinfo=UTC), Workdays())
        )
        assert found[0] == date(2025, 11, day)


def test_a_pause_ends_on_its_date() -> None:
    paused = subscription(paused_until=date(2025, 12, 24))
    assert there(next_due(paused, datetime(2025, 11, 20, tzinfo=UTC), Workdays()))[0] == date(
        2025, 12, 24
    )


def test_dates_that_are_taken_are_left_out() -> None:
    taken = {date(2025, 11, 20), date(2025, 11, 21)}
    found = there(
        next_due(subscription(), datetime(2025, 11, 19, 23, tzinfo=UTC), Workdays(), taken)
    )
    assert found[0] == date(2025, 11, 22)


def test_none_is_due_when_it_is_off_or_no_day_is_chosen() -> None:
    now = datetime(2025, 11, 20, tzinfo=UTC)
    assert next_due(subscription(active=False), now, Workdays()) is None
    assert next_due(subscription(days=""), now, Workdays()) is None


def test_workdays_follow_shifted_weekends_and_holidays() -> None:
    # State Council notice for 2025: 1 to 8 October off, Sunday 28 September and Saturday 11 worked.
    worked = [
        day for day in range(1, 13) if is_delivery_day("workdays", date(2025, 10, day), Workdays())
    ]
    assert worked == [9, 10, 11]
    assert is_delivery_day("workdays", date(2025, 9, 28), Workdays())


def test_chosen_weekdays() -> None:
    week = [date(2025, 11, 17) + DAY * number for number in range(7)]
    assert [day.isoweekday() for day in week if is_delivery_day("135", day, Workdays())] == [
        1,
        3,
        5,
    ]
    assert [
        days
        for days in ("135", "workdays", "daily", "7", "", "31", "11", "8", "weekly")
        if is_days(days)
    ] == [
        "135",
        "workdays",
        "daily",
        "7",
    ]


def test_late_is_three_hours_and_never_the_next_date() -> None:
    due = datetime(2025, 11, 20, 0, 30, tzinfo=UTC)
    assert deadline(due, "Asia/Shanghai") == due + timedelta(hours=3)
    evening = datetime(2025, 11, 20, 15, 0, tzinfo=UTC)
    last = deadline(evening, "Asia/Shanghai").astimezone(ZoneInfo("Asia/Shanghai"))
    assert last.date() == date(2025, 11, 20)
    assert (last + timedelta(seconds=2)).date() == date(2025, 11, 21)


def test_zones_are_those_of_the_database() -> None:
    assert is_zone("Asia/Shanghai")
    assert not is_zone("../etc/passwd")
    assert not is_zone("北京")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("周一三五 8:00", ("08:00", "135")),
        ("星期一、三、五 8点半", ("08:30", "135")),
        ("周一、周三和周五 8:00", ("08:00", "135")),
        ("每周五三一 8:00", ("08:00", "135")),
        ("周一到周五 8点", ("08:00", "12345")),
        ("星期六至日 九点", ("09:00", "67")),
        ("周天 10:00", ("10:00", "7")),
        ("每天 8:00", ("08:00", "daily")),
        ("工作日 830", ("08:30", "workdays")),
        ("每个工作日早上8点", ("08:00", "workdays")),
        ("830", ("08:30", None)),
        ("８３０", ("08:30", None)),
        ("1830", ("18:30", None)),
        ("8点半", ("08:30", None)),
        ("8:30 am", ("08:30", None)),
        ("8.30 pm", ("20:30", None)),
        ("830am", ("08:30", None)),
        ("noon", ("12:00", None)),
        ("at 8:30 every day", ("08:30", "daily")),
        ("weekdays 8:30 am", ("08:30", "workdays")),
        ("8:30 am workdays", ("08:30", "workdays")),
        ("Mon-Fri 8:30", ("08:30", "12345")),
        ("Monday to Friday at 9", None),
        ("Fridays 9 am", ("09:00", "5")),
        ("周五到周一 8:00", None),
        ("周一", None),
        ("每天", None),
        ("875", None),
        ("周八 8:00", None),
        ("港口 8:00", None),
    ],
)
def test_days_and_times_as_people_type_them(
    written: str, expected: tuple[str, str | None] | None
) -> None:
    assert parse_when(written) == expected


def test_every_time_alone_is_read_as_before() -> None:
    for hour in range(24):
        for minute in (0, 5, 30, 59):
            for form in ("{:02d}:{:02d}", "{}点{}分", "{:02d}{:02d}"):
                written = form.format(hour, minute)
                assert parse_when(written) == (parse_time(written), None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("北京", "Asia/Shanghai"),
        ("东京", "Asia/Tokyo"),
        ("UTC+9", "Etc/GMT-9"),
        ("utc-5", "Etc/GMT+5"),
        ("ＵＴＣ+8", None),
        ("UTC+0", "Etc/GMT"),
        ("UTC+99", None),
        ("asia/shanghai", "Asia/Shanghai"),
        ("../etc/passwd", None),
        ("", None),
    ],
)
def test_zones_as_people_name_them(written: str, expected: str | None) -> None:
    assert find_zone(written) == expected
    if expected is not None:
        assert is_zone(expected)


def test_an_offset_is_what_clocks_there_show() -> None:
    for hours in range(-12, 15):
        zone = there(find_zone(f"UTC{hours:+d}"))
        assert datetime(2026, 6, 1, tzinfo=ZoneInfo(zone)).utcoffset() == timedelta(hours=hours)
