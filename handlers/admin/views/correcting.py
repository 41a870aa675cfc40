"""Correcting what was recognised of a speech: which one, which field, the new value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.admin.views.uploads import correct_press, speech_line
from handlers.telegram.acts import OnSpeech
from handlers.telegram.buttons import page_turns
from handlers.telegram.callback_data import Press, Verb
from handlers.views.markup import Button, View, esc, rows, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang
    from store.documents.model import Field, SpeechSummary

PAGE = 5
FIELDS: dict[OnSpeech, Field] = {
    OnSpeech.TITLE: "title",
    OnSpeech.ORGANISATION: "organisation",
    OnSpeech.SPEAKER: "speaker",
    OnSpeech.DATE: "date",
}
"""What the buttons of the fields correct."""
_NAMES: dict[Field, tuple[str, str]] = {
    "title": ("标题", "Title"),
    "organisation": ("单位", "Organisation"),
    "speaker": ("讲话人", "Speaker"),
    "date": ("日期", "Date"),
}


def render_which(
    speeches: Sequence[SpeechSummary], offset: int, target: str, back: str, lang: Lang
) -> View:
    """Ask which speech is to be corrected. `back` is the callback data that leads back."""
    page = speeches[offset : offset + PAGE]
    lines = [lang.say("改哪一篇？", "Which one?")]
    lines += [
        f"{number} {speech_line(one, lang)}" for number, one in enumerate(page, start=offset + 1)
    ]
    numbers = [
        Button(str(number + 1), correct_press(OnSpeech.FIELDS, target, number))
        for number in range(offset, offset + len(page))
    ]
    here = Press(Verb.CORRECT, offset=offset, extra=OnSpeech.WHICH.on(target))
    turns = page_turns(lang, here, PAGE, len(speeches))
    return View("\n".join(lines), rows(numbers, turns, [Button(lang.say("返回", "Back"), back)]))


def render_fields(speech: SpeechSummary, position: int, target: str, back: str, lang: Lang) -> View:
    """What is known of a speech; a button for each field."""
    nothing, colon = lang.say("没有", "none"), lang.say("：", ": ")
    values = {
        "title": speech.title,
        "organisation": speech.organisation,
        "speaker": speech.speaker,
        "date": speech.date,
    }
    lines = [lang.say("改哪一项？", "What shall be corrected?")]
    lines += [
        f"{lang.say(*_NAMES[field])}{colon}{esc(shorten(values[field] or nothing, 120))}"
        for field in FIELDS.values()
    ]
    buttons = [
        Button(lang.say(*_NAMES[field]), correct_press(act, target, position))
        for act, field in FIELDS.items()
    ]
    return View("\n".join(lines), rows(buttons, [Button(lang.say("返回", "Back"), back)]))


def render_question(speech: SpeechSummary, field: Field, lang: Lang) -> View:
    """Ask for the new value; only the reply to this question is one."""
    name = lang.say(*_NAMES[field])
    title = esc(shorten(speech.title, 60))
    hint = {
        "title": "",
        "date": lang.say(
            "，像 2023-03-08 或 2023年3月；写“无”就去掉", ", as 2023-03-08; “-” for none"
        ),
    }.get(field, lang.say("；写“无”就去掉", "; “-” for none"))
    text = lang.say(f"《{title}》的{name}写什么{hint}？", f"{name} of “{title}”{hint}?")
    return View(text, asks=True)


def render_stored_corrected(speech: SpeechSummary, back: str, lang: Lang) -> View:
    """A stored speech as it is now; `back` is the callback data that leads to its document."""
    said = lang.say("改好了：", "Corrected: ")
    kept = lang.say("这份文件再来时也照这样。", "It stays so when the file comes again.")
    button = Button(lang.say("返回", "Back"), back)
    return View(f"{said}{speech_line(speech, lang)}\n{kept}", ((button,),))


def render_bad_date(written: str, target: str, position: int, lang: Lang) -> View:
    """Not a date; the button asks again."""
    shown = esc(shorten(written, 20))
    asks = correct_press(OnSpeech.DATE, target, position)
    again = Button(lang.say("再写一次", "Write it again"), asks)
    return View(
        lang.say(
            f"{shown} 不是日期，写成 2023-03-08、2023年3月 或 2023。",
            f"{shown} is no date; write 2023-03-08, 2023-03 or 2023.",
        ),
        ((again,),),
    )
