"""到私聊里设置: presses on a daily excerpt's settings, and the answers to their questions."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from handlers.daily_case import Case, desk_view, local_today, may_change
from handlers.daily_pages import PAGES
from handlers.opened import old, show
from handlers.questions import find_reply, put_question
from handlers.views import daily_settings as views
from handlers.views.daily import render_not_allowed
from handlers.views.markup import Toast
from store.due import is_zone, parse_time

if TYPE_CHECKING:
    from telegram import Update

    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.markup import View
    from store.model import SourceKind

QUESTION_MARK = "daily "
"""Before `action:chat`: what an answer record holds when the message asks for a setting."""
_EXTRA = re.compile(r"([a-z]{1,2}):(-?[0-9]{1,16})(?::([A-Za-z0-9]+))?")
_DATE = re.compile(r"(?:(\d{4})[-年./])?(\d{1,2})[-月./](\d{1,2})日?")


async def press_daily_setting(services: Services, press: Pressing, wanted: Press) -> Toast | None:
    """Turn to a page of the settings or change one; the right to is asked for at each press."""
    found = _EXTRA.fullmatch(wanted.extra)
    if found is None or press.group or press.chat_id is None:
        return old(press.lang)
    action, shown, value = found[1], int(found[2]), found[3] or ""
    case = Case(
        services,
        press.user.id,
        press.lang,
        shown or press.user.id,
        shown,
        value,
        wanted.query,
        wanted.offset,
    )
    if not await may_change(services, case.chat_id, press.user.id):
        return Toast(
            press.lang.say("只有群管理员能改每日一摘", "Only group administrators can change it")
        )
    if action in views.QUESTIONS:
        await _ask(case, action, views.render_question(action, case.lang))
        return None
    page = PAGES.get(action)
    if page is None:
        return old(press.lang)
    outcome = await page(case)
    return outcome if isinstance(outcome, Toast) else await show(services, press, outcome)


async def on_answer(update: Update, context: Context) -> bool:
    """Take the reply to one of our questions; False where the message is no such reply."""
    reply = await find_reply(update, context, QUESTION_MARK)
    if reply is None:
        return False
    ask, services = reply.ask, context.services
    action, _, shown = reply.asked.partition(":")
    case = Case(services, ask.user.id, ask.lang, int(shown) or ask.user.id, int(shown))
    if not await may_change(services, case.chat_id, ask.user.id):
        await services.sender.reply(ask.message, render_not_allowed(ask.lang))
    elif await _take(case, action, reply.written.strip()):
        await services.sender.reply(ask.message, await desk_view(case))
    else:
        await _ask(case, action, views.render_not_understood(action, reply.written, ask.lang))
    return True


async def _ask(case: Case, action: str, view: View) -> None:
    asked = f"{QUESTION_MARK}{action}:{case.shown_id}"
    await put_question(case.services, case.user_id, view, asked)


async def _take(case: Case, action: str, written: str) -> bool:
    """Carry out what was written; False where it can't be understood."""
    daily, now = case.services.store.daily, case.services.clock.now()
    match action:
        case "ta":
            time = parse_time(written)
            return time is not None and await daily.set_time(case.chat_id, time, now) is not None
        case "cw" | "cs":
            kind: SourceKind = "word" if action == "cw" else "slogan"
            word = written.strip("“”\"' ")[:60]
            return bool(word) and bool(await daily.set_source(case.chat_id, kind, word, now))
        case "pa":
            subscription = await daily.get(case.chat_id)
            until = _parse_date(written, local_today(case, subscription))
            return until is not None and bool(await daily.pause(case.chat_id, until, now))
        case _:
            return is_zone(written) and bool(await daily.set_zone(case.chat_id, written, now))


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
