"""头天给我看 and 最近发送: a human hand before an excerpt goes out, and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.daily.settings_page import Case, local_today, may_change
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
    case = Case(services, message.user_id, lang, subscription.chat_id, shown)
    view = await _view(case, subscription, message.delivery)
    await services.sender.post(message.user_id, view, order=message.order)
    return True


async def switch(case: Case) -> View:
    """Show excerpts to the presser the evening before, or to nobody."""
    on = case.value != "0"
    to, language = (case.user_id, case.lang.value) if on else (None, None)
    await case.store.evenings.show_to(case.chat_id, to, case.now, language)
    return views.render_evenings(await case.desk(), on=on)


async def replace(case: Case) -> View | Toast:
    """换一条: another passage, unless the one that is shown has been replaced already."""
    subscription, planned = await _planned(case)
    if subscription is None or planned is None:
        return await _too_late(case)
    if planned.passage_id == case.passage:
        replaced = await case.store.subscriptions.replace(
            case.chat_id, planned.local_date, case.now
        )
        if replaced is None:
            return await _too_late(case)
        planned = replaced
    return await _view(case, subscription, planned)


async def bar(case: Case) -> View | Toast:
    """这句不用: never this passage, whether or not it has gone out."""
    if case.passage:
        await case.store.subscriptions.mute(case.chat_id, "passage", case.passage, case.now)
    subscription, planned = await _planned(case)
    if subscription is None or planned is None:
        return refused(Why.SENT_BARRED, case.lang)
    return await _view(case, subscription, planned)


async def skip(case: Case) -> View | Toast:
    """明天不发: the date goes without."""
    day = _day(case.value)
    if day is None or not await case.store.evenings.skip(case.chat_id, day, case.now):
        return await _too_late(case)
    subscription = await case.store.subscriptions.get(case.chat_id)
    due = await case.store.subscriptions.next_due(case.chat_id, case.now)
    zone = ZoneInfo(subscription.zone if subscription else case.services.zone)
    following = None if due is None else due.astimezone(zone).date()
    today = local_today(case, subscription)
    return views.render_skipped(await case.desk(), day, following, today)


async def send_after_all(case: Case) -> View | Toast:
    """还是发: what was to be skipped goes out, if its time isn't over."""
    day = _day(case.value)
    if day is None or not await case.store.evenings.send_after_all(case.chat_id, day, case.now):
        return refused(Why.TIME_OVER, case.lang)
    subscription, planned = await _planned(case)
    if subscription is None or planned is None:
        return await _too_late(case)
    return await _view(case, subscription, planned)


async def latest(case: Case) -> View:
    """最近发送."""
    deliveries = await case.store.subscriptions.latest(case.chat_id)
    return views.render_latest(await case.desk(), deliveries)


async def one_sent(case: Case) -> View | Toast:
    """One that has gone out."""
    subscription = await case.store.subscriptions.get(case.chat_id)
    found = await _found(case)
    if subscription is None or found is None:
        return old(case.lang)
    hit = await case.store.passages.get(found.passage_id, cut=found.cut)
    return views.render_one_sent(await case.desk(), subscription, found, hit)


async def take_down(case: Case) -> View | Toast:
    """撤下: out of the chat, and never used again; the second holds whatever comes of the first."""
    found = await _found(case)
    if found is None or found.state not in ("sent", "unknown"):
        return old(case.lang) if found is None else await latest(case)
    daily = case.store.subscriptions
    await daily.mute(case.chat_id, "passage", found.passage_id, case.now)
    if found.message_id is None:
        return refused(Why.KEPT_IN_CHAT, case.lang)
    taken = await case.services.sender.take_back(case.chat_id, found.message_id)
    if taken == "kept":
        return refused(Why.KEPT_IN_CHAT, case.lang)
    if taken == "unanswered":
        return refused(Why.UNANSWERED, case.lang)
    await daily.withdraw(case.chat_id, found.local_date, case.now)
    return views.render_taken_down(await case.desk(), gone=taken == "gone")


async def _view(case: Case, subscription: Subscription, delivery: Delivery) -> View:
    hit = None
    if delivery.passage_id:
        hit = await case.store.passages.get(delivery.passage_id, cut=delivery.cut)
    today = local_today(case, subscription)
    return views.render_evening(await case.desk(), subscription, delivery, hit, today)


async def _planned(case: Case) -> tuple[Subscription | None, Delivery | None]:
    found = await _found(case)
    planned = found if found is not None and found.state == "planned" else None
    return await case.store.subscriptions.get(case.chat_id), planned


async def _found(case: Case) -> Delivery | None:
    day = _day(case.value)
    return None if day is None else await case.store.evenings.find(case.chat_id, day)


async def _too_late(case: Case) -> Toast:
    """Say truly why nothing can be done about a date any more."""
    found = await _found(case)
    if found is None:
        return refused(Why.NOT_PLANNED, case.lang)
    if found.state == "skipped":
        return refused(Why.SKIPPED, case.lang)
    if found.state in ("missed", "failed"):
        return refused(Why.NOT_SENT, case.lang)
    return refused(Why.SENT_SEE_LATEST, case.lang)


def _day(value: str) -> date | None:
    try:
        return datetime.strptime(value, "%y%m%d").date()  # noqa: DTZ007 - a date alone
    except ValueError:
        return None
