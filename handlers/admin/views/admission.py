"""Groups that the bot was put into, as its administrators are told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.telegram.acts import OnGroup
from handlers.telegram.callback_data import Press, Verb, encode
from handlers.views.lang import counted
from handlers.views.markup import Button, View, esc, shorten

if TYPE_CHECKING:
    from handlers.views.lang import Lang


def render_admitted(title: str, members: int | None, lang: Lang) -> View:
    """An administrator's group is served from now on, and so are its members."""
    name = _name(title)
    if members is None:
        return View(lang.say(f"“{name}”已开通。", f"“{name}” is served now."))
    return View(
        lang.say(
            f"“{name}”已开通，群里 {members:,} 人也可以私聊我。",
            f"“{name}” is served now; its {counted(members, 'member')} "
            "can write to me in private, too.",
        )
    )


def render_foreign(title: str, chat_id: int, lang: Lang) -> View:
    """Somebody else put the bot into a group: what shall become of it."""
    text = lang.say(
        f"有人把我拉进“{_name(title)}”。",
        f"Somebody put me into “{_name(title)}”.",
    )
    allow = Button(lang.say("允许这个群", "Allow it"), _press(OnGroup.ALLOW, chat_id))
    leave = Button(lang.say("退出", "Leave"), _press(OnGroup.LEAVE, chat_id))
    return View(text, ((allow, leave),))


def render_left(title: str, lang: Lang) -> View:
    """The bot left a group."""
    return View(lang.say(f"已退出“{_name(title)}”。", f"I left “{_name(title)}”."))


def render_not_there(title: str, lang: Lang) -> View:
    """The group is allowed, but the bot is no longer in it."""
    return View(
        lang.say(
            f"“{_name(title)}”允许了，但我已经不在群里，请再拉我进去。",
            f"“{_name(title)}” is allowed, but I am no longer in it; please add me again.",
        )
    )


def _name(title: str) -> str:
    return esc(shorten(title, 60))


def _press(act: OnGroup, chat_id: int) -> str:
    return encode(Press(Verb.ADMIT, extra=act.on(chat_id)))
