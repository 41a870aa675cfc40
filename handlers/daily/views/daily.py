"""The daily excerpt: its settings in a few words, and the morning message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.passage.views.passage import save_button, with_citation
from handlers.telegram import deeplink
from handlers.telegram.acts import Flag, OnDaily
from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Press, Verb, encode, written_cut
from handlers.views.citation import cite
from handlers.views.dates import month_day, relative, shortly, weekday
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
from handlers.views.offer import share_query

if TYPE_CHECKING:
    from datetime import date

    from handlers.daily.model import TroubleReport
    from handlers.views.lang import Lang
    from handlers.views.markup import Keyboard
    from store.delivery.model import Subscription
    from store.search.model import Hit
    from store.slogans.model import SloganCard

COMMONEST = "08:30"
PICKED = "每日"
"""The tag that a choice of bookmarks means which names none."""


def render_none(lang: Lang, settings_url: str | None) -> View:
    """A group has no daily excerpt yet: one button for the commonest setting, one for all.

    Without `settings_url` for somebody who may not set it.
    """
    if settings_url is None:
        said = "本群还没有每日一摘，要开请找群管理员。"
        return View(lang.say(said, "There is none here yet; group administrators can turn it on."))
    text = lang.say("本群还没有每日一摘。", "There is no daily excerpt here yet.")
    return View(text, ((_commonest(lang),), (_to_settings(lang, settings_url),)))


def _commonest(lang: Lang) -> Button:
    label = lang.say(f"每个工作日 {COMMONEST} 发", f"Workdays at {COMMONEST}")
    return button(label, Verb.DAILY, extra=OnDaily.START)


def render_state(
    subscription: Subscription,
    following: date | None,
    today: date,
    lang: Lang,
    *,
    settings_url: str | None,
    unannounced: int | None = None,
) -> View:
    """When a group's comes, when next, and who may change it (None: somebody else)."""
    days = days_said(subscription, lang)
    text = (
        f"{days[:1].upper()}{days[1:]} {subscription.time}"
        f"{next_said(following, today, lang, brief=True)}{unannounced_said(unannounced, lang)}"
    )
    if settings_url is not None:
        return View(text, ((_to_settings(lang, settings_url),), (_off(lang),)))
    return View(
        text + lang.say("要改请找群管理员。", " Group administrators can change it."),
    )


def render_set(  # noqa: PLR0913 - all of it is one command's outcome
    subscription: Subscription,
    following: date | None,
    today: date,
    lang: Lang,
    *,
    first: bool,
    settings_url: str | None,
    unannounced: int | None = None,
    moved_days: bool = False,
    more_said: bool = False,
) -> View:
    """It was set, or set anew: the first or the next one. In private it says how to change it.

    `more_said` where content was said, too, which is changed in the settings alone.
    """
    if settings_url is None:
        more = Press(Verb.DAILY_SETTING, extra=f"{'c' if more_said else 'm'}:0")
        change = Button(lang.say("更多设置", "Settings"), encode(more))
    elif more_said:
        change = _to_settings(lang, settings_url)
    else:
        change = Button(lang.say("换时间", "Change"), url=settings_url)
    keyboard = rows([change, _off(lang)])
    where = ""
    if more_said:
        private = lang.say("内容到私聊里改：", " The content is changed in private:")
        here = lang.say("内容在设置里改：", " The content is changed in the settings:")
        where = here if settings_url is None else private
        # So long a label has its row for itself.
        keyboard = rows([change], [_off(lang)])
    if not first:
        when = f"{days_said(subscription, lang)} " if moved_days else ""
        said = lang.say(
            f"改到{when or ' '}{subscription.time}", f"Moved to {when}{subscription.time}"
        )
        said += next_said(following, today, lang)
        said += unannounced_said(unannounced, lang) + where
        return View(said, keyboard)
    said = lang.say(
        f"好，{days_said(subscription, lang)} {subscription.time} 发"
        f"{_explained(subscription, lang)}{_only(subscription, lang)}。",
        f"Fine: {days_said(subscription, lang)} at {subscription.time}"
        f"{_explained(subscription, lang)}{_only(subscription, lang)}.",
    )
    first_day = "" if following is None else relative(following, today, lang)
    said += lang.say(f"第一条：{first_day}。", f" The first: {first_day}.")
    return View(said + unannounced_said(unannounced, lang) + where, keyboard)


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


def render_bad_time(written: str, lang: Lang, *, offers: bool) -> View:
    """Not a time of day; where no excerpt comes yet it `offers` the commonest."""
    shown = esc(shorten(written, 20))
    return View(
        lang.say(
            f"没有 {shown} 这个时间，请写成 08:30 或 8点半。",
            f"{shown} is no time of day; write 08:30 or 8:30 am.",
        ),
        ((_commonest(lang),),) if offers else (),
    )


def render_excerpt(
    hit: Hit,
    day: date,
    lang: Lang,
    username: str,
    *,
    slogan: SloganCard | None,
    late: bool,
    saved: bool | None = None,
) -> View:
    """The morning message. Its text never changes: what needs room opens in the reader's own chat.

    `saved` is whether its only reader has saved the passage, None in a group.
    """
    said = lang.say(
        f"每日一摘 · {month_day(day, lang)} {weekday(day, lang)}",
        f"Daily excerpt · {weekday(day, lang)}, {month_day(day, lang)}",
    )
    if late:
        said += lang.say("（补发）", " (late)")
    lines = [said, quote(marked(hit.text, ())), esc(cite(hit.speech))]
    if slogan is not None:
        lines.append(_slogan_line(slogan, lang))
    return View(
        "\n".join(lines),
        rows(
            _keeping(hit, lang, saved),
            _opening(hit, lang, username) if saved is None else _below(hit, lang),
        ),
    )


def _slogan_line(card: SloganCard, lang: Lang) -> str:
    name = esc(card.slogan.shown)
    beside = ""
    # A run is its own members; whoever reads it needs them no second time.
    if card.members and card.slogan.kind == "numeric":
        usual = "" if card.members_from == "text" else lang.say("通常指", "usually ")
        beside = f"（{usual}{esc('、'.join(card.members))}）"
    return lang.say(f"今日口号：{name}{beside}", f"Today's slogan: {name}{beside}")


def _keeping(hit: Hit, lang: Lang, saved: bool | None) -> list[Button]:
    whole = with_citation(hit)
    copy_label = lang.say("复制", "Copy")
    copy = (
        Button(copy_label, copy=whole)
        if units(whole) <= COPY_LIMIT
        else button(copy_label, Verb.COPY, passage=hit.id, extra=written_cut(hit.cut))
    )
    return [
        save_button(hit.id, hit.cut, lang, saved),
        copy,
        Button(lang.say("分享", "Share"), inline=share_query(hit.id, hit.cut)),
    ]


def _below(hit: Hit, lang: Lang) -> list[Button]:
    cut = written_cut(hit.cut)
    context, full = lang.say("上下文", "Context"), lang.say("全文", "Full text")
    return [
        button(context, Verb.BELOW, passage=hit.id, extra=Flag.BESIDE + cut),
        button(full, Verb.BELOW, passage=hit.id, extra=Flag.FULL + cut),
        button(lang.say("卡片", "Card"), Verb.CARD, passage=hit.id, extra=cut),
    ]


def _opening(hit: Hit, lang: Lang, username: str) -> list[Button]:
    return [
        Button(label, url=deeplink.url(username, deeplink.Link(kind, passage=hit.id, cut=hit.cut)))
        for label, kind in (
            (lang.say("上下文", "Context"), deeplink.Kind.CONTEXT),
            (lang.say("全文", "Full text"), deeplink.Kind.FULL),
            (lang.say("卡片", "Card"), deeplink.Kind.CARD),
        )
    ]


def render_trouble(report: TroubleReport, lang: Lang) -> View:
    """What happened to a chat's excerpt, and what to do about it."""
    title = esc(report.subscription.title) or lang.say("私聊", "the private chat")
    keyboard: Keyboard = ()
    match report.trouble:
        case "exhausted":
            text = lang.say(
                f"“{title}”：能独立成句的都发过一遍了，从头再来。",
                f"“{title}”: all excerpts have been sent once; they start again.",
            )
            keyboard = ((_to_content(report.subscription.chat_id, lang),),)
        case "empty" if is_narrowed(report.subscription):
            content = content_said(report.subscription, lang)
            text = lang.say(
                f"“{title}”：按现在的内容（{content}）没有能发的，今天的没发出去。",
                f"“{title}”: with its content ({content}) there was nothing to send today.",
            )
            keyboard = ((_to_content(report.subscription.chat_id, lang),),)
        case "empty":
            text = lang.say(
                f"“{title}”：库里没有能独立成句的段落，今天的没发出去。请先收录资料。",
                f"“{title}”: nothing in the library can stand alone; add documents first.",
            )
            keyboard = ((_to_content(report.subscription.chat_id, lang),),)
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
        case "refused":
            text = lang.say(
                f"“{title}”：Telegram 拒了今天的，没发出去；明天照常再发。",
                f"“{title}”: Telegram refused today's; the next one is sent as usual.",
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


def unannounced_said(year: int | None, lang: Lang) -> str:
    """That nobody knows the days off of the next date's year, where there is such a year."""
    if year is None:
        return ""
    return lang.say(
        f"{year} 年的放假安排还没公布，先避开法定节日和长假。",
        f" {year}'s holidays aren't announced yet: none on public holidays and in the long breaks.",
    )


def _to_settings(lang: Lang, settings_url: str) -> Button:
    return Button(lang.say("到私聊里设置", "Set up in private"), url=settings_url)


def _off(lang: Lang) -> Button:
    return button(lang.say("关闭", "Stop"), Verb.DAILY, extra=OnDaily.STOP)


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
        "（节假日不发，调休上班照发）",
        " (not on public holidays, but on weekends worked in their stead)",
    )


def content_said(subscription: Subscription, lang: Lang) -> str:
    """What is drawn from, as HTML."""
    value = esc(shorten(subscription.source_value, 20))
    match subscription.source_kind:
        case "word":
            return lang.say(f"含“{value}”的", f"with “{value}”")
        case "slogan":
            return lang.say(f"含口号“{value}”的", f"with the slogan “{value}”")
        case "document":
            return lang.say(f"《{value}》", f"from “{value}”")
        case "picked":
            if subscription.source_value.startswith("-"):
                return lang.say("本群摘抄", "the group's shelf")
            _, several, tag = subscription.source_value.partition("#")
            tag = esc(shorten(tag if several else PICKED, 20))
            if not tag:
                return lang.say("收藏", "bookmarks")
            return lang.say(f"标签“{tag}”的收藏", f"bookmarks tagged {tag}")
        case _:
            return lang.say("全部资料", "all documents")


def is_narrowed(subscription: Subscription) -> bool:
    """Whether it draws from less than what is usual."""
    return subscription.source_kind != "all" or bool(subscription.from_year)


def _only(subscription: Subscription, lang: Lang) -> str:
    """The filter that holds, as a part of a sentence."""
    parts = []
    if subscription.source_kind != "all":
        parts.append(content_said(subscription, lang))
    if subscription.from_year:
        year = subscription.from_year
        parts.append(lang.say(f"{year} 年以来的", f"from {year} on"))
    joined = lang.say("、", ", ").join(parts)
    return lang.say(f"，只用{joined}", f", only {joined}") if parts else ""


def next_said(following: date | None, today: date, lang: Lang, *, brief: bool = False) -> str:
    """When the next one comes, as the end of a sentence; `brief` leaves out tomorrow's weekday."""
    if following is None:
        return lang.say("。", ".")
    when = (shortly if brief else relative)(following, today, lang)
    return lang.say(f"，下一条：{when}。", f", the next: {when}.")
