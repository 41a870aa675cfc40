"""Where terms stand, as bytes: steps from cell to cell in one stream, offsets in another.

A posting list begins with a header of eight bytes: the width of a step in bytes, whether steps
were too long for it, whether offsets follow, one unused, and how many postings there are. Steps
of one or two bytes that are all ones mean "so far, and nothing here". Cells alone that are many
are a bit for each cell instead, the lowest first; the width is then 0.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from store.index.terms import BLOCK_BITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    U8 = NDArray[np.uint8]
    U32 = NDArray[np.uint32]
    U64 = NDArray[np.uint64]
    I64 = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_HEADER = 8
_BITS = 0
"""The width of a step where there are bits instead."""
_OFFSET_MASK = np.uint32((1 << BLOCK_BITS) - 1)
_TYPES: dict[int, np.dtype[np.unsignedinteger]] = {
    1: np.dtype(np.uint8),
    2: np.dtype("<u2"),
    4: np.dtype("<u4"),
}


class Row(NamedTuple):
    """What the store keeps of a term in a segment: its number, how many texts hold it, where."""

    term: int
    texts: int
    data: bytes


def encode(starts: I64, blocks: U32, offsets: U8 | None) -> list[bytes]:
    """Write many posting lists at once.

    List number i has the cells, ascending, from starts[i] to starts[i + 1], and the offsets in
    them unless only cells matter.
    """
    if len(starts) < 2:
        return []
    counts = np.diff(starts)
    steps = blocks.copy()
    steps[1:] -= blocks[:-1]
    steps[starts[:-1]] = blocks[starts[:-1]]
    widths, extras = _choose_widths(starts, counts, steps)
    streams = [b""] * len(counts)
    if offsets is None:
        for index in _denser_than_bits(starts, counts + extras[1], blocks):
            streams[index] = _bits(blocks[starts[index] : starts[index + 1]])
            widths[index] = _BITS
    for width, dtype in _TYPES.items():
        chosen = widths == width
        if not chosen.any():
            continue
        stream = _write_steps(steps[np.repeat(chosen, counts)], width, dtype)
        lengths = (counts + extras[width])[chosen] * width
        borders = np.concatenate(([0], np.cumsum(lengths))).tolist()
        for index, (start, end) in zip(
            np.flatnonzero(chosen).tolist(), pairwise(borders), strict=True
        ):
            streams[index] = stream[start:end]
    return _assemble(starts, counts, widths, extras, streams, offsets)


def decode(data: bytes) -> tuple[U32, U8 | None]:
    """Read one posting list: cells, and offsets where it has them."""
    width, escaped, placed = data[0], data[1], data[2]
    if width == _BITS:
        bits = np.unpackbits(np.frombuffer(data, np.uint8, -1, _HEADER), bitorder="little")
        return np.flatnonzero(bits).astype(np.uint32), None
    count = int.from_bytes(data[4:8], "little")
    end = len(data) - (count if placed else 0)
    steps = np.frombuffer(data, _TYPES[width], (end - _HEADER) // width, _HEADER)
    blocks: U32 = np.cumsum(steps, dtype=np.uint32)
    if escaped:
        blocks = blocks[steps != _top(width)]
    return blocks, np.frombuffer(data, np.uint8, count, end) if placed else None


def decode_positions(data: bytes) -> U32:
    """Read one posting list with offsets as positions, ascending."""
    blocks, offsets = decode(data)
    if offsets is None:
        raise ValueError("the posting list of a single character has no offsets")
    np.left_shift(blocks, BLOCK_BITS, out=blocks)
    blocks |= offsets
    return blocks


def decode_many(postings: Sequence[bytes]) -> tuple[I64, U32]:
    """Read posting lists with offsets: for each posting the number of its list, and its position.

    Postings of lists of one width stand together; within a list they are ascending.
    """
    numbers: list[I64] = []
    positions: list[U32] = []
    for width, dtype in _TYPES.items():
        members = [number for number, data in enumerate(postings) if data[0] == width]
        if members:
            counts, blocks, offsets = _read_steps(
                [postings[number] for number in members], width, dtype
            )
            numbers.append(np.repeat(np.array(members, np.int64), counts))
            positions.append((blocks << np.uint32(BLOCK_BITS)) | offsets)
    if not numbers:
        return np.zeros(0, np.int64), np.zeros(0, np.uint32)
    return np.concatenate(numbers), np.concatenate(positions)


def blocks_of(positions: U32) -> U32:
    """Return the cells that positions lie in."""
    return positions >> np.uint32(BLOCK_BITS)


def offsets_of(positions: U32) -> U8:
    """Return the offsets of positions in their cells."""
    return (positions & _OFFSET_MASK).astype(np.uint8)


def _top(width: int) -> int:
    return (1 << 8 * width) - 1


def _choose_widths(starts: I64, counts: I64, steps: U32) -> tuple[U8, dict[int, I64]]:
    """Choose the width that makes each list shortest, and say how many fillers it takes."""
    extras = {
        width: np.add.reduceat((steps // np.uint32(_top(width))).astype(np.int64), starts[:-1])
        for width in (1, 2)
    }
    extras[4] = np.zeros_like(counts)
    sizes = np.stack([(counts + extras[width]) * width for width in _TYPES])
    widths = np.array(list(_TYPES), np.uint8)[np.argmin(sizes, axis=0)]
    return widths, extras


def _denser_than_bits(starts: I64, sizes: I64, blocks: U32) -> list[int]:
    """Return the lists of which steps of a byte take more room than a bit for each cell."""
    last = blocks[starts[1:] - 1].astype(np.int64)
    numbers: list[int] = np.flatnonzero(sizes > (last >> 3) + 1).tolist()
    return numbers


def _bits(blocks: U32) -> bytes:
    flags = np.zeros(int(blocks[-1]) + 1, np.bool_)
    flags[blocks] = True
    return np.packbits(flags, bitorder="little").tobytes()


def _write_steps(steps: U32, width: int, dtype: np.dtype[np.unsignedinteger]) -> bytes:
    if width == 4:
        return steps.astype(dtype).tobytes()
    top = np.uint32(_top(width))
    ends = np.cumsum((steps // top).astype(np.int64) + 1)
    stream = np.full(int(ends[-1]), top, dtype)
    stream[ends - 1] = steps % top
    return stream.tobytes()


def _assemble(
    starts: I64,
    counts: I64,
    widths: U8,
    extras: dict[int, I64],
    streams: list[bytes],
    offsets: U8 | None,
) -> list[bytes]:
    tail = offsets.tobytes() if offsets is not None else b""
    placed = 1 if offsets is not None else 0
    heads = np.zeros((len(counts), _HEADER), np.uint8)
    heads[:, 0] = widths
    for width in (1, 2):
        heads[:, 1] |= (widths == width) & (extras[width] > 0)
    heads[:, 2] = placed
    heads[:, 4:] = counts.astype("<u4").view(np.uint8).reshape(-1, 4)
    head = heads.tobytes()
    if not placed:
        return [
            head[at * _HEADER : (at + 1) * _HEADER] + stream for at, stream in enumerate(streams)
        ]
    return [
        b"".join((head[at * _HEADER : (at + 1) * _HEADER], stream, tail[start:end]))
        for at, (stream, (start, end)) in enumerate(
            zip(streams, pairwise(starts.tolist()), strict=True)
        )
    ]


def _read_steps(
    postings: Sequence[bytes], width: int, dtype: np.dtype[np.unsignedinteger]
) -> tuple[I64, U32, U8]:
    heads = np.frombuffer(b"".join(data[:_HEADER] for data in postings), np.uint8)
    counts = heads.reshape(-1, _HEADER)[:, 4:].copy().view("<u4").ravel().astype(np.int64)
    ends = [len(data) - count for data, count in zip(postings, counts.tolist(), strict=True)]
    pairs = list(zip(postings, ends, strict=True))
    steps = np.frombuffer(b"".join(data[_HEADER:end] for data, end in pairs), dtype)
    lengths = np.array([(end - _HEADER) // width for end in ends], np.int64)
    blocks: U32 = np.cumsum(steps, dtype=np.uint32)
    # Sums wrap at 2**32, and so do the differences that take the lists before a list out of them.
    before = np.concatenate((np.zeros(1, np.uint32), blocks[np.cumsum(lengths)[:-1] - 1]))
    blocks -= np.repeat(before, lengths)
    if width < 4:
        blocks = blocks[steps != _top(width)]
    offsets = np.frombuffer(b"".join(data[end:] for data, end in pairs), np.uint8)
    return counts, blocks, offsets
