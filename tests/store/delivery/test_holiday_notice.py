"""Notices of days off are read whole or not at all."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays as days_off
from chinese_calendar.constants import workdays as days_worked
from hypothesis import given
from hypothesis import strategies as st

from store.delivery.holiday_notice import HolidayNoticeError, is_holiday_notice, read_holiday_notice

WEEK = "一二三四五六日"
NOTICE_2027 = """关于2027年部分节假日安排的通知

　　各单位：
　　现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
　　一、元旦：1月1日（周五）至3日（周日）放假，共3天。
　　二、春节：2月5日（农历除夕、周五）至12日（农历正月初七、周五）放假调休，共8天。2月20日（周六）、2月28日（周日）上班。
　　三、清明节：4月3日（周六）至5日（周一）放假，共3天。
　　四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
　　五、端午节：6月9日（周三）放假1天，不调休。
　　六、中秋节：9月15日（周三）放假1天。
　　七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
　　节假日期间，各单位要妥善安排好值班和安全等工作。
"""


def test_a_notice_is_read_whole() -> None:
    assert is_holiday_notice(NOTICE_2027)
    notice = read_holiday_notice(NOTICE_2027)
    assert notice.year == 2027
    assert [one.name for one in notice.holidays] == (
        ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]
    )
    days = notice.days
    assert sum(not works for works in days.values()) == 28
    assert [day.isoformat() for day, works in days.items() if works] == [
        "2027-02-20",
        "2027-02-28",
        "2027-04-25",
        "2027-05-08",
        "2027-09-26",
        "2027-10-09",
    ]


def named(name: str, off: list[date], worked: list[date]) -> str:
    def said(day: date) -> str:
        return f"{day.month}月{day.day}日（星期{WEEK[day.weekday()]}）"

    first, last = off[0], off[-1]
    span = f"{first.year}年{said(first)}"
    if first != last:
        span += f"至{last.year}年{said(last)}"
    work = "、".join(map(said, worked))
    return f"{name}：{span}放假调休，共{len(off)}天。" + (f"{work}上班。" if work else "")


@pytest.mark.parametrize("year", sorted({day.year for day in days_off if day.year >= 2014}))
def test_every_year_that_was_announced_reads_back(year: int) -> None:
    """The package's own days, written as a notice writes them."""
    runs: list[list[date]] = []
    for day in sorted(day for day in days_off if day.year == year):
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    names = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]
    worked = sorted(day for day in days_worked if day.year == year)
    if len(runs) < len(names):
        # Two that fell together share a paragraph, as they do in the notices.
        names = [*names[: len(runs) - 1], "、".join(names[len(runs) - 1 :])]
    lines = [
        named(name, run, worked if number == 0 else [])
        for number, (name, run) in enumerate(zip(names, runs, strict=False))
    ]
    notice = read_holiday_notice(f"{year}年部分节假日安排的通知，放假如下。" + "\n".join(lines))
    shown = runs[: len(names)]
    assert {day for day, works in notice.days.items() if not works} == {d for r in shown for d in r}
    assert sorted(day for day, works in notice.days.items() if works) == worked


@given(st.data())
def test_a_notice_that_contradicts_itself_is_not_taken(data: st.DataObject) -> None:
    spots = [
        *re.finditer(r"周([一二三四五六日])", NOTICE_2027),
        *re.finditer(r"共(\d)天", NOTICE_2027),
    ]
    spot = data.draw(st.sampled_from(spots))
    kind = WEEK if spot[1] in WEEK else "123456789"
    other = data.draw(st.sampled_from([one for one in kind if one != spot[1]]))
    wrong = NOTICE_2027[: spot.start(1)] + other + NOTICE_2027[spot.end(1) :]
    with pytest.raises(HolidayNoticeError):
        read_holiday_notice(wrong)


@pytest.mark.parametrize("name", ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"])
def test_a_notice_that_lacks_a_holiday_is_not_taken(name: str) -> None:
    lines = [line for line in NOTICE_2027.splitlines() if f"、{name}：" not in line]
    with pytest.raises(HolidayNoticeError, match=name):
        read_holiday_notice("\n".join(lines))


@pytest.mark.parametrize("words", ["春节放假安排", "国庆节 讲话", "2027年春节", "元旦春节值班放假"])
def test_a_question_is_no_notice(words: str) -> None:
    assert not is_holiday_notice(words)
