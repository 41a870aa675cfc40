"""From words to a view: the one question that search messages, presses and links have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.normal import normalize
from corpus.slogans.bare import bare
from handlers.passage.opened import (
    card_url,
    frame_alone,
    opening_of,
    own_note,
    reader_of,
    render_opened,
    slogans_inside,
)
from handlers.passage.views.asked import within
from handlers.passage.views.passage import Frame, render_passage
from handlers.passage.watching import FEW, watch_button
from handlers.reading.reading import speeches_view
from handlers.search.drafts import draft_view
from handlers.search.refinements import (
    filters_to_lose,
    names_apart,
    refinements_of,
    removals_of,
    ways_apart,
    words_apart,
)
from handlers.search.typed_words import is_english, says_something
from handlers.search.views.draft import missing_lines
from handlers.search.views.facets import MOST_BELOW, Refinements, removal_buttons, with_refinement
from handlers.search.views.results import (
    Setting,
    headline,
    let_go_note,
    misread_note,
    render_english,
    render_list,
    render_nothing,
    unsaid_note,
)
from handlers.slogans.finding import GUESSES, also_a_slogan, guessed
from handlers.slogans.views.slogans import meant_line, render_guess, slogan_line, with_guess
from handlers.telegram import deeplink
from handlers.views.greeting import render_empty_store
from handlers.views.paging import measures
from store.search.query import is_name, misread, parse_query, unquoted, without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import Button, View
    from store.overview import Opening, Overview
    from store.search.model import SearchPage
    from store.slogans.model import Slogan

_OF_A_SLOGAN = range(3, 31)
"""Characters of what may mean a slogan."""


async def list_view(
    services: Services,
    words: str,
    offset: int,
    viewer: Viewer,
    *,
    first: str = "",
    way: Button | None = None,
) -> View:
    """The page of hits that holds `offset`; a single hit is shown opened, a name its speeches.

    `first` is said before anything else. `way` leads to what the words name besides; beside it a
    single hit is listed, too.
    """
    size = measures(group=viewer.group).page
    offset -= offset % size
    typed = words
    read = await _read(services, words, size, offset, viewer)
    words, overview, page = read.words, read.overview, read.overview.page
    note, lacking = first + read.note, ""
    if not offset and not read.verbatim:
        check = await services.store.drafts.check(typed)
        if check is not None and check.parts:
            return draft_view(services, typed, check, viewer)
        lacking = "\n".join(missing_lines(check, viewer.lang)) if check else ""
    if page.total:
        if is_name(words):
            return await speeches_view(services, words, offset, viewer)
        if page.match == "similar" and is_name(page.suggestions[0]):
            return await speeches_view(services, page.suggestions[0], offset, viewer, words)
    if page.match is None:
        view = await _nothing(services, words, viewer)
        return replace(view, text="\n".join(filter(None, (view.text, lacking))))
    if not page.hits and offset:
        return await list_view(services, words, max(0, page.total - 1), viewer)
    if page.total == 1 and overview.opening is not None and way is None:
        frame = await _only(services, words, overview, overview.opening, viewer)
        return render_passage(page.hits[0], _noted(frame, read, note, lacking))
    key = services.store.saved_queries.remember(words)
    watch = await _watch(services, words, page, viewer)
    url = deeplink.url(services.username, deeplink.Link(deeplink.Kind.SEARCH, query=key))
    refined = await _refined(services, words, overview, viewer)
    said = lacking or await _slogan_line(services, overview, viewer)
    setting = Setting(
        viewer.lang, key, viewer.group, url, refined, note, said, read.instead, watch, viewer.hidden
    )
    view = render_list(page, setting)
    return view if way is None else replace(view, keyboard=with_refinement(view.keyboard, way))


def _noted(frame: Frame, read: _Read, note: str, lacking: str) -> Frame:
    """The frame of a single hit, with what must be said of how the words were read."""
    noted = note if read.instead else note + frame.headline if frame.headline else ""
    said = "\n".join(filter(None, (noted, lacking)))
    return replace(frame, headline=said, within=note + frame.within)


async def _only(
    services: Services, words: str, overview: Overview, opening: Opening, viewer: Viewer
) -> Frame:
    """The frame of a single hit, which has no list below it to lead on."""
    key = services.store.saved_queries.remember(words)
    frame = _frame(services, overview.page, key, 0, viewer, opening)
    apart = await ways_apart(services, overview, viewer)
    watch = await _watch(services, words, overview.page, viewer)
    return replace(frame, removals=(*apart, *frame.removals), watch=watch)


async def _watch(services: Services, words: str, page: SearchPage, viewer: Viewer) -> Button | None:
    """关注, where few passages hold the words."""
    new = any(one.field == "arrival" for one in parse_query(words).filters)
    if page.total > FEW or page.match == "similar" or new:
        return None
    return await watch_button(services, words, viewer)


async def _refined(
    services: Services, words: str, overview: Overview, viewer: Viewer
) -> Refinements:
    if viewer.group:
        return Refinements()
    refined = await refinements_of(services, words, overview, viewer.lang)
    whole = without(words, "arrival")
    if whole != words:
        refined = replace(refined, every=await services.store.search.count(whole))
    if overview.page.match != "words":
        return refined
    apart = await names_apart(services, words, viewer.lang) or await words_apart(services, words)
    return replace(refined, apart=apart)


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
    if page.total == 1:
        overview = await services.store.overviews.of(
            words, limit=1, offset=0, reader=reader_of(viewer)
        )
        if overview.opening is not None:
            frame = await _only(services, words, overview, overview.opening, viewer)
            return await render_opened(services, hit, replace(frame, context=context))
    key = services.store.saved_queries.remember(words)
    opening = await opening_of(services, hit.id, viewer)
    frame = _frame(services, page, key, position, viewer, opening)
    return await render_opened(services, hit, replace(frame, context=context))


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
    frame = await frame_alone(services, hit, viewer, context=context)
    key = services.store.saved_queries.remember(words)
    return await render_opened(services, hit, replace(frame, key=key, position=position))


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
        slogans=slogans_inside(services, opening, viewer),
        note=own_note(opening, viewer),
        group=viewer.group,
        hidden=viewer.hidden,
        within=within(page.query, viewer.lang),
        removals=tuple(removal_buttons(removals_of(services, page.query), viewer.lang))[
            :MOST_BELOW
        ],
        guessed=page.match == "similar",
    )


async def _slogan_line(services: Services, overview: Overview, viewer: Viewer) -> str:
    """That the words are a slogan, too, or where they stand nowhere, which may be meant."""
    card = overview.card
    if card and card.slogan.slogan:
        return slogan_line(*also_a_slogan(services, card), viewer.lang)
    if overview.page.match != "words" or overview.page.offset:
        return ""
    meant = await _slogans_meant(services, overview.page.query)
    if not meant:
        return ""
    shown = meant[0].shown
    inside = bare(shown) in bare(overview.page.query)
    return meant_line(shown, card_url(services, shown), viewer.lang, inside=inside)


async def _slogans_meant(services: Services, words: str) -> Sequence[Slogan]:
    """The slogans that words typed as one may mean, surest first."""
    query = parse_query(words)
    if len(query.needles) != 1 or query.filters or len(words) not in _OF_A_SLOGAN:
        return ()
    return (await services.store.slogans.meant(words, limit=GUESSES)).items


@dataclass(frozen=True, slots=True)
class _Read:
    """The words as they were read, what they find, and what must be said of it.

    `note` is said before the count, or, where it is `instead`, in its place. `verbatim` is true
    where passages hold what was typed.
    """

    words: str
    overview: Overview
    note: str = ""
    instead: bool = False
    verbatim: bool = False


async def _read(services: Services, words: str, size: int, offset: int, viewer: Viewer) -> _Read:
    """Read the words, and once more as what they may have been meant as.

    Where what looks like a filter is none and stands nowhere, the other words are searched.
    """
    ask, reader = services.store.overviews.of, reader_of(viewer)
    overview = await ask(words, limit=size, offset=offset, reader=reader)
    odd, page = misread(words), overview.page
    if page.match == "exact" and not page.reading:
        return _Read(_unmarked(words, page), overview, verbatim=True)
    rest = " ".join(word for word in words.split() if word not in odd)
    if odd and rest:
        found = await ask(rest, limit=size, offset=offset, reader=reader)
        if found.page.match == "exact" and not found.page.reading:
            return _Read(rest, found, misread_note(odd, viewer.lang))
    if not page.reading:
        return _Read(words, overview)
    read = await ask(page.reading, limit=size, offset=offset, reader=reader)
    exact = read.page.match == "exact"
    if page.let_go:
        note = let_go_note(page, read.page, viewer.lang)
        return _Read(page.reading, read, note, instead=True)
    note = unsaid_note(page, words, viewer.lang) if exact else ""
    return _Read(page.reading, read, note)


def _unmarked(words: str, page: SearchPage) -> str:
    """The words without quotation marks around them, where they were found without.

    Only so do they mean the same beside other words, as in a narrower search.
    """
    word, quoted = unquoted(words), normalize(words)
    if not word or any(quoted in normalize(hit.text) for hit in page.hits):
        return words
    return word


async def _nothing(services: Services, words: str, viewer: Viewer) -> View:
    size = await services.store.documents.size()
    if size.speeches == 0:
        return render_empty_store(viewer.lang, operator=viewer.user_id in services.operators)
    if is_english(" ".join(needle.shown for needle in parse_query(words).needles)):
        initials = await services.store.slogans.meant(words, limit=GUESSES)
        if initials.items:
            return render_guess(words, await guessed(services, initials.items), viewer.lang)
        return render_english(words, viewer.lang)
    lost = () if viewer.group else await filters_to_lose(services, words)
    watch = await watch_button(services, words, viewer) if says_something(words) else None
    view = render_nothing(words, viewer.lang, watch, lost, group=viewer.group)
    meant = await _slogans_meant(services, words)
    if not meant:
        return view
    return with_guess(view, await guessed(services, meant), viewer.lang)
