"""A pasted draft beside the passage that it is nearest to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.callback import Press, Verb, encode
from handlers.views.asked import shown
from handlers.views.lang import counted
from handlers.views.markup import COPY_LIMIT, Button, View, esc, quote, rows, shorten, units
from store.citation import cite

if TYPE_CHECKING:
    from handlers.views.lang import Lang
    from store.model import DraftCheck, DraftPiece

_ROOM = 400
"""Characters of a comparison that are shown."""
_SLOGAN = 40
"""Characters of an incomplete slogan that are shown."""


def render_draft(check: DraftCheck, query: str, lang: Lang) -> View:
    """What differs, struck out where only the draft has it, bold where only the passage has it."""
    hit = check.hits[0]
    lines = [_headline(check, query, lang), quote(_compared(check.pieces)), esc(cite(hit.speech))]
    opened = Button(lang.say("看原文", "Open"), encode(Press(Verb.OPEN, passage=hit.id)))
    copied = Button(lang.say("复制原文", "Copy it"), encode(Press(Verb.PLAIN, passage=hit.id)))
    if units(hit.text) <= COPY_LIMIT:
        copied = Button(lang.say("复制原文", "Copy it"), copy=hit.text)
    return View("\n".join((*lines, *missing_lines(check, lang))), rows([opened, copied]))


def missing_lines(check: DraftCheck, lang: Lang) -> list[str]:
    """The slogans that the draft has only parts of, a line each, as HTML."""
    lines = []
    for missing in check.missing:
        lacking = "、".join(f"<b>{esc(member)}</b>" for member in missing.members)
        slogan = esc(shorten(missing.slogan, _SLOGAN))
        lines.append(
            lang.say(f"口号不全：“{slogan}”，你少了 {lacking}", f"“{slogan}” lacks {lacking}")
        )
    return lines


def _headline(check: DraftCheck, query: str, lang: Lang) -> str:
    near, places = len(check.hits), check.differences
    missing = lang.say(f"没有“{shown(query)}”这句原话，", f"“{shown(query)}” stands nowhere. ")
    if not places:
        return missing + lang.say(f"和库里 {near} 处基本相同：", f"Nearly the same as {near} here:")
    return missing + lang.say(
        f"和库里 {near} 处基本相同，有 {places} 处不一样：",
        f"Nearly the same as {near} here, with {counted(places, 'difference')}:",
    )


def _compared(pieces: tuple[DraftPiece, ...]) -> str:
    shown = []
    room = _ROOM
    for piece in pieces:
        text = esc(piece.text[:room])
        room -= len(piece.text)
        if piece.kind == "extra":
            text = f"<s>{text}</s>"
        elif piece.kind == "lacking":
            text = f"<b>{text}</b>"
        shown.append(text)
        if room <= 0:
            shown.append("…")
            break
    return "".join(shown)
