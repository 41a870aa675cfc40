"""What is said around a card: its caption, and why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.views.inline import share_query
from handlers.views.markup import Button, Toast, View, esc, shorten

if TYPE_CHECKING:
    from handlers.views.lang import Lang

CAPTION_ROOM = 500
"""Characters of a citation in a caption, which holds 1024 UTF-16 units."""


def render_caption(citation: str, passage_id: str, lang: Lang) -> View:
    """The citation and the button that passes it on; no button for what can't be found again."""
    text = esc(shorten(citation, CAPTION_ROOM))
    if not passage_id:
        return View(text)
    label = lang.say("发给别人", "Send to…")
    return View(text, ((Button(label, inline=share_query(passage_id)),),))


def render_too_long(lang: Lang) -> Toast:
    """Too many characters for one picture."""
    return Toast(
        lang.say(
            "这段太长，截成图看不清，用“复制”吧",
            "Too long for a readable picture; use Copy instead",
        )
    )


def render_no_font(lang: Lang) -> Toast:
    """The machine has no Chinese font."""
    return Toast(
        lang.say(
            "服务器没有中文字体，管理员装 fonts-noto-cjk 后就能出图",
            "The server has no Chinese font; its administrator can install fonts-noto-cjk",
        )
    )
