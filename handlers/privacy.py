"""/privacy and /forgetme: what is kept of a person, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.asking import asking
from handlers.finding import Viewer
from handlers.opened import old, show
from handlers.views.privacy import (
    render_forget_question,
    render_forgotten,
    render_kept,
    render_privacy,
)

if TYPE_CHECKING:
    from telegram import Update

    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.markup import Toast, View


async def on_privacy(update: Update, context: Context) -> None:
    """Say what is kept."""
    ask = asking(update)
    if ask is not None:
        await context.services.sender.reply(ask.message, render_privacy(ask.lang))


async def on_forgetme(update: Update, context: Context) -> None:
    """Ask before anything is deleted."""
    ask = asking(update)
    if ask is not None:
        view = await forget_view(context.services, Viewer(ask.user.id, ask.lang))
        await context.services.sender.reply(ask.message, view)


async def press_forget(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Ask, delete, or leave it, in the presser's own private chat alone."""
    if press.chat_id != press.user.id:
        return old(press.lang)
    if wanted.extra == "y":
        await services.store.forgetting.forget(press.user.id)
        return await show(services, press, render_forgotten(press.lang))
    if wanted.extra == "n":
        return await show(services, press, render_kept(press.lang))
    view = await forget_view(services, Viewer(press.user.id, press.lang))
    return await show(services, press, view)


async def forget_view(services: Services, viewer: Viewer) -> View:
    """What would be deleted, and whether it shall be."""
    page = await services.store.bookmarks.page(viewer.user_id, "", limit=0, offset=0)
    daily = await services.store.daily.get(viewer.user_id)
    return render_forget_question(page.total, viewer.lang, daily=daily is not None and daily.active)
