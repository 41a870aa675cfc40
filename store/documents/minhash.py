"""How alike two passages are: by the 5-grams of their normal forms. Pure.

One measure for all who ask: the twins that the store knows and those that excerpts are kept from.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NEAR_DUPLICATE_JACCARD = 0.4
"""Share of 5-grams in common (Jaccard) from which two passages are near-duplicates."""
MINHASH_SIZE = 8
"""Numbers in a sketch; two passages have each in common as likely as they are alike."""

_GRAM = 5
# Odd factors of the hashes that a sketch takes the least of, drawn once.
_FACTORS = np.array(
    (
        0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F,
        0x165667B1, 0xD3A2646D, 0xFD7046C5, 0xB55A4F09,
    ),
    np.uint32,
)  # fmt: skip
_BASE = 0x01000193
_SEPARATOR = 0x10FFFF


def sample(normal: str) -> frozenset[int]:
    """Sample a quarter of the 5-grams, by their checksums, so that equal grams are kept alike."""
    return _sample(normal)


def jaccard(first: str, second: str) -> float:
    """Estimate the share of 5-grams that two normal forms have in common, 0 to 1."""
    one, other = _sample(first), _sample(second)
    together = len(one | other)
    return len(one & other) / together if together else float(first == second)


def minhashes(normals: Sequence[str]) -> NDArray[np.uint32]:
    """Return a row of SKETCH numbers for each normal form: the least of as many hashes each.

    Of two texts, each number is equal with the probability of their likeness (Broder 1997).
    """
    if not normals:
        return np.empty((0, MINHASH_SIZE), np.uint32)
    # Padded, so that each text has a gram at least.
    joined = "".join(normal + chr(_SEPARATOR) * (_GRAM - 1) for normal in normals)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    codes = np.concatenate([codes, np.full(_GRAM, _SEPARATOR, "<u4")]).astype(np.uint32)
    size = len(codes) - _GRAM
    grams = np.zeros(size, np.uint32)
    for offset in range(_GRAM):
        grams = grams * np.uint32(_BASE) + codes[offset : offset + size]
    lengths = np.array([len(normal) + _GRAM - 1 for normal in normals])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    ends = starts + lengths
    # A gram that begins in the padding belongs to the next text.
    foreign = (ends[:, None] - np.arange(1, _GRAM)).ravel()
    return np.stack([_least(grams, starts, foreign, factor) for factor in _FACTORS], axis=1)


def _least(
    grams: NDArray[np.uint32],
    starts: NDArray[np.int64],
    foreign: NDArray[np.int64],
    factor: np.uint32,
) -> NDArray[np.uint32]:
    mixed = (grams ^ (grams >> np.uint32(15))) * factor
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0x2C1B3C6D)
    mixed ^= mixed >> np.uint32(16)
    mixed[foreign] = np.iinfo(np.uint32).max
    least: NDArray[np.uint32] = np.minimum.reduceat(mixed, starts)
    return least


@lru_cache(maxsize=4096)
def _sample(normal: str) -> frozenset[int]:
    grams = (normal[start : start + _GRAM] for start in range(max(1, len(normal) - _GRAM + 1)))
    sums = (zlib.crc32(gram.encode("utf-8", "surrogatepass")) for gram in grams)
    return frozenset(checksum for checksum in sums if checksum % 4 == 0)
