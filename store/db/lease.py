"""Who serves, of several processes on one database: the one with the lease.

It is a row that its holder renews and that anybody may take once it has run out, under a higher
number. Each change of a process that has had the lease is refused once the number is another one
(`Engine.begin_writing`), so that one that was suspended and wakes up late changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from store.errors import NotLeadingError, StoreBusyError, StoreError

if TYPE_CHECKING:
    from store.db.port import Leased

_log = logging.getLogger(__name__)

RENEWED_EVERY = 5.0
"""Seconds after which the holder renews it, and after which others look whether it has run out."""
WORTH = 20.0
"""Seconds for which it is worth something after it was renewed, by the database's clock."""


class Lease:
    """The lease as one process sees it; `holder` is what it is called."""

    def __init__(self, engine: Leased, holder: str) -> None:
        self._engine = engine
        self.holder = holder
        self.held = False

    async def take(self) -> None:
        """Wait until this process has it, however long another one lives."""
        waiting = False
        while True:
            try:
                self.held = await asyncio.to_thread(self._engine.take_lease, self.holder, WORTH)
            except StoreBusyError:
                # Whoever holds it writes; that is no reason to hurry.
                self.held = False
            if self.held:
                _log.info("this process leads")
                return
            if not waiting:
                _log.info("another process leads; this one stands by")
                waiting = True
            await asyncio.sleep(RENEWED_EVERY)

    async def keep(self) -> None:
        """Renew it until cancelled; NotLeadingError once it is lost."""
        renewed = time.monotonic()
        while True:
            await asyncio.sleep(RENEWED_EVERY)
            try:
                held = await asyncio.to_thread(self._engine.renew_lease, WORTH)
            except StoreError as error:
                # The database may be back before the lease runs out.
                _log.warning("the lease could not be renewed: %s", error)
                held = time.monotonic() - renewed < WORTH
            else:
                renewed = time.monotonic()
            if not held:
                self.held = False
                raise NotLeadingError

    async def leave(self) -> None:
        """Let the next one have it at once."""
        if self.held:
            self.held = False
            await asyncio.to_thread(self._engine.leave_lease)
