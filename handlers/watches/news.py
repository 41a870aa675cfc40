"""Sends people the news of what they follow; its caller keeps account of what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.views.lang import Lang
from handlers.watches.views.news import render_news

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.telegram.services import Services
    from store.people.model import News


async def send_news(
    services: Services, user_id: int, language: str, news: Sequence[News], order: object
) -> None:
    """Send one message; raises what the request raises. `order` is for the limiter, as it is."""
    remember = services.store.saved_queries.remember
    keys = [(remember(one.totals.query), remember(one.words)) for one in news]
    best = news[0].best
    saved = best is not None and await services.store.bookmarks.is_saved(user_id, best.id)
    view = render_news(news, keys, Lang.of(language), saved=saved)
    await services.sender.post(user_id, view, order=order)
