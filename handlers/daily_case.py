"""Whose daily excerpt is meant, who means it, and whether he may: what all its settings need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.views import daily_settings as views

if TYPE_CHECKING:
    from datetime import date

    from handlers.services import Services
    from handlers.views.lang import Lang
    from handlers.views.markup import View
    from store.model import Subscription


@dataclass(frozen=True, slots=True)
class Case:
    """One press or answer: the chat whose settings are meant, who means them, and the value."""

    services: Services
    user_id: int
    lang: Lang
    chat_id: int
    shown_id: int
    """The chat as its buttons name it: 0 for the presser's own private chat."""
    value: str = ""
    query: str = ""
    offset: int = 0

    async def desk(self) -> views.Desk:
        """The settings' heading."""
        subscription = await self.services.store.daily.get(self.chat_id)
        title = subscription.title if subscription else ""
        if self.shown_id and not title:
            title = await self.services.membership.title(self.chat_id)
        return views.Desk(self.lang, self.shown_id, title)


async def settings_view(services: Services, user_id: int, lang: Lang, shown: int) -> View | None:
    """The first page for a chat (0: the user's own), None where he may not see it."""
    chat_id = shown or user_id
    if not await may_change(services, chat_id, user_id):
        return None
    return await desk_view(Case(services, user_id, lang, chat_id, shown))


async def may_change(services: Services, chat_id: int, user_id: int) -> bool:
    """One's own private chat, or a group whose administrator one is now."""
    if chat_id == user_id:
        return True
    return chat_id < 0 and await services.membership.administers(chat_id, user_id, fresh=True)


async def desk_view(case: Case) -> View:
    """The first page of the settings."""
    services = case.services
    subscription = await services.store.daily.get(case.chat_id)
    today = local_today(case, subscription)
    following = None
    if subscription is not None:
        due = await services.store.daily.next_due(case.chat_id, services.clock.now())
        zone = ZoneInfo(subscription.zone)
        following = None if due is None else due.astimezone(zone).date()
    return views.render_desk(await case.desk(), subscription, following, today)


def local_today(case: Case, subscription: Subscription | None) -> date:
    """Today's date where the chat's excerpt lives."""
    zone = ZoneInfo(subscription.zone if subscription else case.services.zone)
    return case.services.clock.now().astimezone(zone).date()
