"""What was worked out from the store, remembered for as long as the store stays as it is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

from store.errors import StoreDamagedError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from store.db.port import RawConnection

T = TypeVar("T")


def generation_of(raw: RawConnection) -> int:
    """Give the number that tells whether what was worked out before still holds.

    Raises StoreDamagedError where the store has lost count.
    """
    row = raw.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
    if row is None or not isinstance(row["value"], int):
        raise StoreDamagedError
    return row["value"]


def raise_generation(raw: RawConnection) -> None:
    """Tell every process that what it has worked out from the store may be otherwise now."""
    raw.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")


class GenerationCache(Generic[T]):
    """The last `most` results by key; those that are not `worth` keeping are worked out anew."""

    def __init__(self, most: int, worth: Callable[[T], bool] = lambda _: True) -> None:
        self._most = most
        self._worth = worth
        self._lock = threading.Lock()
        self._generation = -1
        self._known: OrderedDict[Hashable, T] = OrderedDict()

    def recall(self, raw: RawConnection, key: Hashable, find: Callable[[], T]) -> T:
        """Give what was found before, or call `find`; `raw` is in the transaction of the search.

        Raises StoreDamagedError where the store has lost count of its generations.
        """
        generation = generation_of(raw)
        with self._lock:
            if generation > self._generation:
                self._generation = generation
                self._known.clear()
            if generation == self._generation and key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = find()
        if self._worth(found):
            self._keep(generation, key, found)
        return found

    def _keep(self, generation: int, key: Hashable, found: T) -> None:
        with self._lock:
            if generation == self._generation:
                self._known[key] = found
                if len(self._known) > self._most:
                    self._known.popitem(last=False)
