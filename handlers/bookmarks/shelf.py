"""/keep and /shelf: what a group's members keep for all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handlers.bookmarks.opened import kept_view
from handlers.bookmarks.tags import tag_keys
from handlers.bookmarks.views import shelf as views
from handlers.passage.opened import opening_of, slogans_inside, snapshot
from handlers.passage.views.passage import Frame
from handlers.telegram import deeplink
from handlers.telegram.acts import Flag
from handlers.telegram.answering import reply_and_record
from handlers.telegram.callback_data import Press, Verb, decode
from handlers.telegram.incoming import ANONYMOUS_ADMIN, hidden_number
from handlers.views.fixed import Fixed
from handlers.views.paging import measures
from handlers.views.pressed import gone, old

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Message

    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.telegram.viewer import Viewer
    from handlers.views.lang import Lang
    from handlers.views.markup import Outcome, View
    from store.people.model import Bookmark
    from store.search.model import Span

EXPORT_SURFACE, LIST_SURFACE = "keeps", "shelf"
"""What links from a group lead to: the question for a file, and the list."""
_ELSEWHERE = re.compile(r"l(-[1-9][0-9]{0,15})")


async def on_keep(services: Services, ask: Asking) -> View | None:
    """Put the passage of the message that is replied to on the group's shelf."""
    if not ask.group:
        return Fixed.SHELVES_ARE_GROUPS.view(ask.lang)
    refused = await _refusal(services, ask)
    if refused is not None:
        return refused
    replied = ask.message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return Fixed.HOW_TO_KEEP.view(ask.lang)
    if hidden_number(replied):
        return Fixed.SHOW_FIRST.view(ask.lang)
    if not _is_ours(services, replied):
        return Fixed.NOT_OURS.view(ask.lang)
    offered = _passages(replied)
    if not offered:
        return Fixed.HOW_TO_KEEP.view(ask.lang)
    if len(offered) > 1:
        key = services.store.saved_queries.remember(ask.words) if ask.words else ""
        view = views.render_which(offered, key, ask.lang)
    else:
        kept = await _kept(services, ask.chat_id, ask.user.id, offered[0], ask.words, ask.lang)
        view = kept or Fixed.PASSAGE_GONE.view(ask.lang)
    await reply_and_record(services, ask, view)
    return None


async def on_shelf(services: Services, ask: Asking) -> View | None:
    """List what the group has kept, all or what a word or tag finds."""
    if not ask.group:
        return Fixed.SHELVES_ARE_GROUPS.view(ask.lang)
    view = await list_view(services, ask.chat_id, ask.words, 0, ask.viewer)
    await reply_and_record(services, ask, view)
    return None


async def linked_view(services: Services, chat_id: int, viewer: Viewer) -> View:
    """The list in a member's own chat."""
    if not await services.membership.belongs(chat_id, viewer.user_id):
        return views.render_members_only(await services.membership.title(chat_id), viewer.lang)
    return await list_view(services, chat_id, "", 0, viewer)


async def press_shelf(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Turn the list, open an entry, or keep the one of several that was meant."""
    elsewhere = _ELSEWHERE.fullmatch(wanted.extra)
    if elsewhere is not None and not press.group and press.chat_id is not None:
        chat_id = int(elsewhere[1])
        if not await services.membership.belongs(chat_id, press.user.id):
            return await linked_view(services, chat_id, press.viewer)
        return await list_view(services, chat_id, press.words, wanted.offset, press.viewer)
    if not press.group or press.chat_id is None:
        return old(press.lang)
    if wanted.flags == Flag.KEEP:
        # Anybody can make up such a press.
        refused = await _refusal(services, press)
        if refused is not None:
            return refused
        place = wanted.passage, wanted.cut
        kept = await _kept(services, press.chat_id, press.user.id, place, press.words, press.lang)
        return kept or gone(press.lang)
    if wanted.flags == Flag.OPEN:
        found = await entry_view(
            services, press.chat_id, press.words, wanted.offset, wanted.passage, press.viewer
        )
        return found or gone(press.lang)
    return await list_view(services, press.chat_id, press.words, wanted.offset, press.viewer)


async def press_take_off(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Take an entry off or put it back: for who kept it, and for administrators."""
    if not press.group or press.chat_id is None:
        return old(press.lang)
    shelf = services.store.shelf
    entry = await shelf.entry(press.chat_id, wanted.passage)
    if entry is None:
        return gone(press.lang)
    if entry.kept_by != press.user.id and not await services.membership.administers(
        press.chat_id, press.user.id, fresh=True
    ):
        return views.render_not_yours(await _keeper(services, press.chat_id, entry), press.lang)
    if wanted.extra == Flag.NO:
        kept = await shelf.put_back(press.chat_id, wanted.passage)
        return gone(press.lang) if kept is None else views.render_kept(kept, press.lang, back=True)
    await shelf.take_off(press.chat_id, wanted.passage)
    return views.render_taken_off(wanted.passage, press.lang)


async def list_view(
    services: Services, chat_id: int, wanted: str, offset: int, viewer: Viewer
) -> View:
    """A page of a group's shelf; in the group one that a word finds alone is shown opened."""
    size = measures(group=viewer.group).page
    offset -= offset % size
    page = await services.store.shelf.page(chat_id, wanted, limit=size, offset=offset)
    if page.total and not page.items:
        return await list_view(services, chat_id, wanted, page.total - 1, viewer)
    if wanted and page.total == 1 and viewer.group:
        opened = await entry_view(services, chat_id, wanted, 0, "", viewer)
        if opened is not None:
            return opened
    remember = services.store.saved_queries.remember
    link = deeplink.Link(deeplink.Kind.SURFACE, surface=EXPORT_SURFACE, chat=chat_id)
    frame = views.ShelfFrame(
        viewer.lang,
        viewer.group,
        chat_id,
        wanted,
        remember(wanted) if wanted else "",
        tuple([await _keeper(services, chat_id, one) for one in page.items]),
        await tag_keys(services, page.tags[:1]),
        deeplink.url(services.username, link),
        services.zone,
        closes=viewer.group and not viewer.hidden,
        fillers=(await services.store.groups.settings(chat_id)).shelf,
    )
    return views.render_shelf(page, frame)


async def entry_view(
    services: Services,
    chat_id: int,
    wanted: str,
    position: int,
    passage_id: str,
    viewer: Viewer,
    *,
    context: bool = False,
) -> View | None:
    """One entry of a group's shelf opened there, also where its document is gone."""
    page = await services.store.shelf.page(chat_id, wanted, limit=1, offset=position)
    entry = page.items[0] if page.items else None
    if passage_id and (entry is None or entry.passage_id != passage_id):
        entry = await services.store.shelf.entry(chat_id, passage_id)
    if entry is None:
        return None
    opening = await opening_of(services, entry.passage_id, viewer)
    # A single one is the whole of its filtered list: behind it is all of the shelf.
    frame = Frame(
        viewer.lang,
        key=services.store.saved_queries.remember(wanted) if wanted and page.total > 1 else "",
        position=position,
        context=context,
        group=viewer.group,
        hidden=viewer.hidden,
        saved=opening.saved,
        slogans=slogans_inside(services, opening, viewer),
        note=views.kept_line(
            entry, await _keeper(services, chat_id, entry), services.zone, viewer.lang
        ),
        take_off=views.take_off_button(entry.passage_id, viewer.lang),
    )
    return await kept_view(services, entry, frame)


async def _refusal(services: Services, by: Asking | Pressing) -> View | None:
    """Why somebody may put nothing on a group's shelf; None where he may."""
    chat_id = by.chat_id or 0
    keepers = (await services.store.groups.settings(chat_id)).shelf
    if keepers == "nobody":
        return Fixed.NO_SHELF.view(by.lang)
    if keepers == "members" or by.user.id == ANONYMOUS_ADMIN:
        return None
    if await services.membership.administers(chat_id, by.user.id):
        return None
    return Fixed.ADMINISTRATORS_KEEP.view(by.lang)


async def _kept(
    services: Services,
    chat_id: int,
    user_id: int,
    place: tuple[str, Span | None],
    note: str,
    lang: Lang,
) -> View | None:
    """Keep a passage and say so, or who has kept it; None where it is gone."""
    passage_id, cut = place
    hit = await services.store.passages.get(passage_id)
    if hit is None:
        return None
    kept = await services.store.shelf.keep(chat_id, snapshot(hit, cut), user_id, note)
    if kept.new:
        return views.render_kept(kept, lang)
    keeper = await _keeper(services, chat_id, kept.entry)
    return views.render_had(kept.entry, keeper, services.zone, lang)


async def _keeper(services: Services, chat_id: int, entry: Bookmark) -> str | None:
    """What who kept an entry is called in the group; None where he left or was forgotten."""
    if entry.kept_by is None:
        return None
    if entry.kept_by == ANONYMOUS_ADMIN:
        return ""
    return await services.membership.name(chat_id, entry.kept_by) or None


def _is_ours(services: Services, message: Message) -> bool:
    """Whether the bot wrote a message, or somebody chose it from what the bot offered."""
    return any(
        author is not None and (author.username or "").lower() == services.username.lower()
        for author in (message.from_user, message.via_bot)
    )


def _passages(message: Message) -> Sequence[tuple[str, Span | None]]:
    """The passage that a message of ours shows, or those of a list, by the buttons under it."""
    keyboard = message.reply_markup.inline_keyboard if message.reply_markup else ()
    presses = [
        press
        for row in keyboard
        for one in row
        if (press := decode(str(one.callback_data))) is not None and press.passage
    ]
    shown = [(one.passage, one.cut) for one in presses if one.verb is Verb.SAVE]
    if shown:
        return shown[:1]
    return [
        (one.passage, one.cut)
        for one in presses
        if one.verb is Verb.OPEN or (one.verb is Verb.SHELF and one.flags == Flag.OPEN)
    ]
