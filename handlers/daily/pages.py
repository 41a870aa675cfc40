"""The pages of a daily excerpt's settings: what each press shows or changes."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from handlers.daily import content, evening
from handlers.daily.settings_page import SettingsPage, desk_view, local_today, on_page, unannounced
from handlers.daily.views import settings as views
from handlers.views.pressed import Why, refused
from store.delivery.schedule import parse_time

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.views.markup import Toast, View
    from store.daily.model import MuteKind

_MUTED: dict[MuteKind, Why] = {
    "passage": Why.SENT_MUTED,
    "speech": Why.SPEECH_MUTED,
    "speaker": Why.SPEAKER_MUTED,
    "document": Why.SPEECH_MUTED,
}
DAYS = {"wd": "workdays", "ed": "daily"}
"""The short forms of days in buttons, which have little room."""


async def _on(page: SettingsPage) -> View:
    desk = await page.desk()
    before = await page.store.subscriptions.get(page.chat_id)
    if before is None or not before.active:
        await page.store.subscriptions.subscribe(
            page.chat_id,
            time="08:30",
            zone=before.zone if before else page.services.zone,
            days="workdays",
            set_by=page.user_id,
            title=desk.title,
            thread_id=before.thread_id if before else None,
            now=page.now,
            language="zh" if page.shown_id else page.lang.value,
        )
    return await desk_view(page)


async def _off(page: SettingsPage) -> View:
    await page.store.subscriptions.stop(page.chat_id, page.now)
    return await desk_view(page)


async def _times(page: SettingsPage) -> View:
    time = parse_time(f"{page.value[:2]}:{page.value[2:]}") if len(page.value) == 4 else None
    if time is not None:
        await page.store.subscriptions.set_time(page.chat_id, time, page.now)
        return await desk_view(page)
    return await on_page(page, views.render_times)


async def _days(page: SettingsPage) -> View:
    days = DAYS.get(page.value)
    if re.fullmatch(r"[1-7]{1,7}", page.value):
        days = "".join(sorted(set(page.value)))
    if days is not None:
        await page.store.subscriptions.set_days(page.chat_id, days, page.now)
    return await on_page(page, views.render_days)


async def _pause(page: SettingsPage) -> View:
    subscription = await page.store.subscriptions.get(page.chat_id)
    today = local_today(page, subscription)
    if page.value.isdecimal() and int(page.value) <= 366:
        until = today + timedelta(days=int(page.value) + 1) if int(page.value) else None
        await page.store.subscriptions.pause(page.chat_id, until, page.now)
        return await desk_view(page)
    return await on_page(page, lambda desk, found: views.render_pauses(desk, found, today))


async def _more(page: SettingsPage) -> View:
    return await on_page(page, lambda desk, found: views.render_more(desk, found, page.user_id))


async def _silent(page: SettingsPage) -> View:
    subscription = await page.store.subscriptions.get(page.chat_id)
    if subscription is not None:
        await page.store.subscriptions.set_silent(page.chat_id, silent=not subscription.silent)
    return await _more(page)


async def _general(page: SettingsPage) -> View:
    await page.store.subscriptions.set_thread(page.chat_id, None)
    return await _more(page)


async def _zones(page: SettingsPage) -> View:
    if page.value.isdecimal() and int(page.value) < len(views.ZONES):
        zone = views.ZONES[int(page.value)]
        await page.store.subscriptions.set_zone(page.chat_id, zone, page.now)
        return await desk_view(page)
    return await on_page(page, views.render_zones)


async def _upcoming(page: SettingsPage) -> View:
    deliveries = await page.store.subscriptions.preview(page.chat_id, page.now)
    subscription = await page.store.subscriptions.get(page.chat_id)
    hits = [
        await page.store.passages.get(one.passage_id, cut=one.cut) if one.passage_id else None
        for one in deliveries
    ]
    last = deliveries[-1].local_date if deliveries else None
    year = await unannounced(page.services, subscription, last)
    return views.render_upcoming(await page.desk(), list(zip(deliveries, hits, strict=True)), year)


async def _one(page: SettingsPage) -> View | Toast:
    for one in await page.store.subscriptions.preview(page.chat_id, page.now):
        if f"{one.local_date:%y%m%d}" == page.value and one.passage_id:
            hit = await page.store.passages.get(one.passage_id, cut=one.cut)
            if hit is not None:
                return views.render_one_upcoming(await page.desk(), one, hit)
    return refused(Why.SENT, page.lang)


async def _replace(page: SettingsPage) -> View | Toast:
    for one in await page.store.subscriptions.preview(page.chat_id, page.now):
        if f"{one.local_date:%y%m%d}" == page.value:
            replaced = await page.store.subscriptions.replace(
                page.chat_id, one.local_date, page.now
            )
            return await (_gone_out(page) if replaced is None else _one(page))
    return await _gone_out(page)


async def _gone_out(page: SettingsPage) -> Toast:
    """What was pressed for has been sent: it isn't sent again."""
    for one in await page.store.subscriptions.latest(page.chat_id):
        if f"{one.local_date:%y%m%d}" == page.value and one.passage_id:
            await page.store.subscriptions.mute(page.chat_id, "passage", one.passage_id, page.now)
    return refused(Why.SENT_TODAY, page.lang)


async def _mute_planned(page: SettingsPage, kind: MuteKind) -> View | Toast:
    for one in await page.store.subscriptions.preview(page.chat_id, page.now):
        if f"{one.local_date:%y%m%d}" == page.value and one.passage_id:
            await _mute(page, kind, one.passage_id)
            return await _upcoming(page)
    if page.passage:
        await _mute(page, kind, page.passage)
        return refused(_MUTED[kind], page.lang)
    return await _gone_out(page)


async def _mute(page: SettingsPage, kind: MuteKind, passage_id: str) -> None:
    hit = await page.store.passages.get(passage_id)
    if hit is None:
        return
    value = {
        "passage": hit.id,
        "speech": hit.speech.id,
        "speaker": hit.speech.speaker or "",
        "document": hit.speech.source,
    }[kind]
    if value:
        await page.store.subscriptions.mute(page.chat_id, kind, value, page.now)


PAGES: dict[str, Callable[[SettingsPage], Awaitable[View | Toast]]] = {
    "m": desk_view,
    "o": _on,
    "x": _off,
    "t": _times,
    "w": _days,
    "c": content.first,
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
    "eb": evening.mute,
    "es": evening.skip,
    "eu": evening.send_after_all,
    "n": _upcoming,
    "ne": _one,
    "nr": _replace,
    "bp": partial(_mute_planned, kind="passage"),
    "bs": partial(_mute_planned, kind="speech"),
    "bk": partial(_mute_planned, kind="speaker"),
    "bd": partial(_mute_planned, kind="document"),
}
"""What the actions in the buttons do."""
