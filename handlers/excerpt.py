"""/random: one good excerpt, and another."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from handlers.asking import asking
from handlers.finding import Viewer, passage_view
from handlers.opened import show, viewer_of
from handlers.views.welcome import render_empty_store
from store.model import Answer

if TYPE_CHECKING:
    from telegram import Update

    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.markup import Toast, View


async def on_random(update: Update, context: Context) -> None:
    """Send a good excerpt."""
    ask = asking(update)
    if ask is None:
        return
    services = context.services
    view = await random_view(services, Viewer(ask.user.id, ask.lang, ask.group))
    sent = await services.sender.reply(ask.message, view, quote=ask.group)
    if sent is not None:
        services.store.answers.record(
            Answer(ask.chat_id, ask.message.message_id, sent.message_id, ask.user.id, "")
        )


async def press_another(services: Services, press: Pressing, _wanted: Press) -> Toast | None:
    """Put another excerpt in the place of this message."""
    return await show(services, press, await random_view(services, viewer_of(press)))


async def random_view(services: Services, viewer: Viewer) -> View:
    """A good excerpt, drawn anew at each call."""
    hit = await services.store.passages.random(random.SystemRandom().getrandbits(63))
    view = None if hit is None else await passage_view(services, hit.id, viewer)
    if view is None:
        return render_empty_store(viewer.lang, operator=viewer.user_id in services.operators)
    return view
