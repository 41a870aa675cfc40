"""Whose daily excerpt is meant, who means it, and whether he may: what all its settings need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.daily.views import settings as views

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from handlers.telegram.services import Services
    from handlers.views.lang import Lang
    from handlers.views.markup import View
    from store.delivery.model import Subscription
    from store.store import Store


@dataclass(frozen=True, slots=True)
class SettingsPage:
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
    passage: str = ""

    @property
    def store(self) -> Store:
        """The store."""
        return self.services.store

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.services.clock.now()

    async def desk(self) -> views.Desk:
        """The settings' heading."""
        subscription = await self.store.subscriptions.get(self.chat_id)
        title = subscription.title if subscription else ""
        if self.shown_id and not title:
            title = await self.services.membership.title(self.chat_id)
        return views.Desk(self.lang, self.shown_id, title)


async def settings_view(services: Services, user_id: int, lang: Lang, shown: int) -> View | None:
    """The first page for a chat (0: the user's own), None where he may not see it."""
    chat_id = shown or user_id
    if not await may_change(services, chat_id, user_id):
        return None
    return await desk_view(SettingsPage(services, user_id, lang, chat_id, shown))


async def may_change(services: Services, chat_id: int, user_id: int) -> bool:
    """One's own private chat, or a group whose administrator one is now."""
    if chat_id == user_id:
        return True
    return chat_id < 0 and await services.membership.administers(chat_id, user_id, fresh=True)


async def desk_view(page: SettingsPage) -> View:
    """The first page of the settings."""
    subscription = await page.store.subscriptions.get(page.chat_id)
    today = local_today(page, subscription)
    following = None
    if subscription is not None:
        due = await page.store.subscriptions.next_due(page.chat_id, page.now)
        zone = ZoneInfo(subscription.zone)
        following = None if due is None else due.astimezone(zone).date()
    year = await unannounced(page.services, subscription, following)
    return views.render_desk(await page.desk(), subscription, following, today, year)


async def on_page(page: SettingsPage, render: Callable[[views.Desk, Subscription], View]) -> View:
    """A page about the subscription; the first page where there is none any more."""
    subscription = await page.store.subscriptions.get(page.chat_id)
    if subscription is None or not subscription.active:
        return await desk_view(page)
    return render(await page.desk(), subscription)


async def unannounced(
    services: Services, subscription: Subscription | None, day: date | None
) -> int | None:
    """The year of a date, where workdays are chosen and those of that year aren't announced."""
    if subscription is None or subscription.days != "workdays" or day is None:
        return None
    workdays = await services.store.calendar.workdays()
    return None if workdays.known(day.year) else day.year


def local_today(page: SettingsPage, subscription: Subscription | None) -> date:
    """Today's date where the chat's excerpt lives."""
    zone = ZoneInfo(subscription.zone if subscription else page.services.zone)
    return page.now.astimezone(zone).date()
