"""/daily: this chat's daily excerpt, its state and its shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.daily.settings_page import SettingsPage, desk_view, unannounced
from handlers.daily.views.daily import (
    COMMONEST,
    render_bad_time,
    render_none,
    render_set,
    render_state,
    render_stopped,
)
from handlers.telegram import deeplink
from handlers.telegram.acts import OnDaily
from handlers.views.fixed import Fixed
from handlers.views.lang import Lang
from handlers.views.pressed import Why, refused
from store.delivery.schedule import parse_when

if TYPE_CHECKING:
    from datetime import date

    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.views.markup import Outcome, View
    from store.delivery.model import Subscription

OFF_WORDS = frozenset({"off", "stop", "关", "关闭", "停", "取消", "关掉"})


async def on_daily(services: Services, ask: Asking) -> View:
    """Show the state, set the time, or stop."""
    return await (_change(services, ask, ask.words) if ask.words else _state(services, ask))


async def press_daily(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Set the commonest time or stop; in a group administrators only, asked again each time."""
    if press.chat_id is None:
        return None
    if press.group and not await services.membership.administers(
        press.chat_id, press.user.id, fresh=True
    ):
        return refused(Why.DAILY_ADMINISTRATORS, press.lang)
    message = press.query.message
    if OnDaily.of(wanted)[0] is OnDaily.STOP:
        view = await _stop(services, press.chat_id, press.lang)
    else:
        title = message.chat.title if message is not None else None
        view = await _set(
            services, press.chat_id, press.user.id, title, None, COMMONEST, press.lang
        )
    return view


async def _state(services: Services, ask: Asking) -> View:
    if not ask.group:
        return await desk_view(SettingsPage(services, ask.user.id, ask.lang, ask.chat_id, 0))
    settings_url = _settings_url(services, ask.chat_id)
    subscription = await services.store.subscriptions.get(ask.chat_id)
    if subscription is None or not subscription.active:
        own = await _may_change(services, ask)
        return render_none(ask.lang, settings_url if own else None)
    following, today = await _dates(services, subscription)
    year = await unannounced(services, subscription, following)
    url = settings_url if await _may_change(services, ask) else None
    return render_state(
        subscription, following, today, ask.lang, settings_url=url, unannounced=year
    )


def _settings_url(services: Services, chat_id: int) -> str:
    link = deeplink.Link(deeplink.Kind.SURFACE, surface="daily", chat=chat_id)
    return deeplink.url(services.username, link)


async def _change(services: Services, ask: Asking, written: str) -> View:
    if not await _may_change(services, ask):
        return Fixed.NOT_ALLOWED.view(ask.lang)
    if written.lower() in OFF_WORDS:
        return await _stop(services, ask.chat_id, ask.lang)
    when, more = _said(written)
    if when is None:
        stands = await services.store.subscriptions.get(ask.chat_id)
        offers = stands is None or not stands.active
        return render_bad_time(written, ask.lang, offers=offers)
    time, days = when
    message = ask.message
    thread = message.message_thread_id if message.is_topic_message else None
    return await _set(
        services,
        ask.chat_id,
        ask.user.id,
        ask.message.chat.title,
        thread,
        time,
        ask.lang,
        days=days,
        more_said=more,
    )


def _said(written: str) -> tuple[tuple[str, str | None] | None, bool]:
    """Give the time that is said, and whether something else is said behind it."""
    words = written.split()
    for count in range(len(words), 0, -1):
        when = parse_when(" ".join(words[:count]))
        if when is not None:
            return when, count < len(words)
    return None, False


async def _set(  # noqa: PLR0913 - all of it is one command's outcome
    services: Services,
    chat_id: int,
    user_id: int,
    title: str | None,
    thread_id: int | None,
    time: str,
    lang: Lang,
    *,
    days: str | None = None,
    more_said: bool = False,
) -> View:
    before = await services.store.subscriptions.get(chat_id)
    was_on = before is not None and before.active
    subscription = await services.store.subscriptions.subscribe(
        chat_id,
        time=time,
        zone=before.zone if before else services.zone,
        days=days or (before.days if before else "workdays"),
        set_by=user_id,
        title=title or "",
        thread_id=thread_id,
        now=services.clock.now(),
        # What a group gets every morning is everybody's, and so is its language.
        language=(Lang.ZH if chat_id < 0 else lang).value,
    )
    following, today = await _dates(services, subscription)
    year = await unannounced(services, subscription, following)
    settings_url = _settings_url(services, chat_id) if chat_id < 0 else None
    return render_set(
        subscription,
        following,
        today,
        lang,
        first=not was_on,
        settings_url=settings_url,
        unannounced=year,
        moved_days=days is not None,
        more_said=more_said,
    )


async def _stop(services: Services, chat_id: int, lang: Lang) -> View:
    was_on = await services.store.subscriptions.stop(chat_id, services.clock.now())
    return render_stopped(lang, was_on=was_on)


async def _may_change(services: Services, ask: Asking) -> bool:
    if not ask.group:
        return True
    # Only an administrator can write in the group's own name.
    if ask.anonymous and ask.message.sender_chat and ask.message.sender_chat.id == ask.chat_id:
        return True
    return await services.membership.administers(ask.chat_id, ask.user.id)


async def _dates(services: Services, subscription: Subscription) -> tuple[date | None, date]:
    zone = ZoneInfo(subscription.zone)
    now = services.clock.now()
    following = await services.store.subscriptions.next_due(subscription.chat_id, now)
    today = now.astimezone(zone).date()
    return (None if following is None else following.astimezone(zone).date()), today
