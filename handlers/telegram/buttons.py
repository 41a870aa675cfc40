"""Buttons that press something: what each does is in its callback data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.telegram.callback_data import Press, Verb, encode
from handlers.views.markup import Button
from handlers.views.paging import NEXT, PREVIOUS

if TYPE_CHECKING:
    from handlers.views.lang import Lang


def button(
    label: str, verb: Verb, query: str = "", offset: int = 0, passage: str = "", extra: str = ""
) -> Button:
    """A button that does what the verb says; the other fields are those of a Press."""
    return Button(label, encode(Press(verb, query, offset, passage, extra)))


def page_turns(lang: Lang, here: Press, size: int, total: int) -> list[Button]:
    """上一页 and 下一页, where there is such a page; `here` shows the page that stands there."""
    before = replace(here, offset=max(0, here.offset - size))
    after = replace(here, offset=here.offset + size)
    return [
        *([Button(lang.say(*PREVIOUS), encode(before))] if here.offset > 0 else []),
        *([Button(lang.say(*NEXT), encode(after))] if after.offset < total else []),
    ]
