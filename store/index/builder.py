"""Normal forms turned into the rows of a segment, and those of several segments into one's.

Both sort numbers that hold a term and a position: sorting those is far faster than anything
that looks at one posting at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from store.index.postings import Row, blocks_of, decode_many, encode, offsets_of
from store.index.terms import BLOCK_BITS, CHARACTER_BITS, PAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from store.index.postings import I64, U32, U64

MOST_CHARACTERS = 1 << 22
"""Characters of one `build`, which takes 60 bytes of memory for each; a longer text goes alone."""

_HIGHEST_CELL = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class BlockLayout:
    """Where each text of a segment lies: `first` are first cells, with the end of all as last."""

    first: U32

    @classmethod
    def of(cls, lengths: NDArray[np.integer]) -> BlockLayout:
        """Lay out texts whose normal forms have these lengths."""
        # A text of n characters has n + 1 pairs, its pads included.
        sizes = (lengths.astype(np.int64) + (1 << BLOCK_BITS)) >> BLOCK_BITS
        return cls(np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32))

    @property
    def blocks(self) -> int:
        """How many cells there are."""
        return int(self.first[-1])

    def texts_of_cells(self) -> U32:
        """Return for each cell the number of the text that lies in it."""
        return np.repeat(
            np.arange(len(self.first) - 1, dtype=np.uint32), self.first[1:] - self.first[:-1]
        )


def build(normals: Sequence[str]) -> list[Row]:
    """Index texts, numbered in this order."""
    if not normals:
        return []
    lengths = np.fromiter(map(len, normals), np.int64, len(normals))
    layout = BlockLayout.of(lengths)
    terms, positions = _pairs(normals, lengths, layout)
    return rows_of(terms, positions, layout.texts_of_cells())


def rows_of(terms: U64, positions: U32, text_of_block: U32) -> list[Row]:
    """Write rows for postings that are sorted by term, then position."""
    pairs = _write(terms, positions, text_of_block, placed=True)
    singles = _write(*_singles(terms, positions), text_of_block, placed=False)
    return [*pairs, *singles]


def join(parts: Sequence[tuple[Sequence[int], Sequence[bytes], U32]]) -> tuple[U64, U32]:
    """Bring the pairs of several segments together, sorted by term, then position.

    Each part has terms, their posting lists and the new cell of each cell, where texts that are
    gone have none (`GONE`).
    """
    known = np.unique(np.concatenate([np.array(terms, np.uint64) for terms, _, _ in parts]))
    keys = []
    for terms, postings, new_cells in parts:
        numbers, positions = decode_many(postings)
        ranks = np.searchsorted(known, np.array(terms, np.uint64)).astype(np.uint64)
        moved = new_cells[blocks_of(positions)]
        kept = moved != GONE
        places = moved[kept] << np.uint32(BLOCK_BITS) | offsets_of(positions[kept])
        keys.append(ranks[numbers[kept]] << np.uint64(32) | places)
    merged = np.concatenate(keys)
    merged.sort()
    return known[merged >> np.uint64(32)], merged.astype(np.uint32)


GONE = _HIGHEST_CELL
"""The new cell of a cell whose text is not taken along."""


def _pairs(normals: Sequence[str], lengths: I64, layout: BlockLayout) -> tuple[U64, U32]:
    """Return every pair of neighbouring characters and where it stands, sorted by pair."""
    joined = PAD + PAD.join(normals) + PAD
    codes = np.frombuffer(joined.encode("utf-32-le"), "<u4")
    linear = np.concatenate(([0], np.cumsum(lengths + 1)[:-1]))
    shifts = (layout.first[:-1].astype(np.int64) << BLOCK_BITS) - linear
    places = (np.arange(len(codes) - 1) + np.repeat(shifts, lengths + 1)).astype(np.uint32)
    seen = np.zeros(1 << CHARACTER_BITS, np.bool_)
    seen[codes] = True
    alphabet = np.flatnonzero(seen).astype(np.uint64)
    rank = np.zeros(1 << CHARACTER_BITS, np.uint64)
    rank[alphabet] = np.arange(len(alphabet), dtype=np.uint64)
    ranks = rank[codes]
    bits = np.uint64(len(codes).bit_length())
    wide = np.uint64(len(alphabet).bit_length())
    keys = (ranks[:-1] << wide | ranks[1:]) << bits
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys.sort()
    positions = places[keys & _ones(bits)]
    keys >>= bits
    first, second = alphabet[keys >> wide], alphabet[keys & _ones(wide)]
    return first << np.uint64(CHARACTER_BITS) | second, positions


def _ones(bits: np.uint64) -> np.uint64:
    return (np.uint64(1) << bits) - np.uint64(1)


def _singles(terms: U64, positions: U32) -> tuple[U64, U32]:
    """Return characters and the cells that they stand in, once each, as terms and positions."""
    first = terms >> np.uint64(CHARACTER_BITS)
    inside = first != ord(PAD)
    keys = first[inside] << np.uint64(32) | blocks_of(positions[inside])
    keys.sort()
    # np.unique hashes, which takes fifty times as long here.
    keys = (
        keys[np.concatenate((np.ones(1, np.bool_), keys[1:] != keys[:-1]))] if len(keys) else keys
    )
    characters = (keys >> np.uint64(32)) << np.uint64(CHARACTER_BITS)
    return characters, keys.astype(np.uint32) << np.uint32(BLOCK_BITS)


def _write(terms: U64, positions: U32, text_of_block: U32, *, placed: bool) -> list[Row]:
    if not len(terms):
        return []
    begins = np.flatnonzero(np.concatenate(([True], terms[1:] != terms[:-1])))
    starts = np.append(begins, len(terms))
    blocks = blocks_of(positions)
    texts = text_of_block[blocks]
    fresh = np.concatenate(([True], texts[1:] != texts[:-1]))
    fresh[begins] = True
    held = np.add.reduceat(fresh.astype(np.int64), begins)
    postings = encode(starts, blocks, offsets_of(positions) if placed else None)
    return list(map(Row, terms[begins].tolist(), held.tolist(), postings))
