"""A document that came by chat: what was recognised in it, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.callback import Press, Verb, encode
from handlers.views.lang import counted
from handlers.views.markup import Button, View, bold, esc, quote, rows, shorten

if TYPE_CHECKING:
    from handlers.views.lang import Lang
    from store.drafts import Batch, Draft
    from store.packing import Outline, SpeechOutline

SHOWN = 3
"""Speeches of a document that its message lists."""
NAMED = 10
"""Documents of a batch that its message lists."""
_TOO_BIG_ZH = (
    "Telegram 只让我收 20 MB 以内的文件；大文件和整个文件夹请在服务器上运行 python -m bot ingest。"
)
_TOO_BIG_EN = (
    "Telegram hands me files of at most 20 MB; for larger ones and whole folders run "
    "python -m bot ingest on the server."
)
_NOT_FETCHED_ZH = "没能从 Telegram 取到这个文件，请再发一次。"
_NOT_FETCHED_EN = "The file could not be fetched from Telegram, please send it again."
_TOO_MUCH_ZH = "文件太大或已损坏，读不了；请在服务器上运行 python -m bot ingest 试试。"
_TOO_MUCH_EN = "The file is too large or damaged; try python -m bot ingest on the server."
_MARKED_ZH = "文件上有“{}”字样，没有收，也没有留存。请马上在这里删掉它。"
_MARKED_EN = "The file is marked “{}”: not added, not kept. Please delete it here at once."
_ERRORS = {
    "!too_big": (_TOO_BIG_ZH, _TOO_BIG_EN),
    "!not_fetched": (_NOT_FETCHED_ZH, _NOT_FETCHED_EN),
    "!too_much": (_TOO_MUCH_ZH, _TOO_MUCH_EN),
    "!secret": (_MARKED_ZH, _MARKED_EN),
}


def render_how_to_ingest(lang: Lang) -> View:
    """`/ingest`: send a document."""
    return View(
        lang.say(
            "把文件直接发给我就行，可以一次发几份；我先给你看认出了什么，再由你决定收不收。"
            "整个文件夹请在服务器上运行 python -m bot ingest 文件夹。",
            "Just send me documents, several at once if you like; I show what I recognised "
            "before you decide. For whole folders run python -m bot ingest FOLDER on the server.",
        )
    )


def render_reading(lang: Lang, done: int = 0, total: int = 1, source: str = "") -> View:
    """Reading is under way."""
    if total < 2:
        return View(lang.say("正在读…", "Reading…"))
    name = esc(shorten(source, 40))
    return View(lang.say(f"正在读 {done + 1}/{total}…", f"Reading {done + 1} of {total}…") + name)


def render_taking(lang: Lang) -> View:
    """Storing is under way."""
    return View(lang.say("正在收录…", "Adding…"))


def render_undoing(lang: Lang) -> View:
    """Taking back is under way."""
    return View(lang.say("正在撤回…", "Taking it back…"))


def render_batch(
    batch: Batch,
    speeches: tuple[SpeechOutline, ...],
    known: dict[int, tuple[int, bool]],
    lang: Lang,
) -> View:
    """What was recognised. `speeches` are those of all documents as corrected.

    `known` tells by draft how many of its speeches are stored already, and whether its name is.
    """
    readable = batch.readable
    if len(batch.drafts) == 1:
        draft = batch.drafts[0]
        text = (
            _error(draft, lang)
            if draft.outline is None
            else _one(draft, draft.outline, speeches, known.get(draft.id, (0, False)), lang)
        )
    else:
        lines = [_line(draft, lang) for draft in batch.drafts[:NAMED]]
        if len(batch.drafts) > NAMED:
            more = len(batch.drafts) - NAMED
            lines.append(lang.say(f"… 还有 {more} 份", f"… and {more} more"))
        text = "\n".join(lines)
    return View(text, _decisions(batch, lang) if readable else ())


def render_offered(batch: Batch, lang: Lang) -> View:
    """A colleague sent documents: only administrators add them, but he may ask."""
    text = lang.say("只有管理员能加资料。", "Only administrators can add documents.")
    label = lang.say("请管理员看看", "Ask them to look")
    return View(text, ((Button(label, document_press("ask", batch.id)),),))


def render_passed_on(lang: Lang) -> View:
    """The colleague's documents went to the administrators."""
    return View(lang.say("已经请管理员看了。", "The administrators have been asked to look."))


def render_suggestion(batch: Batch, lang: Lang) -> View:
    """A colleague's documents, for the administrators."""
    names = lang.say("、", ", ").join(
        f"{esc(shorten(draft.source, 40))}{_speech_count(draft, lang)}"
        for draft in batch.drafts[:NAMED]
    )
    who = esc(shorten(batch.user_name, 30))
    text = lang.say(f"{who} 推荐了 {names}", f"{who} suggests {names}")
    errors = [_error(draft, lang) for draft in batch.drafts if draft.error]
    text = "\n".join([text, *errors[:SHOWN]])
    return View(text, _decisions(batch, lang) if batch.readable else ())


def render_taken(batch: Batch, speeches: int, lang: Lang) -> View:
    """Stored, with the number of speeches that are in the store now."""
    taken = [draft for draft in batch.drafts if draft.state == "taken"]
    if not taken:
        text = lang.say(
            f"库里已经有了，没有重复收录，还是 {speeches:,} 篇。",
            f"It is in the library already: still {counted(speeches, 'speech')}.",
        )
        return View(text)
    text = lang.say(f"收好了，现在 {speeches:,} 篇。", f"Added: {counted(speeches, 'speech')} now.")
    undo = Button(lang.say("撤回", "Undo"), document_press("undo", batch.id))
    return View(text, ((undo,),))


def render_undone(batch: Batch, speeches: int, lang: Lang) -> View:
    """Taken back."""
    text = lang.say(
        f"撤回了，现在 {speeches:,} 篇。", f"Taken back: {counted(speeches, 'speech')} now."
    )
    again = Button(lang.say("收录", "Add"), document_press("take", batch.id))
    return View(text, ((again,),))


def render_dropped(batch: Batch, lang: Lang) -> View:
    """Not taken in."""
    text = lang.say("没有收。", "Not added.")
    again = Button(lang.say("还是收录", "Add after all"), document_press("take", batch.id))
    return View(text, ((again,),))


def render_failed(batch: Batch, reason: str, lang: Lang) -> View:
    """Storing went wrong; `reason` is a sentence."""
    again = Button(lang.say("再试一次", "Try again"), document_press("take", batch.id))
    return View(esc(reason), ((again,),))


def render_speech(
    batch: Batch, speeches: tuple[SpeechOutline, ...], position: int, lang: Lang
) -> View:
    """One speech of what was recognised, and the way to the next."""
    speech = speeches[position]
    place = lang.say(
        f"第 {position + 1} 篇，共 {len(speeches)} 篇", f"{position + 1} of {len(speeches)}"
    )
    lines = [place, speech_line(speech, lang)]
    if speech.title_made:
        lines.append(
            lang.say("没有标题，暂用首句", "It has no title; its first sentence stands in")
        )
    lines.append(quote(esc(speech.opening)))
    turns = []
    if position:
        turns.append(
            Button(lang.say("上一篇", "Prev"), document_press("look", batch.id, position - 1))
        )
    turns.append(Button(lang.say("返回", "Back"), document_press("show", batch.id)))
    if position + 1 < len(speeches):
        turns.append(
            Button(lang.say("下一篇", "Next"), document_press("look", batch.id, position + 1))
        )
    return View("\n".join(lines), rows(turns, [fix_button(f"d{batch.id}", lang, position)]))


def speech_line(speech: SpeechOutline, lang: Lang) -> str:
    """`《title》organisation speaker date`, in bold where it is a heading."""
    who = " ".join(filter(None, (speech.organisation, speech.speaker)))
    when = speech.date or lang.say("没有日期", "no date")
    detail = " ".join(filter(None, (who, when)))
    return f"{bold(f'《{shorten(speech.title, 60)}》')}{esc(shorten(detail, 60))}"


def document_press(action: str, batch_id: int, position: int = 0) -> str:
    """Callback data of a button about a batch."""
    return encode(Press(Verb.DOCUMENT, offset=position, extra=f"{action}:{batch_id}"))


def fix_button(target: str, lang: Lang, position: int | None = None) -> Button:
    """The button that corrects a speech of a target, or asks which."""
    extra = f"c:{target}" if position is None else f"f:{target}"
    press = Press(Verb.CORRECT, offset=position or 0, extra=extra)
    return Button(lang.say("改信息", "Correct"), encode(press))


def _decisions(batch: Batch, lang: Lang) -> tuple[tuple[Button, ...], ...]:
    take = Button(lang.say("收录", "Add"), document_press("take", batch.id))
    drop = Button(lang.say("不收", "Don't add"), document_press("drop", batch.id))
    if batch.kind == "offer":
        look = Button(lang.say("看看", "Look"), document_press("look", batch.id))
        return ((take, drop), (look,))
    look = Button(lang.say("逐篇看", "One by one"), document_press("look", batch.id))
    return ((take, look, fix_button(f"d{batch.id}", lang), drop),)


def _one(
    draft: Draft,
    outline: Outline,
    speeches: tuple[SpeechOutline, ...],
    known: tuple[int, bool],
    lang: Lang,
) -> str:
    lines = [_line(draft, lang)]
    for number, speech in enumerate(speeches[:SHOWN], start=1):
        lines.append(f"{number} {speech_line(speech, lang)}")
        if speech.opening:
            lines.append(f"   “{esc(shorten(' '.join(speech.opening.split()), 24))}”")
    if len(speeches) > SHOWN:
        more = len(speeches) - SHOWN
        lines.append(lang.say(f"… 还有 {more:,} 篇", f"… and {more:,} more"))
    remarks = _remarks(outline, speeches, known, lang)
    if remarks:
        said = shorten(lang.say("；", "; ").join(remarks), 200)
        lines.append(lang.say("提醒：", "Note: ") + esc(said))
    return "\n".join(lines)


def _remarks(
    outline: Outline, speeches: tuple[SpeechOutline, ...], known: tuple[int, bool], lang: Lang
) -> list[str]:
    remarks = list(outline.warnings)
    made = [number for number, one in enumerate(speeches, start=1) if one.title_made]
    if made:
        numbers = lang.say("、", ", ").join(str(number) for number in made[:5])
        remarks.append(
            lang.say(
                f"第 {numbers} 篇没有标题，暂用首句",
                f"no title in speech {numbers}; the first sentence stands in",
            )
        )
    held, named = known
    if held:
        remarks.append(
            lang.say(
                f"{held} 篇库里已有，同样的段落只留一份",
                f"{held} of the speeches are stored already; equal passages are kept once",
            )
        )
    if named:
        remarks.append(
            lang.say("收录会替换库里的同名文件", "adding it replaces the document of this name")
        )
    return remarks


def _line(draft: Draft, lang: Lang) -> str:
    if draft.outline is None:
        return _error(draft, lang)
    speeches, passages = len(draft.outline.speeches), draft.outline.passages
    count = lang.say(
        f"{speeches:,} 篇 · {passages:,} 段",
        f"{counted(speeches, 'speech')} · {counted(passages, 'passage')}",
    )
    if slogans := draft.outline.slogans:
        count += lang.say(f" · {slogans:,} 个口号", f" · slogans: {slogans:,}")
    return f"{esc(shorten(draft.source, 60))} · {count}"


def _error(draft: Draft, lang: Lang) -> str:
    name = esc(shorten(draft.source, 60))
    if draft.error.startswith("!"):
        # Behind the reason may stand what it is about.
        reason, _, detail = draft.error.partition(" ")
        return name + lang.say("：", ": ") + esc(lang.say(*_ERRORS[reason]).format(detail))
    return esc(draft.error) if draft.error else name


def _speech_count(draft: Draft, lang: Lang) -> str:
    if draft.outline is None:
        return ""
    count = len(draft.outline.speeches)
    return lang.say(f"（{count} 篇）", f" ({counted(count, 'speech')})")
