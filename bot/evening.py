"""Shows whoever asked for it, the evening before, what goes out next: once, as excerpts are."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.delivery import NotClaimedError
from bot.limiter import Order
from bot.undelivered import reaction_to
from handlers.daily.evening import EveningMessage, show_evening

if TYPE_CHECKING:
    from handlers.telegram.services import Services
    from store.daily.evenings import Evening

_log = logging.getLogger(__name__)
LOOK_AGAIN = timedelta(minutes=10)
"""When it is asked again whether somebody administers a group, who didn't just now."""


class Evenings:
    """Shows what is due. `look` is to run in one task at a time."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._evenings = services.store.evenings
        self._clock = services.clock

    async def look(self) -> None:
        """Show all that is due now."""
        for item in await self._evenings.due(self._clock.now()):
            try:
                await self._show(item)
            except NotClaimedError:
                _log.debug("the evening of %s left to others", item.delivery.chat_id)

    async def _show(self, item: Evening) -> None:
        async def claim() -> None:
            if not await self._evenings.claim(item, self._clock.now()):
                raise NotClaimedError

        order = Order(broadcast=True, before=claim)
        message = EveningMessage(item.subscription, item.user_id, item.delivery, order)
        try:
            shown = await show_evening(self._services, message)
        except TelegramError as error:
            await self._react(item, error)
            return
        if shown:
            await self._evenings.finish(item, "sent")
        else:
            await self._evenings.release(item, self._clock.now(), LOOK_AGAIN)

    async def _react(self, item: Evening, error: TelegramError) -> None:
        reaction = reaction_to(error, item.attempts + 1)
        _log.info("the evening of %s: %s, %s", item.delivery.chat_id, reaction.action, error)
        match reaction.action:
            case "again":
                await self._evenings.release(item, self._clock.now(), reaction.wait)
            case "unknown":
                await self._evenings.finish(item, "unknown")
            case _:
                await self._evenings.finish(item, "failed")
