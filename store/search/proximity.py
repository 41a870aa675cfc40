"""How near to each other words stand in a passage. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from store.index.postings import I64, U32

    F64 = NDArray[np.float64]

LOOKED_AT = 8
"""Places of a word in one passage that are looked at for how near the others are."""


def closeness(begins: Sequence[U32], widths: Sequence[int], starts: U32, ends: U32) -> F64:
    """Return for each text 1 where words stand side by side, less the farther apart they are.

    And 0 where it holds fewer than two. `begins` are where each word begins in all of
    the texts, ascending, `widths` how long the words are; a text goes from one of the `starts` to
    one of the `ends`. It is seen from each place of the word that stands there least often.
    """
    cuts = [_cut(one, starts, ends) for one in begins]
    counts = np.array([last - first for first, last in cuts])
    result = np.zeros(len(starts))
    several = np.count_nonzero(counts, axis=0) > 1
    fewest = np.where(counts > 0, counts, LOOKED_AT + 1).argmin(axis=0)
    for one, (first, _) in enumerate(cuts):
        texts = np.flatnonzero(several & (fewest == one))
        if not len(texts):
            continue
        places = counts[one][texts]
        row = np.cumsum(places) - places
        at = np.arange(int(places.sum())) + np.repeat(first[texts] - row, places)
        here = begins[one][at].astype(np.int64)
        begin, end, together = here, here + widths[one], np.full(len(here), widths[one])
        for other in range(len(begins)):
            held = np.repeat(counts[other][texts] > 0, places)
            if other == one or not held.any():
                continue
            low, high = (np.repeat(cut[texts], places) for cut in cuts[other])
            nearest = np.where(held, _nearest(begins[other], here, low, high), here)
            begin = np.minimum(begin, nearest)
            end = np.maximum(end, np.where(held, nearest + widths[other], end))
            together = together + held * widths[other]
        result[texts] = np.maximum.reduceat(together / (end - begin), row)
    return np.minimum(result, 1.0)


def _cut(begins: U32, starts: U32, ends: U32) -> tuple[I64, I64]:
    """Return from and to which number the first places in each text go."""
    first = np.searchsorted(begins, starts)
    return first, np.minimum(np.searchsorted(begins, ends), first + LOOKED_AT)


def _nearest(places: U32, wanted: I64, first: I64, end: I64) -> I64:
    """Return for each wanted place the nearest of the places numbered from `first` to `end`."""
    last = len(places) - 1
    behind = np.clip(np.searchsorted(places, wanted), first, np.maximum(end - 1, first))
    before = np.maximum(behind - 1, first)
    left, right = (places[np.minimum(at, last)].astype(np.int64) for at in (before, behind))
    return np.where(np.abs(left - wanted) <= np.abs(right - wanted), left, right)
