"""A clock that tests set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class SteppedClock:
    """Runs as `running` does, or stands still without it, and can be set to any instant."""

    def __init__(self, start: datetime, running: Callable[[], datetime] | None = None) -> None:
        self._running = running or (lambda: start)
        self._offset = start - self._running()
        self._callbacks: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Give this clock's present instant in UTC."""
        return (self._running() + self._offset).astimezone(UTC)

    def on_jump(self, callback: Callable[[], None]) -> None:
        """Have `callback` called after each `set` and `advance`."""
        self._callbacks.append(callback)

    def set(self, instant: datetime) -> None:
        """Go to `instant` (aware), forwards or backwards."""
        self.advance(instant - self.now())

    def advance(self, step: timedelta) -> None:
        """Go `step` further."""
        self._offset += step
        for callback in self._callbacks:
            callback()


class SharedClock:
    """The machine's clock, put forward for all processes alike by what a file holds."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        """Give this clock's present instant in UTC."""
        return datetime.now(UTC) + timedelta(seconds=float(self._file.read_text() or "0"))

    def on_jump(self, callback: Callable[[], None]) -> None:
        """Take no note of `callback`: hosts don't tell each other when their clocks are set."""

    def set(self, instant: datetime) -> None:
        """Go to `instant` (aware)."""
        new = self._file.with_name(f"{self._file.name}-new")
        new.write_text(str((instant - datetime.now(UTC)).total_seconds()))
        new.replace(self._file)
