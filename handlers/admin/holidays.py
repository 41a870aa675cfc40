"""The notice of a year's days off, which an operator sends as it was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.admin.views.holidays import (
    render_notice,
    render_notice_taken,
    render_notice_undone,
    render_unread_notice,
)
from handlers.telegram.acts import OnHolidays
from handlers.telegram.answering import show
from handlers.views.fixed import Fixed
from handlers.views.markup import Toast
from handlers.views.pressed import old
from store.delivery.holiday_notice import HolidayNoticeError, is_holiday_notice, read_holiday_notice

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services


async def on_notice(services: Services, ask: Asking) -> bool:
    """Show what an operator's notice was read as; False where the message is none."""
    if ask.user.id not in services.operators or not is_holiday_notice(ask.text):
        return False
    try:
        notice = read_holiday_notice(ask.text)
    except HolidayNoticeError as error:
        view = render_unread_notice(str(error), ask.lang)
    else:
        view = render_notice(notice, services.store.saved_queries.remember(ask.text), ask.lang)
    await services.sender.reply(ask.message, view)
    return True


async def press_holidays(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Take the notice, leave it, or take back what was taken: operators only."""
    if press.user.id not in services.operators:
        return Toast(Fixed.ONLY_OPERATORS.view(press.lang).text)
    now = services.clock.now()
    act, told = OnHolidays.of(wanted)
    if act is OnHolidays.LEAVE:
        return await show(services, press, Fixed.NOTICE_LEFT.view(press.lang))
    if act is OnHolidays.UNDO and told.isdecimal():
        year = int(told)
        await services.store.calendar.take(year, {}, now)
        return await show(services, press, render_notice_undone(year, press.lang))
    text = await services.store.saved_queries.text(wanted.query)
    if act is not OnHolidays.TAKE or text is None:
        return old(press.lang)
    notice = read_holiday_notice(text)
    chats = await services.store.calendar.take(notice.year, notice.days, now)
    return await show(services, press, render_notice_taken(notice.year, chats, press.lang))
