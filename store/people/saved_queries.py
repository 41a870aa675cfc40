"""Queries behind buttons: a short key that names the same words for ever.

The key is made from the words, so it needs no answer from the database; the row is written behind
the reply, because an ingest of another process may hold the write lock while somebody waits.

The key stands in the buttons and not in the store: there the words lie sealed with it, under
another hash. So they can be read again by who holds a button, and nobody else finds them there, not
even in a store from which their asker has been deleted.
"""

from __future__ import annotations

import base64
import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING

from store.db.instants import to_column
from store.db.sealing import row_name, sealed

if TYPE_CHECKING:
    from store.clock import Clock
    from store.db.database import Database
    from store.db.writebehind import WriteBehind

KEPT_IN_MEMORY = 4096
LONGEST = 4096
"""Characters of a query that are remembered; a message of Telegram's is no longer."""


def query_key(text: str) -> str:
    """Eight characters of A-Za-z0-9_- (48 bits) that stand for the words."""
    return base64.urlsafe_b64encode(hashlib.blake2b(text.encode(), digest_size=6).digest()).decode()


class SavedQueries:
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
            # The day alone: an instant would tell whose answer left just then.
            used = to_column(self._clock.now().replace(hour=0, minute=0, second=0, microsecond=0))
            self._behind.put(
                "INSERT INTO query (key, text, used) VALUES (?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET used = excluded.used",
                (row_name(key), sealed(key, text.encode()), used),
            )
        self._keep(key, text)
        return key

    async def text(self, key: str) -> str | None:
        """The words behind a key, None where it was never given out."""
        if (known := self._recent.get(key)) is not None:
            return known
        row = await self._database.fetch_one(
            "SELECT text FROM query WHERE key = ?", (row_name(key),)
        )
        if row is None:
            return None
        text = sealed(key, row["text"]).decode()
        self._keep(key, text)
        return text

    def _keep(self, key: str, text: str) -> None:
        self._recent[key] = text
        self._recent.move_to_end(key)
        if len(self._recent) > KEPT_IN_MEMORY:
            self._recent.popitem(last=False)
