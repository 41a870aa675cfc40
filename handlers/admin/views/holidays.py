"""Which days a year has off: the notice as it was read, and that there is none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.telegram.acts import OnHolidays
from handlers.telegram.callback_data import Press, Verb, encode
from handlers.views.lang import Lang, counted
from handlers.views.markup import Button, View, esc

if TYPE_CHECKING:
    from datetime import date

    from store.delivery.holiday_notice import Holiday, HolidayNotice


def render_unannounced(year: int) -> View:
    """The same to an operator."""
    return View(what_helps(year, Lang.ZH))


def what_helps(year: int, lang: Lang) -> str:
    """That they aren't known, what an operator can do about it, and what is done without."""
    return lang.say(
        f"还不知道 {year} 年的放假安排。通知出来后把原文发给我就行；没有也会避开法定节日和长假。",
        f"The days off of {year} aren't known yet; send me the notice's text. Without it I keep to "
        "statutory days and the long breaks.",
    )


def render_notice(notice: HolidayNotice, key: str, lang: Lang) -> View:
    """What was read, to be taken or left; `key` is that of the notice's text."""
    off = sum(not works for works in notice.days.values())
    worked = len(notice.days) - off
    lines = [
        lang.say(
            f"{notice.year} 年放假安排：放 {off} 天，周末上班 {worked} 天",
            f"Holidays of {notice.year}: {off} days off, {counted(worked, 'weekend day')} worked",
        ),
        "；".join(_holiday_said(one) for one in notice.holidays),
    ]
    yes = Press(Verb.HOLIDAYS, query=key, extra=OnHolidays.TAKE)
    no = Press(Verb.HOLIDAYS, query=key, extra=OnHolidays.LEAVE)
    buttons = (
        Button(lang.say("就用这个", "Use this"), encode(yes)),
        Button(lang.say("不用", "Leave it"), encode(no)),
    )
    return View("\n".join(lines), (buttons,))


def render_unread_notice(reason: str, lang: Lang) -> View:
    """The notice contradicts itself or isn't whole."""
    return View(
        lang.say(
            f"没看懂：{esc(reason)}。请把通知全文发来，从“一、元旦”到最后一条。",
            f"This notice can't be read: {esc(reason)}. Nothing was changed; send all of it.",
        )
    )


def render_notice_taken(year: int, chats: tuple[int, ...], lang: Lang) -> View:
    """It holds from now on, and how it is taken back."""
    kind = "群" if all(chat < 0 for chat in chats) else "聊天"
    undo = Press(Verb.HOLIDAYS, extra=OnHolidays.UNDO.on(year))
    return View(
        lang.say(
            f"记下了，{len(chats)} 个{kind}的每日一摘照这个发。",
            f"Noted; the daily excerpts of {counted(len(chats), 'chat')} follow it.",
        ),
        ((Button(lang.say("撤回", "Undo"), encode(undo)),),),
    )


def render_notice_undone(year: int, lang: Lang) -> View:
    """It was taken back."""
    return View(
        lang.say(
            f"撤回了，{year} 年又先避开法定节日和长假。",
            f"Taken back; {year} keeps to statutory days and the long breaks again.",
        )
    )


def _holiday_said(holiday: Holiday) -> str:
    first, last = holiday.off[0], holiday.off[-1]
    said = f"{holiday.name} {_day(first)}"
    if last != first:
        said += f"—{last.day}日" if first.month == last.month else f"—{_day(last)}"
    if holiday.worked:
        said += "，" + "、".join(map(_day, holiday.worked)) + "上班"
    return said


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
