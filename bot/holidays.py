"""Word to operators of a year whose holidays aren't announced yet."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from telegram.error import TelegramError

from handlers.admin.views.holidays import render_unannounced

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from handlers.telegram.sender import Sender
    from store.clock import Clock
    from store.store import Store

_log = logging.getLogger(__name__)


class Announcements:
    """Tells operators once, from 1 November on, that next year isn't announced."""

    def __init__(
        self, store: Store, sender: Sender, operators: Collection[int], clock: Clock, zone: str
    ) -> None:
        self._store = store
        self._sender = sender
        self._operators = operators
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._looked: date | None = None

    async def look(self) -> None:
        """Look once a day; who can't be reached is told at another look."""
        today = self._clock.now().astimezone(self._zone).date()
        if today == self._looked:
            return
        year = (await self._store.calendar.workdays()).unannounced(today)
        if year is not None:
            _log.warning("the holidays of %d aren't announced yet", year)
            if await self._store.calendar.note_told(year):
                await self._tell(year)
        self._looked = today

    async def _tell(self, year: int) -> None:
        for operator in sorted(self._operators):
            try:
                await self._sender.try_send(operator, render_unannounced(year))
            except TelegramError as error:
                _log.info("operator %s not told of %d: %s", operator, year, error)
