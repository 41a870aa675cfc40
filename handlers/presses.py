"""Every press on a button: decoded once, checked once, given to the surface it belongs to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.account.privacy import press_forget
from handlers.admin.admission import press_admit
from handlers.admin.correcting import press_correct
from handlers.admin.holidays import press_holidays
from handlers.admin.sources import press_sources
from handlers.admin.uploads import press_document
from handlers.bookmarks.bookmarks import press_note, press_saved, press_saved_open, press_tags
from handlers.bookmarks.shelf import LIST_SURFACE, press_shelf, press_take_off
from handlers.daily.daily import press_daily
from handlers.daily.settings import press_daily_setting
from handlers.files.cards import press_card
from handlers.files.exports import press_export, press_word
from handlers.reading.reading import (
    press_below,
    press_full,
    press_outline,
    press_outline_copy,
    press_recent,
    press_speeches,
)
from handlers.search.drafts import press_draft
from handlers.search.groups import press_close
from handlers.search.opened import (
    press_context,
    press_copy,
    press_not_meant,
    press_open,
    press_plain,
    press_save,
    press_turn,
)
from handlers.search.random import press_another
from handlers.search.refinements import press_narrow
from handlers.search.shown import press_show
from handlers.settings.settings import press_settings
from handlers.slogans.slogans import press_slogan, press_slogan_chart, press_slogans
from handlers.telegram import deeplink
from handlers.telegram.answering import show
from handlers.telegram.callback_data import Press, Verb, decode
from handlers.telegram.incoming import ANONYMOUS_ADMIN, Pressing, pressing
from handlers.views.markup import Outcome, Toast, View
from handlers.views.paging import PRIVATE
from handlers.views.pressed import Why, old, refused
from handlers.watches.watches import press_watch

if TYPE_CHECKING:
    from telegram import Update

    from handlers.telegram.context import Context
    from handlers.telegram.services import Services

Handler = Callable[["Services", Pressing, Press], Awaitable[Outcome]]

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
    Verb.SEARCH: press_turn,
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
    Verb.BELOW: press_below,
    Verb.EXPORT: press_export,
    Verb.DOCUMENT: press_document,
    Verb.SOURCES: press_sources,
    Verb.CORRECT: press_correct,
    Verb.ADMIT: press_admit,
    Verb.HOLIDAYS: press_holidays,
    Verb.CLOSE: press_close,
    Verb.NARROW: press_narrow,
    Verb.DRAFT: press_draft,
    Verb.FORGET: press_forget,
    Verb.WATCH: press_watch,
    Verb.GROUP_SETTING: press_settings,
    Verb.SHOW: press_show,
    Verb.SHELF: press_shelf,
    Verb.TAKE_OFF: press_take_off,
    Verb.SLOGAN: press_slogan,
    Verb.SLOGANS: press_slogans,
    Verb.SLOGAN_CHART: press_slogan_chart,
}

ANYBODYS = frozenset({Verb.SAVE, Verb.DAILY, Verb.CLOSE, Verb.TAKE_OFF})
"""Presses that don't change a group's message for others, or check for themselves who may."""

OF_WORDS = frozenset(
    {
        Verb.TURN,
        Verb.SEARCH,
        Verb.NOT_MEANT,
        Verb.NARROW,
        Verb.DRAFT,
        Verb.SLOGAN,
        Verb.SLOGAN_CHART,
    }
)
"""Presses that mean nothing without the words they are about."""
LISTS = frozenset(
    {
        Verb.SAVED,
        Verb.SAVED_OPEN,
        Verb.SLOGANS,
        Verb.EXPORT,
        Verb.SPEECHES,
        Verb.SOURCES,
        Verb.WATCH,
        Verb.SHELF,
    }
)
"""Presses that are about all where they name no words, and not where these are forgotten."""

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
    # Of what another asked unseen nothing is told, not even a way to ask it.
    if wanted is None or press.foreign:
        await services.sender.answer(press.query, _stale(press))
        return
    if press.shared and wanted.verb not in ANYBODYS and not await _is_asker(services, press):
        await services.sender.answer(press.query, _elsewhere(services, press, wanted))
        return
    await services.sender.answer(press.query, await _done(services, press, wanted))


async def _done(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Do what is asked for, and show what comes of it in the message under the button."""
    words = await services.store.saved_queries.text(wanted.query) if wanted.query else None
    if words is None and (wanted.verb in OF_WORDS or (wanted.query and wanted.verb in LISTS)):
        return old(press.lang)
    outcome = await HANDLERS[wanted.verb](services, replace(press, words=words or ""), wanted)
    return await show(services, press, outcome) if isinstance(outcome, View) else outcome


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
            url=deeplink.url(
                services.username, deeplink.Link(kind, passage=wanted.passage, cut=wanted.cut)
            )
        )
    if wanted.verb is Verb.SHELF and press.chat_id is not None:
        link = deeplink.Link(deeplink.Kind.SURFACE, surface=LIST_SURFACE, chat=press.chat_id)
        return Toast(url=deeplink.url(services.username, link))
    if wanted.query and wanted.verb in {Verb.SLOGAN, Verb.SLOGAN_CHART}:
        link = deeplink.Link(deeplink.Kind.SLOGAN, query=wanted.query)
        return Toast(url=deeplink.url(services.username, link))
    if wanted.verb is Verb.SLOGANS:
        link = deeplink.Link(deeplink.Kind.SLOGAN)
        return Toast(url=deeplink.url(services.username, link))
    if wanted.query:
        # Pages are longer in private: the one that holds the offset leaves no hit out.
        page = 0 if wanted.verb is Verb.DRAFT else wanted.offset // PRIVATE.page
        link = deeplink.Link(deeplink.Kind.SEARCH, query=wanted.query, offset=page * PRIVATE.page)
        return Toast(url=deeplink.url(services.username, link))
    return _stale(press)


def _stale(press: Pressing) -> Toast:
    return refused(Why.STALE, press.lang)
