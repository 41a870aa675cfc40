"""The speeches of a document that waits, one by one: what was recognised, and what is doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.admin.views.correcting import FIELDS
from handlers.admin.views.uploads import (
    correct_press,
    document_press,
    drop_button,
    fix_button,
    speech_line,
    take_button,
)
from handlers.telegram.acts import OnUpload
from handlers.views.markup import Button, View, esc, quote, rows, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang
    from store.documents.model import Batch, SpeechSummary

LONGEST_REMARK = 120


def render_speech(
    batch: Batch, speeches: tuple[SpeechSummary, ...], position: int, lang: Lang
) -> View:
    """One speech of what was recognised, and the way to the next."""
    speech = speeches[position]
    lines = [_place(position, len(speeches), lang), speech_line(speech, lang)]
    if speech.title_made:
        lines.append(lang.say("标题是我拼的，原文没有标题", "title made up by me"))
    lines.append(quote(esc(speech.opening)))
    lines += _unused(speech, lang)
    turns = []
    if position:
        turns.append(Button(lang.say("上一篇", "Prev"), _look(batch, position - 1)))
    turns.append(_back(batch, lang))
    if position + 1 < len(speeches):
        turns.append(Button(lang.say("下一篇", "Next"), _look(batch, position + 1)))
    return View("\n".join(lines), rows(turns, [fix_button(f"d{batch.id}", lang, position)]))


def _look(batch: Batch, position: int) -> str:
    return document_press(OnUpload.LOOK, batch.id, position)


def render_doubtful(
    batch: Batch,
    speeches: tuple[SpeechSummary, ...],
    doubtful: Sequence[int],
    position: int,
    lang: Lang,
) -> View:
    """A speech of which something is missing, field by field; `doubtful` are the places of all."""
    speech = speeches[position]
    place = _place(position, len(speeches), lang)
    nth = f"{list(doubtful).index(position) + 1}/{len(doubtful)}"
    nothing, colon, gap = lang.say("没有", "none"), lang.say("：", ": "), lang.say("　", " · ")
    made = ""
    if speech.title_made:
        made = lang.say("（我拼的，原文没有标题）", " (title made up by me)")
    fields = (
        (("单位", "Organisation"), speech.organisation),
        (("讲话人", "Speaker"), speech.speaker),
        (("日期", "Date"), speech.date),
    )
    lines = [
        place + lang.say(f"（要看的 {nth}）", f" (to look at: {nth})"),
        lang.say("标题", "Title") + colon + esc(shorten(speech.title, 60)) + made,
        gap.join(f"{lang.say(*name)}{colon}{esc(value or nothing)}" for name, value in fields),
        quote(esc(shorten(speech.opening.replace("\n", " "), 120))),
        *_unused(speech, lang),
    ]
    names = (("标题", "Title"), *(name for name, _ in fields))
    changes = [
        Button(lang.say(*name), correct_press(act, f"d{batch.id}", position))
        for name, act in zip(names, FIELDS, strict=True)
    ]
    on = document_press(OnUpload.DOUBT, batch.id, position + 1)
    fine = Button(lang.say("就这样", "As it is"), on)
    return View("\n".join(lines), rows(changes, [fine, _back(batch, lang)]))


def render_all_seen(batch: Batch, speeches: int, lang: Lang) -> View:
    """Nothing doubtful is left to look at."""
    text = lang.say(f"都看过了，{speeches:,} 篇。", f"All looked at: {speeches:,}.")
    return View(text, ((take_button(batch, lang), drop_button(batch, lang)),))


def render_corrected(speech: SpeechSummary, batch: Batch, left: Sequence[int], lang: Lang) -> View:
    """The speech as it is now; `left` are the places of those that are still to be looked at."""
    said = lang.say("改好了：", "Corrected: ") + speech_line(speech, lang) + lang.say("。", ".")
    buttons = [take_button(batch, lang), _back(batch, lang)]
    if left:
        said += lang.say(f"还有 {len(left)} 篇要看。", f" {len(left)} more to look at.")
        following = document_press(OnUpload.DOUBT, batch.id, left[0])
        buttons.insert(0, Button(lang.say("下一篇", "Next"), following))
    return View(said, (tuple(buttons),))


def _place(position: int, total: int, lang: Lang) -> str:
    return lang.say(f"第 {position + 1} 篇，共 {total} 篇", f"{position + 1} of {total}")


def _unused(speech: SpeechSummary, lang: Lang) -> list[str]:
    """What stands above the speech and is in no field."""
    if not speech.remarks:
        return []
    left = esc(shorten("　".join(speech.remarks), LONGEST_REMARK))
    return [lang.say(f"原文开头没用上的：{left}", f"Left over at its head: {left}")]


def _back(batch: Batch, lang: Lang) -> Button:
    return Button(lang.say("返回", "Back"), document_press(OnUpload.SHOW, batch.id))
