"""A look at a store that stays as it is: nothing is made, brought up to date or locked."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path


def document_hashes(path: Path) -> frozenset[str] | None:
    """The content hashes of the documents in the store at `path`, SHA-256 in hexadecimal digits.

    Empty where there is no file or nothing in it yet, None where it can't be read.
    """
    if not path.exists():
        return frozenset()
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as raw:
            if not raw.execute("SELECT 1 FROM sqlite_schema WHERE name = 'document'").fetchone():
                return frozenset()
            return frozenset(row[0] for row in raw.execute("SELECT content_hash FROM document"))
    except sqlite3.Error:
        return None
