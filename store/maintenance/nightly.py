"""Copies of the store that are made by themselves, one a night, of which the last few are kept."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from store.errors import NoRoomForCopyError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, tzinfo
    from pathlib import Path

    from store.maintenance.maintenance import Maintenance

HOUR = time(3)
"""When a copy is made: the hour at which fewest people ask anything."""
ROOM = 3
"""How many times the store's size must be free: for the copy, while it is made, and for growth."""
_NAME = re.compile(r"\d{4}-\d\d-\d\d\.db")


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies beside a store: how many, and when the newest was made, in UTC."""

    number: int
    newest: datetime | None


def night_before(now: datetime, zone: tzinfo) -> date:
    """The local date of the last `HOUR` that has passed; a copy bears it as its name."""
    local = now.astimezone(zone)
    return local.date() if local.time() >= HOUR else local.date() - timedelta(days=1)


def look_at(folder: Path) -> Copies:
    """What lies in a folder of copies, those included that somebody asked for."""
    found = list(folder.glob("*.db"))
    times = [file.stat().st_mtime for file in found]
    newest = datetime.fromtimestamp(max(times), UTC) if times else None
    return Copies(len(found), newest)


async def copy_of(maintenance: Maintenance, night: date, now: datetime, keep: int) -> bool:
    """Make the copy of a night and let go of those before the last `keep`.

    False where it is there already. Raises NoRoomForCopyError where less than `ROOM` times the
    store's size is free, and what `Maintenance.backup` raises.
    """
    folder = maintenance.folder
    place = folder / f"{night.isoformat()}.db"
    if place.exists():
        return False
    await asyncio.to_thread(_refuse_little_room, maintenance.path, folder)
    await maintenance.backup(place, now)
    by_night = sorted(file for file in folder.iterdir() if _NAME.fullmatch(file.name))
    await asyncio.to_thread(_let_go, by_night[:-keep])
    return True


def _refuse_little_room(store: Path, folder: Path) -> None:
    there = folder if folder.exists() else store.parent
    if shutil.disk_usage(there).free < ROOM * (store.stat().st_size if store.exists() else 0):
        raise NoRoomForCopyError(ROOM)


def _let_go(files: Sequence[Path]) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink()
