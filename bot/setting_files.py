"""Files that settings stand in or name: text, and small."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MOST = 1 << 20
"""Bytes; what goes on for ever, as a device may, would otherwise take all memory."""


def read_small(path: Path) -> str:
    """The text of a file; UnicodeDecodeError where it isn't UTF-8, OSError where unreadable."""
    with path.open("rb") as file:
        content = file.read(_MOST + 1)
    if len(content) > _MOST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
    # A byte order mark, which some editors write, would become part of the first key.
    return content.decode("utf-8-sig")
