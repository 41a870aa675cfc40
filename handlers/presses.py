"""Every press on a button: decoded once, checked once, given to the surface it belongs to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from handlers import deeplink
from handlers.admission import press_admit
from handlers.asking import ANONYMOUS_ADMIN, Pressing, pressing
from handlers.bookmarks import (
    press_note,
    press_save,
    press_saved,
    press_saved_open,
    press_tags,
)
from handlers.callback import Press, Verb, decode
from handlers.cards import press_card
from handlers.correcting import press_correct
from handlers.daily import press_daily
from handlers.daily_settings import press_daily_setting
from handlers.documents import press_document
from handlers.excerpt import press_another
from handlers.exports import press_export, press_word
from handlers.groups import press_close
from handlers.narrowing import press_narrow
from handlers.opened import (
    press_context,
    press_copy,
    press_not_meant,
    press_open,
    press_plain,
    press_search,
    press_turn,
)
from handlers.privacy import press_forget
from handlers.reading import (
    press_full,
    press_outline,
    press_outline_copy,
    press_recent,
    press_speeches,
)
from handlers.slogans import press_slogan, press_slogan_chart, press_slogans
from handlers.sources import press_sources
from handlers.views.markup import Toast
from handlers.views.results import PRIVATE_PAGE

if TYPE_CHECKING:
    from telegram import Update

    from handlers.context import Context
    from handlers.services import Services

Handler = Callable[["Services", Pressing, Press], Awaitable[Toast | None]]

HANDLERS: dict[Verb, Handler] = {
    Verb.TURN: press_turn,
    Verb.OPEN: press_open,
    Verb.CONTEXT: press_context,
    Verb.SAVE: press_save,
    Verb.COPY: press_copy,
    Verb.PLAIN: press_plain,
    Verb.NOTE: press_note,
    Verb.SAVED: press_saved,
    Verb.SAVED_OPEN: press_saved_open,
    Verb.TAGS: press_tags,
    Verb.ANOTHER: press_another,
    Verb.SEARCH: press_search,
    Verb.NOT_MEANT: press_not_meant,
    Verb.DAILY: press_daily,
    Verb.DAILY_SETTING: press_daily_setting,
    Verb.FULL: press_full,
    Verb.OUTLINE: press_outline,
    Verb.OUTLINE_COPY: press_outline_copy,
    Verb.WORD: press_word,
    Verb.SPEECHES: press_speeches,
    Verb.RECENT: press_recent,
    Verb.CARD: press_card,
    Verb.EXPORT: press_export,
    Verb.DOCUMENT: press_document,
    Verb.SOURCES: press_sources,
    Verb.CORRECT: press_correct,
    Verb.ADMIT: press_admit,
    Verb.CLOSE: press_close,
    Verb.NARROW: press_narrow,
    Verb.FORGET: press_forget,
    Verb.SLOGAN: press_slogan,
    Verb.SLOGANS: press_slogans,
    Verb.SLOGAN_CHART: press_slogan_chart,
}

ANYBODYS = frozenset({Verb.SAVE, Verb.DAILY, Verb.CLOSE})
"""Presses that don't change a group's message for others, or check for themselves who may."""

ELSEWHERE = {
    Verb.CONTEXT: deeplink.Kind.CONTEXT,
    Verb.FULL: deeplink.Kind.FULL,
    Verb.CARD: deeplink.Kind.CARD,
}
"""What another's press opens in his own chat; the passage itself for all other verbs."""


async def on_press(update: Update, context: Context) -> None:
    """Answer a press, always: by what it asks for, by a link, or by a polite line."""
    press = pressing(update)
    if press is None:
        return
    services = context.services
    wanted = decode(press.query.data or "")
    if wanted is None:
        await services.sender.answer(press.query, _stale(press))
        return
    if _is_shared(press) and wanted.verb not in ANYBODYS and not await _is_asker(services, press):
        await services.sender.answer(press.query, _elsewhere(services, press, wanted))
        return
    toast = await HANDLERS[wanted.verb](services, press, wanted)
    await services.sender.answer(press.query, toast)


def _is_shared(press: Pressing) -> bool:
    """Whether others see the message, too: in a group, or sent through inline mode anywhere."""
    return press.group or press.chat_id is None


async def _is_asker(services: Services, press: Pressing) -> bool:
    if press.chat_id is None or press.message_id is None:
        return False
    answer = await services.store.answers.by_answer(press.chat_id, press.message_id)
    if answer is None:
        return False
    if answer.asker_id == ANONYMOUS_ADMIN:
        # Who wrote in the group's name presses in his own, and nobody can tell which one it was.
        return await services.membership.administers(press.chat_id, press.user.id)
    return answer.asker_id == press.user.id


def _elsewhere(services: Services, press: Pressing, wanted: Press) -> Toast:
    """The same thing, opened in the presser's own private chat."""
    if wanted.passage:
        kind = ELSEWHERE.get(wanted.verb, deeplink.Kind.PASSAGE)
        return Toast(
            url=deeplink.url(services.username, deeplink.Link(kind, passage=wanted.passage))
        )
    if wanted.query and wanted.verb in {Verb.SLOGAN, Verb.SLOGAN_CHART}:
        link = deeplink.Link(deeplink.Kind.SLOGAN, query=wanted.query)
        return Toast(url=deeplink.url(services.username, link))
    if wanted.verb is Verb.SLOGANS:
        link = deeplink.Link(deeplink.Kind.SLOGAN)
        return Toast(url=deeplink.url(services.username, link))
    if wanted.query:
        # Pages are longer in private: the one that holds the offset leaves no hit out.
        page = wanted.offset // PRIVATE_PAGE
        link = deeplink.Link(deeplink.Kind.SEARCH, query=wanted.query, offset=page * PRIVATE_PAGE)
        return Toast(url=deeplink.url(services.username, link))
    return _stale(press)


def _stale(press: Pressing) -> Toast:
    return Toast(press.lang.say("这个按钮已经过时了，请再发一次", "This button is out of date"))
