"""Posting lists that were read lately, decoded: people ask for the same words again and again.

A published segment never changes, and its number is never given again, so that what is kept
stays true; how many texts hold a term is kept, too.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.index.postings import U32

MOST_BYTES = 64 << 20
"""Memory for lists, of all segments and connections together."""
LONGEST = 4 << 20
"""Bytes of a list that is worth keeping: one such list would drive out hundreds."""
MOST_COUNTS = 100_000


class PostingsCache:
    """Lists and counts by the key of their posting; the lists longest unused are dropped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lists: OrderedDict[int, U32] = OrderedDict()
        self._bytes = 0
        self._counts: dict[int, int] = {}

    def find(self, key: int) -> U32 | None:
        """Give a list; nobody may change it."""
        with self._lock:
            found = self._lists.get(key)
            if found is not None:
                self._lists.move_to_end(key)
            return found

    def keep(self, key: int, positions: U32) -> None:
        """Keep a list for others."""
        if positions.nbytes > LONGEST:
            return
        with self._lock:
            if key in self._lists:
                return
            self._lists[key] = positions
            self._bytes += positions.nbytes
            while self._bytes > MOST_BYTES:
                _, dropped = self._lists.popitem(last=False)
                self._bytes -= dropped.nbytes

    def counts(self, keys: list[int]) -> list[int] | None:
        """Give how many texts hold each of the terms, None unless all of them are known."""
        known = self._counts
        try:
            return [known[key] for key in keys]
        except KeyError:
            return None

    def keep_counts(self, keys: list[int], counts: list[int]) -> None:
        """Keep what `counts` then gives."""
        with self._lock:
            if len(self._counts) > MOST_COUNTS:
                self._counts = {}
            self._counts.update(zip(keys, counts, strict=True))
