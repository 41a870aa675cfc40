"""内容: what a chat's excerpt is drawn from. What leaves little is said before it holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.daily.settings_page import desk_view, on_page
from handlers.daily.views import content as views
from handlers.views.pressed import old

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.daily.settings_page import SettingsPage
    from handlers.views.markup import Toast, View
    from store.delivery.model import SourceKind

FEW = 10
"""Excerpts of two weeks of workdays: what leaves fewer is asked about."""
_OTHERS = 2


async def first(page: SettingsPage) -> View:
    """What to draw from."""
    usual = await page.store.subscriptions.usual_year()
    return await on_page(page, lambda desk, found: views.render_content(desk, found, usual))


async def years(page: SettingsPage) -> View:
    """From which year on; taken at once where it leaves enough."""
    daily = page.store.subscriptions
    if not page.value:
        usual = await daily.usual_year()
        return await on_page(page, lambda desk, found: views.render_years(desk, found, usual))
    if page.value.isdecimal():
        return await choose_year(page, int(page.value))
    await daily.set_from_year(page.chat_id, None, page.now)
    return await first(page)


async def choose_year(page: SettingsPage, year: int) -> View:
    """Draw from this year's speeches and later ones (0: all), or ask where few are left."""
    subscription = await page.store.subscriptions.get(page.chat_id)
    count = await page.store.subscriptions.left(page.chat_id, from_year=year)
    if year and subscription is not None and count < FEW:
        said = views.year_said(year, page.lang)
        return views.render_few(await page.desk(), said, count, ("yu", str(year), ""))
    return await _set_year(page, year)


async def use_year(page: SettingsPage) -> View | Toast:
    """还是用, of a year."""
    return await _set_year(page, int(page.value)) if page.value.isdecimal() else old(page.lang)


async def everything(page: SettingsPage) -> View:
    """Draw from all documents."""
    await page.store.subscriptions.set_source(page.chat_id, "all", "", page.now)
    return await desk_view(page)


async def documents(page: SettingsPage) -> View | Toast:
    """Which document."""
    if page.query:
        return await choose(replace(page, value="d"))
    sources = await page.store.documents.sources()
    listed = sources[page.offset : page.offset + views.SOURCES_PAGE]
    keys = [page.store.saved_queries.remember(one.source) for one in listed]
    return views.render_documents(await page.desk(), listed, keys, page.offset, len(sources))


async def bookmarks(page: SettingsPage) -> View:
    """Which of the presser's bookmarks."""
    found = await page.store.bookmarks.page(page.user_id, "", limit=0, offset=0)
    remember = page.store.saved_queries.remember
    tags = [
        (await page.store.words.fit(tag, views.LONGEST_TAG), count, remember(f"#{tag}"))
        for tag, count in found.tags[: views.MOST_TAGS]
    ]
    every = remember("#")
    return views.render_bookmarks(await page.desk(), found.total, tags, every)


async def shelf(page: SettingsPage) -> View | Toast:
    """Draw from the group's shelf."""
    if page.chat_id > 0:
        return old(page.lang)
    total = await page.store.shelf.count(page.chat_id)
    if total:
        source = f"{page.chat_id}#"
        await page.store.subscriptions.set_source(page.chat_id, "picked", source, page.now)
    return views.render_shelf(await page.desk(), total)


async def choose(page: SettingsPage) -> View | Toast:
    """What a button names, or the question whether it is to be used where it leaves little."""
    return await _named(page, take)


async def use(page: SettingsPage) -> View | Toast:
    """还是用."""
    return await _named(page, _set)


async def choose_slogan(page: SettingsPage, written: str) -> View:
    """Draw from what holds a slogan; where it is none, others are offered and nothing changes."""
    slogans = page.store.slogans
    known = await slogans.exactly(written)
    if known is not None:
        return await take(page, "slogan", known.shown)
    near = (await slogans.meant(written, limit=_OTHERS)).items
    others = near or (await slogans.most_used(limit=_OTHERS)).items
    offered = [
        (one.shown, one.passages, page.store.saved_queries.remember(one.shown)) for one in others
    ]
    return views.render_no_slogan(await page.desk(), written, offered)


async def take(page: SettingsPage, kind: SourceKind, value: str) -> View:
    """Draw from this, or ask where it leaves little."""
    count = await page.store.subscriptions.left(page.chat_id, kind, value)
    if count >= FEW:
        return await _set(page, kind, value)
    letter = next(letter for letter, one in views.CHOICES.items() if one == kind)
    # Whose bookmarks they are is known by who presses, and isn't kept with a button's words.
    key = page.store.saved_queries.remember(value.removeprefix(str(page.user_id)))
    said = views.choice_said(kind, value, page.lang)
    return views.render_few(await page.desk(), said, count, ("cu", letter, key))


async def _named(
    page: SettingsPage, act: Callable[[SettingsPage, SourceKind, str], Awaitable[View]]
) -> View | Toast:
    kind = views.CHOICES.get(page.value)
    value = await page.store.saved_queries.text(page.query)
    if kind is None or value is None or (kind == "picked") != value.startswith("#"):
        return old(page.lang)
    return await act(page, kind, f"{page.user_id}{value}" if kind == "picked" else value)


async def _set(page: SettingsPage, kind: SourceKind, value: str) -> View:
    await page.store.subscriptions.set_source(page.chat_id, kind, value, page.now)
    return await desk_view(page)


async def _set_year(page: SettingsPage, year: int) -> View:
    await page.store.subscriptions.set_from_year(page.chat_id, year, page.now)
    return await first(page)
