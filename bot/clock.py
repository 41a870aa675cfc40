"""The machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class SystemClock:
    """The machine's clock. It never tells of jumps: the regular tick notices them soon enough."""

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        return datetime.now(UTC)

    def on_jump(self, callback: Callable[[], None]) -> None:
        """Take no note of `callback`."""
