"""到私聊里设置: presses on a daily excerpt's settings, and the answers to their questions."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from handlers.daily import content
from handlers.daily.pages import PAGES
from handlers.daily.settings_page import SettingsPage, desk_view, local_today, may_change
from handlers.daily.views import settings as views
from handlers.telegram.force_reply import find_asked, put_question
from handlers.views.fixed import Fixed
from handlers.views.pressed import Why, old, refused
from store.delivery.schedule import find_zone, parse_when

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.views.markup import Outcome, View

QUESTION_MARK = "daily "
"""Before `action:chat`: what an answer record holds when the message asks for a setting."""
_EXTRA = re.compile(r"([a-z]{1,2}):(-?[0-9]{1,16})(?::([A-Za-z0-9]+))?")
_DATE = re.compile(r"(?:(\d{4})[-年./])?(\d{1,2})[-月./](\d{1,2})日?")


async def press_daily_setting(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Turn to a page of the settings or change one; the right to is asked for at each press."""
    found = _EXTRA.fullmatch(wanted.extra)
    if found is None or press.group or press.chat_id is None:
        return old(press.lang)
    action, shown, value = found[1], int(found[2]), found[3] or ""
    page = SettingsPage(
        services,
        press.user.id,
        press.lang,
        shown or press.user.id,
        shown,
        value,
        wanted.query,
        wanted.offset,
        wanted.passage,
    )
    if not await may_change(services, page.chat_id, press.user.id):
        return refused(Why.DAILY_ADMINISTRATORS, press.lang)
    if action in views.QUESTIONS:
        await _ask(page, action, views.render_question(action, page.lang))
        return None
    turn = PAGES.get(action)
    if turn is None:
        return old(press.lang)
    return await turn(page)


async def on_answer(services: Services, ask: Asking) -> bool:
    """Take the reply to one of our questions; False where the message is no such reply."""
    asked = await find_asked(services, ask, QUESTION_MARK)
    if asked is None:
        return False
    action, _, shown = asked.partition(":")
    page = SettingsPage(services, ask.user.id, ask.lang, int(shown) or ask.user.id, int(shown))
    if not await may_change(services, page.chat_id, ask.user.id):
        await services.sender.reply(ask.message, Fixed.NOT_ALLOWED.view(ask.lang))
    else:
        view = await _take(page, action, ask.text.strip())
        if view is None:
            await _ask(page, action, views.render_not_understood(action, ask.text, ask.lang))
        else:
            await services.sender.reply(ask.message, view)
    return True


async def _ask(page: SettingsPage, action: str, view: View) -> None:
    asked = f"{QUESTION_MARK}{action}:{page.shown_id}"
    await put_question(page.services, page.user_id, view, asked)


async def _take(page: SettingsPage, action: str, written: str) -> View | None:
    """Carry out what was written and show what came of it; None where it can't be understood."""
    if await page.store.subscriptions.get(page.chat_id) is None:
        return await desk_view(page)
    match action:
        case "cw" | "cs":
            word = written.strip("“”\"' ")[:60]
            if not word:
                return None
            if action == "cs":
                return await content.choose_slogan(page, word)
            return await content.take(page, "word", word)
        case "ya":
            year = re.fullmatch(r"((?:19|20)\d\d)年?", written, re.ASCII)
            return None if year is None else await content.choose_year(page, int(year[1]))
        case _:
            return await desk_view(page) if await _set(page, action, written) else None


async def _set(page: SettingsPage, action: str, written: str) -> bool:
    """Set a time, a pause or a zone; False where it can't be understood."""
    daily, now = page.store.subscriptions, page.now
    match action:
        case "ta":
            when = parse_when(written)
            if when is None:
                return False
            await daily.set_time(page.chat_id, when[0], now)
            if when[1] is not None:
                await daily.set_days(page.chat_id, when[1], now)
            return True
        case "pa":
            subscription = await daily.get(page.chat_id)
            until = _parse_date(written, local_today(page, subscription))
            return until is not None and bool(await daily.pause(page.chat_id, until, now))
        case _:
            zone = find_zone(written)
            return zone is not None and bool(await daily.set_zone(page.chat_id, zone, now))


def _parse_date(written: str, today: date) -> date | None:
    """A day to come; without a year the next such day."""
    found = _DATE.fullmatch("".join(written.split()))
    if found is None:
        return None
    year = int(found[1] or today.year)
    try:
        day = date(year, int(found[2]), int(found[3]))
        if found[1] is None and day <= today:
            day = day.replace(year=year + 1)
    except ValueError:
        return None
    return day if today < day <= today + timedelta(days=3660) else None
