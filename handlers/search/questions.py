"""From what was typed to a view: signs are left out, who asks after a slogan gets its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.search.finding import list_view
from handlers.search.typed_words import asked_after, asked_for, without_addresses, without_signs
from handlers.search.views.results import address_note, render_address
from handlers.slogans.finding import card_view

if TYPE_CHECKING:
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import Button, View


async def question_view(
    services: Services, typed: str, viewer: Viewer, way: Button | None = None
) -> View:
    """The answer to what was typed; what a passage holds as it was typed is searched so.

    `way` leads to what the words name besides.
    """
    if await services.store.search.count(typed):
        return await list_view(services, typed, 0, viewer, way=way)
    named, plain = without_addresses(typed), without_signs(without_addresses(typed))
    addressed = named != " ".join(typed.split())
    if not plain:
        if addressed:
            return render_address(viewer.lang, group=viewer.group)
        return await list_view(services, typed, 0, viewer)
    note = address_note(viewer.lang) if addressed else ""
    if not await services.store.search.count(plain):
        name = asked_after(plain)
        card = await card_view(services, name, viewer) if name else None
        if card is not None:
            return card
        wanted = asked_for(plain)
        if wanted and await services.store.search.count(wanted):
            plain = wanted
    return await list_view(services, plain, 0, viewer, first=note)
