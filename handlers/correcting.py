"""改信息: title, organisation, speaker and date of a speech, stored or waiting, put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.fields import written_date
from handlers.documents import batch_of, speeches_of
from handlers.opened import old, show
from handlers.questions import find_reply, put_question
from handlers.sources import source_of
from handlers.views.correcting import (
    LETTERS,
    PAGE,
    correct_press,
    render_bad_date,
    render_corrected,
    render_fields,
    render_nothing_to_correct,
    render_question,
    render_which,
)
from handlers.views.documents import document_press
from handlers.views.markup import Toast
from handlers.views.sources import source_press

if TYPE_CHECKING:
    from telegram import Update

    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from store.packing import SpeechOutline

FIX_MARK = "fix "
"""Before field, target and number: what an answer record holds when a message asks for a value."""
NOTHING = frozenset({"无", "没有", "-", "—", "none"})
LONGEST = 300
"""Characters of a corrected value that are kept."""


async def press_correct(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Ask which speech, then which field, then for the value."""
    if press.user.id not in services.operators:
        return Toast(press.lang.say("只有管理员能改", "Only administrators can change it"))
    action, _, target = wanted.extra.partition(":")
    speeches = await _speeches(services, target)
    if wanted.offset >= len(speeches):
        return Toast(press.lang.say("这一篇已经不在了", "That speech is gone"))
    speech, back = speeches[wanted.offset], _back(target)
    if action == "c" and len(speeches) > 1:
        offset = wanted.offset - wanted.offset % PAGE
        return await show(services, press, render_which(speeches, offset, target, back, press.lang))
    if action in {"c", "f"}:
        if len(speeches) > 1:
            back = correct_press("c", target, wanted.offset)
        view = render_fields(speech, wanted.offset, target, back, press.lang)
        return await show(services, press, view)
    if action not in LETTERS:
        return old(press.lang)
    asked = f"{FIX_MARK}{action} {target} {wanted.offset} {speech.identity}"
    question = render_question(speech, LETTERS[action], press.lang)
    await put_question(services, press.user.id, question, asked)
    return None


async def on_correction(update: Update, context: Context) -> bool:
    """Take a reply to our question for the new value; False where it is no such reply."""
    services = context.services
    reply = await find_reply(update, context, FIX_MARK)
    if reply is None or reply.ask.user.id not in services.operators:
        return False
    ask = reply.ask
    letter, target, position, identity = reply.asked.split(" ")
    field, written = LETTERS[letter], " ".join(reply.written.split())[:LONGEST]
    value = "" if written.lower() in NOTHING and field != "title" else written
    if field == "date" and value:
        value = written_date(written) or ""
        if not value:
            await services.sender.reply(ask.message, render_bad_date(written, ask.lang))
            return True
    speech = await _same(services, target, int(position), identity)
    if speech is None:
        await services.sender.reply(ask.message, render_nothing_to_correct(ask.lang))
        return True
    await services.store.corrections.correct([speech], {field: value})
    changed = await _same(services, target, int(position), identity)
    view = render_corrected(changed or speech, ask.lang)
    await services.sender.reply(ask.message, view)
    return True


async def _speeches(services: Services, target: str) -> tuple[SpeechOutline, ...]:
    kind, key = target[:1], target[1:]
    if kind == "d":
        batch = await batch_of(services, key)
        return () if batch is None else await speeches_of(services, batch)
    if kind == "s" and (source := await source_of(services, key)) is not None:
        return await services.store.corrections.outlines(source.source)
    return ()


async def _same(
    services: Services, target: str, position: int, identity: str
) -> SpeechOutline | None:
    """The speech that was asked about, unless another one stands there by now."""
    speeches = await _speeches(services, target)
    speech = speeches[position] if position < len(speeches) else None
    return speech if speech is not None and speech.identity == identity else None


def _back(target: str) -> str:
    if target.startswith("d"):
        return document_press("show", int(target[1:]))
    return source_press("o", target[1:], "", 0)
