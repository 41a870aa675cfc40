"""/daily: this chat's daily excerpt, its state and its shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers import deeplink
from handlers.asking import asking, words_after_command
from handlers.daily_case import Case, desk_view
from handlers.opened import show
from handlers.views.daily import (
    COMMONEST,
    render_bad_time,
    render_none,
    render_not_allowed,
    render_set,
    render_state,
    render_stopped,
)
from handlers.views.lang import Lang
from handlers.views.markup import Toast
from store.due import parse_time

if TYPE_CHECKING:
    from datetime import date

    from telegram import Update

    from handlers.asking import Asking, Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.markup import View
    from store.model import Subscription

OFF_WORDS = frozenset({"off", "stop", "关", "关闭", "停", "取消", "关掉"})


async def on_daily(update: Update, context: Context) -> None:
    """Show the state, set the time, or stop."""
    ask = asking(update)
    if ask is None or not ask.message.text:
        return
    services = context.services
    written = words_after_command(ask.message.text)
    view = await (_change(services, ask, written) if written else _state(services, ask))
    await services.sender.reply(ask.message, view, quote=ask.group)


async def press_daily(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Set the commonest time or stop; in a group administrators only, asked again each time."""
    if press.chat_id is None:
        return None
    if press.group and not await services.membership.administers(
        press.chat_id, press.user.id, fresh=True
    ):
        return Toast(
            press.lang.say("只有群管理员能改每日一摘", "Only group administrators can change it")
        )
    message = press.query.message
    if wanted.extra == "off":
        view = await _stop(services, press.chat_id, press.lang)
    else:
        title = message.chat.title if message is not None else None
        view = await _set(
            services, press.chat_id, press.user.id, title, None, COMMONEST, press.lang
        )
    return await show(services, press, view)


async def _state(services: Services, ask: Asking) -> View:
    if not ask.group:
        return await desk_view(Case(services, ask.user.id, ask.lang, ask.chat_id, 0))
    settings_url = _settings_url(services, ask.chat_id)
    subscription = await services.store.daily.get(ask.chat_id)
    if subscription is None or not subscription.active:
        return render_none(ask.lang, settings_url)
    following, today = await _dates(services, subscription)
    url = settings_url if await _may_change(services, ask) else None
    return render_state(subscription, following, today, ask.lang, settings_url=url)


def _settings_url(services: Services, chat_id: int) -> str:
    link = deeplink.Link(deeplink.Kind.SURFACE, surface="daily", chat=chat_id)
    return deeplink.url(services.username, link)


async def _change(services: Services, ask: Asking, written: str) -> View:
    if not await _may_change(services, ask):
        return render_not_allowed(ask.lang)
    if written.lower() in OFF_WORDS:
        return await _stop(services, ask.chat_id, ask.lang)
    time = parse_time(written)
    if time is None:
        return render_bad_time(written, ask.lang)
    thread = ask.message.message_thread_id if ask.message.is_topic_message else None
    return await _set(
        services, ask.chat_id, ask.user.id, ask.message.chat.title, thread, time, ask.lang
    )


async def _set(
    services: Services,
    chat_id: int,
    user_id: int,
    title: str | None,
    thread_id: int | None,
    time: str,
    lang: Lang,
) -> View:
    before = await services.store.daily.get(chat_id)
    was_on = before is not None and before.active
    subscription = await services.store.daily.subscribe(
        chat_id,
        time=time,
        zone=before.zone if before else services.zone,
        days=before.days if before else "workdays",
        set_by=user_id,
        title=title or "",
        thread_id=thread_id,
        now=services.clock.now(),
        # What a group gets every morning is everybody's, and so is its language.
        language=(Lang.ZH if chat_id < 0 else lang).value,
    )
    following, today = await _dates(services, subscription)
    settings_url = _settings_url(services, chat_id) if chat_id < 0 else None
    return render_set(
        subscription, following, today, lang, first=not was_on, settings_url=settings_url
    )


async def _stop(services: Services, chat_id: int, lang: Lang) -> View:
    was_on = await services.store.daily.stop(chat_id, services.clock.now())
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
    following = await services.store.daily.next_due(subscription.chat_id, now)
    today = now.astimezone(zone).date()
    return (None if following is None else following.astimezone(zone).date()), today
