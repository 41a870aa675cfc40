"""到私聊里设置: the pages of a daily excerpt's settings, and the answers to their questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.asking import asking
from handlers.opened import old, show
from handlers.views import daily_settings as views
from handlers.views.daily import render_not_allowed
from handlers.views.markup import Toast
from store.due import is_zone, parse_time
from store.model import Answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Update

    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.lang import Lang
    from handlers.views.markup import View
    from store.model import BarKind, SourceKind, Subscription

QUESTION_MARK = "daily "
"""Before `action:chat`: what an answer record holds when the message asks for a setting."""
DAYS = {"wd": "workdays", "ed": "daily"}
"""The short forms of days in buttons, which have little room."""
_EXTRA = re.compile(r"([a-z]{1,2}):(-?[0-9]{1,16})(?::([A-Za-z0-9]+))?")
_DATE = re.compile(r"(?:(\d{4})[-年./])?(\d{1,2})[-月./](\d{1,2})日?")


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
    ask = asking(update)
    if ask is None or ask.message.reply_to_message is None:
        return False
    services = context.services
    asked = await services.store.answers.by_answer(
        ask.chat_id, ask.message.reply_to_message.message_id
    )
    if asked is None or not asked.query.startswith(QUESTION_MARK):
        return False
    action, _, shown = asked.query.removeprefix(QUESTION_MARK).partition(":")
    case = Case(services, ask.user.id, ask.lang, int(shown) or ask.user.id, int(shown))
    if not await may_change(services, case.chat_id, ask.user.id):
        await services.sender.reply(ask.message, render_not_allowed(ask.lang))
    elif await _take(case, action, (ask.message.text or "").strip()):
        await services.sender.reply(ask.message, await desk_view(case))
    else:
        await _ask(
            case, action, views.render_not_understood(action, ask.message.text or "", ask.lang)
        )
    return True


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
    today = _today(case, subscription)
    following = None
    if subscription is not None:
        due = await services.store.daily.next_due(case.chat_id, services.clock.now())
        zone = ZoneInfo(subscription.zone)
        following = None if due is None else due.astimezone(zone).date()
    return views.render_desk(await case.desk(), subscription, following, today)


async def _ask(case: Case, action: str, view: View) -> None:
    sent = await case.services.sender.send(case.user_id, view)
    if sent is not None:
        case.services.store.answers.record(
            Answer(
                sent.chat_id,
                sent.message_id,
                sent.message_id,
                case.user_id,
                f"{QUESTION_MARK}{action}:{case.shown_id}",
            )
        )


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
            until = _parse_date(written, _today(case, subscription))
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


def _today(case: Case, subscription: Subscription | None) -> date:
    zone = ZoneInfo(subscription.zone if subscription else case.services.zone)
    return case.services.clock.now().astimezone(zone).date()


async def _current(case: Case, render: Callable[[views.Desk, Subscription], View]) -> View:
    """A page about the subscription; the first page where there is none any more."""
    subscription = await case.services.store.daily.get(case.chat_id)
    if subscription is None or not subscription.active:
        return await desk_view(case)
    return render(await case.desk(), subscription)


async def _on(case: Case) -> View:
    desk = await case.desk()
    before = await case.services.store.daily.get(case.chat_id)
    if before is None or not before.active:
        await case.services.store.daily.subscribe(
            case.chat_id,
            time="08:30",
            zone=before.zone if before else case.services.zone,
            days="workdays",
            set_by=case.user_id,
            title=desk.title,
            thread_id=before.thread_id if before else None,
            now=case.services.clock.now(),
        )
    return await desk_view(case)


async def _off(case: Case) -> View:
    await case.services.store.daily.stop(case.chat_id, case.services.clock.now())
    return await desk_view(case)


async def _times(case: Case) -> View:
    time = parse_time(f"{case.value[:2]}:{case.value[2:]}") if len(case.value) == 4 else None
    if time is not None:
        await case.services.store.daily.set_time(case.chat_id, time, case.services.clock.now())
        return await desk_view(case)
    return await _current(case, views.render_times)


async def _days(case: Case) -> View:
    days = DAYS.get(case.value)
    if re.fullmatch(r"[1-7]{1,7}", case.value):
        days = "".join(sorted(set(case.value)))
    if days is not None:
        await case.services.store.daily.set_days(case.chat_id, days, case.services.clock.now())
    return await _current(case, views.render_days)


async def _content(case: Case) -> View:
    return await _current(case, views.render_content)


async def _all(case: Case) -> View:
    await case.services.store.daily.set_source(case.chat_id, "all", "", case.services.clock.now())
    return await desk_view(case)


async def _picked(case: Case) -> View | Toast:
    daily = case.services.store.daily
    await daily.set_source(case.chat_id, "picked", str(case.user_id), case.services.clock.now())
    return await desk_view(case)


async def _document(case: Case) -> View | Toast:
    services = case.services
    if case.value:
        source = await services.store.queries.text(case.query)
        if source is None:
            return old(case.lang)
        now = services.clock.now()
        await services.store.daily.set_source(case.chat_id, "document", source, now)
        return await desk_view(case)
    sources = await services.store.documents.sources()
    page = sources[case.offset : case.offset + views.SOURCES_PAGE]
    keys = [services.store.queries.remember(one.source) for one in page]
    return views.render_documents(await case.desk(), page, keys, case.offset, len(sources))


async def _pause(case: Case) -> View:
    subscription = await case.services.store.daily.get(case.chat_id)
    today = _today(case, subscription)
    if case.value.isdecimal() and int(case.value) <= 366:
        until = today + timedelta(days=int(case.value) + 1) if int(case.value) else None
        await case.services.store.daily.pause(case.chat_id, until, case.services.clock.now())
        return await desk_view(case)
    return await _current(case, lambda desk, found: views.render_pauses(desk, found, today))


async def _more(case: Case) -> View:
    return await _current(case, views.render_more)


async def _silent(case: Case) -> View:
    subscription = await case.services.store.daily.get(case.chat_id)
    if subscription is not None:
        await case.services.store.daily.set_silent(case.chat_id, silent=not subscription.silent)
    return await _more(case)


async def _general(case: Case) -> View:
    await case.services.store.daily.set_thread(case.chat_id, None)
    return await _more(case)


async def _zones(case: Case) -> View:
    if case.value.isdecimal() and int(case.value) < len(views.ZONES):
        zone = views.ZONES[int(case.value)]
        await case.services.store.daily.set_zone(case.chat_id, zone, case.services.clock.now())
        return await desk_view(case)
    return await _current(case, views.render_zones)


async def _latest(case: Case) -> View:
    deliveries = await case.services.store.daily.latest(case.chat_id)
    return views.render_latest(await case.desk(), deliveries)


async def _upcoming(case: Case) -> View:
    services = case.services
    deliveries = await services.store.daily.preview(case.chat_id, services.clock.now())
    hits = [
        await services.store.passages.get(one.passage_id) if one.passage_id else None
        for one in deliveries
    ]
    return views.render_upcoming(await case.desk(), list(zip(deliveries, hits, strict=True)))


async def _one(case: Case) -> View | Toast:
    services = case.services
    for one in await services.store.daily.preview(case.chat_id, services.clock.now()):
        if f"{one.local_date:%y%m%d}" == case.value and one.passage_id:
            hit = await services.store.passages.get(one.passage_id)
            if hit is not None:
                return views.render_one_upcoming(await case.desk(), one, hit)
    return _gone_out(case)


async def _replace(case: Case) -> View | Toast:
    services = case.services
    for one in await services.store.daily.preview(case.chat_id, services.clock.now()):
        if f"{one.local_date:%y%m%d}" == case.value:
            now = services.clock.now()
            replaced = await services.store.daily.replace(case.chat_id, one.local_date, now)
            return _gone_out(case) if replaced is None else await _one(case)
    return _gone_out(case)


def _gone_out(case: Case) -> Toast:
    return Toast(
        case.lang.say(
            "今天的已经发了，从明天起不再用它", "Today's has gone out; it won't be used again"
        )
    )


async def _bar_passage(case: Case) -> View | Toast:
    return await _bar(case, "passage")


async def _bar_speech(case: Case) -> View | Toast:
    return await _bar(case, "speech")


async def _bar_speaker(case: Case) -> View | Toast:
    return await _bar(case, "speaker")


async def _bar_document(case: Case) -> View | Toast:
    return await _bar(case, "document")


async def _bar(case: Case, kind: BarKind) -> View | Toast:
    services = case.services
    now = services.clock.now()
    for one in await services.store.daily.preview(case.chat_id, now):
        if f"{one.local_date:%y%m%d}" != case.value or not one.passage_id:
            continue
        hit = await services.store.passages.get(one.passage_id)
        if hit is None:
            break
        value = {
            "passage": hit.id,
            "speech": hit.speech.id,
            "speaker": hit.speech.speaker or "",
            "document": hit.speech.source,
        }[kind]
        if value:
            await services.store.daily.bar(case.chat_id, kind, value, now)
        return await _upcoming(case)
    return _gone_out(case)


PAGES: dict[str, Callable[[Case], Awaitable[View | Toast]]] = {
    "m": desk_view,
    "o": _on,
    "x": _off,
    "t": _times,
    "w": _days,
    "c": _content,
    "ca": _all,
    "cd": _document,
    "cp": _picked,
    "p": _pause,
    "h": _more,
    "hs": _silent,
    "ht": _general,
    "hz": _zones,
    "hl": _latest,
    "n": _upcoming,
    "ne": _one,
    "nr": _replace,
    "bp": _bar_passage,
    "bs": _bar_speech,
    "bk": _bar_speaker,
    "bd": _bar_document,
}
"""What the actions in the buttons do."""
