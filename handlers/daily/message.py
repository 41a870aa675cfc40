"""Makes messages of daily excerpts, and of what their administrators should know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.error import TelegramError

from corpus.slogans.bare import bare
from corpus.slogans.rank import Rank
from handlers.daily.views.daily import render_excerpt, render_trouble
from handlers.views.lang import Lang

if TYPE_CHECKING:
    from handlers.daily.model import ExcerptMessage, TroubleReport
    from handlers.telegram.services import Services
    from store.delivery.model import Delivery
    from store.search.model import Hit
    from store.slogans.model import SloganCard


class Courier:
    """Sends excerpts and notices; its caller keeps account of what came of them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def send(self, message: ExcerptMessage) -> int:
        """Send an excerpt and give its message's id; raises what the request raises.

        It may be sent once more with the same order where the first request was refused.
        """
        delivery, subscription = message.delivery, message.subscription
        hit = await self._services.store.passages.get(delivery.passage_id, cut=delivery.cut)
        if hit is None:
            raise LookupError(f"passage {delivery.passage_id} has left the store")
        view = render_excerpt(
            hit,
            delivery.local_date,
            Lang.of(subscription.language),
            self._services.username,
            slogan=await self._slogan(hit),
            late=message.late,
            saved=await self._is_saved(delivery),
        )
        sent = await self._services.sender.post(
            delivery.chat_id,
            view,
            thread_id=subscription.thread_id,
            silent=subscription.silent,
            order=message.order,
        )
        return sent.message_id

    async def _is_saved(self, delivery: Delivery) -> bool | None:
        if delivery.chat_id < 0:
            return None
        return await self._services.store.bookmarks.is_saved(delivery.chat_id, delivery.passage_id)

    async def _slogan(self, hit: Hit) -> SloganCard | None:
        """The most used slogan that stands in the passage, one beyond doubt; None without one."""
        whole = bare(hit.text)
        for slogan in await self._services.store.slogans.inside(hit.id):
            if slogan.rank is Rank.SURE and bare(slogan.shown) in whole:
                return await self._services.store.slogans.card(slogan.key)
        return None

    async def tell(self, report: TroubleReport) -> None:
        """Tell who set the excerpt, and the operators where he can't be told."""
        view = render_trouble(report, Lang.of(report.subscription.language))
        known = report.subscription.set_by
        for user_id in [*([known] if known else []), *sorted(self._services.operators)]:
            try:
                if await self._services.sender.send(user_id, view) is not None:
                    return
            except TelegramError:
                continue
