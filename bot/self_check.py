"""Looks at the whole store in the background, and tells operators once of what it finds."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.errors import ServiceError
from bot.worker import Bounds, Worker
from store.errors import StoreError, StoreReplacedError
from store.maintenance.damage import inspect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.alerts import Alerts
    from store.store import Store

_log = logging.getLogger(__name__)
FIRST_AFTER = timedelta(seconds=20)
"""How long after the start it begins: what people ask at once comes first."""
EVERY = timedelta(days=1)
IN_PLACE_SECONDS = 1.0
_NICENESS = 19
_BOUNDS = Bounds(seconds=3600, memory=8 << 30)


async def keep_inspecting(opened: Store, path: Path, alerts: Alerts) -> None:
    """Look now and then until cancelled. What is damaged is not written to any more."""
    wait = FIRST_AFTER
    while True:
        await asyncio.sleep(wait.total_seconds())
        wait = EVERY
        found = await inspected(path)
        if found is None:
            continue
        damage, faults = found
        if damage:
            opened.maintenance.stop_writing()
            alerts.raise_("store_damaged", damage)
        elif faults:
            alerts.raise_("index_faulty", "；".join(faults))
        else:
            alerts.clear("index_faulty")


async def keep_in_place(opened: Store) -> None:
    """Look until cancelled; raises ServiceError once the store's file isn't the one opened.

    Soon, for whoever opens another file beside the log of this one ruins it.
    """
    while True:
        await asyncio.sleep(IN_PLACE_SECONDS)
        if await asyncio.to_thread(opened.maintenance.replaced):
            raise ServiceError(str(StoreReplacedError(opened.maintenance.path)))


async def inspected(path: Path) -> tuple[str, Sequence[str]] | None:
    """Have a store or a copy read at the lowest priority: what `look` says of it."""
    async with Worker.open(_NICENESS) as worker:
        try:
            return await worker.run(look, path, bounds=_BOUNDS)
        except Exception as error:  # noqa: BLE001 - tomorrow it is looked at again
            _log.warning("the store could not be inspected: %s", error)
            return None


def look(path: Path) -> tuple[str, Sequence[str]] | None:
    """What is damaged and what the index has wrong; None where that can't be told."""
    try:
        return inspect(path)
    except StoreError as error:
        return ("读不出来", ()) if error.trouble == "store_damaged" else None
