"""Queries behind buttons: a short key that names the same words for ever.

The key is made from the words, so it needs no answer from the database; the row is written behind
the reply, because an ingest of another process may hold the write lock while somebody waits.
"""

from __future__ import annotations

import base64
import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING

from store.instants import to_column

if TYPE_CHECKING:
    from store.clock import Clock
    from store.database import Database
    from store.writebehind import WriteBehind

KEPT_IN_MEMORY = 4096
LONGEST = 4096
"""Characters of a query that are remembered; a message of Telegram's is no longer."""


def query_key(text: str) -> str:
    """Eight characters of A-Za-z0-9_- (48 bits) that stand for the words."""
    return base64.urlsafe_b64encode(hashlib.blake2b(text.encode(), digest_size=6).digest()).decode()


class Queries:
    """The remembered queries."""

    def __init__(self, database: Database, behind: WriteBehind, clock: Clock) -> None:
        self._database = database
        self._behind = behind
        self._clock = clock
        self._recent: OrderedDict[str, str] = OrderedDict()

    def remember(self, text: str) -> str:
        """The key of the words; they can be asked for by it from now on."""
        text = text[:LONGEST]
        key = query_key(text)
        if key not in self._recent:
            used = to_column(self._clock.now())
            self._behind.put(
                "INSERT INTO query (key, text, used) VALUES (?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET used = excluded.used",
                (key, text, used),
            )
        self._keep(key, text)
        return key

    async def text(self, key: str) -> str | None:
        """The words behind a key, None where it was never given out."""
        if (known := self._recent.get(key)) is not None:
            return known
        async with self._database.read() as connection:
            row = await connection.fetch_one("SELECT text FROM query WHERE key = ?", (key,))
        if row is None:
            return None
        text = str(row["text"])
        self._keep(key, text)
        return text

    def _keep(self, key: str, text: str) -> None:
        self._recent[key] = text
        self._recent.move_to_end(key)
        if len(self._recent) > KEPT_IN_MEMORY:
            self._recent.popitem(last=False)
