"""/privacy and /forgetme: what is kept of a person, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.account.views.privacy import (
    render_forget_question,
    render_forgotten,
    render_privacy,
)
from handlers.telegram.acts import OnOwnData
from handlers.views.fixed import Fixed
from handlers.views.pressed import old

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.views.markup import Outcome, View


async def on_privacy(services: Services, ask: Asking) -> View:
    """Say what is kept."""
    return render_privacy(services.nights_kept, ask.lang)


async def press_forget(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Ask, delete, or leave it, in the presser's own private chat alone."""
    if press.chat_id != press.user.id:
        return old(press.lang)
    act, _ = OnOwnData.of(wanted)
    if act is OnOwnData.DELETE:
        await services.store.erasure.forget(press.user.id)
        return render_forgotten(services.nights_kept, press.lang)
    if act is OnOwnData.LEAVE:
        return Fixed.NOTHING_DELETED.view(press.lang)
    return await on_forgetme(services, press)


async def on_forgetme(services: Services, by: Asking | Pressing) -> View:
    """Say what would be deleted, and ask whether it shall be."""
    page = await services.store.bookmarks.page(by.user.id, "", limit=0, offset=0)
    daily = await services.store.subscriptions.get(by.user.id)
    watched = await services.store.watches.count(by.user.id)
    on = daily is not None and daily.active
    shared = await services.store.shelf.count_of(by.user.id)
    return render_forget_question(page.total, watched, shared, by.lang, daily=on)
