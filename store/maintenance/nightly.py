"""Copies of the store that are made by themselves, one a night, of which the last few are kept."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from store.errors import NoRoomForCopyError, StoreDamagedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from datetime import date, tzinfo
    from pathlib import Path

    from store.maintenance.maintenance import Maintenance

HOUR = time(3)
"""When a copy is made: the hour at which fewest people ask anything."""
ROOM = 3
"""How many times the store's size must be free: for the copy, while it is made, and for growth."""
_NAME = re.compile(r"\d{4}-\d\d-\d\d\.db")
_UNCHECKED = "unchecked"
"""What a copy is called until it is known to be whole; what a killed one leaves is overwritten."""


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies beside a store: how many, and when the newest was made, in UTC.

    A time to come is nobody's age: of such a copy that isn't known.
    """

    number: int
    newest: datetime | None


def night_before(now: datetime, zone: tzinfo) -> date:
    """The local date of the last `HOUR` that has passed; a copy bears it as its name."""
    local = now.astimezone(zone)
    return local.date() if local.time() >= HOUR else local.date() - timedelta(days=1)


def look_at(folder: Path, now: datetime) -> Copies:
    """What lies in a folder of copies, those included that somebody asked for."""
    found = oldest_first(folder.glob("*.db"), now)
    made = found[-1].stat().st_mtime if found else now.timestamp() + 1
    newest = datetime.fromtimestamp(made, UTC) if made <= now.timestamp() else None
    return Copies(len(found), newest)


def oldest_first(files: Iterable[Path], now: datetime) -> list[Path]:
    """Put copies in the order in which they were made.

    One of a time to come was made by a clock that has been put back since: before all others.
    """
    made = {file: file.stat().st_mtime for file in files}
    return sorted(made, key=lambda file: (made[file] <= now.timestamp(), made[file], file.name))


async def copy_of(
    maintenance: Maintenance,
    night: date,
    now: datetime,
    keep: int,
    is_whole: Callable[[Path], Awaitable[bool]],
) -> bool:
    """Make the copy of a night and let go of those before the last `keep`.

    False where it is there already. Raises NoRoomForCopyError where less than `ROOM` times the
    store's size is free, StoreDamagedError where `is_whole` denies it of the copy, which then takes
    no older one's place, and what `Maintenance.backup` raises.
    """
    folder = maintenance.folder
    place = folder / f"{night.isoformat()}.db"
    if place.exists():
        return False
    await asyncio.to_thread(_refuse_little_room, await maintenance.size(), folder)
    unchecked = folder / _UNCHECKED
    await maintenance.backup(unchecked, now)
    if not await is_whole(unchecked):
        await asyncio.to_thread(_let_go, [unchecked])
        raise StoreDamagedError
    unchecked.rename(place)
    nightly = (file for file in folder.iterdir() if _NAME.fullmatch(file.name))
    # Those of nights to come were made by a clock that has been put back since.
    by_night = sorted(nightly, key=lambda file: (file.name <= place.name, file.name))
    await asyncio.to_thread(_let_go, by_night[:-keep])
    return True


def _refuse_little_room(size: int, folder: Path) -> None:
    there = folder if folder.exists() else folder.parent
    if shutil.disk_usage(there).free < ROOM * size:
        raise NoRoomForCopyError(ROOM)


def _let_go(files: Sequence[Path]) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink()
