"""/settings: one page for all that a group's administrators choose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.settings.views import settings as views
from handlers.telegram import deeplink
from handlers.views.fixed import Fixed
from handlers.views.pressed import Why, old, refused

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.lang import Lang
    from handlers.views.markup import Outcome, View

SURFACE = "settings"
MOST_ASKED = 50
"""Groups of which it is asked whether somebody runs them; each takes a request."""
_EXTRA = re.compile(r"(?P<action>[pak])(?P<value>[a-z]?):(?P<chat>-[1-9][0-9]{0,15})")


async def on_settings(services: Services, ask: Asking) -> View:
    """Lead a group's administrators into private, and there to the group's page."""
    if not ask.group:
        return await _which(services, ask.viewer)
    if not (ask.anonymous or await services.membership.administers(ask.chat_id, ask.user.id)):
        return Fixed.ASK_ADMINISTRATORS.view(ask.lang)
    link = deeplink.Link(deeplink.Kind.SURFACE, surface=SURFACE, chat=ask.chat_id)
    return views.render_in_private(deeplink.url(services.username, link), ask.lang)


async def linked_view(services: Services, chat_id: int, viewer: Viewer) -> View:
    """A group's page, for who runs it; without a group the question which one."""
    if not chat_id:
        return await _which(services, viewer)
    if not await services.membership.administers(chat_id, viewer.user_id, fresh=True):
        return Fixed.ASK_ADMINISTRATORS.view(viewer.lang)
    return await _page(services, chat_id, viewer.lang)


async def press_settings(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Turn to a part of the page or change it; the right to is asked for at each press."""
    found = _EXTRA.fullmatch(wanted.extra)
    if found is None or press.group or press.chat_id is None:
        return old(press.lang)
    chat_id, lang = int(found["chat"]), press.lang
    if not await services.membership.administers(chat_id, press.user.id, fresh=True):
        return refused(Why.NO_ADMINISTRATOR, lang)
    match found["action"]:
        case "a":
            return await _audience(services, chat_id, found["value"], lang)
        case "k":
            return await _keepers(services, chat_id, found["value"], lang)
        case _:
            return await _page(services, chat_id, lang)


async def _audience(services: Services, chat_id: int, value: str, lang: Lang) -> View:
    """Who sees answers; the group is told when from now on nobody but the asker does."""
    groups = services.store.groups
    settings = await groups.settings(chat_id)
    answers = views.AUDIENCES.get(value)
    if answers is None or answers == settings.answers:
        return views.render_audience(chat_id, settings, lang)
    await groups.show_answers_to(chat_id, answers)
    await services.menu.show_in_group(chat_id, hidden=answers == "asker")
    if answers == "asker":
        await services.sender.try_send(chat_id, views.render_hidden_now())
    title = await services.membership.title(chat_id)
    return views.render_audience(chat_id, await groups.settings(chat_id), lang, title)


async def _keepers(services: Services, chat_id: int, value: str, lang: Lang) -> View:
    keepers = views.KEEPERS.get(value)
    if keepers is not None:
        await services.store.groups.let_keep(chat_id, keepers)
    return views.render_keepers(chat_id, await services.store.groups.settings(chat_id), lang)


async def _page(services: Services, chat_id: int, lang: Lang) -> View:
    subscription = await services.store.subscriptions.get(chat_id)
    following = today = None
    if subscription is not None and subscription.active:
        now, zone = services.clock.now(), ZoneInfo(subscription.zone)
        due = await services.store.subscriptions.next_due(chat_id, now)
        today = now.astimezone(zone).date()
        following = None if due is None else due.astimezone(zone).date()
    return views.render_settings(
        views.Page(
            chat_id,
            await services.membership.title(chat_id),
            subscription if today is not None else None,
            following,
            today,
            await services.store.groups.settings(chat_id),
            await services.store.shelf.count(chat_id),
        ),
        lang,
    )


async def _which(services: Services, viewer: Viewer) -> View:
    """The page of the one group that somebody runs, or the question which of several."""
    known = (await services.store.groups.known())[:MOST_ASKED]
    run = [one for one in known if await services.membership.administers(one, viewer.user_id)]
    if not run:
        return views.render_no_group(services.username, viewer.lang)
    if len(run) == 1:
        return await _page(services, run[0], viewer.lang)
    named = [(one, await services.membership.title(one)) for one in run]
    return views.render_which(named, viewer.lang)
