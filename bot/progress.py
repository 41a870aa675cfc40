"""A progress bar with the time left, on a terminal only."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from corpus.lines import width

if TYPE_CHECKING:
    from typing import TextIO

WIDTH = 20
_EIGHTHS = " ▏▎▍▌▋▊▉"
_PAUSE = 0.1
"""Seconds between two drawings."""


class Bar:
    """Draws `2,871/3,000 ███████▌ 95%  还要 16 秒  name` over itself."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = stream.isatty()
        self._start = time.monotonic()
        self._drawn = 0.0

    def show(self, done: int, total: int, name: str) -> None:
        """Draw the state, unless it was drawn just now."""
        now = time.monotonic()
        if not self._shown or not total or (now - self._drawn < _PAUSE and done < total):
            return
        self._drawn = now
        left = ""
        if done:
            seconds = (now - self._start) / done * (total - done)
            left = f"  还要 {seconds:.0f} 秒" if seconds < 90 else f"  还要 {seconds / 60:.0f} 分钟"
        share = done / total
        state = f"{done:,}/{total:,} {bar(share)} {share:.0%}{left}  "
        room = shutil.get_terminal_size().columns - width(state) - 1
        self._stream.write(f"\r\x1b[K{state}{_end_of(printable(name), room)}")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar off the terminal."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def bar(share: float) -> str:
    """A share from 0 to 1 in eighths of blocks."""
    eighths = round(share * WIDTH * 8)
    full, part = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[part] if part else "")).ljust(WIDTH)


def printable(name: str) -> str:
    """A file's name without what would move the cursor or break the line."""
    return "".join(character if character.isprintable() else "�" for character in name)


def _end_of(name: str, room: int) -> str:
    """As much of a name's end as fits into so many columns."""
    while width(name) > max(room, 0):
        name = name[1:]
    return name
