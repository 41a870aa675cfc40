"""The buttons that follow words and end that; each says what the next press does or what stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.telegram.acts import Flag
from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Verb
from handlers.views.markup import Button

if TYPE_CHECKING:
    from handlers.views.lang import Lang


def render_watch(key: str, lang: Lang, *, on: bool) -> Button:
    """关注, or where that is so 已关注."""
    if on:
        return button(lang.say("已关注", "Watching"), Verb.WATCH, key, extra=Flag.NO)
    return button(lang.say("关注", "Watch"), Verb.WATCH, key, extra=Flag.YES)


def render_unwatch(key: str, lang: Lang, *, on: bool = True) -> Button:
    """不关注了, and the way back."""
    if on:
        label = lang.say("不关注了", "Stop watching")
        return button(label, Verb.WATCH, key, extra=Flag.NO + Flag.IN_WORDS)
    return button(lang.say("关注", "Watch"), Verb.WATCH, key, extra=Flag.YES + Flag.IN_WORDS)


def watch_link(url: str, lang: Lang) -> Button:
    """关注 where others read along: it leads into private."""
    return Button(lang.say("关注", "Watch"), url=url)
