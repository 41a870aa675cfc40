"""The clock of the simulated Telegram: real time plus an offset that people may change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo


SATURDAY = 5


class Clock:
    """Tells the time and lets it be moved; all moments are aware datetimes in UTC."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._watchers: list[Callable[[], None]] = []
        self.jumps = 0

    def now(self) -> datetime:
        """Tell the simulated time."""
        return datetime.now(UTC) + self._offset

    def timestamp(self) -> int:
        """Tell the simulated time as Telegram does: whole seconds since 1970."""
        return int(self.now().timestamp())

    def advance(self, seconds: float) -> None:
        """Jump by so many seconds, backwards when negative."""
        self._offset += timedelta(seconds=seconds)
        self._jumped()

    def set(self, moment: datetime) -> None:
        """Jump to an aware datetime."""
        self._offset = moment - datetime.now(UTC)
        self._jumped()

    def until(self, wall: time, zone: ZoneInfo, *, weekday: bool = False) -> None:
        """Jump to the next `wall` in `zone`; `weekday`: the next from Monday to Friday."""
        here = self.now().astimezone(zone)
        day = here.date()
        while datetime.combine(day, wall, zone) <= here or (weekday and day.weekday() >= SATURDAY):
            day += timedelta(days=1)
        target = datetime.combine(day, wall, zone)
        self.set(target.astimezone(UTC))

    def reset(self) -> None:
        """Return to real time."""
        self._offset = timedelta()
        self._jumped()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` after every jump."""
        self._watchers.append(watcher)

    def _jumped(self) -> None:
        self.jumps += 1
        for watcher in self._watchers:
            watcher()
