"""Documents sent in private: read beside the answers, shown, then taken in, dropped or taken back.

Everything that takes time is a job of the library's, which edits the message when it is done; what
a stop of the program interrupts goes on at the next start.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from handlers.asking import asking
from handlers.opened import old, show
from handlers.views.documents import (
    render_batch,
    render_dropped,
    render_failed,
    render_how_to_ingest,
    render_offered,
    render_passed_on,
    render_reading,
    render_speech,
    render_suggestion,
    render_taken,
    render_taking,
    render_undoing,
    render_undone,
)
from handlers.views.lang import Lang
from handlers.views.markup import Toast
from handlers.views.sources import render_removed, render_removing, render_restored
from store.drafts import Incoming
from store.errors import StoreError
from store.index import storable
from store.packing import Outline

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Update

    from handlers.asking import Asking, Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.markup import View
    from store.drafts import Batch
    from store.packing import SpeechOutline

    Action = Callable[[Services, Pressing, Batch, int], Awaitable[Toast | None]]

LONGEST_STEM = 60
"""Characters of a file's name, which a file system counts as three bytes each."""
LONGEST_NUMBER = 15
"""Digits of a batch's number; what is longer is forged, and no number to a database."""
BETWEEN_EDITS = 1.5
"""Seconds; Telegram takes about one message a second in a chat."""
_UNNAMEABLE = re.compile(r"[\x00-\x1f\x7f/\\\u2028\u2029]+")


async def on_document(update: Update, context: Context) -> None:
    """Read an operator's document; offer a colleague to pass his on."""
    ask = asking(update)
    if ask is None or ask.message.document is None:
        return
    services = context.services
    operator = ask.user.id in services.operators
    await services.store.drafts.forget_old()
    batch_id, new = await services.store.drafts.gather(_incoming(ask, operator=operator))
    if new:
        batch = await services.store.drafts.get(batch_id)
        if batch is None:
            return
        view = render_reading(ask.lang) if operator else render_offered(batch, ask.lang)
        sent = await services.sender.reply(ask.message, view)
        if sent is not None:
            await services.store.drafts.add_message(batch_id, sent.chat_id, sent.message_id)
    if operator:
        submit(services, batch_id)


async def on_ingest(update: Update, context: Context) -> None:
    """Say how documents are added."""
    ask = asking(update)
    if ask is not None:
        await context.services.sender.reply(ask.message, render_how_to_ingest(ask.lang))


async def press_document(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Do what a button under a batch says; all but asking is for operators."""
    action, _, number = wanted.extra.partition(":")
    batch = await batch_of(services, number)
    if batch is None or action not in _ACTIONS:
        return old(press.lang)
    if press.user.id not in services.operators and action != "ask":
        return Toast(press.lang.say("只有管理员能加资料", "Only administrators add documents"))
    return await _ACTIONS[action](services, press, batch, wanted.offset)


async def batch_of(services: Services, number: str) -> Batch | None:
    """The batch that a button's number stands for; None for any other text."""
    usable = number.isdecimal() and len(number) <= LONGEST_NUMBER
    return await services.store.drafts.get(int(number)) if usable else None


async def speeches_of(services: Services, batch: Batch) -> tuple[SpeechOutline, ...]:
    """All speeches of a batch in order, as they were corrected."""
    every = [
        speech for draft in batch.readable if draft.outline for speech in draft.outline.speeches
    ]
    return await services.store.corrections.corrected(every)


async def batch_view(services: Services, batch: Batch, lang: Lang) -> View:
    """A batch as it stands."""
    size = await services.store.documents.size()
    match batch.state:
        case _ if batch.kind == "removal":
            return _removal_view(batch, size.speeches, lang)
        case "reading":
            return render_reading(lang)
        case "taking":
            return render_taking(lang)
        case "undoing":
            return render_undoing(lang)
        case "taken":
            return render_taken(batch, size.speeches, lang)
        case "dropped":
            return render_dropped(batch, lang)
        case _ if batch.kind == "offer":
            return render_suggestion(batch, lang)
        case _:
            known = {
                draft.id: await services.store.drafts.known(draft.outline, draft.source)
                for draft in batch.readable
                if draft.outline is not None
            }
            return render_batch(batch, await speeches_of(services, batch), known, lang)


def _removal_view(batch: Batch, speeches: int, lang: Lang) -> View:
    source = batch.drafts[0].source
    match batch.state:
        case "reading":
            return render_removing(lang)
        case "taking":
            return render_taking(lang)
        case "taken":
            return render_restored(source, speeches, lang)
        case _:
            return render_removed(source, speeches, batch.id, lang)


async def resume(services: Services) -> None:
    """Go on with what the last stop interrupted."""
    for batch_id in await services.store.drafts.unfinished():
        submit(services, batch_id)


def submit(services: Services, batch_id: int) -> None:
    """Have the work that a batch waits for done beside the answers."""

    async def work() -> None:
        await _work_on(services, batch_id)

    services.library.submit(f"batch {batch_id}", work)


async def _work_on(services: Services, batch_id: int) -> None:
    batch = await services.store.drafts.get(batch_id)
    if batch is None:
        return
    match batch.state:
        case "reading" if batch.kind == "removal":
            await _remove(services, batch)
        case "reading":
            await _read_all(services, batch)
        case "taking":
            await _take_all(services, batch)
        case "undoing":
            await _undo_all(services, batch)


async def _remove(services: Services, batch: Batch) -> None:
    """Take a document out, and keep it as a draft that can be taken in again."""
    drafts = services.store.drafts
    for draft in batch.drafts:
        if draft.state == "new":
            if not await services.library.remove(draft):
                # A second tap: the first one's message tells what became of the document.
                await drafts.move(batch.id, "dropped", of=("reading",))
                return
            await drafts.read(draft.id, Outline("", 0, ()))
    if await drafts.move(batch.id, "waiting", of=("reading",)):
        await _tell_state(services, batch.id)


async def _read_all(services: Services, batch: Batch) -> None:
    drafts = services.store.drafts
    told = time.monotonic()
    while (current := await drafts.get(batch.id)) is not None:
        waiting = [draft for draft in current.drafts if draft.state == "new"]
        if not waiting:
            break
        total, done = len(current.drafts), len(current.drafts) - len(waiting)
        if time.monotonic() - told > BETWEEN_EDITS:
            told = time.monotonic()
            lang = Lang(current.lang)
            await _tell(services, current, render_reading(lang, done, total, waiting[0].source))
        found = await services.library.read(waiting[0])
        if isinstance(found, str):
            await drafts.failed(waiting[0].id, found)
        else:
            await drafts.read(waiting[0].id, found)
    if not await drafts.move(batch.id, "waiting", of=("reading",)):
        return
    if batch.kind == "offer":
        await _suggest(services, batch.id)
    else:
        await _tell_state(services, batch.id)


async def _suggest(services: Services, batch_id: int) -> None:
    """Show a colleague's documents to the operators, or tell him what is wrong with them."""
    batch = await services.store.drafts.get(batch_id)
    if batch is None:
        return
    view = render_suggestion(batch, Lang.ZH)
    if not batch.readable:
        lang = Lang(batch.lang)
        await services.sender.send(batch.user_id, await _unreadable(batch, lang))
        return
    for operator in sorted(services.operators):
        sent = await services.sender.try_send(operator, view)
        if sent is not None:
            await services.store.drafts.add_message(batch_id, sent.chat_id, sent.message_id)


async def _unreadable(batch: Batch, lang: Lang) -> View:
    return render_batch(batch, (), {}, lang)


async def _take_all(services: Services, batch: Batch) -> None:
    drafts = services.store.drafts
    try:
        for draft in batch.readable:
            if draft.state == "taken":
                continue
            outcome = await services.library.take(draft)
            if outcome != "unchanged":
                await drafts.taken(draft.id, replaced=outcome == "replaced")
    except (StoreError, FileNotFoundError) as error:
        await drafts.move(batch.id, "waiting", of=("taking",))
        lang = Lang(batch.lang)
        reason = (
            str(error)
            if isinstance(error, StoreError)
            else lang.say("文件已经不在了，请再发一次。", "The file is gone, please send it again.")
        )
        await _tell(services, batch, render_failed(batch, reason, lang))
        return
    if await drafts.move(batch.id, "taken", of=("taking",)):
        await _tell_state(services, batch.id)


async def _undo_all(services: Services, batch: Batch) -> None:
    drafts = services.store.drafts
    for draft in batch.drafts:
        if draft.state == "taken":
            await services.library.undo(draft)
            await drafts.untaken(draft.id)
    if await drafts.move(batch.id, "waiting", of=("undoing",)):
        size = await services.store.documents.size()
        await _tell(services, batch, render_undone(batch, size.speeches, Lang(batch.lang)))


async def _tell_state(services: Services, batch_id: int) -> None:
    batch = await services.store.drafts.get(batch_id)
    if batch is not None:
        await _tell(services, batch, await batch_view(services, batch, Lang(batch.lang)))


async def _tell(services: Services, batch: Batch, view: View) -> None:
    """Show a view in every message about a batch, but not in the colleague's own."""
    for chat_id, message_id in batch.messages:
        if batch.kind != "offer" or chat_id in services.operators:
            await services.sender.edit(chat_id, message_id, view)


async def _press_take(
    services: Services, press: Pressing, batch: Batch, _position: int
) -> Toast | None:
    moved = await services.store.drafts.move(batch.id, "taking", of=("waiting", "dropped"))
    return await _go_on(services, press, batch, moved=moved)


async def _press_undo(
    services: Services, press: Pressing, batch: Batch, _position: int
) -> Toast | None:
    moved = await services.store.drafts.move(batch.id, "undoing", of=("taken",))
    return await _go_on(services, press, batch, moved=moved)


async def _go_on(services: Services, press: Pressing, batch: Batch, *, moved: bool) -> Toast | None:
    if moved:
        current = await services.store.drafts.get(batch.id) or batch
        toast = await show(services, press, await batch_view(services, current, press.lang))
        submit(services, batch.id)
        return toast
    return await _press_show(services, press, batch, 0)


async def _press_drop(
    services: Services, press: Pressing, batch: Batch, _position: int
) -> Toast | None:
    await services.store.drafts.move(batch.id, "dropped", of=("waiting",))
    return await _press_show(services, press, batch, 0)


async def _press_show(
    services: Services, press: Pressing, batch: Batch, _position: int
) -> Toast | None:
    current = await services.store.drafts.get(batch.id) or batch
    return await show(services, press, await batch_view(services, current, press.lang))


async def _press_look(
    services: Services, press: Pressing, batch: Batch, position: int
) -> Toast | None:
    speeches = await speeches_of(services, batch)
    if position >= len(speeches):
        return old(press.lang)
    return await show(services, press, render_speech(batch, speeches, position, press.lang))


async def _press_ask(
    services: Services, press: Pressing, batch: Batch, _position: int
) -> Toast | None:
    if batch.user_id != press.user.id:
        return old(press.lang)
    if await services.store.drafts.move(batch.id, "reading", of=("offered",)):
        submit(services, batch.id)
    return await show(services, press, render_passed_on(press.lang))


_ACTIONS: dict[str, Action] = {
    "take": _press_take,
    "undo": _press_undo,
    "drop": _press_drop,
    "show": _press_show,
    "look": _press_look,
    "ask": _press_ask,
}


def _incoming(ask: Asking, *, operator: bool) -> Incoming:
    document = ask.message.document
    if document is None:
        raise AssertionError("only messages with a document come here")
    return Incoming(
        kind="own" if operator else "offer",
        chat_id=ask.chat_id,
        user_id=ask.user.id,
        user_name=ask.user.full_name,
        lang=ask.lang.value,
        group_key=ask.message.media_group_id or "",
        source=source_name(document.file_name or ""),
        file_id=document.file_id,
        size=document.file_size or 0,
    )


def source_name(written: str) -> str:
    """The name under which a sent file goes, safe for a file system; never empty."""
    name = " ".join(_UNNAMEABLE.sub(" ", storable(written)).split()).lstrip(".")
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:LONGEST_STEM] or "document"
    return f"{stem[:LONGEST_STEM] or 'document'}.{extension}"
