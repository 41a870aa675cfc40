"""Makes messages of daily excerpts, and of what their administrators should know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.error import TelegramError

from handlers.views.daily import render_excerpt, render_notice
from handlers.views.lang import Lang

if TYPE_CHECKING:
    from handlers.services import Services
    from store.model import Hit, Notice, Parcel
    from store.slogan_model import SloganCard


class Courier:
    """Sends excerpts and notices; its caller keeps account of what came of them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def send(self, parcel: Parcel) -> int:
        """Send an excerpt and give its message's id; raises what the request raises."""
        delivery, subscription = parcel.delivery, parcel.subscription
        hit = await self._services.store.passages.get(delivery.passage_id)
        if hit is None:
            raise LookupError(f"passage {delivery.passage_id} has left the store")
        view = render_excerpt(
            hit,
            delivery.local_date,
            Lang.of(subscription.language),
            self._services.username,
            slogan=await self._slogan(hit),
            late=parcel.late,
        )
        sent = await self._services.sender.post(
            delivery.chat_id,
            view,
            thread_id=subscription.thread_id,
            silent=subscription.silent,
            order=parcel.order,
        )
        return sent.message_id

    async def _slogan(self, hit: Hit) -> SloganCard | None:
        """The most used slogan in the passage."""
        slogans = await self._services.store.slogans.inside(hit.id)
        if not slogans:
            return None
        first = max(slogans, key=lambda slogan: slogan.occurrences)
        return await self._services.store.slogans.card(first.key)

    async def tell(self, notice: Notice) -> None:
        """Tell who set the excerpt, and the operators where he can't be told."""
        view = render_notice(notice, Lang.of(notice.subscription.language))
        known = notice.subscription.set_by
        for user_id in [*([known] if known else []), *sorted(self._services.operators)]:
            try:
                if await self._services.sender.send(user_id, view) is not None:
                    return
            except TelegramError:
                continue
