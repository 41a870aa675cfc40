"""Has a copy of the store made every night, and operators told once where that failed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from bot.self_check import inspected
from bot.stores import for_samples
from bot.tasks import ended
from handlers.admin.views.alerts import last_copy_said
from store.errors import StoreError
from store.maintenance.nightly import copy_of, night_before

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from bot.alerts import Alerts
    from bot.settings import Settings
    from store.clock import Clock
    from store.maintenance.maintenance import Maintenance

_log = logging.getLogger(__name__)


def nights_kept(settings: Settings) -> int:
    """For how many nights copies live on; the store of sample documents has none."""
    return 0 if for_samples(settings.place) else settings.backup_keep


class NightlyCopies:
    """To be entered; while it is, `look` makes the copy that is due, beside everything else."""

    def __init__(
        self, maintenance: Maintenance, settings: Settings, alerts: Alerts, clock: Clock
    ) -> None:
        self._maintenance = maintenance
        self._keep = nights_kept(settings)
        self._zone = ZoneInfo(settings.zone)
        self._alerts = alerts
        self._clock = clock
        self._tried: date | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin; nothing is made before `look` is called."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave the copy that is being made; the next start makes it."""
        if self._task is not None:
            await ended(self._task)

    async def look(self) -> None:
        """Begin the copy of the night that has passed, where it isn't there; tried once a night."""
        night = night_before(self._clock.now(), self._zone)
        if not self._keep or night == self._tried or (self._task and not self._task.done()):
            return
        self._tried = night
        self._task = asyncio.create_task(self._make(night), name="nightly copy")

    async def _make(self, night: date) -> None:
        now = self._clock.now()
        try:
            if await copy_of(self._maintenance, night, now, self._keep, _is_whole):
                _log.info("the copy of %s is made", night)
        except (StoreError, OSError) as error:
            _log.warning("the copy of %s failed: %s", night, error)
            newest = None
            with contextlib.suppress(OSError):
                newest = (await self._maintenance.copies(now)).newest
            local = newest.astimezone(self._zone) if newest else None
            self._alerts.raise_("copy_failed", last_copy_said(error, local))
        else:
            self._alerts.clear("copy_failed")


async def _is_whole(copy: Path) -> bool:
    """Whether nothing that can be told speaks against a copy."""
    found = await inspected(copy)
    return found is None or not found[0]
