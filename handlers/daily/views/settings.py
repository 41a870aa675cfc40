"""The settings of a chat's daily excerpt, said in private: one message that turns its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.daily.views.daily import content_said, days_said, next_said, unannounced_said
from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Verb
from handlers.views.citation import cite_short
from handlers.views.dates import month_day, weekday
from handlers.views.markup import View, esc, rows, shorten
from handlers.views.paging import PRIVATE, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from handlers.views.lang import Lang
    from handlers.views.markup import Button
    from store.delivery.model import Delivery, Subscription
    from store.search.model import Hit

TIMES = ("07:30", "08:00", "08:30", "09:00")
ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Europe/London")
PAUSES = ((1, "一天", "1 day"), (7, "一周", "1 week"), (30, "一个月", "30 days"))
WEEK_ZH = "一二三四五六日"
WEEK_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose settings are shown: the chat's id in buttons (0: this private chat), its name."""

    lang: Lang
    chat_id: int
    title: str

    def button(
        self,
        chinese: str,
        english: str,
        action: str,
        value: str = "",
        *,
        query: str = "",
        passage: str = "",
    ) -> Button:
        """A button that does `action` for this chat."""
        extra = f"{action}:{self.chat_id}" + (f":{value}" if value else "")
        label = self.lang.say(chinese, english)
        return button(label, Verb.DAILY_SETTING, query, passage=passage, extra=extra)

    @property
    def back(self) -> Button:
        """To the first page of the settings."""
        return self.button("返回", "Back", "m")

    @property
    def out(self) -> list[Button]:
        """To all settings of the group; a private chat has no others."""
        if not self.chat_id:
            return []
        label = self.lang.say("群设置", "Group settings")
        return [button(label, Verb.GROUP_SETTING, extra=f"p:{self.chat_id}")]

    @property
    def name(self) -> str:
        """The chat as the settings name it, as HTML."""
        if not self.chat_id:
            return self.lang.say("你的每日一摘", "Your daily excerpt")
        title = esc(self.title)
        return self.lang.say(f"“{title}”的每日一摘", f"Daily excerpt of “{title}”")


def render_desk(
    desk: Desk,
    subscription: Subscription | None,
    following: date | None,
    today: date,
    unannounced: int | None = None,
) -> View:
    """The first page: what is set, and where to change it."""
    lang = desk.lang
    if subscription is None or not subscription.active:
        text = desk.name + lang.say("：现在没有开。", ": off.")
        on = desk.button("每个工作日 08:30 发", "Workdays at 08:30", "o")
        return View(text, rows([on], desk.out))
    until = subscription.paused_until
    paused = until if until is not None and until > today else None
    state = f"{desk.name}{lang.say('：', ': ')}"
    if paused is not None:
        day = month_day(paused, lang)
        state += lang.say(f"暂停到 {day}，之后", f"paused until {day}, then ")
    state += (
        f"{days_said(subscription, lang)} {subscription.time} · "
        f"{content_said(subscription, lang)}{next_said(following, today, lang)}"
    )
    state += unannounced_said(unannounced, lang)
    return View(
        state,
        rows(
            [
                desk.button("时间", "Time", "t"),
                desk.button("星期", "Days", "w"),
                desk.button("内容", "Content", "c"),
            ],
            [
                desk.button("看接下来 7 条", "Next seven", "n"),
                desk.button("暂停", "Pause", "p")
                if paused is None
                else desk.button("现在恢复", "Resume", "p", "0"),
                desk.button("关闭", "Stop", "x"),
            ],
            [desk.button("更多…", "More…", "h")],
        ),
    )


def render_times(desk: Desk, subscription: Subscription) -> View:
    """Common times, or one of one's own."""
    buttons = [
        desk.button(ticked(time, time == subscription.time), time, "t", time.replace(":", ""))
        for time in TIMES
    ]
    own = desk.button("自己写", "Other", "ta")
    return View(desk.lang.say("几点发？", "At what time?"), rows(buttons, [own, desk.back]))


def render_days(desk: Desk, subscription: Subscription) -> View:
    """Workdays, every day, or days of the week of one's own."""
    chosen = subscription.days
    common = [
        desk.button(ticked("工作日", chosen == "workdays"), "Workdays", "w", "wd"),
        desk.button(ticked("每天", chosen == "daily"), "Every day", "w", "ed"),
        desk.back,
    ]
    single = chosen if chosen.isdecimal() else ""
    week = [
        desk.button(
            ticked(WEEK_ZH[day - 1], str(day) in single),
            ticked(WEEK_EN[day - 1], str(day) in single),
            "w",
            toggled(single, str(day)) or "wd",
        )
        for day in range(1, 8)
    ]
    text = desk.lang.say(
        "哪几天发？工作日按国家放假和调休安排，也可以自己点星期几。",
        "On which days? Workdays follow China's holidays; or pick days of the week.",
    )
    return View(text, rows(common, week[:4], week[4:]))


def toggled(days: str, day: str) -> str:
    """ISO weekdays with one more or one less, in order."""
    kept = set(days) ^ {day}
    return "".join(sorted(kept))


def render_pauses(desk: Desk, subscription: Subscription, today: date) -> View:
    """How long to pause, or the end of a pause."""
    buttons = [desk.button(chinese, english, "p", str(days)) for days, chinese, english in PAUSES]
    last = [desk.button("到哪天", "Until…", "pa"), desk.back]
    if subscription.paused_until is not None and subscription.paused_until > today:
        last.insert(0, desk.button("现在恢复", "Resume", "p", "0"))
    return View(desk.lang.say("暂停多久？", "Pause for how long?"), rows(buttons, last))


def render_more(desk: Desk, subscription: Subscription, user_id: int) -> View:
    """What is seldom changed; `user_id` is who looks at it."""
    lang = desk.lang
    topic = (
        lang.say("常规话题", "the general topic")
        if subscription.thread_id is None
        else lang.say("设置时所在的话题", "the topic it was set in")
    )
    sound = lang.say(
        "静音" if subscription.silent else "有提示音", "silent" if subscription.silent else "sound"
    )
    shown = lang.say(*_shown_to(subscription, user_id))
    text = lang.say(
        f"{desk.name}\n话题：{topic}（要换话题，到那个话题里发 /daily {subscription.time}）\n"
        f"提醒：{sound}\n时区：{subscription.zone}\n头天先看：{shown}",
        f"{desk.name}\nTopic: {topic} (to change it, send /daily {subscription.time} there)\n"
        f"Notification: {sound}\nTime zone: {subscription.zone}\nShown before: {shown}",
    )
    first = [
        desk.button("改成有声" if subscription.silent else "改成静音", "Sound", "hs"),
        desk.button("时区", "Time zone", "hz"),
        desk.button("最近发送", "Last ones", "hl"),
    ]
    if subscription.thread_id is not None:
        first.insert(0, desk.button("常规话题", "General", "ht"))
    shown_before = desk.button("头天给我看", "Show me", "e")
    return View(text, rows(first, [shown_before, desk.back], desk.out))


def _shown_to(subscription: Subscription, user_id: int) -> tuple[str, str]:
    if subscription.shown_to is None:
        return "没开", "off"
    if subscription.shown_to == user_id:
        return "给你看", "to you"
    return "给另一位管理员看", "to another administrator"


def render_zones(desk: Desk, subscription: Subscription) -> View:
    """Common zones, or one of one's own."""
    buttons = [
        desk.button(ticked(zone.split("/")[1], zone == subscription.zone), zone, "hz", str(number))
        for number, zone in enumerate(ZONES)
    ]
    own = desk.button("自己写", "Other", "ha")
    return View(
        desk.lang.say(f"按哪里的时间？现在是 {subscription.zone}。", "Which time zone?"),
        rows(buttons, [own, desk.back]),
    )


def render_upcoming(
    desk: Desk, upcoming: Sequence[tuple[Delivery, Hit | None]], unannounced: int | None = None
) -> View:
    """The next excerpts, each of which can be opened and changed."""
    lang = desk.lang
    if not any(hit for _, hit in upcoming):
        said = lang.say(
            "按现在的设置没有能发的段落，换个内容试试。",
            "With these settings there is nothing to send; change the content.",
        )
        return View(said, rows([desk.button("换内容", "Content", "c"), desk.back]))

    def entry(at: int, width: int, _: int) -> str:
        one, hit = upcoming[at]
        return f"{at + 1} {_day(one, lang)} {esc(shorten(hit.text, width)) if hit else '—'}"

    numbers = [
        desk.button(str(number), str(number), "ne", f"{one.local_date:%y%m%d}")
        for number, (one, hit) in enumerate(upcoming, start=1)
        if hit
    ]
    feet = []
    if unannounced is not None:
        feet.append(
            lang.say(
                f"{unannounced} 年的放假安排还没公布：法定节日和春节、国庆长假不发，"
                "其余星期一到星期五发。",
                f"{unannounced}'s holidays aren't announced yet: none on public holidays and in the"
                " long breaks, otherwise Monday to Friday.",
            )
        )
    text = fitted((), len(upcoming), entry, PRIVATE, feet=feet)
    return View(text, rows(numbers[:4], [*numbers[4:], desk.back]))


def render_one_upcoming(desk: Desk, delivery: Delivery, hit: Hit) -> View:
    """One of the next excerpts, and what can be done about it."""
    lang = desk.lang
    day = f"{delivery.local_date:%y%m%d}"
    first = [
        desk.button("换一条", "Another", "nr", day),
        desk.button("这句不用", "Never this", "bp", day),
        desk.button("这篇不用", "Not this speech", "bs", day),
    ]
    if hit.speech.speaker:
        first.append(desk.button("这位不用", "Not this speaker", "bk", day))
    text = f"{_day(delivery, lang)}\n<blockquote>{esc(hit.text)}</blockquote>\n"
    return View(
        text + esc(cite_short(hit.speech)),
        rows(first, [desk.button("返回", "Back", "n")]),
    )


QUESTIONS = {
    "ta": ("几点发？写成 08:30 或 8点半：", "At what time? Write 08:30:"),
    "cw": ("只从含哪个词的段落里选？", "Only passages that hold which word?"),
    "cs": ("只从含哪个口号的段落里选？", "Only passages that hold which slogan?"),
    "ya": ("从哪年的讲话用起？写成 2018：", "Speeches from which year on? Write 2018:"),
    "pa": ("暂停到哪天？写成 2026-12-31 或 12月31日：", "Pause until which day? Write 2026-12-31:"),
    "ha": (
        "哪个时区？写成 北京、东京 或 UTC+9：",
        "Which zone? Write Asia/Shanghai or UTC+9:",
    ),
}


def render_question(action: str, lang: Lang) -> View:
    """Ask for a value; the reply to this message is it."""
    return View(lang.say(*QUESTIONS[action]), asks=True)


def render_not_understood(action: str, written: str, lang: Lang) -> View:
    """The reply was no such value; asked again."""
    shown = esc(shorten(written, 20))
    question = lang.say(*QUESTIONS[action])
    return View(lang.say(f"没看懂“{shown}”。", f"“{shown}” isn't clear. ") + question, asks=True)


def _day(delivery: Delivery, lang: Lang) -> str:
    return f"{delivery.local_date:%m-%d} {weekday(delivery.local_date, lang)}"


def ticked(label: str, chosen: bool) -> str:
    """A label, with a tick where it is what holds now."""
    return f"{label} ✓" if chosen else label
