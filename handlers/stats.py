"""/stats and /backup, for operators; and the counting of questions, which delays no answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.asking import asking
from handlers.views.chart import draw_days
from handlers.views.sources import render_only_operators
from handlers.views.stats import (
    render_backing_up,
    render_backup,
    render_backup_caption,
    render_backup_failed,
    render_backup_place,
    render_chart_caption,
    render_stats,
)
from store.errors import StoreError
from store.usage import week_start

if TYPE_CHECKING:
    from telegram import Message, Update

    from handlers.asking import Asking
    from handlers.context import Context
    from handlers.services import Services

LARGEST_SENT = 45_000_000
"""Bytes of a backup that is sent; the Bot API takes 50 MB with everything around the file."""
LOOKED_UP = 30
"""Missed words of which it is looked up whether the store holds them by now."""
MISSED_SHOWN = 10


async def on_stats(update: Update, context: Context) -> None:
    """Send this week's counts, then the last 30 days as a picture."""
    ask = asking(update)
    if ask is None:
        return
    services = context.services
    if ask.user.id not in services.operators:
        await services.sender.reply(ask.message, render_only_operators(ask.lang))
        return
    use = await services.store.usage.summary(services.zone, words=LOOKED_UP)
    missed = [one for one in use.missed if not await services.store.search.count(one[0])]
    today = services.clock.now().astimezone(ZoneInfo(services.zone)).date()
    deliveries = await services.store.ledger.counts(week_start(today, services.zone))
    chats = await services.store.ledger.active_chats()
    view = render_stats(use, missed[:MISSED_SHOWN], chats, deliveries, ask.lang)
    await services.sender.reply(ask.message, view)
    picture = await services.workshop.run(draw_days, use.days)
    await services.sender.send_picture(ask.chat_id, picture, render_chart_caption(ask.lang))


async def on_backup(update: Update, context: Context) -> None:
    """Make a backup beside the answers, and send it."""
    ask = asking(update)
    if ask is None:
        return
    services = context.services
    if ask.user.id not in services.operators:
        await services.sender.reply(ask.message, render_only_operators(ask.lang))
        return
    sent = await services.sender.reply(ask.message, render_backing_up(ask.lang))
    if sent is None:
        return

    async def work() -> None:
        await _back_up(services, ask, sent)

    services.library.submit(f"backup {sent.chat_id} {sent.message_id}", work)


async def count_question(services: Services, user_id: int, words: str) -> None:
    """Count a question that was answered, and whether its words are in the store."""
    found = await services.store.search.count(words) > 0
    await services.store.usage.count(user_id, words, services.zone, found=found)


async def _back_up(services: Services, ask: Asking, told: Message) -> None:
    day = services.clock.now().astimezone(ZoneInfo(services.zone)).date()
    place = services.store.maintenance.folder / f"摘句备份-{day.isoformat()}.db"
    try:
        await services.store.maintenance.backup(place)
    except StoreError as error:
        view = render_backup_failed(str(error))
        await services.sender.edit(told.chat_id, told.message_id, view)
        return
    size = (await asyncio.to_thread(place.stat)).st_size
    if size > LARGEST_SENT:
        view = render_backup_place(size, place, ask.lang)
        await services.sender.edit(told.chat_id, told.message_id, view)
        return
    await services.sender.edit(told.chat_id, told.message_id, render_backup(size, ask.lang))
    content = await asyncio.to_thread(place.read_bytes)
    caption = render_backup_caption(day, ask.lang)
    if await services.sender.send_file(told.chat_id, place.name, content, caption) is not None:
        # What was sent needn't stay on the server.
        await asyncio.to_thread(place.unlink, missing_ok=True)
