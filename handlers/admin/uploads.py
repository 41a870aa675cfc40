"""Documents sent in private: read beside the answers, shown, then taken in, dropped or taken back.

Everything that takes time is a job of the library's, which edits the message when it is done; what
a stop of the program interrupts goes on at the next start.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from handlers.admin.views.looking import render_all_seen, render_doubtful, render_speech
from handlers.admin.views.sources import render_removed, render_restored
from handlers.admin.views.uploads import (
    doubts,
    render_batch,
    render_dropped,
    render_failed,
    render_offered,
    render_outcome,
    render_page,
    render_passed_on,
    render_reading,
    render_suggestion,
    render_taken,
    render_undone,
)
from handlers.telegram.acts import OnUpload
from handlers.telegram.answering import show
from handlers.telegram.services import GivenUpError
from handlers.views.fixed import Fixed
from handlers.views.lang import Lang
from handlers.views.pressed import Why, old, refused
from store.documents.model import DocumentSummary, Incoming, source_name
from store.errors import StoreError
from store.search.query import filter_word

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.views.markup import Outcome, View
    from store.documents.model import Batch, BatchState, SpeechSummary, Upload

LONGEST_NUMBER = 15
"""Digits of a batch's number; what is longer is forged, and no number to a database."""
BETWEEN_EDITS = 1.5
"""Seconds; Telegram takes about one message a second in a chat."""


async def on_document(services: Services, ask: Asking) -> None:
    """Read an operator's document; offer a colleague to pass his on."""
    operator = ask.user.id in services.operators
    await services.store.uploads.forget_old()
    batch_id, new = await services.store.uploads.gather(_incoming(ask, operator=operator))
    if new:
        batch = await services.store.uploads.get(batch_id)
        if batch is None:
            return
        view = render_reading(ask.lang) if operator else render_offered(batch, ask.lang)
        sent = await services.sender.reply(ask.message, view)
        if sent is not None:
            await services.store.uploads.add_message(batch_id, sent.chat_id, sent.message_id)
    if operator:
        submit(services, batch_id)


async def on_ingest(services: Services, ask: Asking) -> View:
    """Say how documents are added."""
    if ask.user.id not in services.operators:
        return Fixed.ONLY_OPERATORS.view(ask.lang)
    return Fixed.HOW_TO_INGEST.view(ask.lang)


async def press_document(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Do what a button under a batch says; all but asking is for operators."""
    act, number = OnUpload.of(wanted)
    batch = await batch_of(services, number)
    if batch is None:
        return old(press.lang)
    if press.user.id not in services.operators and act is not OnUpload.ASK:
        return refused(Why.OPERATORS_ADD, press.lang)
    if act is OnUpload.LOOK:
        return await _look(services, press, batch, wanted.offset)
    if act is OnUpload.DOUBT:
        return await _doubt(services, press, batch, wanted.offset)
    return old(press.lang) if act is None else await _decide(services, press, batch, act)


async def _decide(services: Services, press: Pressing, batch: Batch, act: OnUpload) -> Outcome:
    """Have a batch taken in or back, drop it, or pass it on; anything else shows it."""
    match act:
        case OnUpload.TAKE:
            return await _move_on(services, press, batch, "taking", ("waiting", "dropped"))
        case OnUpload.UNDO:
            return await _move_on(services, press, batch, "undoing", ("taken",))
        case OnUpload.ASK:
            return await _ask(services, press, batch)
        case OnUpload.DROP:
            if await services.store.uploads.move(batch.id, "dropped", of=("waiting",)):
                await _tell_colleague(services, batch.id)
    return await _shown(services, press, batch)


async def batch_of(services: Services, number: str) -> Batch | None:
    """The batch that a button's number stands for; None for any other text."""
    usable = number.isdecimal() and len(number) <= LONGEST_NUMBER
    return await services.store.uploads.get(int(number)) if usable else None


async def speeches_of(services: Services, batch: Batch) -> tuple[SpeechSummary, ...]:
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
            return Fixed.TAKING.view(lang)
        case "undoing":
            return Fixed.UNDOING.view(lang)
        case "taken":
            return render_taken(batch, size.speeches, lang)
        case "dropped":
            return render_dropped(batch, lang)
        case _ if batch.kind == "offer":
            return render_suggestion(batch, lang)
        case _:
            known = {
                draft.id: await services.store.uploads.known(draft.outline, draft.source)
                for draft in batch.readable
                if draft.outline is not None
            }
            return render_batch(batch, await speeches_of(services, batch), known, lang)


def _removal_view(batch: Batch, speeches: int, lang: Lang) -> View:
    source = batch.drafts[0].source
    match batch.state:
        case "reading":
            return Fixed.REMOVING.view(lang)
        case "taking":
            return Fixed.TAKING.view(lang)
        case "taken":
            return render_restored(source, speeches, lang)
        case _:
            return render_removed(source, speeches, batch.id, lang)


async def resume(services: Services) -> None:
    """Go on with what the last stop interrupted."""
    for batch_id in await services.store.uploads.unfinished():
        submit(services, batch_id)


def submit(services: Services, batch_id: int) -> None:
    """Have the work that a batch waits for done beside the answers."""

    async def work() -> None:
        await _work_on(services, batch_id)

    services.library.submit(f"batch {batch_id}", work)


async def _work_on(services: Services, batch_id: int) -> None:
    batch = await services.store.uploads.get(batch_id)
    if batch is None:
        return
    match batch.state:
        case "reading" if batch.kind == "removal":
            await _remove(services, batch)
        case "reading":
            await _read_all(services, batch)
            if await services.store.uploads.move(batch.id, "waiting", of=("reading",)):
                await _tell_state(services, batch.id)
        case "waiting" if batch.kind == "offer":
            await _suggest(services, batch)
        case "taking":
            await _take_all(services, batch)
        case "undoing":
            await _undo_all(services, batch)


async def _remove(services: Services, batch: Batch) -> None:
    """Take a document out, and keep it as a draft that can be taken in again."""
    drafts = services.store.uploads
    for draft in batch.drafts:
        if draft.state == "new":
            try:
                removed = await services.library.remove(draft)
            except (StoreError, GivenUpError) as error:
                await drafts.move(batch.id, "dropped", of=("reading",))
                await _tell(services, batch, render_failed(batch, error))
                return
            if not removed:
                # A second tap: the first one's message tells what became of the document.
                await drafts.move(batch.id, "dropped", of=("reading",))
                return
            await drafts.read(draft.id, DocumentSummary("", 0, ()))
    if await drafts.move(batch.id, "waiting", of=("reading",)):
        await _tell_state(services, batch.id)


async def _read_all(services: Services, batch: Batch) -> None:
    """Read what of a batch isn't read yet; a colleague's documents keep nobody's own waiting."""
    drafts = services.store.uploads
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
        found = await services.library.read(
            waiting[0],
            apart=batch.kind == "offer",
            tell=_page_teller(services, current, waiting[0]),
        )
        if isinstance(found, str):
            await drafts.failed(waiting[0].id, found)
        else:
            await drafts.read(waiting[0].id, found)


def _page_teller(
    services: Services, batch: Batch, draft: Upload
) -> Callable[[int, int], Awaitable[None]]:
    """Give what tells now and then which page of a scan is being read."""
    told = 0.0

    async def tell(page: int, pages: int) -> None:
        nonlocal told
        if time.monotonic() - told > BETWEEN_EDITS:
            told = time.monotonic()
            await _tell(services, batch, render_page(Lang(batch.lang), page, pages, draft.source))

    return tell


async def _suggest(services: Services, batch: Batch) -> None:
    """Show the names of a colleague's documents to the operators; nothing of them is read yet."""
    view = render_suggestion(batch, Lang.ZH)
    for operator in sorted(services.operators):
        if any(chat_id == operator for chat_id, _ in batch.messages):
            continue
        sent = await services.sender.try_send(operator, view)
        if sent is not None:
            await services.store.uploads.add_message(batch.id, sent.chat_id, sent.message_id)


async def _take_all(services: Services, batch: Batch) -> None:
    drafts = services.store.uploads
    await _read_all(services, batch)
    batch = await drafts.get(batch.id) or batch
    if not batch.readable:
        await drafts.move(batch.id, "waiting", of=("taking",))
        await _tell_state(services, batch.id)
        return
    try:
        for draft in batch.readable:
            if draft.state == "taken":
                continue
            outcome = await services.library.take(draft)
            if outcome != "unchanged":
                await drafts.taken(draft.id, replaced=outcome == "replaced")
    except (StoreError, FileNotFoundError, GivenUpError) as error:
        await drafts.move(batch.id, "waiting", of=("taking",))
        await _tell(services, batch, render_failed(batch, error, again=OnUpload.TAKE))
        return
    if await drafts.move(batch.id, "taken", of=("taking",)):
        await _tell_state(services, batch.id)
        await _tell_colleague(services, batch.id)


async def _undo_all(services: Services, batch: Batch) -> None:
    drafts = services.store.uploads
    try:
        for draft in batch.drafts:
            if draft.state == "taken":
                await services.library.undo(draft)
                await drafts.untaken(draft.id)
    except (StoreError, GivenUpError) as error:
        await drafts.move(batch.id, "taken", of=("undoing",))
        await _tell(services, batch, render_failed(batch, error, again=OnUpload.UNDO))
        return
    if await drafts.move(batch.id, "waiting", of=("undoing",)):
        size = await services.store.documents.size()
        await _tell(services, batch, render_undone(batch, size.speeches, Lang(batch.lang)))


async def _tell_state(services: Services, batch_id: int) -> None:
    batch = await services.store.uploads.get(batch_id)
    if batch is not None:
        await _tell(services, batch, await batch_view(services, batch, Lang(batch.lang)))


async def _tell_colleague(services: Services, batch_id: int) -> None:
    """Tell whoever suggested documents what became of them."""
    batch = await services.store.uploads.get(batch_id)
    if batch is None or batch.kind != "offer":
        return
    key = services.store.saved_queries.remember(
        " ".join(filter_word("file", draft.source) for draft in batch.readable)
    )
    await services.sender.try_send(batch.user_id, render_outcome(batch, key, Lang(batch.lang)))


async def _tell(services: Services, batch: Batch, view: View) -> None:
    """Show a view in every message about a batch, but not in the colleague's own."""
    for chat_id, message_id in batch.messages:
        if batch.kind != "offer" or chat_id in services.operators:
            await services.sender.edit(chat_id, message_id, view)


async def _move_on(
    services: Services, press: Pressing, batch: Batch, state: BatchState, of: tuple[BatchState, ...]
) -> Outcome:
    """Have a batch worked on, unless it isn't in one of the states `of` any more."""
    if not await services.store.uploads.move(batch.id, state, of=of):
        return await _shown(services, press, batch)
    if press.chat_id is not None and press.message_id is not None:
        # The message may be another one than the document was answered with.
        await services.store.uploads.add_message(batch.id, press.chat_id, press.message_id)
    toast = await show(services, press, await _shown(services, press, batch))
    submit(services, batch.id)
    return toast


async def _shown(services: Services, press: Pressing, batch: Batch) -> View:
    current = await services.store.uploads.get(batch.id) or batch
    return await batch_view(services, current, press.lang)


async def _look(services: Services, press: Pressing, batch: Batch, position: int) -> Outcome:
    if any(draft.state == "new" for draft in batch.drafts):
        # A colleague's documents are read once an administrator asks for it.
        return await _move_on(services, press, batch, "reading", ("waiting",))
    speeches = await speeches_of(services, batch)
    if position >= len(speeches):
        return old(press.lang)
    return render_speech(batch, speeches, position, press.lang)


async def _doubt(services: Services, press: Pressing, batch: Batch, position: int) -> Outcome:
    """Show the first doubtful speech from a place on, or that all have been looked at."""
    speeches = await speeches_of(services, batch)
    doubtful = doubts(speeches)
    following = next((one for one in doubtful if one >= position), None)
    if following is None:
        return render_all_seen(batch, len(speeches), press.lang)
    return render_doubtful(batch, speeches, doubtful, following, press.lang)


async def _ask(services: Services, press: Pressing, batch: Batch) -> Outcome:
    if batch.user_id != press.user.id:
        return old(press.lang)
    if await services.store.uploads.move(batch.id, "waiting", of=("offered",)):
        submit(services, batch.id)
    return render_passed_on(press.lang)


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
