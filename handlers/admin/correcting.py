"""改信息: title, organisation, speaker and date of a speech, stored or waiting, put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.dates import written_date
from handlers.admin.sources import source_of
from handlers.admin.uploads import batch_of, speeches_of
from handlers.admin.views.correcting import (
    FIELDS,
    PAGE,
    render_bad_date,
    render_fields,
    render_question,
    render_stored_corrected,
    render_which,
)
from handlers.admin.views.looking import render_corrected
from handlers.admin.views.sources import source_press
from handlers.admin.views.uploads import correct_press, document_press, doubts
from handlers.telegram.acts import OnSource, OnSpeech, OnUpload
from handlers.telegram.force_reply import find_asked, put_question
from handlers.views.fixed import Fixed
from handlers.views.pressed import Why, old, refused

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.views.lang import Lang
    from handlers.views.markup import Outcome, View
    from store.documents.model import SpeechSummary

FIX_MARK = "fix "
"""Before field, target and number: what an answer record holds when a message asks for a value."""
NOTHING = frozenset({"无", "没有", "-", "—", "none"})
LONGEST = 300
"""Characters of a corrected value that are kept."""


async def press_correct(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Ask which speech, then which field, then for the value."""
    if press.user.id not in services.operators:
        return refused(Why.OPERATORS_CHANGE, press.lang)
    act, target = OnSpeech.of(wanted)
    speeches = await _speeches(services, target)
    if wanted.offset >= len(speeches):
        return refused(Why.SPEECH_GONE, press.lang)
    speech, back = speeches[wanted.offset], _back(target)
    if act is OnSpeech.WHICH and len(speeches) > 1:
        offset = wanted.offset - wanted.offset % PAGE
        return render_which(speeches, offset, target, back, press.lang)
    if act in {OnSpeech.WHICH, OnSpeech.FIELDS}:
        if len(speeches) > 1:
            back = correct_press(OnSpeech.WHICH, target, wanted.offset)
        return render_fields(speech, wanted.offset, target, back, press.lang)
    if act not in FIELDS:
        return old(press.lang)
    asked = f"{FIX_MARK}{act} {target} {wanted.offset} {speech.identity}"
    question = render_question(speech, FIELDS[act], press.lang)
    await put_question(services, press.user.id, question, asked)
    return None


async def on_correction(services: Services, ask: Asking) -> bool:
    """Take a reply to our question for the new value; False where it is no such reply."""
    asked = await find_asked(services, ask, FIX_MARK)
    if asked is None or ask.user.id not in services.operators:
        return False
    letter, target, position, identity = asked.split(" ")
    field, written = FIELDS[OnSpeech(letter)], " ".join(ask.text.split())[:LONGEST]
    value = "" if written.lower() in NOTHING and field != "title" else written
    if field == "date" and value:
        value = written_date(written) or ""
        if not value:
            view = render_bad_date(written, target, int(position), ask.lang)
            await services.sender.reply(ask.message, view)
            return True
    speech = await _same(services, target, int(position), identity)
    if speech is None:
        await services.sender.reply(ask.message, Fixed.SPEECH_UNCHANGED.view(ask.lang))
        return True
    await services.store.corrections.correct([speech], {field: value})
    changed = await _same(services, target, int(position), identity) or speech
    view = await _corrected(services, changed, target, int(position), ask.lang)
    await services.sender.reply(ask.message, view)
    return True


async def _corrected(
    services: Services, speech: SpeechSummary, target: str, position: int, lang: Lang
) -> View:
    """The speech as it is now; of a document that waits with what is next, and 收录."""
    batch = await batch_of(services, target[1:]) if target.startswith("d") else None
    if batch is None:
        return render_stored_corrected(speech, _back(target), lang)
    doubtful = doubts(await speeches_of(services, batch))
    return render_corrected(speech, batch, [one for one in doubtful if one > position], lang)


async def _speeches(services: Services, target: str) -> tuple[SpeechSummary, ...]:
    kind, key = target[:1], target[1:]
    if kind == "d":
        batch = await batch_of(services, key)
        return () if batch is None else await speeches_of(services, batch)
    if kind == "s" and (source := await source_of(services, key)) is not None:
        return await services.store.corrections.outlines(source.source)
    return ()


async def _same(
    services: Services, target: str, position: int, identity: str
) -> SpeechSummary | None:
    """The speech that was asked about, unless another one stands there by now."""
    speeches = await _speeches(services, target)
    speech = speeches[position] if position < len(speeches) else None
    return speech if speech is not None and speech.identity == identity else None


def _back(target: str) -> str:
    if target.startswith("d"):
        return document_press(OnUpload.SHOW, int(target[1:]))
    return source_press(OnSource.OPEN, target[1:], "", 0)
