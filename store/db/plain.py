"""A connection of one's own to a whole file, beside all that a store has."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from store.db.errors import translated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection without transactions and foreign keys; raises the store's own errors."""
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
            raw.row_factory = sqlite3.Row
            yield raw
    except sqlite3.Error as error:
        raise translated(error, path) from error
