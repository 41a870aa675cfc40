"""An unexpected error: logged with its traceback, and one apology to the person who waits."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import Update
from telegram.error import NetworkError, TelegramError

from handlers.asking import asking, pressing
from handlers.views.markup import Toast
from handlers.views.welcome import render_error

if TYPE_CHECKING:
    from handlers.context import Context

_log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Log, then apologise where somebody can be reached."""
    error = context.error
    if isinstance(error, NetworkError) and not isinstance(update, Update):
        _log.warning("the connection to Telegram failed: %s", error)
        return
    _log.error("an update failed", exc_info=error)
    if not isinstance(update, Update):
        return
    try:
        await _apologise(update, context)
    except TelegramError as failure:
        _log.warning("the apology could not be sent: %s", failure)


async def _apologise(update: Update, context: Context) -> None:
    press = pressing(update)
    if press is not None:
        sorry = press.lang.say("刚才出了点问题，请再按一次", "Something went wrong, press again")
        await context.services.sender.answer(press.query, Toast(sorry))
        return
    ask = asking(update)
    if ask is not None:
        await context.services.sender.reply(ask.message, render_error(ask.lang), quote=ask.group)
