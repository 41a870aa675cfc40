"""An unexpected error: logged with its traceback, and one apology to the person who waits."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import Update
from telegram.error import NetworkError
from telegram.ext import ApplicationHandlerStop

from handlers.admin.views.alerts import apology_toast, render_apology
from handlers.telegram.incoming import asking, hidden_number, pressing
from handlers.telegram.sender import WhisperRefusedError
from handlers.views.fixed import Fixed
from store.errors import StoreError

if TYPE_CHECKING:
    from handlers.telegram.context import Context
    from handlers.telegram.incoming import Asking
    from handlers.telegram.services import Services
    from handlers.views.markup import View

_log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Log, then apologise where somebody waits; whatever failed, nothing else is tried after it.

    Left alone, PTB would go on to the next group of handlers: past the gate that failed.
    """
    error = context.error
    if isinstance(error, NetworkError) and not isinstance(update, Update):
        _log.warning("the connection to Telegram failed: %s", error)
        return
    # Where a state of the store is behind it, the place in the program tells nothing more.
    known = isinstance(error, StoreError) and error.trouble is not None
    _log.error("an update failed: %s", error, exc_info=None if known else error)
    if not isinstance(update, Update):
        return
    try:
        await _apologise(update, context)
    except Exception as failure:  # noqa: BLE001 - nothing may lead past the gate
        _log.warning("the apology could not be sent: %s", failure)
    raise ApplicationHandlerStop


async def tell_undone(services: Services, update: Update) -> None:
    """Apologise for what was left undone by a process that died, where somebody waits."""
    ask = asking(update)
    if ask is not None and _waits(ask, services):
        await _tell(services, ask, render_apology(ask.lang, None))


async def tell_not_taken(services: Services, update: Update) -> None:
    """Say that what comes now isn't taken; a press only stops waiting."""
    press = pressing(update)
    if press is not None:
        await services.sender.answer(press.query, None)
        return
    ask = asking(update)
    if ask is not None and _waits(ask, services):
        await _tell(services, ask, Fixed.TOO_MUCH.view(ask.lang))


async def _apologise(update: Update, context: Context) -> None:
    error = context.error
    trouble = error.trouble if isinstance(error, StoreError) else None
    press = pressing(update)
    if press is not None:
        await context.services.sender.answer(press.query, apology_toast(press.lang, trouble))
        return
    ask = asking(update)
    if ask is not None and _waits(ask, context.services):
        await _tell(context.services, ask, render_apology(ask.lang, trouble))


async def _tell(services: Services, ask: Asking, view: View) -> None:
    """Say it where it was asked: unseen by the others where nobody else saw the question."""
    if not hidden_number(ask.message):
        await services.sender.reply(ask.message, view, quote=ask.group)
        return
    try:
        await services.sender.whisper(ask.chat_id, ask.user.id, view)
    except WhisperRefusedError as error:
        _log.info("nothing said to one person of chat %s: %s", ask.chat_id, error.__cause__)


def _waits(ask: Asking, services: Services) -> bool:
    """Whether an answer is waited for; in a group most of what is said is not for us."""
    said, to = ask.message.text or "", ask.message.reply_to_message
    named = said.startswith("/") or f"@{services.username}" in said
    author = to.from_user if to is not None else None
    ours = author is not None and author.username == services.username
    return not ask.group or named or ours
