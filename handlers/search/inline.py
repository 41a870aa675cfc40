"""Inline mode: passages as one types, one's own bookmarks before one does."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from handlers.passage.opened import card_url
from handlers.search.views.inline import (
    START,
    bookmark_entry,
    empty_line,
    instead_line,
    nothing_line,
    passage_entry,
    stranger_line,
)
from handlers.slogans.views.slogans import slogan_entry
from handlers.telegram import deeplink
from handlers.views.lang import Lang
from handlers.views.offer import Offer, share_query

if TYPE_CHECKING:
    from telegram import InlineQuery, Update

    from handlers.telegram.context import Context
    from handlers.telegram.services import Services
    from handlers.views.offer import Entry
    from store.search.model import Hit

PAGE = 20
"""Results of one answer; Telegram allows 50, a phone shows four."""
SUGGESTED = 5
"""Good excerpts below the bookmarks of somebody who has typed nothing."""
SLOGANS = 3
"""Slogans above the first passages."""
REMEMBERED = 60
"""Seconds for which Telegram may repeat an answer; a document taken in meanwhile comes later."""
_ONE = re.compile(r"=([A-Za-z0-9_-]{12})(?:=([0-9]{1,4})-([0-9]{1,4}))?", re.ASCII)
_OFFSET = re.compile(r"[0-9]{1,6}")


async def on_inline(update: Update, context: Context) -> None:
    """Offer what can be chosen for the words typed so far."""
    asked = update.inline_query
    if asked is None:
        return
    services = context.services
    await services.sender.offer(asked, await _offer(services, asked))


def refusal(lang: Lang) -> Offer:
    """What somebody gets whom the bot doesn't serve."""
    return Offer((), personal=True, button=stranger_line(lang), payload=START)


async def _offer(services: Services, asked: InlineQuery) -> Offer:
    words = asked.query.strip()
    offset = int(asked.offset) if _OFFSET.fullmatch(asked.offset) else 0
    user_id, lang = asked.from_user.id, Lang.of(asked.from_user.language_code)
    if not words:
        return await _own(services, user_id, offset, lang)
    if one := _ONE.fullmatch(words):
        return await _one(services, user_id, one, lang)
    return await _found(services, words, offset, lang)


async def _own(services: Services, user_id: int, offset: int, lang: Lang) -> Offer:
    """One's own bookmarks, newest first, then a few excerpts to choose from at once."""
    page = await services.store.bookmarks.page(user_id, "", limit=PAGE, offset=offset)
    entries = {
        item.passage_id: bookmark_entry(item, services.username, lang) for item in page.items
    }
    following = offset + len(page.items)
    if following < page.total:
        return Offer(tuple(entries.values()), str(following), personal=True)
    for entry in await _suggested(services, lang):
        entries.setdefault(entry.id, entry)
    if not entries and await _is_empty(services):
        return _empty(lang)
    return Offer(tuple(entries.values())[:PAGE], personal=True)


async def _suggested(services: Services, lang: Lang) -> list[Entry]:
    lots = random.SystemRandom()
    hits = [await services.store.excerpts.random(lots.getrandbits(63)) for _ in range(SUGGESTED)]
    return [_alone(services, hit, lang) for hit in hits if hit is not None]


def _alone(services: Services, hit: Hit, lang: Lang) -> Entry:
    more = deeplink.Link(deeplink.Kind.PASSAGE, passage=hit.id, cut=hit.cut)
    return passage_entry(hit, more, services.username, lang)


async def _one(services: Services, user_id: int, named: re.Match[str], lang: Lang) -> Offer:
    """The passage, or the run of one, that a 分享 button names."""
    passage_id = named[1]
    cut = (int(named[2]), int(named[3])) if named[2] else None
    hit = await services.store.passages.get(passage_id, cut=cut)
    if hit is not None:
        return _remembered((_alone(services, hit, lang),))
    kept = await services.store.bookmarks.get(user_id, passage_id)
    if kept is not None:
        return Offer((bookmark_entry(kept, services.username, lang),), personal=True)
    return Offer(
        (), personal=True, button=nothing_line(share_query(passage_id), lang), payload=START
    )


async def _found(services: Services, words: str, offset: int, lang: Lang) -> Offer:
    """The slogans that the words are or are part of, then the passages for the words."""
    page = await services.store.search.search(words, limit=PAGE, offset=offset)
    key = services.store.saved_queries.remember(words)
    more = deeplink.Link(deeplink.Kind.SEARCH, query=key)
    entries = tuple(passage_entry(hit, more, services.username, lang) for hit in page.hits)
    following = offset + len(entries)
    if not offset:
        entries = (*await _slogans(services, words, lang), *entries)
    next_offset = str(following) if entries and following < page.total else ""
    if page.match == "exact":
        return _remembered(entries, next_offset)
    if not entries and await _is_empty(services):
        return _empty(lang)
    line = instead_line(words, lang) if entries else nothing_line(words, lang)
    return Offer(
        entries,
        next_offset,
        personal=True,
        seconds=REMEMBERED,
        button=line,
        payload=deeplink.payload(more),
    )


async def _slogans(services: Services, words: str, lang: Lang) -> list[Entry]:
    exact = await services.store.slogans.exactly(words)
    held = await services.store.slogans.holding(words, limit=SLOGANS)
    found = [*([exact] if exact and exact.slogan else []), *held.items][:SLOGANS]
    cards = [await services.store.slogans.card(slogan.key) for slogan in found]
    return [
        slogan_entry(card, card_url(services, card.slogan.shown), lang)
        for card in cards
        if card is not None
    ]


async def _is_empty(services: Services) -> bool:
    return not (await services.store.documents.size()).speeches


def _empty(lang: Lang) -> Offer:
    return Offer((), personal=True, button=empty_line(lang), payload=START)


def _remembered(entries: tuple[Entry, ...], next_offset: str = "") -> Offer:
    # Telegram tells answers apart by words and person, not by language; nor may it hand what one
    # person is served to a stranger.
    return Offer(entries, next_offset, personal=True, seconds=REMEMBERED)
