"""One passage opened, however it was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.excerpt import is_run
from handlers.passage.views.note import note_line
from handlers.passage.views.passage import (
    MOST_INSIDE,
    Frame,
    inside_line,
    render_context,
    render_passage,
)
from handlers.telegram import deeplink
from handlers.views.citation import cite
from store.people.model import Saved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import View
    from store.overview import Opening
    from store.search.model import Hit, Span
    from store.slogans.model import Slogan


async def passage_view(
    services: Services,
    passage_id: str,
    viewer: Viewer,
    *,
    cut: Span | None = None,
    context: bool = False,
) -> View | None:
    """A passage, or a run of it, on its own; None where it is no longer in the store."""
    hit = await services.store.passages.get(passage_id, cut=cut)
    if hit is None:
        return None
    frame = await frame_alone(services, hit, viewer, context=context)
    return await render_opened(services, hit, frame)


async def frame_alone(services: Services, hit: Hit, viewer: Viewer, *, context: bool) -> Frame:
    """How a passage is shown that was not reached through a list."""
    opening = await opening_of(services, hit.id, viewer)
    return Frame(
        viewer.lang,
        saved=opening.saved,
        context=context,
        slogans=slogans_inside(services, opening, viewer),
        note=own_note(opening, viewer),
        group=viewer.group,
        hidden=viewer.hidden,
        cut=hit.cut,
    )


async def render_opened(services: Services, hit: Hit, frame: Frame) -> View:
    """The passage, with what stands around it where the frame wants that."""
    if not frame.context:
        return render_passage(hit, frame)
    paragraphs = await services.store.passages.context(hit.id, hit.speech.id)
    return render_context(hit, paragraphs, frame)


def slogans_inside(services: Services, opening: Opening, viewer: Viewer) -> str:
    """The line that names the slogans of a passage, as HTML."""
    return inside_line(links_to(services, opening.slogans), viewer.lang)


def own_note(opening: Opening, viewer: Viewer) -> str:
    """The line with the viewer's own note and tags, in private alone, as HTML."""
    return "" if viewer.group else note_line(opening.note, opening.tags, viewer.lang)


async def opening_of(services: Services, passage_id: str, viewer: Viewer) -> Opening:
    """What must be known of a passage to open it for a viewer."""
    return await services.store.overviews.opening(passage_id, reader_of(viewer))


def reader_of(viewer: Viewer) -> int | None:
    """Whose bookmarks may show; None where a group sees it, for there nobody's may."""
    return None if viewer.group and not viewer.hidden else viewer.user_id


def links_to(services: Services, inside: Sequence[Slogan]) -> tuple[tuple[str, str], ...]:
    """The first of the slogans in a passage, each with the address of its card."""
    return tuple((one.shown, card_url(services, one.shown)) for one in inside[:MOST_INSIDE])


def card_url(services: Services, shown: str) -> str:
    """The address that opens a slogan's card in one's own chat."""
    link = deeplink.Link(deeplink.Kind.SLOGAN, query=services.store.saved_queries.remember(shown))
    return deeplink.url(services.username, link)


def snapshot(hit: Hit, cut: Span | None) -> Saved:
    """What a bookmark keeps of a passage; `cut` is the run of it that was seen."""
    speech = hit.speech
    return Saved(
        passage_id=hit.id,
        text=hit.text,
        kind=hit.kind,
        citation=cite(speech),
        title=speech.title,
        organisation=speech.organisation,
        speaker=speech.speaker,
        date=speech.date,
        speech=speech.id,
        excerpt=cut if cut and is_run(hit.text, *cut) else None,
    )
