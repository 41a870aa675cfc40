"""From words to a view: the one question that search messages, presses and links have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.normal import normalize
from handlers import deeplink
from handlers.slogan_view import also_a_slogan, links_to
from handlers.views.bookmarks import shelf_headline
from handlers.views.draft import missing_lines, render_draft
from handlers.views.narrowing import Ways
from handlers.views.passage import Frame, render_context, render_orphan, render_passage
from handlers.views.results import (
    GROUP_PAGE,
    PRIVATE_PAGE,
    Setting,
    headline,
    misread_note,
    render_apart,
    render_list,
    render_nothing,
)
from handlers.views.slogans import inside_line, slogan_line
from handlers.views.welcome import render_empty_store
from handlers.ways import filters_to_lose, ways_of, words_apart
from store.query import misread, unquoted

if TYPE_CHECKING:
    from handlers.services import Services
    from handlers.views.lang import Lang
    from handlers.views.markup import View
    from store.model import Hit, SearchPage
    from store.overview import Opening, Overview
    from store.slogan_model import SloganCard


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom a view is made: a group's view must not tell one person's state."""

    user_id: int
    lang: Lang
    group: bool = False


async def list_view(services: Services, words: str, offset: int, viewer: Viewer) -> View:
    """The page of hits that holds `offset`; a single hit is shown opened."""
    size = GROUP_PAGE if viewer.group else PRIVATE_PAGE
    offset -= offset % size
    words, overview, note = await _read(services, words, size, offset, viewer)
    page = overview.page
    lacking = ""
    if page.match != "exact" and not offset and not viewer.group:
        check = await services.store.drafting.check(words)
        if check is not None and check.hits:
            return render_draft(check, words, viewer.lang)
        lacking = "\n".join(missing_lines(check, viewer.lang)) if check else ""
    if page.match is None:
        view = await _nothing(services, words, page, viewer)
        return replace(view, text="\n".join(filter(None, (view.text, lacking))))
    if not page.hits and offset:
        return await list_view(services, words, max(0, page.total - 1), viewer)
    key = services.store.queries.remember(words)
    if page.total == 1 and overview.opening is not None:
        frame = _frame(services, page, key, 0, viewer, overview.opening)
        said = "\n".join(filter(None, (note + frame.headline, lacking)))
        return render_passage(page.hits[0], replace(frame, headline=said))
    link = deeplink.url(services.username, deeplink.Link(deeplink.Kind.SEARCH, query=key))
    ways = Ways() if viewer.group else ways_of(services, words, overview)
    slogan = lacking or _slogan_line(services, overview.card, viewer)
    return render_list(page, Setting(viewer.lang, key, viewer.group, link, ways, note, slogan))


async def hit_view(
    services: Services,
    words: str,
    position: int,
    passage_id: str,
    viewer: Viewer,
    *,
    context: bool = False,
) -> View | None:
    """One hit of a search opened; by its id where the store has changed since the list was made."""
    page = await services.store.search.search(words, limit=1, offset=position)
    hit = page.hits[0] if page.hits else None
    if passage_id and (hit is None or hit.id != passage_id):
        return await _moved_view(services, words, position, passage_id, viewer, context=context)
    if hit is None:
        return None
    key = services.store.queries.remember(words)
    opening = await _opening(services, hit.id, viewer)
    frame = _frame(services, page, key, position, viewer, opening)
    return await _render(services, hit, replace(frame, context=context))


async def passage_view(
    services: Services,
    passage_id: str,
    viewer: Viewer,
    *,
    context: bool = False,
    headline: str = "",
) -> View | None:
    """A passage on its own, None where it is no longer in the store."""
    hit = await services.store.passages.get(passage_id)
    if hit is None:
        return None
    frame = await _alone(services, hit, viewer, context=context)
    return await _render(services, hit, replace(frame, headline=headline))


async def shelf_view(
    services: Services,
    wanted: str,
    position: int,
    passage_id: str,
    viewer: Viewer,
    *,
    context: bool = False,
) -> View | None:
    """One of the viewer's own bookmarks opened, also where its document is gone.

    A bookmark that was just removed is still shown, so that a second press brings it back.
    """
    bookmarks = services.store.bookmarks
    page = await bookmarks.page(viewer.user_id, wanted, limit=1, offset=position)
    bookmark = page.items[0] if page.items else None
    if passage_id and (bookmark is None or bookmark.passage_id != passage_id):
        bookmark = await bookmarks.kept(viewer.user_id, passage_id)
    if bookmark is None:
        return None
    opening = await services.store.overviews.opening(bookmark.passage_id, viewer.user_id)
    removed = not opening.saved
    total = max(page.total + removed, 1)
    frame = Frame(
        viewer.lang,
        key=services.store.queries.remember(wanted) if wanted else "",
        position=min(position, total - 1),
        total=total,
        saved=opening.saved,
        context=context,
        headline=shelf_headline(wanted, 1, viewer.lang) if total == 1 else "",
        shelf=True,
        removed=removed,
        slogans=_slogans_inside(services, opening, viewer),
    )
    hit = await services.store.passages.get(bookmark.passage_id)
    return render_orphan(bookmark, frame) if hit is None else await _render(services, hit, frame)


async def _moved_view(
    services: Services,
    words: str,
    position: int,
    passage_id: str,
    viewer: Viewer,
    *,
    context: bool,
) -> View | None:
    """A hit that is no longer where its list had it: on its own, with the way back to the list."""
    hit = await services.store.passages.get(passage_id)
    if hit is None:
        return None
    frame = await _alone(services, hit, viewer, context=context)
    key = services.store.queries.remember(words)
    return await _render(services, hit, replace(frame, key=key, position=position))


async def _alone(services: Services, hit: Hit, viewer: Viewer, *, context: bool) -> Frame:
    opening = await _opening(services, hit.id, viewer)
    return Frame(
        viewer.lang,
        saved=opening.saved,
        context=context,
        slogans=_slogans_inside(services, opening, viewer),
        group=viewer.group,
    )


async def _render(services: Services, hit: Hit, frame: Frame) -> View:
    if not frame.context:
        return render_passage(hit, frame)
    paragraphs = await services.store.passages.context(hit.id, hit.speech.id)
    return render_context(hit, paragraphs, frame)


def _frame(
    services: Services,
    page: SearchPage,
    key: str,
    position: int,
    viewer: Viewer,
    opening: Opening,
) -> Frame:
    # Where the words themselves stand nowhere, that is said first, whatever is shown.
    said = "" if page.match == "exact" else headline(page, viewer.lang)
    return Frame(
        viewer.lang,
        key=key,
        position=position,
        total=page.total,
        saved=opening.saved,
        headline=said,
        slogans=_slogans_inside(services, opening, viewer),
        group=viewer.group,
        guessed=page.match == "similar",
    )


def _slogan_line(services: Services, card: SloganCard | None, viewer: Viewer) -> str:
    return slogan_line(*also_a_slogan(services, card), viewer.lang) if card else ""


def _slogans_inside(services: Services, opening: Opening, viewer: Viewer) -> str:
    return inside_line(links_to(services, opening.slogans), viewer.lang)


async def _opening(services: Services, passage_id: str, viewer: Viewer) -> Opening:
    return await services.store.overviews.opening(passage_id, _reader(viewer))


def _reader(viewer: Viewer) -> int | None:
    return None if viewer.group else viewer.user_id


async def _read(
    services: Services, words: str, size: int, offset: int, viewer: Viewer
) -> tuple[str, Overview, str]:
    """The words, what they find, and what must be said first.

    Where what looks like a filter is none and stands nowhere, the other words are searched.
    """
    ask, reader = services.store.overviews.of, _reader(viewer)
    overview = await ask(words, limit=size, offset=offset, reader=reader)
    odd = misread(words)
    if overview.page.match == "exact":
        return _unmarked(words, overview.page), overview, ""
    if not odd:
        return words, overview, ""
    rest = " ".join(word for word in words.split() if word not in odd)
    found = await ask(rest, limit=size, offset=offset, reader=reader)
    if found.page.match != "exact":
        return words, overview, ""
    return rest, found, misread_note(words, odd, viewer.lang)


def _unmarked(words: str, page: SearchPage) -> str:
    """The words without quotation marks around them, where they were found without.

    Only so do they mean the same beside other words, as in a narrower search.
    """
    word, quoted = unquoted(words), normalize(words)
    if not word or any(quoted in normalize(hit.text) for hit in page.hits):
        return words
    return word


async def _nothing(services: Services, words: str, page: SearchPage, viewer: Viewer) -> View:
    size = await services.store.documents.size()
    if size.speeches == 0:
        return render_empty_store(viewer.lang, operator=viewer.user_id in services.operators)
    apart = await words_apart(services, page, words) if len(page.words) > 1 else ()
    if apart:
        return render_apart(words, apart, viewer.lang, group=viewer.group)
    if viewer.group:
        return render_nothing(words, viewer.lang, group=True)
    return render_nothing(words, viewer.lang, await filters_to_lose(services, words))
