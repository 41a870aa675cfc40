"""按单位, 按年份: the values that a long list can be narrowed by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.opened import old, show
from handlers.views.narrowing import NARROWED, render_values
from handlers.ways import values_of

if TYPE_CHECKING:
    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.services import Services
    from handlers.views.markup import Toast


async def press_narrow(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Show the values that the search can be narrowed by."""
    words = await services.store.queries.text(wanted.query)
    field = NARROWED.get(wanted.extra)
    if words is None or field is None:
        return old(press.lang)
    values = await values_of(services, words, field, wanted.offset)
    if values is None:
        return old(press.lang)
    return await show(services, press, render_values(words, wanted.query, values, press.lang))
