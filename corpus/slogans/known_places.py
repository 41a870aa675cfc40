"""Where known slogans stand in a text."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_FEW = 8
"""So many slogans are rather looked for one by one."""


class Finder:
    """Finds many slogans at once, given as bare forms of two characters or more."""

    def __init__(self, slogans: Iterable[str]) -> None:
        self._slogans = sorted(set(slogans))
        self._by_beginning: defaultdict[str, list[str]] = defaultdict(list)
        for slogan in self._slogans:
            self._by_beginning[slogan[:2]].append(slogan)

    def find(self, bare: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, slogan) for every time that one stands in a bare text.

        Slogans may stand inside each other; one that overlaps itself is counted as
        `str.count` does.
        """
        if len(self._slogans) <= _FEW:
            yield from sorted(place for one in self._slogans for place in _occurrences(bare, one))
            return
        ends: dict[str, int] = {}
        beginnings = self._by_beginning
        for start in range(len(bare) - 1):
            slogans = beginnings.get(bare[start : start + 2])
            if slogans is None:
                continue
            for slogan in slogans:
                if bare.startswith(slogan, start) and ends.get(slogan, 0) <= start:
                    ends[slogan] = end = start + len(slogan)
                    yield start, end, slogan


def _occurrences(bare: str, slogan: str) -> Iterator[tuple[int, int, str]]:
    start = bare.find(slogan)
    while start >= 0:
        end = start + len(slogan)
        yield start, end, slogan
        start = bare.find(slogan, end)
