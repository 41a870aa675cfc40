"""Tells people in the morning what came in of what they follow: once, as excerpts are sent."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.delivery import NotClaimedError
from bot.limiter import Order
from bot.undelivered import reaction_to
from handlers.access import is_known
from handlers.watches.news import send_news

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.telegram.services import Services
    from store.delivery.news import Slot
    from store.delivery.outbox import Outcome
    from store.people.model import News

_log = logging.getLogger(__name__)


class NewsRound:
    """Tells who is to be told. `look` is to run in one task at a time."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._watches = services.store.watches

    async def look(self) -> None:
        """Tell all who are to be told now."""
        while due := await self._watches.due(self._services.zone):
            for slot, language, news in due:
                try:
                    await self._tell(slot, language, news)
                except NotClaimedError:
                    _log.debug("the news of %s left to others", slot.user_id)
                    return

    async def _tell(self, slot: Slot, language: str, news: Sequence[News]) -> None:
        if not await is_known(self._services, slot.user_id):
            # Who has left since isn't told what the library holds; he isn't asked about again soon.
            if await self._watches.claim(slot):
                await self._watches.finish(slot, "failed", ())
            return
        order = Order(broadcast=True, before=partial(self._claim, slot))
        try:
            await send_news(self._services, slot.user_id, language, news, order)
        except TelegramError as error:
            reaction = reaction_to(error, slot.attempts + 1)
            _log.info("the news of %s: %s, %s", slot.user_id, reaction.action, error)
            if reaction.action == "again":
                await self._watches.release(slot, reaction.wait)
            else:
                outcome: Outcome = "unknown" if reaction.action == "unknown" else "failed"
                await self._watches.finish(slot, outcome, news)
            return
        await self._watches.finish(slot, "sent", news)

    async def _claim(self, slot: Slot) -> None:
        if not await self._watches.claim(slot):
            raise NotClaimedError
