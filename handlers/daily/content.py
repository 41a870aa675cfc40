"""内容: what a chat's excerpt is drawn from. What leaves little is said before it holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.daily.settings_page import desk_view, on_page
from handlers.daily.views import content as views
from handlers.views.pressed import old

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.daily.settings_page import Case
    from handlers.views.markup import Toast, View
    from store.delivery.model import SourceKind

FEW = 10
"""Excerpts of two weeks of workdays: what leaves fewer is asked about."""
_OTHERS = 2


async def page(case: Case) -> View:
    """What to draw from."""
    usual = await case.store.subscriptions.usual_year()
    return await on_page(case, lambda desk, found: views.render_content(desk, found, usual))


async def years(case: Case) -> View:
    """From which year on; taken at once where it leaves enough."""
    daily = case.store.subscriptions
    if not case.value:
        usual = await daily.usual_year()
        return await on_page(case, lambda desk, found: views.render_years(desk, found, usual))
    if case.value.isdecimal():
        return await choose_year(case, int(case.value))
    await daily.set_from_year(case.chat_id, None, case.now)
    return await page(case)


async def choose_year(case: Case, year: int) -> View:
    """Draw from this year's speeches and later ones (0: all), or ask where few are left."""
    subscription = await case.store.subscriptions.get(case.chat_id)
    count = await case.store.subscriptions.left(case.chat_id, from_year=year)
    if year and subscription is not None and count < FEW:
        said = views.year_said(year, case.lang)
        return views.render_few(await case.desk(), said, count, ("yu", str(year), ""))
    return await _set_year(case, year)


async def use_year(case: Case) -> View | Toast:
    """还是用, of a year."""
    return await _set_year(case, int(case.value)) if case.value.isdecimal() else old(case.lang)


async def everything(case: Case) -> View:
    """Draw from all documents."""
    await case.store.subscriptions.set_source(case.chat_id, "all", "", case.now)
    return await desk_view(case)


async def documents(case: Case) -> View | Toast:
    """Which document."""
    if case.query:
        return await choose(replace(case, value="d"))
    sources = await case.store.documents.sources()
    listed = sources[case.offset : case.offset + views.SOURCES_PAGE]
    keys = [case.store.saved_queries.remember(one.source) for one in listed]
    return views.render_documents(await case.desk(), listed, keys, case.offset, len(sources))


async def bookmarks(case: Case) -> View:
    """Which of the presser's bookmarks."""
    found = await case.store.bookmarks.page(case.user_id, "", limit=0, offset=0)
    remember = case.store.saved_queries.remember
    tags = [
        (await case.store.words.fit(tag, views.LONGEST_TAG), count, remember(f"#{tag}"))
        for tag, count in found.tags[: views.MOST_TAGS]
    ]
    every = remember("#")
    return views.render_bookmarks(await case.desk(), found.total, tags, every)


async def shelf(case: Case) -> View | Toast:
    """Draw from the group's shelf."""
    if case.chat_id > 0:
        return old(case.lang)
    total = await case.store.shelf.count(case.chat_id)
    if total:
        source = f"{case.chat_id}#"
        await case.store.subscriptions.set_source(case.chat_id, "picked", source, case.now)
    return views.render_shelf(await case.desk(), total)


async def choose(case: Case) -> View | Toast:
    """What a button names, or the question whether it is to be used where it leaves little."""
    return await _named(case, take)


async def use(case: Case) -> View | Toast:
    """还是用."""
    return await _named(case, _set)


async def choose_slogan(case: Case, written: str) -> View:
    """Draw from what holds a slogan; where it is none, others are offered and nothing changes."""
    slogans = case.store.slogans
    known = await slogans.exactly(written)
    if known is not None:
        return await take(case, "slogan", known.shown)
    near = (await slogans.meant(written, limit=_OTHERS)).items
    others = near or (await slogans.most_used(limit=_OTHERS)).items
    offered = [
        (one.shown, one.passages, case.store.saved_queries.remember(one.shown)) for one in others
    ]
    return views.render_no_slogan(await case.desk(), written, offered)


async def take(case: Case, kind: SourceKind, value: str) -> View:
    """Draw from this, or ask where it leaves little."""
    count = await case.store.subscriptions.left(case.chat_id, kind, value)
    if count >= FEW:
        return await _set(case, kind, value)
    letter = next(letter for letter, one in views.CHOICES.items() if one == kind)
    # Whose bookmarks they are is known by who presses, and isn't kept with a button's words.
    key = case.store.saved_queries.remember(value.removeprefix(str(case.user_id)))
    said = views.choice_said(kind, value, case.lang)
    return views.render_few(await case.desk(), said, count, ("cu", letter, key))


async def _named(
    case: Case, act: Callable[[Case, SourceKind, str], Awaitable[View]]
) -> View | Toast:
    kind = views.CHOICES.get(case.value)
    value = await case.store.saved_queries.text(case.query)
    if kind is None or value is None or (kind == "picked") != value.startswith("#"):
        return old(case.lang)
    return await act(case, kind, f"{case.user_id}{value}" if kind == "picked" else value)


async def _set(case: Case, kind: SourceKind, value: str) -> View:
    await case.store.subscriptions.set_source(case.chat_id, kind, value, case.now)
    return await desk_view(case)


async def _set_year(case: Case, year: int) -> View:
    await case.store.subscriptions.set_from_year(case.chat_id, year, case.now)
    return await page(case)
