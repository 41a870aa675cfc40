"""/stats and /backup, for operators; and the counting of questions, which delays no answer."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.admin.views.stats import (
    Service,
    backup_name,
    render_backup,
    render_backup_caption,
    render_backup_failed,
    render_backup_place,
    render_stats,
)
from handlers.views.chart import draw_days
from handlers.views.fixed import Fixed
from handlers.views.fonts import usable_fonts
from store.errors import StoreError
from store.people.model import week_start

if TYPE_CHECKING:
    from telegram import Message

    from handlers.telegram.incoming import Asking
    from handlers.telegram.services import Services
    from handlers.views.markup import View

LARGEST_SENT = 45_000_000
"""Bytes of a backup that is sent; the Bot API takes 50 MB with everything around the file."""
LOOKED_UP = 30
"""Missed words of which it is looked up whether the store holds them by now."""
MISSED_SHOWN = 10


async def on_stats(services: Services, ask: Asking) -> View | None:
    """Send this week's counts, then the last 30 days as a picture."""
    if ask.user.id not in services.operators:
        return Fixed.ONLY_OPERATORS.view(ask.lang)
    use = await services.store.usage.summary(services.zone, words=LOOKED_UP)
    missed = [one for one in use.missed if not await services.store.search.count(one[0])]
    zone = ZoneInfo(services.zone)
    today = services.clock.now().astimezone(zone).date()
    deliveries = await services.store.outbox.counts(week_start(today, services.zone))
    chats = await services.store.outbox.active_chats()
    year = (await services.store.calendar.workdays()).unannounced(today)
    copies = await services.store.maintenance.copies(services.clock.now())
    view = render_stats(
        use,
        missed[:MISSED_SHOWN],
        Service(chats, deliveries, year, copies.newest and copies.newest.astimezone(zone)),
        services.clock.now().astimezone(zone),
        ask.lang,
    )
    await services.sender.reply(ask.message, view)
    caption = Fixed.QUESTIONS_A_DAY.view(ask.lang)
    fonts = await asyncio.to_thread(usable_fonts)
    picture = await services.workshop.run(draw_days, use.days, caption.text, fonts)
    await services.sender.send_picture(ask.chat_id, picture, caption)
    return None


async def on_backup(services: Services, ask: Asking) -> View | None:
    """Make a backup beside the answers, and send it."""
    if ask.user.id not in services.operators:
        return Fixed.ONLY_OPERATORS.view(ask.lang)
    sent = await services.sender.reply(ask.message, Fixed.BACKING_UP.view(ask.lang))
    work = partial(_back_up, services, ask, sent)
    services.library.submit(f"backup {ask.chat_id} {ask.message.message_id}", work)
    return None


async def _back_up(services: Services, ask: Asking, told: Message | None) -> None:
    day = services.clock.now().astimezone(ZoneInfo(services.zone)).date()
    place = services.store.maintenance.folder / backup_name(day)
    # Asked for twice at once, each is a file of its own until it is sent.
    own = place.with_stem(f"{place.stem}-{ask.chat_id}-{ask.message.message_id}")
    try:
        await services.store.maintenance.backup(own, services.clock.now())
    except StoreError as error:
        view = render_backup_failed(str(error))
        await _tell(services, ask, told, view)
        return
    size = (await asyncio.to_thread(own.stat)).st_size
    if size > LARGEST_SENT:
        await asyncio.to_thread(own.replace, place)
        view = render_backup_place(size, place, ask.lang)
        await _tell(services, ask, told, view)
        return
    await _tell(services, ask, told, render_backup(size, ask.lang))
    content = await asyncio.to_thread(own.read_bytes)
    caption = render_backup_caption(day, ask.lang)
    if await services.sender.send_file(ask.chat_id, place.name, content, caption) is not None:
        # What was sent needn't stay on the server.
        await asyncio.to_thread(own.unlink, missing_ok=True)


async def _tell(services: Services, ask: Asking, told: Message | None, view: View) -> None:
    """Turn the message about the backup into the view, or say it where that one isn't known."""
    if told is None:
        await services.sender.send(ask.chat_id, view)
    else:
        await services.sender.edit(told.chat_id, told.message_id, view)
