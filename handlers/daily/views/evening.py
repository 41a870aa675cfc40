"""What is shown the evening before an excerpt goes out, and what has gone out already."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.views.citation import cite
from handlers.views.dates import month_day, relative, weekday
from handlers.views.markup import View, esc, quote, rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from handlers.daily.views.settings import Desk
    from handlers.views.lang import Lang
    from handlers.views.markup import Button
    from store.delivery.model import Delivery, Subscription
    from store.search.model import Hit

_SHOWN = ("sent", "unknown", "withdrawn")
"""States of dates whose excerpt can be looked at."""


def render_evenings(desk: Desk, *, on: bool) -> View:
    """头天给我看 was switched on or off."""
    lang = desk.lang
    if not on:
        said = lang.say("好，不再先给你看，到时间直接发。", "Fine, they go out without you.")
        return View(said, rows([desk.button("头天给我看", "Show me", "e")], [_more(desk)]))
    said = lang.say(
        "好，每次发之前的工作日 17:00 先给你看，不改就照发。",
        "Fine: you see each one at 17:00 of the workday before; unless you change it, it goes out.",
    )
    return View(said, rows([desk.button("不用了", "Never mind", "e", "0"), _more(desk)]))


def render_evening(
    desk: Desk, subscription: Subscription, delivery: Delivery, hit: Hit | None, today: date
) -> View:
    """What goes out on a date, and what can still be done about it."""
    lang = desk.lang
    when = _when(delivery.local_date, subscription, today, lang)
    if hit is None:
        said = lang.say(
            f"{_whose(desk)}{when}没有能发的，换个内容试试。",
            f"{_whose(desk)} has nothing to send {when}; change the content.",
        )
        return View(said, rows([desk.button("换内容", "Content", "c")]))
    said = lang.say(f"{_whose(desk)}{when}发这条：", f"{_whose(desk)} {when}:")
    day = f"{delivery.local_date:%y%m%d}"
    buttons = [
        desk.button("换一条", "Another", "er", day, passage=hit.id),
        desk.button("这句不用", "Never this", "eb", day, passage=hit.id),
        desk.button(*_skip_labels(delivery.local_date, today), "es", day),
    ]
    return View("\n".join((said, quote(esc(hit.text)), esc(cite(hit.speech)))), rows(buttons))


def render_skipped(desk: Desk, day: date, following: date | None, today: date) -> View:
    """A date goes without its excerpt."""
    lang = desk.lang
    tomorrow = (day - today).days == 1
    date_said = month_day(day, lang)
    said = lang.say(
        f"{'明天' if tomorrow else date_said}不发了",
        f"Nothing goes out {'tomorrow' if tomorrow else f'on {date_said}'}",
    )
    if following is not None:
        # A few days ahead the weekday says enough.
        near = (following - today).days <= 7
        when = weekday(following, lang) if near else relative(following, today, lang)
        said += lang.say(f"，下一条：{when}", f"; the next: {when}")
    button = desk.button("还是发", "Send it", "eu", f"{day:%y%m%d}")
    return View(said + lang.say("。", "."), rows([button]))


def render_latest(desk: Desk, deliveries: Sequence[Delivery]) -> View:
    """The last deliveries and what came of them."""
    lang = desk.lang
    lines = [
        f"{number} {one.local_date:%m-%d} {weekday(one.local_date, lang)} {_outcome(one, lang)}"
        for number, one in enumerate(deliveries, start=1)
    ]
    numbers = [
        desk.button(str(number), str(number), "le", f"{one.local_date:%y%m%d}")
        for number, one in enumerate(deliveries, start=1)
        if one.state in _SHOWN and one.passage_id
    ]
    if not lines:
        lines = [lang.say("还没有发过。", "None yet.")]
    return View("\n".join(lines), rows(numbers[:4], [*numbers[4:], _more(desk)]))


def render_one_sent(
    desk: Desk, subscription: Subscription, delivery: Delivery, hit: Hit | None
) -> View:
    """One that has gone out, and what can be done about it."""
    lang = desk.lang
    day = f"{delivery.local_date:%y%m%d}"
    head = f"{month_day(delivery.local_date, lang)} {weekday(delivery.local_date, lang)} "
    if delivery.state == "sent" and delivery.updated is not None:
        at = delivery.updated.astimezone(ZoneInfo(subscription.zone))
        head += lang.say(f"{at:%H:%M} 发出", f"sent at {at:%H:%M}")
    else:
        head += _outcome(delivery, lang)
    if hit is None:
        gone = lang.say("原文已经不在库里了。", "The document is gone.")
        return View(f"{head}\n{gone}", rows([*_down(desk, delivery, day), _latest(desk)]))
    first = [
        *_down(desk, delivery, day),
        desk.button("这句不用", "Never this", "bp", day, passage=hit.id),
        desk.button("这篇不用", "Not this speech", "bs", day, passage=hit.id),
    ]
    if hit.speech.speaker:
        first.append(desk.button("这位不用", "Not this speaker", "bk", day, passage=hit.id))
    text = "\n".join((head, quote(esc(hit.text)), esc(cite(hit.speech))))
    return View(text, rows(first, [_latest(desk)]))


def render_taken_down(desk: Desk, *, gone: bool) -> View:
    """It was deleted, or (`gone`) wasn't there any more."""
    lang = desk.lang
    where = lang.say("群里", "the group") if desk.chat_id else lang.say("这里", "here")
    if gone:
        said = lang.say(
            f"{where}已经没有它了，以后不再用它；今天不补发。",
            "It wasn't there any more; it won't be used again.",
        )
    else:
        said = lang.say(
            f"从{where}删了，以后不再用它；今天不补发。",
            f"Deleted from {where}; it won't be used again.",
        )
    return View(said, rows([_latest(desk)]))


def _down(desk: Desk, delivery: Delivery, day: str) -> list[Button]:
    if delivery.state == "withdrawn":
        return []
    return [desk.button("撤下", "Take off", "lw", day)]


def _outcome(one: Delivery, lang: Lang) -> str:
    match one.state:
        case "sent":
            return lang.say("已发出", "sent")
        case "withdrawn":
            return lang.say("已撤下", "taken off")
        case "skipped":
            return lang.say("不发", "skipped")
        case "unknown":
            return lang.say("不确定有没有发出，没有重发", "unknown, not sent again")
        case _:
            return lang.say("没发出：", "not sent: ") + _reason(one, lang)


def _reason(one: Delivery, lang: Lang) -> str:
    """Why it failed: what Telegram said, or what kept it from being sent in time."""
    said = one.detail.lower()
    for parts, chinese, english in _REASONS:
        if any(part in said for part in parts):
            return lang.say(chinese, english)
    if one.state == "missed":
        return lang.say("那时机器人没在运行", "the bot wasn't running then")
    return lang.say("Telegram 拒了", "Telegram refused it")


_REASONS = (
    (("empty",), "没有能发的", "there was nothing to send"),
    (("no connection",), "连不上 Telegram", "Telegram wasn't reached"),
    (("429",), "Telegram 限流", "Telegram was flooded"),
    (("token refused",), "令牌不对", "the token was refused"),
    (("topic_closed",), "话题关闭了", "the topic was closed"),
    (("blocked", "deactivated"), "对方屏蔽了我", "the bot was blocked"),
    (("kicked", "not a member", "chat not found"), "我不在群里了", "the bot isn't in the group"),
    (
        ("not enough rights", "have no rights", "write_forbidden", "restricted"),
        "不让我发言", "the bot may not write",
    ),
)  # fmt: skip
"""Parts of what was noted, and what they mean."""


def _when(day: date, subscription: Subscription, today: date, lang: Lang) -> str:
    """`明早 08:30`, `明天 18:00`, `星期一 08:30`."""
    time = subscription.time
    if (day - today).days == 1:
        return lang.say(f"{'明早' if time < '12' else '明天'} {time} ", f"tomorrow at {time}")
    if day == today:
        return lang.say(f"今天 {time} ", f"today at {time}")
    return lang.say(f"{weekday(day, lang)} {time} ", f"on {weekday(day, lang)} at {time}").replace(
        "  ", " "
    )


def _skip_labels(day: date, today: date) -> tuple[str, str]:
    if (day - today).days == 1:
        return "明天不发", "Skip tomorrow"
    return "那天不发", "Skip that day"


def _whose(desk: Desk) -> str:
    if not desk.chat_id:
        return desk.lang.say("你的每日一摘", "Your daily excerpt")
    return desk.lang.say(f"“{esc(desk.title)}”", f"“{esc(desk.title)}”")


def _more(desk: Desk) -> Button:
    return desk.button("返回", "Back", "h")


def _latest(desk: Desk) -> Button:
    return desk.button("返回", "Back", "hl")
