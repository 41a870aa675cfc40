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

from store.errors import NotLeadingError, StoreError

if TYPE_CHECKING:
    from store.db.port import Leased

_log = logging.getLogger(__name__)

RENEWED_EVERY = 5.0
"""Seconds after which the holder renews it."""
LOOKS = 5
"""How often others look within that time whether it has run out."""
WORTH = 20.0
"""Seconds for which it is worth something after it was renewed, by the database's clock."""

LEAVING = 3.0
"""Seconds that the database has to learn that the holder has left."""


class Lease:
    """The lease as one process sees it; `holder` is what it is called."""

    def __init__(self, engine: Leased, holder: str) -> None:
        self._engine = engine
        self.holder = holder
        self.held = False

    @property
    def number(self) -> int | None:
        """Which of all that there were this process has, or had last."""
        return self._engine.number

    async def take(self) -> None:
        """Wait until this process has it, however long another one lives or no database answers."""
        said = ""
        self.held = False
        while True:
            trouble: StoreError | None = None
            try:
                self.held = await asyncio.to_thread(self._engine.take_lease, self.holder, WORTH)
            except StoreError as error:
                trouble = error
            if self.held:
                _log.info("%s leads", self.holder)
                return
            news = type(trouble).__name__
            if trouble is None and news != said:
                _log.info("%s stands by, another process leads", self.holder)
            elif trouble is not None and news != said:
                _log.warning("%s stands by, the lease can't be had: %s", self.holder, trouble)
            said = news
            await asyncio.sleep(RENEWED_EVERY / LOOKS)

    async def keep(self) -> None:
        """Renew it until cancelled; NotLeadingError once it is lost."""
        # Before the database learns of it, or another one could have it while this one has it, too.
        renewed = time.monotonic()
        while True:
            await asyncio.sleep(RENEWED_EVERY)
            asked = time.monotonic()
            try:
                async with asyncio.timeout(max(0.0, renewed + WORTH - asked)):
                    held = await asyncio.to_thread(self._engine.renew_lease, WORTH)
            except (StoreError, TimeoutError) as error:
                # The database may be back before the lease runs out.
                _log.warning("%s leads, the lease could not be renewed: %s", self.holder, error)
                held = time.monotonic() - renewed < WORTH
                if not held:
                    self._engine.abandon()
            else:
                renewed = asked
            if not held:
                self.held = False
                _log.warning("%s leads no more", self.holder)
                raise NotLeadingError

    async def leave(self) -> None:
        """Let the next one have it at once."""
        if self.held:
            self.held = False
            try:
                async with asyncio.timeout(LEAVING):
                    await asyncio.to_thread(self._engine.leave_lease)
            except TimeoutError:
                self._engine.abandon()
