"""A document that came by chat: what was recognised in it, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.admin.views.refusals import refusal_line, refusal_said
from handlers.telegram.acts import OnSpeech, OnUpload
from handlers.telegram.callback_data import Press, Verb, encode
from handlers.views.lang import Lang, counted
from handlers.views.markup import Button, View, bold, esc, shorten
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.markup import Keyboard
    from store.documents.model import Batch, DocumentSummary, Field, SpeechSummary, Upload

SHOWN = 3
"""Speeches of a document that its message lists."""
NAMED = 10
"""Documents of a batch that its message lists."""
_LACKING: dict[Field, tuple[str, str]] = {
    "title": ("标题是我拼的", "title made up by me"),
    "organisation": ("没有单位", "no organisation"),
    "speaker": ("没有讲话人", "no speaker"),
    "date": ("没有日期", "no date"),
}
MOST_NAMED = 5
"""Numbers of doubtful speeches that are named."""


def render_reading(lang: Lang, done: int = 0, total: int = 1, source: str = "") -> View:
    """Reading is under way."""
    if total < 2:
        return View(lang.say("正在读…", "Reading…"))
    name = esc(shorten(source, 40))
    return View(lang.say(f"正在读 {done + 1}/{total}…", f"Reading {done + 1} of {total}…") + name)


def render_page(lang: Lang, page: int, pages: int, source: str) -> View:
    """The pages of a scan are being read, one after another."""
    told = lang.say(
        f"是扫描件，正在识别第 {page}/{pages} 页…", f"A scan: reading page {page} of {pages}…"
    )
    return View(told + esc(shorten(source, 40)))


def render_batch(
    batch: Batch,
    speeches: tuple[SpeechSummary, ...],
    known: dict[int, tuple[int, bool]],
    lang: Lang,
) -> View:
    """What was recognised. `speeches` are those of all documents as corrected.

    `known` tells by draft how many of its speeches are stored already, and whether its name is.
    """
    doubtful = doubts(speeches)
    if len(batch.drafts) == 1:
        draft = batch.drafts[0]
        text = (
            refusal_said(draft, lang)
            if draft.outline is None
            else _one(draft, draft.outline, speeches, known.get(draft.id, (0, False)), lang)
        )
    else:
        text = _several(batch, speeches, known, lang)
    decisions = _decisions(batch, len(speeches), len(doubtful), lang)
    return View(text, decisions if batch.readable else ())


def doubts(speeches: Sequence[SpeechSummary]) -> tuple[int, ...]:
    """The places of the speeches that somebody should look at.

    That none of a document's speeches names a speaker is how it is, and no doubt.
    """
    named = {one.source for one in speeches if one.speaker}
    return tuple(
        place for place, one in enumerate(speeches) if _lacking(one, named=one.source in named)
    )


def _lacking(speech: SpeechSummary, *, named: bool) -> tuple[Field, ...]:
    return tuple(field for field in speech.lacking if named or field != "speaker")


def render_offered(batch: Batch, lang: Lang) -> View:
    """A colleague sent documents: only administrators add them, but he may ask."""
    text = lang.say("只有管理员能加资料。", "Only administrators can add documents.")
    label = lang.say("请管理员看看", "Ask them to look")
    return View(text, ((Button(label, document_press(OnUpload.ASK, batch.id)),),))


def render_passed_on(lang: Lang) -> View:
    """The administrators were asked."""
    return View(
        lang.say(
            "已经请管理员看了，有结果告诉你。",
            "The administrators have been asked; I'll tell you what becomes of it.",
        )
    )


def render_outcome(batch: Batch, list_key: str, lang: Lang) -> View:
    """For whoever suggested documents: what became of them; 看看 leads to their speeches."""
    names = esc(lang.say("、", ", ").join(shorten(one.source, 40) for one in batch.drafts[:NAMED]))
    taken = [draft for draft in batch.drafts if draft.state == "taken" and draft.outline]
    if batch.state != "taken":
        return View(
            lang.say(
                f"你推荐的 {names} 这次没有收录。",
                f"What you suggested was not added this time: {names}.",
            )
        )
    if not taken:
        return View(
            lang.say(
                f"你推荐的 {names} 库里已有。", f"What you suggested is here already: {names}."
            )
        )
    count = sum(len(draft.outline.speeches) for draft in taken if draft.outline)
    said = lang.say(
        f"你推荐的 {names} 收录了，{count:,} 篇。",
        f"The document you suggested was added: {counted(count, 'speech')}.",
    )
    look = Button(lang.say("看看", "Look"), encode(Press(Verb.SPEECHES, list_key)))
    return View(said, ((look,),))


def render_suggestion(batch: Batch, lang: Lang) -> View:
    """A colleague's documents, for the administrators."""
    names = lang.say("、", ", ").join(
        f"{esc(shorten(draft.source, 40))}{_amount(draft, lang)}" for draft in batch.drafts[:NAMED]
    )
    who = esc(shorten(batch.user_name, 30))
    text = lang.say(f"{who} 推荐了 {names}", f"{who} suggests {names}")
    refused = refusal_said if len(batch.drafts) == 1 else refusal_line
    errors = [refused(draft, lang) for draft in batch.drafts if draft.error]
    text = "\n".join([text, *errors[:SHOWN]])
    open_ = batch.readable or any(draft.state == "new" for draft in batch.drafts)
    return View(text, _decisions(batch, 0, 0, lang) if open_ else ())


def render_taken(batch: Batch, speeches: int, lang: Lang) -> View:
    """Stored, with the number of speeches that are in the store now."""
    taken = [draft for draft in batch.drafts if draft.state == "taken"]
    if not taken:
        text = lang.say(
            f"库里已经有了，没有重复收录，还是 {speeches:,} 篇。",
            f"It is in the library already: still {counted(speeches, 'speech')}.",
        )
        return View(text)
    text = lang.say(f"收录了，现在 {speeches:,} 篇。", f"Added: {counted(speeches, 'speech')} now.")
    undo = Button(lang.say("撤回", "Undo"), document_press(OnUpload.UNDO, batch.id))
    return View(text, ((undo,),))


def render_undone(batch: Batch, speeches: int, lang: Lang) -> View:
    """Taken back."""
    text = lang.say(
        f"撤回了，现在 {speeches:,} 篇。", f"Taken back: {counted(speeches, 'speech')} now."
    )
    return View(text, ((take_button(batch, lang),),))


def render_dropped(batch: Batch, lang: Lang) -> View:
    """Not taken in."""
    text = lang.say("未收。", "Not added.")
    again = Button(lang.say("还是收录", "Add after all"), document_press(OnUpload.TAKE, batch.id))
    return View(text, ((again,),))


def render_failed(batch: Batch, error: Exception, *, again: OnUpload | None = None) -> View:
    """Storing, taking back or removing went wrong; `again` is the action that tries once more."""
    lang = Lang(batch.lang)
    match error:
        case StoreError():
            reason = str(error)
        case FileNotFoundError():
            reason = lang.say(
                "文件已经不在了，请再发一次。", "The file is gone, please send it again."
            )
        case _:
            reason = lang.say(
                "试了两次都没做成，请在服务器上做。", "It failed twice; please do it on the server."
            )
    if again is None:
        return View(esc(reason))
    label = lang.say("再试一次", "Try again")
    return View(esc(reason), ((Button(label, document_press(again, batch.id)),),))


def speech_line(speech: SpeechSummary, lang: Lang, lacking: Sequence[Field] = ()) -> str:
    """`《title》organisation speaker date`, and what is `lacking`, as HTML."""
    who = " ".join(filter(None, (speech.organisation, speech.speaker, speech.date)))
    line = f"{bold(f'《{shorten(speech.title, 60)}》')}{esc(shorten(who, 60))}"
    said = lang.say("，", ", ").join(lang.say(*_LACKING[field]) for field in lacking)
    return f"{line}{lang.say('　', ' · ') if who and said else ''}{said}"


def document_press(act: OnUpload, batch_id: int, position: int = 0) -> str:
    """Callback data of a button about a batch."""
    return encode(Press(Verb.DOCUMENT, offset=position, extra=act.on(batch_id)))


def fix_button(target: str, lang: Lang, position: int | None = None) -> Button:
    """The button that corrects a speech of a target, or asks which."""
    act = OnSpeech.WHICH if position is None else OnSpeech.FIELDS
    return Button(lang.say("改信息", "Correct"), correct_press(act, target, position or 0))


def correct_press(act: OnSpeech, target: str, position: int) -> str:
    """Callback data of a button that corrects: which speech, the fields of one, one field."""
    return encode(Press(Verb.CORRECT, offset=position, extra=act.on(target)))


def take_button(batch: Batch, lang: Lang) -> Button:
    """收录."""
    return Button(lang.say("收录", "Add"), document_press(OnUpload.TAKE, batch.id))


def drop_button(batch: Batch, lang: Lang) -> Button:
    """不收."""
    return Button(lang.say("不收", "Don't add"), document_press(OnUpload.DROP, batch.id))


def _decisions(batch: Batch, speeches: int, doubtful: int, lang: Lang) -> Keyboard:
    take, drop = take_button(batch, lang), drop_button(batch, lang)
    look = Button(lang.say("逐篇看", "One by one"), document_press(OnUpload.LOOK, batch.id))
    if batch.kind == "offer":
        look = Button(lang.say("看看", "Look"), document_press(OnUpload.LOOK, batch.id))
        return ((take, drop), (look,))
    doubt = Button(
        lang.say(f"看这 {doubtful} 篇", f"Look at {doubtful}"),
        document_press(OnUpload.DOUBT, batch.id),
    )
    ways = [doubt] if doubtful else []
    if speeches > doubtful or not doubtful:
        ways.append(look)
    return ((take, *ways, drop),)


def _one(
    draft: Upload,
    outline: DocumentSummary,
    speeches: tuple[SpeechSummary, ...],
    known: tuple[int, bool],
    lang: Lang,
) -> str:
    lines = [_line(draft, outline, lang)]
    doubtful = doubts(speeches)
    named = any(one.speaker for one in speeches)
    for number, speech in enumerate(speeches[:SHOWN], start=1):
        lacking = _lacking(speech, named=named)
        lines.append(f"{number} {speech_line(speech, lang, lacking)}")
    if len(speeches) > SHOWN:
        more = len(speeches) - SHOWN
        lines.append(lang.say(f"… 还有 {more:,} 篇", f"… and {more:,} more"))
    said = ""
    if doubtful and len(speeches) > 1:
        numbers = lang.say("、", ", ").join(str(place + 1) for place in doubtful[:MOST_NAMED])
        and_more = lang.say(" 等", " and others") if len(doubtful) > MOST_NAMED else ""
        said = lang.say(
            f"{len(doubtful)} 篇要看一眼：第 {numbers}{and_more} 篇。",
            f"{len(doubtful)} to look at: speeches {numbers}{and_more}. ",
        )
    said += esc(shorten(_remarked(outline, known, lang), 200))
    return "\n".join([*lines, said] if said else lines)


def _several(
    batch: Batch,
    speeches: tuple[SpeechSummary, ...],
    known: dict[int, tuple[int, bool]],
    lang: Lang,
) -> str:
    """A line for each file, with what is doubtful or worth knowing about it."""
    passages = sum(draft.outline.passages for draft in batch.readable if draft.outline)
    lines = [
        lang.say(
            f"{len(batch.drafts)} 份 · {len(speeches):,} 篇 · {passages:,} 段",
            f"{counted(len(batch.drafts), 'document')} · {counted(len(speeches), 'speech')}"
            f" · {counted(passages, 'passage')}",
        )
    ]
    gap = lang.say("　", " · ")
    place = 0
    for draft in batch.drafts:
        if draft.outline is None:
            lines.append(refusal_line(draft, lang))
            continue
        own = speeches[place : place + len(draft.outline.speeches)]
        place += len(own)
        remarks = shorten(_remarked(draft.outline, known.get(draft.id, (0, False)), lang), 40)
        line = f"{esc(shorten(draft.source, 40))} · "
        line += lang.say(f"{len(own):,} 篇", counted(len(own), "speech"))
        lines.append(gap.join(filter(None, (line, _doubted(own, lang), esc(remarks)))))
    if len(batch.drafts) > NAMED:
        more = lang.say(f"… 还有 {len(batch.drafts) - NAMED} 份", "… and more")
        lines[NAMED + 1 :] = [more]
    return "\n".join(lines)


def _doubted(speeches: Sequence[SpeechSummary], lang: Lang) -> str:
    """`3 篇要看`, or of one speech alone what it lacks."""
    doubtful = doubts(speeches)
    if len(speeches) == 1:
        lacking = _lacking(speeches[0], named=False)
        return lang.say("，", ", ").join(lang.say(*_LACKING[field]) for field in lacking)
    count = len(doubtful)
    return lang.say(f"{count} 篇要看", f"{count} to look at") if count else ""


def _remarked(outline: DocumentSummary, known: tuple[int, bool], lang: Lang) -> str:
    """What was noticed of a document, in one line."""
    remarks = list(outline.warnings)
    held, named = known
    if held:
        remarks.append(
            lang.say(f"{held} 篇库里已有，只留一份", f"{held} stored already, kept once")
        )
    if named:
        remarks.append(
            lang.say("收录会替换库里的同名文件", "adding it replaces the document of this name")
        )
    return lang.say("；", "; ").join(remarks)


def _line(draft: Upload, outline: DocumentSummary, lang: Lang) -> str:
    speeches, passages = len(outline.speeches), outline.passages
    count = lang.say(
        f"{speeches:,} 篇 · {passages:,} 段",
        f"{counted(speeches, 'speech')} · {counted(passages, 'passage')}",
    )
    if slogans := outline.slogans:
        count += lang.say(f" · {slogans:,} 个口号", f" · slogans: {slogans:,}")
    return f"{esc(shorten(draft.source, 60))} · {count}"


def _amount(draft: Upload, lang: Lang) -> str:
    """How much a colleague's document is: its speeches, or its size while nobody has read it."""
    if draft.outline is not None:
        count = len(draft.outline.speeches)
        return lang.say(f"（{count} 篇）", f" ({counted(count, 'speech')})")
    if draft.state != "new" or not draft.size:
        return ""
    kilobytes = max(1, round(draft.size / 1000))
    size = f"{kilobytes / 1000:.1f} MB" if kilobytes >= 100 else f"{kilobytes} KB"
    return lang.say(f"（{size}）", f" ({size})")
