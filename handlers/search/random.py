"""/random: one good excerpt, and another."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from handlers.passage.opened import passage_view
from handlers.telegram.answering import reply_and_record
from handlers.views.greeting import render_empty_store

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import Outcome, View


async def on_random(services: Services, ask: Asking) -> None:
    """Send a good excerpt."""
    view = await random_view(services, ask.viewer)
    await reply_and_record(services, ask, view)


async def press_another(services: Services, press: Pressing, _wanted: Press) -> Outcome:
    """Put another excerpt in the place of this message."""
    return await random_view(services, press.viewer)


async def random_view(services: Services, viewer: Viewer) -> View:
    """A good excerpt, drawn anew at each call."""
    hit = await services.store.excerpts.random(random.SystemRandom().getrandbits(63))
    view = None if hit is None else await passage_view(services, hit.id, viewer, cut=hit.cut)
    if view is None:
        return render_empty_store(viewer.lang, operator=viewer.user_id in services.operators)
    return view
