"""Drafts: what of a pasted text stands in the library, part by part, and the text corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.passage.views.passage import render_copies
from handlers.search.views.draft import (
    DraftFrame,
    corrected,
    in_order,
    render_corrected,
    render_draft,
    render_part,
    render_parts,
)
from handlers.telegram.acts import OnDraft
from handlers.views.pressed import gone

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Pressing
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.markup import Outcome, View
    from store.proofreading.model import DraftCheck


def draft_view(
    services: Services, text: str, check: DraftCheck, viewer: Viewer, offset: int = 0
) -> View:
    """What of a draft stands in the library: one place that has most of it, or a list of parts."""
    frame = _frame(services, text, viewer)
    if check.hits:
        return render_draft(check, frame)
    return render_parts(check, offset - offset % frame.measures.page, frame)


async def press_draft(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Turn the list of parts, open one of them, or show the draft corrected."""
    text = press.words
    check = await services.store.drafts.check(text)
    if check is None or not check.parts:
        return gone(press.lang)
    frame = _frame(services, text, press.viewer)
    act, _ = OnDraft.of(wanted)
    if act is OnDraft.CORRECT:
        return render_corrected(text, check, frame)
    if act is OnDraft.COPY:
        for view in render_copies(corrected(text, check)):
            await services.sender.send(press.user.id, view)
        return None
    parts = in_order(check)
    if act is OnDraft.PART and wanted.offset < len(parts):
        return render_part(parts[wanted.offset], wanted.offset, frame)
    return draft_view(services, text, check, press.viewer, min(wanted.offset, len(parts) - 1))


def _frame(services: Services, text: str, viewer: Viewer) -> DraftFrame:
    key = services.store.saved_queries.remember(text)
    return DraftFrame(viewer.lang, key, viewer.group, viewer.hidden)
