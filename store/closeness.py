"""How near to each other words stand in a passage. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from store.postings import I64, U32

    F64 = NDArray[np.float64]

LOOKED_AT = 8
"""Places of a word in one passage that are looked at for how near the others are."""


def closeness(places: Sequence[Sequence[int]], widths: Sequence[int]) -> float:
    """Return 1 where words stand side by side somewhere, less the farther they are apart.

    `places` are where each word begins, at least one for two of them, and `widths` how long they
    are.
    """
    held = [(there, width) for there, width in zip(places, widths, strict=True) if there]
    if len(held) < 2:
        return 0.0
    together = sum(width for _, width in held)
    fewest = min((there for there, _ in held), key=len)
    return min(max(together / _span(held, start) for start in fewest), 1.0)


def closeness_in_all(begins: Sequence[U32], widths: Sequence[int], starts: U32, ends: U32) -> F64:
    """Return the closeness of words in many texts at once.

    `begins` are where each word begins in all of them, ascending; a text goes from one of the
    `starts` to one of the `ends`.
    """
    cuts = [_cut(one, starts, ends) for one in begins]
    if len(begins) == 2:
        return _of_two(begins, widths, cuts)
    pairs = list(zip(begins, cuts, strict=True))
    return np.array(
        [
            closeness([one[first[at] : last[at]].tolist() for one, (first, last) in pairs], widths)
            for at in range(len(starts))
        ]
    )


def _cut(begins: U32, starts: U32, ends: U32) -> tuple[I64, I64]:
    """Return from and to which number the first places in each text go."""
    first = np.searchsorted(begins, starts)
    return first, np.minimum(np.searchsorted(begins, ends), first + LOOKED_AT)


def _of_two(begins: Sequence[U32], widths: Sequence[int], cuts: Sequence[tuple[I64, I64]]) -> F64:
    counts = [last - first for first, last in cuts]
    result = np.zeros(len(counts[0]))
    both = (counts[0] > 0) & (counts[1] > 0)
    # Seen from the word that stands there less often, as `closeness` does.
    for one, other, chosen in (
        (0, 1, both & (counts[0] <= counts[1])),
        (1, 0, both & (counts[0] > counts[1])),
    ):
        texts = np.flatnonzero(chosen)
        if not len(texts):
            continue
        places = counts[one][texts]
        begin = np.cumsum(places) - places
        at = np.arange(int(places.sum())) + np.repeat(cuts[one][0][texts] - begin, places)
        here = begins[one][at].astype(np.int64)
        nearest = _nearest(
            begins[other],
            here,
            np.repeat(cuts[other][0][texts], places),
            np.repeat(cuts[other][1][texts], places),
        )
        span = np.maximum(here + widths[one], nearest + widths[other]) - np.minimum(here, nearest)
        result[texts] = np.maximum.reduceat(sum(widths) / span, begin)
    return np.minimum(result, 1.0)


def _nearest(places: U32, wanted: I64, first: I64, end: I64) -> I64:
    """Return for each wanted place the nearest of the places numbered from `first` to `end`."""
    behind = np.clip(np.searchsorted(places, wanted), first, end - 1)
    before = np.maximum(behind - 1, first)
    left, right = places[before].astype(np.int64), places[behind].astype(np.int64)
    return np.where(np.abs(left - wanted) <= np.abs(right - wanted), left, right)


def _span(held: Sequence[tuple[Sequence[int], int]], start: int) -> int:
    """Return how many characters hold all words, each at its place nearest to `start`."""
    nearest = [(min(there, key=lambda at: abs(at - start)), width) for there, width in held]
    return max(at + width for at, width in nearest) - min(at for at, _ in nearest)
