"""The pages of a daily excerpt's settings: what each press shows or changes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.daily_case import Case, desk_view, local_today
from handlers.opened import old
from handlers.views import daily_settings as views
from handlers.views.markup import Toast
from store.due import parse_time

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.views.markup import View
    from store.model import BarKind, Subscription

DAYS = {"wd": "workdays", "ed": "daily"}
"""The short forms of days in buttons, which have little room."""


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
            language="zh" if case.shown_id else case.lang.value,
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
    today = local_today(case, subscription)
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
    return Toast(case.lang.say("这一条已经发了", "This one has gone out"))


async def _replace(case: Case) -> View | Toast:
    services = case.services
    for one in await services.store.daily.preview(case.chat_id, services.clock.now()):
        if f"{one.local_date:%y%m%d}" == case.value:
            now = services.clock.now()
            replaced = await services.store.daily.replace(case.chat_id, one.local_date, now)
            return await (_gone_out(case) if replaced is None else _one(case))
    return await _gone_out(case)


async def _gone_out(case: Case) -> Toast:
    """What was pressed for has been sent: it isn't sent again."""
    daily = case.services.store.daily
    for one in await daily.latest(case.chat_id):
        if f"{one.local_date:%y%m%d}" == case.value and one.passage_id:
            now = case.services.clock.now()
            await daily.bar(case.chat_id, "passage", one.passage_id, now)
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
    return await _gone_out(case)


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
