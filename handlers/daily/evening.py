"""头天给我看 and 最近发送: a human hand before an excerpt goes out, and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.daily.settings_page import SettingsPage, local_today, may_change
from handlers.daily.views import evening as views
from handlers.views.lang import Lang
from handlers.views.pressed import Why, old, refused

if TYPE_CHECKING:
    from datetime import date

    from handlers.telegram.services import Services
    from handlers.views.markup import Toast, View
    from store.delivery.model import Delivery, Subscription


@dataclass(frozen=True, slots=True)
class EveningMessage:
    """What somebody is to be shown; `order` is to be handed to the request unchanged."""

    subscription: Subscription
    user_id: int
    delivery: Delivery
    order: object


async def show_evening(services: Services, message: EveningMessage) -> bool:
    """Show it; False where he may not see it any more. Raises what the request raises."""
    subscription = message.subscription
    if not await may_change(services, subscription.chat_id, message.user_id):
        return False
    shown = 0 if subscription.chat_id == message.user_id else subscription.chat_id
    lang = Lang(subscription.shown_language)
    page = SettingsPage(services, message.user_id, lang, subscription.chat_id, shown)
    view = await _view(page, subscription, message.delivery)
    await services.sender.post(message.user_id, view, order=message.order)
    return True


async def switch(page: SettingsPage) -> View:
    """Show excerpts to the presser the evening before, or to nobody."""
    on = page.value != "0"
    to, language = (page.user_id, page.lang.value) if on else (None, None)
    await page.store.evenings.show_to(page.chat_id, to, page.now, language)
    return views.render_evenings(await page.desk(), on=on)


async def replace(page: SettingsPage) -> View | Toast:
    """换一条: another passage, unless the one that is shown has been replaced already."""
    subscription, planned = await _planned(page)
    if subscription is None or planned is None:
        return await _too_late(page)
    if planned.passage_id == page.passage:
        replaced = await page.store.subscriptions.replace(
            page.chat_id, planned.local_date, page.now
        )
        if replaced is None:
            return await _too_late(page)
        planned = replaced
    return await _view(page, subscription, planned)


async def mute(page: SettingsPage) -> View | Toast:
    """这句不用: never this passage, whether or not it has gone out."""
    if page.passage:
        await page.store.subscriptions.mute(page.chat_id, "passage", page.passage, page.now)
    subscription, planned = await _planned(page)
    if subscription is None or planned is None:
        return refused(Why.SENT_MUTED, page.lang)
    return await _view(page, subscription, planned)


async def skip(page: SettingsPage) -> View | Toast:
    """明天不发: the date goes without."""
    day = _day(page.value)
    if day is None or not await page.store.evenings.skip(page.chat_id, day, page.now):
        return await _too_late(page)
    subscription = await page.store.subscriptions.get(page.chat_id)
    due = await page.store.subscriptions.next_due(page.chat_id, page.now)
    zone = ZoneInfo(subscription.zone if subscription else page.services.zone)
    following = None if due is None else due.astimezone(zone).date()
    today = local_today(page, subscription)
    return views.render_skipped(await page.desk(), day, following, today)


async def send_after_all(page: SettingsPage) -> View | Toast:
    """还是发: what was to be skipped goes out, if its time isn't over."""
    day = _day(page.value)
    if day is None or not await page.store.evenings.send_after_all(page.chat_id, day, page.now):
        return refused(Why.TIME_OVER, page.lang)
    subscription, planned = await _planned(page)
    if subscription is None or planned is None:
        return await _too_late(page)
    return await _view(page, subscription, planned)


async def latest(page: SettingsPage) -> View:
    """最近发送."""
    deliveries = await page.store.subscriptions.latest(page.chat_id)
    return views.render_latest(await page.desk(), deliveries)


async def one_sent(page: SettingsPage) -> View | Toast:
    """One that has gone out."""
    subscription = await page.store.subscriptions.get(page.chat_id)
    found = await _found(page)
    if subscription is None or found is None:
        return old(page.lang)
    hit = await page.store.passages.get(found.passage_id, cut=found.cut)
    return views.render_one_sent(await page.desk(), subscription, found, hit)


async def take_down(page: SettingsPage) -> View | Toast:
    """撤下: out of the chat, and never used again; the second holds whatever comes of the first."""
    found = await _found(page)
    if found is None or found.state not in ("sent", "unknown"):
        return old(page.lang) if found is None else await latest(page)
    daily = page.store.subscriptions
    await daily.mute(page.chat_id, "passage", found.passage_id, page.now)
    if found.message_id is None:
        return refused(Why.KEPT_IN_CHAT, page.lang)
    taken = await page.services.sender.take_back(page.chat_id, found.message_id)
    if taken == "kept":
        return refused(Why.KEPT_IN_CHAT, page.lang)
    if taken == "unanswered":
        return refused(Why.UNANSWERED, page.lang)
    await daily.withdraw(page.chat_id, found.local_date, page.now)
    return views.render_taken_down(await page.desk(), gone=taken == "gone")


async def _view(page: SettingsPage, subscription: Subscription, delivery: Delivery) -> View:
    hit = None
    if delivery.passage_id:
        hit = await page.store.passages.get(delivery.passage_id, cut=delivery.cut)
    today = local_today(page, subscription)
    return views.render_evening(await page.desk(), subscription, delivery, hit, today)


async def _planned(page: SettingsPage) -> tuple[Subscription | None, Delivery | None]:
    found = await _found(page)
    planned = found if found is not None and found.state == "planned" else None
    return await page.store.subscriptions.get(page.chat_id), planned


async def _found(page: SettingsPage) -> Delivery | None:
    day = _day(page.value)
    return None if day is None else await page.store.evenings.find(page.chat_id, day)


async def _too_late(page: SettingsPage) -> Toast:
    """Say truly why nothing can be done about a date any more."""
    found = await _found(page)
    if found is None:
        return refused(Why.NOT_PLANNED, page.lang)
    if found.state == "skipped":
        return refused(Why.SKIPPED, page.lang)
    if found.state in ("missed", "failed"):
        return refused(Why.NOT_SENT, page.lang)
    return refused(Why.SENT_SEE_LATEST, page.lang)


def _day(value: str) -> date | None:
    try:
        return datetime.strptime(value, "%y%m%d").date()  # noqa: DTZ007 - a date alone
    except ValueError:
        return None
