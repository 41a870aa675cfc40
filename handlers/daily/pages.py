"""The pages of a daily excerpt's settings: what each press shows or changes."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from handlers.daily import content, evening
from handlers.daily.settings_page import Case, desk_view, local_today, on_page, unannounced
from handlers.daily.views import settings as views
from handlers.views.pressed import Why, refused
from store.delivery.schedule import parse_time

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.views.markup import Toast, View
    from store.daily.model import MuteKind

_MUTED: dict[MuteKind, Why] = {
    "passage": Why.SENT_BARRED,
    "speech": Why.SPEECH_BARRED,
    "speaker": Why.SPEAKER_BARRED,
    "document": Why.SPEECH_BARRED,
}
DAYS = {"wd": "workdays", "ed": "daily"}
"""The short forms of days in buttons, which have little room."""


async def _on(case: Case) -> View:
    desk = await case.desk()
    before = await case.store.subscriptions.get(case.chat_id)
    if before is None or not before.active:
        await case.store.subscriptions.subscribe(
            case.chat_id,
            time="08:30",
            zone=before.zone if before else case.services.zone,
            days="workdays",
            set_by=case.user_id,
            title=desk.title,
            thread_id=before.thread_id if before else None,
            now=case.now,
            language="zh" if case.shown_id else case.lang.value,
        )
    return await desk_view(case)


async def _off(case: Case) -> View:
    await case.store.subscriptions.stop(case.chat_id, case.now)
    return await desk_view(case)


async def _times(case: Case) -> View:
    time = parse_time(f"{case.value[:2]}:{case.value[2:]}") if len(case.value) == 4 else None
    if time is not None:
        await case.store.subscriptions.set_time(case.chat_id, time, case.now)
        return await desk_view(case)
    return await on_page(case, views.render_times)


async def _days(case: Case) -> View:
    days = DAYS.get(case.value)
    if re.fullmatch(r"[1-7]{1,7}", case.value):
        days = "".join(sorted(set(case.value)))
    if days is not None:
        await case.store.subscriptions.set_days(case.chat_id, days, case.now)
    return await on_page(case, views.render_days)


async def _pause(case: Case) -> View:
    subscription = await case.store.subscriptions.get(case.chat_id)
    today = local_today(case, subscription)
    if case.value.isdecimal() and int(case.value) <= 366:
        until = today + timedelta(days=int(case.value) + 1) if int(case.value) else None
        await case.store.subscriptions.pause(case.chat_id, until, case.now)
        return await desk_view(case)
    return await on_page(case, lambda desk, found: views.render_pauses(desk, found, today))


async def _more(case: Case) -> View:
    return await on_page(case, lambda desk, found: views.render_more(desk, found, case.user_id))


async def _silent(case: Case) -> View:
    subscription = await case.store.subscriptions.get(case.chat_id)
    if subscription is not None:
        await case.store.subscriptions.set_silent(case.chat_id, silent=not subscription.silent)
    return await _more(case)


async def _general(case: Case) -> View:
    await case.store.subscriptions.set_thread(case.chat_id, None)
    return await _more(case)


async def _zones(case: Case) -> View:
    if case.value.isdecimal() and int(case.value) < len(views.ZONES):
        zone = views.ZONES[int(case.value)]
        await case.store.subscriptions.set_zone(case.chat_id, zone, case.now)
        return await desk_view(case)
    return await on_page(case, views.render_zones)


async def _upcoming(case: Case) -> View:
    deliveries = await case.store.subscriptions.preview(case.chat_id, case.now)
    subscription = await case.store.subscriptions.get(case.chat_id)
    hits = [
        await case.store.passages.get(one.passage_id, cut=one.cut) if one.passage_id else None
        for one in deliveries
    ]
    last = deliveries[-1].local_date if deliveries else None
    year = await unannounced(case.services, subscription, last)
    return views.render_upcoming(await case.desk(), list(zip(deliveries, hits, strict=True)), year)


async def _one(case: Case) -> View | Toast:
    for one in await case.store.subscriptions.preview(case.chat_id, case.now):
        if f"{one.local_date:%y%m%d}" == case.value and one.passage_id:
            hit = await case.store.passages.get(one.passage_id, cut=one.cut)
            if hit is not None:
                return views.render_one_upcoming(await case.desk(), one, hit)
    return refused(Why.SENT, case.lang)


async def _replace(case: Case) -> View | Toast:
    for one in await case.store.subscriptions.preview(case.chat_id, case.now):
        if f"{one.local_date:%y%m%d}" == case.value:
            replaced = await case.store.subscriptions.replace(
                case.chat_id, one.local_date, case.now
            )
            return await (_gone_out(case) if replaced is None else _one(case))
    return await _gone_out(case)


async def _gone_out(case: Case) -> Toast:
    """What was pressed for has been sent: it isn't sent again."""
    for one in await case.store.subscriptions.latest(case.chat_id):
        if f"{one.local_date:%y%m%d}" == case.value and one.passage_id:
            await case.store.subscriptions.mute(case.chat_id, "passage", one.passage_id, case.now)
    return refused(Why.SENT_TODAY, case.lang)


async def _bar(case: Case, kind: MuteKind) -> View | Toast:
    for one in await case.store.subscriptions.preview(case.chat_id, case.now):
        if f"{one.local_date:%y%m%d}" == case.value and one.passage_id:
            await _mute(case, kind, one.passage_id)
            return await _upcoming(case)
    if case.passage:
        await _mute(case, kind, case.passage)
        return refused(_MUTED[kind], case.lang)
    return await _gone_out(case)


async def _mute(case: Case, kind: MuteKind, passage_id: str) -> None:
    hit = await case.store.passages.get(passage_id)
    if hit is None:
        return
    value = {
        "passage": hit.id,
        "speech": hit.speech.id,
        "speaker": hit.speech.speaker or "",
        "document": hit.speech.source,
    }[kind]
    if value:
        await case.store.subscriptions.mute(case.chat_id, kind, value, case.now)


PAGES: dict[str, Callable[[Case], Awaitable[View | Toast]]] = {
    "m": desk_view,
    "o": _on,
    "x": _off,
    "t": _times,
    "w": _days,
    "c": content.page,
    "ca": content.everything,
    "cc": content.choose,
    "cd": content.documents,
    "cp": content.bookmarks,
    "cg": content.shelf,
    "cu": content.use,
    "cy": content.years,
    "yu": content.use_year,
    "p": _pause,
    "h": _more,
    "hs": _silent,
    "ht": _general,
    "hz": _zones,
    "hl": evening.latest,
    "le": evening.one_sent,
    "lw": evening.take_down,
    "e": evening.switch,
    "er": evening.replace,
    "eb": evening.bar,
    "es": evening.skip,
    "eu": evening.send_after_all,
    "n": _upcoming,
    "ne": _one,
    "nr": _replace,
    "bp": partial(_bar, kind="passage"),
    "bs": partial(_bar, kind="speech"),
    "bk": partial(_bar, kind="speaker"),
    "bd": partial(_bar, kind="document"),
}
"""What the actions in the buttons do."""
