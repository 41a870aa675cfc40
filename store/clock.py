"""Where the time comes from: everything that needs the present instant is given a `Clock`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class Clock(Protocol):
    """The present instant, and word of every jump that no waiting could foresee."""

    def now(self) -> datetime:
        """Give the present instant, aware and in UTC."""
        ...

    def on_jump(self, callback: Callable[[], None]) -> None:
        """Have `callback` called, in the event loop's thread, after each jump of this clock."""
        ...
