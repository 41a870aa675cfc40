"""The settings of a chat's daily excerpt, said in private: one message that turns its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.callback import Press, Verb, encode
from handlers.views.daily import days_said, next_said, unknown_year_said
from handlers.views.dates import month_day, weekday
from handlers.views.markup import Button, View, esc, rows, shorten
from store.citation import cite_short

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from handlers.views.lang import Lang
    from store.model import Delivery, Hit, Source, Subscription

TIMES = ("07:30", "08:00", "08:30", "09:00")
ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Europe/London")
PAUSES = ((1, "一天", "1 day"), (7, "一周", "1 week"), (30, "一个月", "30 days"))
WEEK_ZH = "一二三四五六日"
WEEK_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SOURCES_PAGE = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose settings are shown: the chat's id in buttons (0: this private chat), its name."""

    lang: Lang
    chat_id: int
    title: str

    def button(
        self, chinese: str, english: str, action: str, value: str = "", *, query: str = "",
        offset: int = 0,
    ) -> Button:  # fmt: skip
        """A button that does `action` for this chat."""
        extra = f"{action}:{self.chat_id}" + (f":{value}" if value else "")
        press = Press(Verb.DAILY_SETTING, query, offset, extra=extra)
        return Button(self.lang.say(chinese, english), encode(press))

    @property
    def back(self) -> Button:
        """To the first page of the settings."""
        return self.button("返回", "Back", "m")

    @property
    def name(self) -> str:
        """The chat as the settings name it, as HTML."""
        if not self.chat_id:
            return self.lang.say("你的每日一摘", "Your daily excerpt")
        title = esc(self.title)
        return self.lang.say(f"“{title}”的每日一摘", f"Daily excerpt of “{title}”")


def render_desk(
    desk: Desk, subscription: Subscription | None, following: date | None, today: date
) -> View:
    """The first page: what is set, and where to change it."""
    lang = desk.lang
    if subscription is None or not subscription.active:
        text = desk.name + lang.say("：现在没有开。", ": off.")
        return View(text, ((desk.button("每个工作日 08:30 发", "Workdays at 08:30", "o"),),))
    state = (
        f"{desk.name}{lang.say('：', ': ')}"
        f"{days_said(subscription, lang)} {subscription.time} · "
        f"{_content(subscription, lang)}{next_said(following, today, lang)}"
    )
    if subscription.paused_until is not None and subscription.paused_until > today:
        until = month_day(subscription.paused_until, lang)
        state += lang.say(f"\n暂停到 {until}。", f"\nPaused until {until}.")
    state += unknown_year_said(subscription, following, lang)
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
                desk.button("暂停", "Pause", "p"),
                desk.button("关闭", "Stop", "x"),
            ],
            [desk.button("更多…", "More…", "h")],
        ),
    )


def render_times(desk: Desk, subscription: Subscription) -> View:
    """Common times, or one of one's own."""
    buttons = [
        desk.button(_ticked(time, time == subscription.time), time, "t", time.replace(":", ""))
        for time in TIMES
    ]
    own = desk.button("自己写", "Other", "ta")
    return View(desk.lang.say("几点发？", "At what time?"), rows(buttons, [own, desk.back]))


def render_days(desk: Desk, subscription: Subscription) -> View:
    """Workdays, every day, or days of the week of one's own."""
    chosen = subscription.days
    common = [
        desk.button(_ticked("工作日", chosen == "workdays"), "Workdays", "w", "wd"),
        desk.button(_ticked("每天", chosen == "daily"), "Every day", "w", "ed"),
        desk.back,
    ]
    single = chosen if chosen.isdecimal() else ""
    week = [
        desk.button(
            _ticked(WEEK_ZH[day - 1], str(day) in single),
            _ticked(WEEK_EN[day - 1], str(day) in single),
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


def render_content(desk: Desk, subscription: Subscription) -> View:
    """What to draw from."""
    kind = subscription.source_kind
    return View(
        desk.lang.say("从哪里选？", "Draw from what?")
        + f"\n{desk.lang.say('现在：', 'Now: ')}{_content(subscription, desk.lang)}",
        rows(
            [
                desk.button(_ticked("全部", kind == "all"), "Everything", "ca"),
                desk.button(_ticked("某个词", kind == "word"), "A word", "cw"),
                desk.button(_ticked("某个口号", kind == "slogan"), "A slogan", "cs"),
            ],
            [
                desk.button(_ticked("某份文件", kind == "document"), "A document", "cd"),
                desk.button(_ticked("只用我挑的", kind == "picked"), "My picks", "cp"),
                desk.back,
            ],
        ),
    )


def render_documents(
    desk: Desk, sources: Sequence[Source], keys: Sequence[str], offset: int, total: int
) -> View:
    """Which document to draw from; `keys` name the sources in buttons."""
    lines = [desk.lang.say("用哪份文件？", "Which document?")]
    lines += [f"{number} {esc(one.source)}" for number, one in enumerate(sources, start=1)]
    numbers = [
        desk.button(str(number), str(number), "cd", "y", query=key)
        for number, key in enumerate(keys, start=1)
    ]
    turns = []
    if offset:
        turns.append(desk.button("上一页", "Prev", "cd", offset=max(0, offset - SOURCES_PAGE)))
    if offset + SOURCES_PAGE < total:
        turns.append(desk.button("下一页", "Next", "cd", offset=offset + SOURCES_PAGE))
    return View("\n".join(lines), rows(numbers, [*turns, desk.back]))


def render_pauses(desk: Desk, subscription: Subscription, today: date) -> View:
    """How long to pause, or the end of a pause."""
    buttons = [desk.button(chinese, english, "p", str(days)) for days, chinese, english in PAUSES]
    last = [desk.button("到哪天", "Until…", "pa"), desk.back]
    if subscription.paused_until is not None and subscription.paused_until > today:
        last.insert(0, desk.button("现在恢复", "Resume", "p", "0"))
    return View(desk.lang.say("暂停多久？", "Pause for how long?"), rows(buttons, last))


def render_more(desk: Desk, subscription: Subscription) -> View:
    """What is seldom changed."""
    lang = desk.lang
    topic = (
        lang.say("常规话题", "the general topic")
        if subscription.thread_id is None
        else lang.say("设置时所在的话题", "the topic it was set in")
    )
    sound = lang.say(
        "静音" if subscription.silent else "有提示音", "silent" if subscription.silent else "sound"
    )
    text = lang.say(
        f"{desk.name}\n话题：{topic}（要换话题，到那个话题里发 /daily {subscription.time}）\n"
        f"提醒：{sound}\n时区：{subscription.zone}",
        f"{desk.name}\nTopic: {topic} (to change it, send /daily {subscription.time} there)\n"
        f"Notification: {sound}\nTime zone: {subscription.zone}",
    )
    first = [
        desk.button("改成有声" if subscription.silent else "改成静音", "Sound", "hs"),
        desk.button("时区", "Time zone", "hz"),
        desk.button("最近发送", "Last ones", "hl"),
    ]
    if subscription.thread_id is not None:
        first.insert(0, desk.button("常规话题", "General", "ht"))
    return View(text, rows(first, [desk.back]))


def render_zones(desk: Desk, subscription: Subscription) -> View:
    """Common zones, or one of one's own."""
    buttons = [
        desk.button(_ticked(zone.split("/")[1], zone == subscription.zone), zone, "hz", str(number))
        for number, zone in enumerate(ZONES)
    ]
    own = desk.button("自己写", "Other", "ha")
    return View(
        desk.lang.say(f"按哪里的时间？现在是 {subscription.zone}。", "Which time zone?"),
        rows(buttons, [own, desk.back]),
    )


def render_latest(desk: Desk, deliveries: Sequence[Delivery]) -> View:
    """The last deliveries and what came of them."""
    lang = desk.lang
    outcome = {
        "sent": lang.say("已发出", "sent"),
        "missed": lang.say("错过了（停机超过 3 小时）", "missed"),
        "unknown": lang.say("不确定有没有发出，没有重发", "unknown, not sent again"),
        "failed": lang.say("没发出去", "failed"),
    }
    lines = [
        f"{month_day(one.local_date, lang)} {weekday(one.local_date, lang)}　"
        f"{outcome.get(one.state, one.state)}"
        for one in deliveries
    ]
    if not lines:
        lines = [lang.say("还没有发过。", "None yet.")]
    return View("\n".join(lines), rows([desk.back]))


def render_upcoming(desk: Desk, upcoming: Sequence[tuple[Delivery, Hit | None]]) -> View:
    """The next excerpts, each of which can be opened and changed."""
    lang = desk.lang
    if not any(hit for _, hit in upcoming):
        said = lang.say(
            "按现在的设置没有能发的段落，换个内容试试。",
            "With these settings there is nothing to send; change the content.",
        )
        return View(said, rows([desk.button("换内容", "Content", "c"), desk.back]))
    lines = [
        f"{number} {_day(one, lang)} {esc(shorten(hit.text, 40)) if hit else '—'}"
        for number, (one, hit) in enumerate(upcoming, start=1)
    ]
    numbers = [
        desk.button(str(number), str(number), "ne", f"{one.local_date:%y%m%d}")
        for number, (one, hit) in enumerate(upcoming, start=1)
        if hit
    ]
    return View("\n".join(lines), rows(numbers[:4], [*numbers[4:], desk.back]))


def render_one_upcoming(desk: Desk, delivery: Delivery, hit: Hit) -> View:
    """One of the next excerpts, and what can be done about it."""
    lang = desk.lang
    day = f"{delivery.local_date:%y%m%d}"
    first = [
        desk.button("换掉", "Replace", "nr", day),
        desk.button("以后不用", "Never", "bp", day),
        desk.button("这篇都不用", "Not this speech", "bs", day),
    ]
    second = [desk.button("这份文件都不用", "Not this document", "bd", day)]
    if hit.speech.speaker:
        second.insert(0, desk.button("这位讲话人都不用", "Not this speaker", "bk", day))
    text = f"{_day(delivery, lang)}\n<blockquote>{esc(hit.text)}</blockquote>\n"
    return View(
        text + esc(cite_short(hit.speech)),
        rows(first, second, [desk.button("返回", "Back", "n")]),
    )


QUESTIONS = {
    "ta": ("几点发？写成 08:30 或 8点半：", "At what time? Write 08:30:"),
    "cw": ("只从含哪个词的段落里选？", "Only passages that hold which word?"),
    "cs": ("只从含哪个口号的段落里选？", "Only passages that hold which slogan?"),
    "pa": ("暂停到哪天？写成 2026-12-31 或 12月31日：", "Pause until which day? Write 2026-12-31:"),
    "ha": ("哪个时区？写成 Asia/Shanghai：", "Which time zone? Write Asia/Shanghai:"),
}


def render_question(action: str, lang: Lang) -> View:
    """Ask for a value; the reply to this message is it."""
    return View(lang.say(*QUESTIONS[action]), asks=True)


def render_not_understood(action: str, written: str, lang: Lang) -> View:
    """The reply was no such value; asked again."""
    shown = esc(shorten(written, 20))
    question = lang.say(*QUESTIONS[action])
    return View(lang.say(f"没看懂“{shown}”。", f"“{shown}” isn't clear. ") + question, asks=True)


def _content(subscription: Subscription, lang: Lang) -> str:
    value = esc(shorten(subscription.source_value, 20))
    match subscription.source_kind:
        case "word":
            return lang.say(f"含“{value}”的", f"with “{value}”")
        case "slogan":
            return lang.say(f"含口号“{value}”的", f"with the slogan “{value}”")
        case "document":
            return lang.say(f"只用《{value}》", f"from “{value}”")
        case "picked":
            return lang.say("只用标签是“每日”的收藏", "bookmarks tagged 每日")
        case _:
            return lang.say("全部资料", "all documents")


def _day(delivery: Delivery, lang: Lang) -> str:
    return f"{delivery.local_date:%m-%d} {weekday(delivery.local_date, lang)}"


def _ticked(label: str, chosen: bool) -> str:
    return f"{label} ✓" if chosen else label
