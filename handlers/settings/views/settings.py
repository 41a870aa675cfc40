"""A group's settings: what stands, and what can be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.daily.views.daily import days_said, next_said
from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Verb
from handlers.views.markup import Button, View, esc, rows, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from handlers.views.lang import Lang
    from store.delivery.model import Subscription
    from store.people.model import Audience, GroupSettings, Keepers

KEEPERS: dict[str, Keepers] = {"m": "members", "a": "administrators", "n": "nobody"}
"""Who may fill the shelf, as buttons name it."""
AUDIENCES: dict[str, Audience] = {"e": "everyone", "o": "asker"}
"""Who sees answers to commands, as buttons name it."""
MOST_GROUPS = 8
_LONGEST_TITLE = 12


@dataclass(frozen=True, slots=True)
class Page:
    """What is said of a group; `subscription` is None where no excerpt comes."""

    chat_id: int
    title: str
    subscription: Subscription | None
    following: date | None
    today: date | None
    settings: GroupSettings
    kept: int


def render_settings(page: Page, lang: Lang) -> View:
    """All of a group's settings, each with the button that leads to it."""
    title = esc(shorten(page.title or str(page.chat_id), 30))
    daily = lang.say("没有", "none")
    if page.subscription is not None and page.today is not None:
        when = f"{days_said(page.subscription, lang)} {page.subscription.time}"
        daily = when + next_said(page.following, page.today, lang, brief=True).rstrip("。.")
    lines = (
        lang.say(f"“{title}”的设置", f"Settings of “{title}”"),
        lang.say(f"每日一摘：{daily}", f"Daily excerpt: {daily}"),
        _answers(page.settings, lang),
        _shelf(page, lang),
    )
    to_daily = button(lang.say("每日一摘", "Daily"), Verb.DAILY_SETTING, extra=f"m:{page.chat_id}")
    return View(
        "\n".join(lines),
        rows(
            [
                to_daily,
                _to(page.chat_id, "a", lang.say("回答", "Answers")),
                _to(page.chat_id, "k", lang.say("摘抄", "Shelf")),
            ]
        ),
    )


def render_audience(
    chat_id: int, settings: GroupSettings, lang: Lang, title: str | None = None
) -> View:
    """Who sees answers; with `title`, that of the group, it has just been changed."""
    labels = {"e": lang.say("大家", "Everyone"), "o": lang.say("只给本人", "Only the asker")}
    buttons = [
        _to(chat_id, f"a{value}", label + " ✓" * (AUDIENCES[value] == settings.answers))
        for value, label in labels.items()
    ]
    return View(_audience_said(settings, title, lang), rows([*buttons, _back(chat_id, lang)]))


def _audience_said(settings: GroupSettings, title: str | None, lang: Lang) -> str:
    if title is None:
        return lang.say(
            "在群里查句子，回答给谁看？\n只给本人：别人看不到问和答，群里不刷屏；"
            "过一阵会消失，要留就按“收藏”。",
            "Answers to searches:\nOnly the asker: others see neither question nor answer; it "
            "vanishes after a while, so press Save to keep it.",
        )
    name = esc(shorten(title, 30))
    if settings.answers == "asker":
        return lang.say(
            f"改好了：在“{name}”用 /s 查句子，只有本人看得到。"
            "@ 我提问藏不住，我只回一个进私聊的按钮。",
            f"Done: in “{name}” only the asker sees what /s finds. A mention can't be hidden; "
            "there I only answer with a button into private.",
        )
    return lang.say(
        f"改好了：在“{name}”查句子，回答大家都看得到。",
        f"Done: in “{name}” everybody sees answers.",
    )


def render_hidden_now() -> View:
    """What the group is told, once."""
    return View("以后用 /s 查句子，只有自己看得到，不打扰大家。")


def render_keepers(chat_id: int, settings: GroupSettings, lang: Lang) -> View:
    """Who may fill the shelf."""
    labels = {
        "m": lang.say("成员", "Members"),
        "a": lang.say("管理员", "Admins"),
        "n": lang.say("不用摘抄", "No shelf"),
    }
    buttons = [
        _to(chat_id, f"k{value}", label + " ✓" * (KEEPERS[value] == settings.shelf))
        for value, label in labels.items()
    ]
    text = lang.say(
        "本群摘抄谁能放？大家都看得到。", "Who may fill the group's shelf? All members see it."
    )
    return View(text, rows([*buttons, _back(chat_id, lang)]))


def render_in_private(url: str, lang: Lang) -> View:
    """The settings are changed in private."""
    return View(
        lang.say("本群的设置在私聊里改：", "Group settings are changed in private:"),
        ((Button(lang.say("到私聊打开", "Open in private"), url=url),),),
    )


def render_which(groups: Sequence[tuple[int, str]], lang: Lang) -> View:
    """Which of the groups that somebody runs."""
    buttons = [
        [_to(chat_id, "p", shorten(title or str(chat_id), _LONGEST_TITLE))]
        for chat_id, title in groups[:MOST_GROUPS]
    ]
    return View(lang.say("哪个群？", "Which group?"), rows(*buttons))


def render_no_group(username: str, lang: Lang) -> View:
    """Somebody runs no group that the bot is in."""
    join = Button(
        lang.say("加到工作群", "Add me to a group"),
        url=f"https://t.me/{username}?startgroup=daily",
    )
    return View(
        lang.say(
            "你还没有管理的群，先把我加到群里。",
            "You run no group that I am in; add me to one first.",
        ),
        ((join,),),
    )


def _answers(settings: GroupSettings, lang: Lang) -> str:
    who = lang.say("大家都看得到", "everybody sees them")
    if settings.answers == "asker":
        who = lang.say("只给本人", "only the asker sees them")
    return lang.say(f"查句子的回答：{who}", f"Answers to searches: {who}")


def _shelf(page: Page, lang: Lang) -> str:
    who = {
        "members": lang.say("成员都能放", "members fill it"),
        "administrators": lang.say("群管理员放", "administrators fill it"),
        "nobody": lang.say("不用", "not used"),
    }[page.settings.shelf]
    if page.settings.shelf == "nobody" and not page.kept:
        return lang.say(f"本群摘抄：{who}", f"Group shelf: {who}")
    return lang.say(f"本群摘抄：{page.kept:,} 条，{who}", f"Group shelf: {page.kept:,}, {who}")


def _to(chat_id: int, action: str, label: str) -> Button:
    return button(label, Verb.GROUP_SETTING, extra=f"{action}:{chat_id}")


def _back(chat_id: int, lang: Lang) -> Button:
    return _to(chat_id, "p", lang.say("返回", "Back"))
