"""A pasted draft: what of it stands in the library, and how it differs there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers.telegram.acts import OnDraft
from handlers.telegram.buttons import button, page_turns
from handlers.telegram.callback_data import Press, Verb, encode
from handlers.views.citation import cite, cite_short
from handlers.views.lang import counted
from handlers.views.markup import (
    COPY_LIMIT,
    Button,
    View,
    bold,
    esc,
    italic,
    quote,
    rows,
    shorten,
)
from handlers.views.markup import units as length_of
from handlers.views.paging import Measures, fitted, measures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handlers.views.lang import Lang
    from store.proofreading.model import DraftCheck, DraftPart, DraftPiece

_PAGE_OF = 10
"""Sentences from which on a draft is a page, of which what differs comes first."""
_SAME_SHOWN = 8
"""Characters of what is the same that are shown on either side of a difference."""
_SLOGAN = 40
"""Characters of an incomplete slogan that are shown."""


@dataclass(frozen=True, slots=True)
class DraftFrame:
    """Where a checked draft is shown; `key` is that of its text.

    What only its asker sees is `hidden`.
    """

    lang: Lang
    key: str
    group: bool = False
    hidden: bool = False

    @property
    def measures(self) -> Measures:
        """How long the list of parts is."""
        return measures(group=self.group)


def render_draft(check: DraftCheck, frame: DraftFrame) -> View:
    """The one place that has most of a draft, and how the draft differs there."""
    hit, lang = check.hits[0], frame.lang
    shown = _compared(check.pieces, frame.measures.room // 2)
    if check.is_shortened and check.left and not shown.endswith("…"):
        shown += "…"
    lines = [
        _headline(check, lang),
        quote(shown),
        esc(cite(hit.speech)),
        *missing_lines(check, frame.lang),
    ]
    opened = button(lang.say("看原文", "Open"), Verb.OPEN, passage=hit.id)
    copied = _copy(lang.say("复制原文", "Copy it"), hit.text, Press(Verb.PLAIN, passage=hit.id))
    return View("\n".join(lines), rows([opened, copied], _closing(frame)))


def render_parts(check: DraftCheck, offset: int, frame: DraftFrame) -> View:
    """What of a draft stands in the library, part by part."""
    lang, parts = frame.lang, in_order(check)
    page = parts[offset : offset + frame.measures.page]
    text = fitted(
        [_parts_headline(check, lang)],
        len(page),
        lambda at, width, source: _entry(at + 1, page[at], width, source, frame),
        frame.measures,
        feet=missing_lines(check, lang),
    )
    numbers = [
        button(str(number), Verb.DRAFT, frame.key, offset + number - 1, extra=OnDraft.PART)
        for number in range(1, len(page) + 1)
    ]
    turns = page_turns(lang, Press(Verb.DRAFT, frame.key, offset), frame.measures.page, len(parts))
    if any(part.differing for part in parts):
        turns.append(
            button(lang.say("改成原话", "Correct it"), Verb.DRAFT, frame.key, extra=OnDraft.CORRECT)
        )
    return View(text, rows(numbers, turns, _closing(frame)))


def render_part(part: DraftPart, offset: int, frame: DraftFrame) -> View:
    """One part beside its passage."""
    lang, hit = frame.lang, part.hit
    shown = _compared(part.pieces, frame.measures.room // 2)
    text = "\n".join((_kind(part, lang), quote(shown), esc(cite(hit.speech))))
    opened = button(lang.say("看原文", "Open"), Verb.OPEN, passage=hit.id)
    copied = _copy(lang.say("复制原文", "Copy it"), hit.text, Press(Verb.PLAIN, passage=hit.id))
    back = button(
        lang.say("返回", "Back"), Verb.DRAFT, frame.key, offset - offset % frame.measures.page
    )
    return View(text, rows([opened, copied, back], _closing(frame)))


def render_corrected(text: str, check: DraftCheck, frame: DraftFrame) -> View:
    """The whole draft with the words of the library in the place of those that differ, in bold."""
    shown = "".join(
        bold(piece) if changed else esc(piece) for piece, changed in _mended(text, check)
    )
    copied = _copy(
        frame.lang.say("复制", "Copy"),
        corrected(text, check),
        Press(Verb.DRAFT, frame.key, extra=OnDraft.COPY),
    )
    back = button(frame.lang.say("返回", "Back"), Verb.DRAFT, frame.key)
    return View(shown, rows([copied, back], _closing(frame)))


def corrected(text: str, check: DraftCheck) -> str:
    """The draft with what differs put right."""
    return "".join(piece for piece, _ in _mended(text, check))


def in_order(check: DraftCheck) -> Sequence[DraftPart]:
    """The parts in the order of the list: of a page, what differs comes first."""
    if check.sentences < _PAGE_OF:
        return check.parts
    return sorted(check.parts, key=lambda part: not part.differing)


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


def _headline(check: DraftCheck, lang: Lang) -> str:
    near, places = len(check.hits), check.differences
    if check.is_shortened and (check.left or check.differences):
        return _shortened(check, lang)
    if not places:
        return lang.say(f"和库里 {near} 处基本相同：", f"Nearly the same as {near} here:")
    return lang.say(
        f"和库里 {near} 处基本相同，有 {places} 处不一样：",
        f"Nearly the same as {near} here, with {counted(places, 'difference')}:",
    )


def _shortened(check: DraftCheck, lang: Lang) -> str:
    said = [lang.say("这是库里一段的一部分", "This is part of a passage")]
    rest = []
    if check.left:
        following = "follows" if check.left == 1 else "follow"
        rest.append(
            lang.say(f"后面还有 {check.left} 句", f"{counted(check.left, 'sentence')} {following}")
        )
    if check.left_out:
        verb = "is" if check.left_out == 1 else "are"
        rest.append(
            lang.say(
                f"中间少 {check.left_out} 字",
                f"{counted(check.left_out, 'character')} {verb} missing",
            )
        )
    return lang.say("，".join((*said, *rest)) + "：", f"{said[0]}; {', '.join(rest)}:")


def _parts_headline(check: DraftCheck, lang: Lang) -> str:
    near = [part for part in check.parts if part.differing]
    exact, differing = len(check.parts) - len(near), sum(part.differing for part in near)
    said = []
    if exact:
        verb = "is" if exact == 1 else "are"
        whose = "" if check.sentences >= _PAGE_OF else "库里的"
        said.append(
            lang.say(f"{exact} 处是{whose}原话", f"{counted(exact, 'piece')} {verb} word for word")
        )
    if near:
        named = "" if said else lang.say("和库里", "")
        zh = f"差 {differing} 字" if len(near) == 1 else "差几个字"
        verb = "differs" if len(near) == 1 else "differ"
        en = counted(differing, "character") if len(near) == 1 else "a few characters"
        said.append(lang.say(f"{len(near)} 处{named}{zh}", f"{len(near)} {verb} by {en}"))
    if check.own:
        said.append(lang.say("其余是你自己的", "the rest is your own"))
    text = lang.say("，", ", ").join(said)
    if check.sentences < _PAGE_OF:
        return text + lang.say("：", ":")
    looked = lang.say(f"查了 {check.sentences} 句：", f"{counted(check.sentences, 'sentence')}: ")
    first = lang.say("。先看差的：", ". Those that differ first:") if near else lang.say("：", ":")
    return looked + text + first


def _entry(number: int, part: DraftPart, width: int, source: int, frame: DraftFrame) -> str:
    kind = _kind(part, frame.lang)
    room = width - len(kind) - 1
    if part.differing:
        line = _compared(tuple(_around_differences(part.pieces)), room)
    else:
        line = esc(shorten(part.stored.replace("\n", ""), room))
    return f"{number} {kind}　{line}\n{italic(cite_short(part.hit.speech, source))}"


def _kind(part: DraftPart, lang: Lang) -> str:
    if part.differing:
        return lang.say(f"差 {part.differing} 字", f"{counted(part.differing, 'character')} off")
    if part.speeches > 1:
        return lang.say(
            f"原话，{part.speeches} 篇都有", f"Word for word, in {part.speeches} speeches"
        )
    return lang.say("原话", "Word for word")


def _around_differences(pieces: Sequence[DraftPiece]) -> Iterator[DraftPiece]:
    """Yield the pieces, of those that are the same only what stands beside a difference."""
    last = len(pieces) - 1
    for at, piece in enumerate(pieces):
        text = piece.text.replace("\n", "")
        if piece.kind != "same" or len(text) <= 2 * _SAME_SHOWN:
            yield piece
        elif at == 0:
            yield replace(piece, text="…" + text[-_SAME_SHOWN:])
        elif at == last:
            yield replace(piece, text=text[:_SAME_SHOWN] + "…")
        else:
            yield replace(piece, text=f"{text[:_SAME_SHOWN]}…{text[-_SAME_SHOWN:]}")


def _mended(text: str, check: DraftCheck) -> Iterator[tuple[str, bool]]:
    """Yield the draft with what differs put right, and whether each piece was."""
    at = 0
    for part in check.parts:
        if part.differing:
            yield text[at : part.start], False
            for piece in part.pieces:
                if piece.kind != "extra":
                    yield piece.text, piece.kind == "lacking"
            at = part.stop
    yield text[at:], False


def _compared(pieces: Sequence[DraftPiece], room: int) -> str:
    shown = []
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


def _copy(label: str, text: str, otherwise: Press) -> Button:
    fits = length_of(text) <= COPY_LIMIT
    return Button(label, copy=text) if fits else Button(label, encode(otherwise))


def _closing(frame: DraftFrame) -> list[Button]:
    if not frame.group or frame.hidden:
        return []
    return [button(frame.lang.say("收起", "Close"), Verb.CLOSE)]
