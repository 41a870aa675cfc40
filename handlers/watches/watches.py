"""/watch and 关注: words that one is told of when documents come in that hold them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.passage.views.watch import render_unwatch, render_watch
from handlers.passage.watching import watch_url
from handlers.search.finding import list_view
from handlers.search.questions import question_view
from handlers.search.typed_words import (
    is_english,
    says_something,
    without_addresses,
    without_signs,
)
from handlers.telegram.acts import Flag
from handlers.views.markup import Toast, rows
from handlers.views.paging import MOST_A_ROW, MOST_ROWS, PRIVATE
from handlers.watches.views.watches import (
    render_full,
    render_full_toast,
    render_other_meant,
    render_watches,
    render_watching,
    render_watching_toast,
)
from store.search.query import unquoted

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.lang import Lang
    from handlers.views.markup import Outcome, View


async def on_watch(services: Services, ask: Asking) -> View:
    """Follow the words, or list what is followed."""
    if not ask.words:
        return await watches_view(services, 0, ask.viewer)
    return await followed_view(services, ask.words, ask.viewer)


async def press_watch(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Follow words, end that, open them as a search, or show a page of the list."""
    if press.group or press.chat_id is None:
        return Toast(url=watch_url(services, wanted.query)) if wanted.query else None
    if not press.words:
        return await watches_view(services, wanted.offset, press.viewer)
    if wanted.extra == Flag.OPEN:
        return await _opened(services, press.words, wanted.query, press.viewer)
    on = Flag.YES in wanted.flags
    watches = services.store.watches
    if not on:
        await watches.end(press.user.id, press.words)
    elif not await watches.add(press.user.id, press.words, press.lang.value):
        return render_full_toast(press.lang)
    label = render_unwatch if Flag.IN_WORDS in wanted.flags else render_watch
    await services.sender.relabel(press.query, label(wanted.query, press.lang, on=on))
    return render_watching_toast(press.lang, on=on)


async def followed_view(services: Services, words: str, viewer: Viewer) -> View:
    """What is said when words are followed from now on, as a question for them is understood.

    What a question isn't looked for with is answered as one, for it never comes in.
    """
    watches = services.store.watches
    meant, note = await _meant(services, words, viewer.lang)
    if not meant:
        return await question_view(services, words, viewer)
    if not await watches.add(viewer.user_id, meant, viewer.lang.value):
        return render_full(viewer.lang)
    key = services.store.saved_queries.remember(meant)
    view = render_watching(meant, await watches.totals(meant), key, viewer.lang)
    return replace(view, text=note + view.text)


async def watches_view(services: Services, offset: int, viewer: Viewer) -> View:
    """The page of what one follows that holds the offset."""
    watches = services.store.watches
    total = await watches.count(viewer.user_id)
    offset = min(offset, max(total - 1, 0))
    offset -= offset % PRIVATE.page
    page = await watches.page(viewer.user_id, limit=PRIVATE.page, offset=offset)
    keys = [services.store.saved_queries.remember(one.words) for one in page]
    return render_watches(page, keys, offset, total, viewer.lang)


async def _meant(services: Services, typed: str, lang: Lang) -> tuple[str, str]:
    """Give the words to follow for what was typed, and what must be said of it, as HTML.

    Words that stand are followed as they are, those in quotation marks, too. No words where nothing
    is looked for.
    """
    totals = services.store.watches.totals
    words = typed if (await totals(typed)).total else without_signs(without_addresses(typed))
    if not says_something(words):
        return "", ""
    if unquoted(words) or (await totals(words)).total:
        return words, ""
    page = await services.store.search.search(words, limit=0)
    if page.match == "similar":
        return page.suggestions[0], render_other_meant(words, lang)
    if page.match is None and is_english(words):
        return "", ""
    stands = page.reading and not page.let_go and await services.store.search.count(page.reading)
    return page.reading if stands else words, ""


async def _opened(services: Services, words: str, key: str, viewer: Viewer) -> View:
    totals = await services.store.watches.totals(words)
    view = await list_view(services, totals.query, 0, viewer)
    # 关注 stands there already where there are few.
    watching = render_watch(key, viewer.lang, on=True)
    kept = rows(*([one for one in row if one != watching] for row in view.keyboard))
    end = render_unwatch(key, viewer.lang)
    if len(kept) < MOST_ROWS:
        return replace(view, keyboard=(*kept, (end,)))
    # A way to fewer gives up its place, the last button keeps its own.
    *ways, last = kept[-1]
    return replace(view, keyboard=(*kept[:-1], (*ways[: MOST_A_ROW - 2], last, end)))
