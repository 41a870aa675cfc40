"""The daily excerpt: its settings in a few words, and the morning message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import deeplink
from handlers.callback import Press, Verb, encode
from handlers.views.dates import month_day, relative, weekday
from handlers.views.inline import share_query
from handlers.views.markup import (
    COPY_LIMIT,
    Button,
    View,
    esc,
    marked,
    quote,
    rows,
    shorten,
    units,
)
from handlers.views.passage import with_citation
from store.calendar import known
from store.citation import cite

if TYPE_CHECKING:
    from datetime import date

    from handlers.views.lang import Lang
    from handlers.views.markup import Keyboard
    from store.model import Hit, Notice, Subscription
    from store.slogan_model import SloganCard

COMMONEST = "08:30"


def render_none(lang: Lang, settings_url: str) -> View:
    """A group has no daily excerpt yet: one button for the commonest setting, one for all."""
    text = lang.say("本群还没有每日一摘。", "There is no daily excerpt here yet.")
    label = lang.say(f"每个工作日 {COMMONEST} 发", f"Workdays at {COMMONEST}")
    on = Button(label, encode(Press(Verb.DAILY, extra="on")))
    return View(text, ((on,), (_to_settings(lang, settings_url),)))


def render_state(
    subscription: Subscription,
    following: date | None,
    today: date,
    lang: Lang,
    *,
    settings_url: str | None,
) -> View:
    """When a group's comes, when next, and who may change it (None: somebody else)."""
    text = (
        f"{days_said(subscription, lang)} {subscription.time}{next_said(following, today, lang)}"
        f"{unknown_year_said(subscription, following, lang)}"
    )
    if settings_url is not None:
        return View(text, ((_to_settings(lang, settings_url), _off(lang)),))
    return View(
        text + lang.say("要改请找群管理员。", " Group administrators can change it."),
    )


def render_set(
    subscription: Subscription,
    following: date | None,
    today: date,
    lang: Lang,
    *,
    first: bool,
    settings_url: str | None,
) -> View:
    """It was set, or set anew: the first or the next one. In private it says how to change it."""
    buttons = [_off(lang)]
    if settings_url is not None:
        buttons.insert(0, Button(lang.say("换时间", "Change"), url=settings_url))
    else:
        more = Press(Verb.DAILY_SETTING, extra="m:0")
        buttons.insert(0, Button(lang.say("更多设置", "Settings"), encode(more)))
    if not first:
        said = lang.say(f"改到 {subscription.time}", f"Moved to {subscription.time}")
        said += next_said(following, today, lang)
        said += unknown_year_said(subscription, following, lang)
        return View(said, (tuple(buttons),))
    said = lang.say(
        f"好，{days_said(subscription, lang)} {subscription.time} 发"
        f"{_explained(subscription, lang)}。",
        f"Fine: {days_said(subscription, lang)} at {subscription.time}"
        f"{_explained(subscription, lang)}.",
    )
    when = "" if following is None else relative(following, today, lang)
    said += lang.say(f"第一条：{when}。", f" The first: {when}.")
    return View(said + unknown_year_said(subscription, following, lang), (tuple(buttons),))


def render_stopped(lang: Lang, *, was_on: bool) -> View:
    """It is off."""
    if was_on:
        return View(
            lang.say(
                "已关闭每日一摘，想要时再发 /daily 08:30。",
                "The daily excerpt is off; /daily 08:30 brings it back.",
            )
        )
    return View(lang.say("这里本来就没有每日一摘。", "There is no daily excerpt here."))


def render_bad_time(written: str, lang: Lang) -> View:
    """Not a time of day."""
    shown = esc(shorten(written, 20))
    return View(
        lang.say(
            f"没有 {shown} 这个时间，请写成 08:30 或 8点半。",
            f"{shown} is no time of day; write 08:30.",
        )
    )


def render_not_allowed(lang: Lang) -> View:
    """Only administrators change a group's daily excerpt."""
    return View(lang.say("只有群管理员能改每日一摘。", "Only group administrators can change it."))


def render_excerpt(
    hit: Hit, day: date, lang: Lang, username: str, *, slogan: SloganCard | None, late: bool
) -> View:
    """The morning message. It never changes, so what needs room opens in the reader's own chat."""
    said = lang.say(
        f"每日一摘 · {month_day(day, lang)} {weekday(day, lang)}",
        f"Daily excerpt · {weekday(day, lang)}, {month_day(day, lang)}",
    )
    if late:
        said += lang.say("（补发）", " (late)")
    lines = [said, quote(marked(hit.text, ())), esc(cite(hit.speech))]
    if slogan is not None:
        lines.append(_slogan_line(slogan, lang))
    return View("\n".join(lines), rows(_keeping(hit, lang), _opening(hit, lang, username)))


def _slogan_line(card: SloganCard, lang: Lang) -> str:
    name = esc(card.slogan.shown)
    members = f"（{esc('、'.join(card.members))}）" if card.members else ""
    return lang.say(f"今日口号：{name}{members}", f"Today's slogan: {name}{members}")


def _keeping(hit: Hit, lang: Lang) -> list[Button]:
    whole = with_citation(hit)
    copy_label = lang.say("复制", "Copy")
    copy = (
        Button(copy_label, copy=whole)
        if units(whole) <= COPY_LIMIT
        else Button(copy_label, encode(Press(Verb.COPY, passage=hit.id)))
    )
    return [
        Button(lang.say("收藏", "Save"), encode(Press(Verb.SAVE, passage=hit.id))),
        copy,
        Button(lang.say("分享", "Share"), inline=share_query(hit.id)),
    ]


def _opening(hit: Hit, lang: Lang, username: str) -> list[Button]:
    return [
        Button(label, url=deeplink.url(username, deeplink.Link(kind, passage=hit.id)))
        for label, kind in (
            (lang.say("上下文", "Context"), deeplink.Kind.CONTEXT),
            (lang.say("全文", "Full text"), deeplink.Kind.FULL),
            (lang.say("卡片", "Card"), deeplink.Kind.CARD),
        )
    ]


def render_notice(notice: Notice, lang: Lang) -> View:
    """What happened to a chat's excerpt, and what to do about it."""
    title = esc(notice.subscription.title) or lang.say("私聊", "the private chat")
    keyboard: Keyboard = ()
    match notice.trouble:
        case "exhausted":
            text = lang.say(
                f"“{title}”：能独立成句的都发过一遍了，从头再来。",
                f"“{title}”: all excerpts have been sent once; they start again.",
            )
            keyboard = ((_to_content(notice.subscription.chat_id, lang),),)
        case "empty":
            text = lang.say(
                f"“{title}”：库里没有能独立成句的段落，今天的没发出去。请先收录资料。",
                f"“{title}”: nothing in the library can stand alone; add documents first.",
            )
            keyboard = ((_to_content(notice.subscription.chat_id, lang),),)
        case "topic_deleted":
            text = lang.say(
                f"“{title}”里原来的话题没有了，以后发到常规话题。",
                f"“{title}”: the topic is gone; excerpts go to the general topic from now on.",
            )
        case "topic_closed":
            text = lang.say(
                f"“{title}”的话题关闭了，今天的没发出去。重新打开话题后发 /daily。",
                f"“{title}”: the topic is closed; reopen it, then send /daily there.",
            )
        case _:
            text = lang.say(
                f"“{title}”不让我发言，今天的没发出去。恢复权限后发 /daily。",
                f"“{title}” doesn't let me write; allow it, then send /daily there.",
            )
    return View(text, keyboard)


def _to_content(chat_id: int, lang: Lang) -> Button:
    # A chat's own settings name it by 0, for the id of a person is not needed there.
    press = Press(Verb.DAILY_SETTING, extra=f"c:{min(chat_id, 0)}")
    return Button(lang.say("换内容", "Change content"), encode(press))


def unknown_year_said(subscription: Subscription, following: date | None, lang: Lang) -> str:
    """That nobody knows the holidays of the next date's year, where workdays were chosen."""
    if subscription.days != "workdays" or following is None or known(following):
        return ""
    return lang.say(
        f"\n{following.year} 年的放假安排还不知道，先按星期一到星期五发。",
        f"\nThe holidays of {following.year} aren't known yet: Monday to Friday.",
    )


def _to_settings(lang: Lang, settings_url: str) -> Button:
    return Button(lang.say("到私聊里设置", "Set up in private"), url=settings_url)


def _off(lang: Lang) -> Button:
    return Button(lang.say("关闭", "Stop"), encode(Press(Verb.DAILY, extra="off")))


def days_said(subscription: Subscription, lang: Lang) -> str:
    """On which days it comes."""
    if subscription.days == "workdays":
        return lang.say("工作日", "workdays")
    if subscription.days == "daily":
        return lang.say("每天", "every day")
    chosen = [int(day) - 1 for day in subscription.days]
    return lang.say(
        "星期" + "、".join("一二三四五六日"[day] for day in chosen),
        ", ".join(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day] for day in chosen),
    )


def _explained(subscription: Subscription, lang: Lang) -> str:
    if subscription.days != "workdays":
        return ""
    return lang.say(
        "（调休日照发，节假日不发）", " (also on shifted workdays, not on public holidays)"
    )


def next_said(following: date | None, today: date, lang: Lang) -> str:
    """When the next one comes, as the end of a sentence."""
    if following is None:
        return lang.say("。", ".")
    when = relative(following, today, lang)
    return lang.say(f"，下一条：{when}。", f", the next: {when}.")
