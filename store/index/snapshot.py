"""The index at one moment, in memory what every search needs, and what phrases are found in it."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from store.db.database import Database
from store.db.port import Kept
from store.index.cache import PostingsCache
from store.index.docvalues import Occurrences
from store.index.segments import RANKS, load

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from store.db.engines import Place
    from store.db.port import RawConnection
    from store.index.postings import I64, U32, Flags
    from store.index.segments import Segment


@dataclass(frozen=True, slots=True)
class LaterOccurrences:
    """Places of texts beyond their first: the text's number in the segment, and the speech."""

    texts: I64
    speeches: I64


@dataclass(frozen=True, slots=True)
class Variants:
    """Texts whose passage has several wordings: their numbers in the segment, and the passage."""

    texts: I64
    passages: I64


@dataclass(frozen=True)
class Snapshot:
    """The live segments, and what of their texts is not in them."""

    layout: int
    segments: tuple[Segment, ...]
    later: tuple[LaterOccurrences, ...]
    wordings: tuple[Variants, ...]
    # Title forms by the keys of their speeches.
    titles: dict[int, str]
    # The characters that passages end with where another one of the same block follows.
    endings: frozenset[str]
    # What filters on passages let through, as it is first asked for.
    kinds: dict[str, list[Flags]] = field(default_factory=dict)

    @cached_property
    def speech_limit(self) -> int:
        """A number above the keys of all speeches."""
        keys: list[NDArray[np.integer]] = [part.doc_values.speeches for part in self.segments]
        keys += [later.speeches for later in self.later]
        return max((int(part.max()) + 1 for part in keys if len(part)), default=1)

    @cached_property
    def occurrences(self) -> Occurrences:
        """Where the texts stand."""
        return Occurrences.of(self)

    @cached_property
    def title_pairs(self) -> frozenset[str]:
        """The characters of all titles, alone and with the next one."""
        return frozenset(
            piece
            for title in set(self.titles.values())
            for piece in (*title, *map("".join, pairwise(title)))
        )

    @cached_property
    def passage_limit(self) -> int:
        """A number above the passages that have several wordings."""
        return max(
            (int(part.passages.max()) + 1 for part in self.wordings if len(part.passages)),
            default=1,
        )

    @cached_property
    def doubled(self) -> tuple[Flags, ...]:
        """Which texts of each segment belong to a passage with several wordings."""
        return tuple(
            _flags(segment.size, part.texts)
            for segment, part in zip(self.segments, self.wordings, strict=True)
        )


class Snapshots:
    """The views that the connections of one store share; a new one is made when it has changed."""

    def __init__(self) -> None:
        self.postings = PostingsCache()
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None

    def current(self, raw: RawConnection, *, keep: bool) -> Snapshot:
        """Give the view that fits the transaction that `raw` is in; `keep` it for others."""
        row = raw.execute("SELECT value FROM meta WHERE name = 'layout'").fetchone()
        known = self._snapshot
        if known is not None and known.layout == row["value"]:
            return known
        segments = {(part.number, part.version): part for part in known.segments} if known else {}
        snapshot = _make_snapshot(raw, row["value"], load(raw, segments))
        with self._lock:
            if keep and (self._snapshot is None or self._snapshot.layout < snapshot.layout):
                self._snapshot = snapshot
        return snapshot


@contextlib.asynccontextmanager
async def open_indexed(place: Path | Place, *, readers: int = 3) -> AsyncIterator[Database]:
    """Open a store with connections that share what they know of the index."""
    async with Database.open(place, readers=readers, shared_by_all=Snapshots()) as database:
        yield database


def snapshot_of(raw: RawConnection) -> Snapshot:
    """Give the view that fits the transaction that `raw` is in."""
    shared = snapshots_of(raw)
    if shared is None:
        return Snapshots().current(raw, keep=False)
    # What a writer sees may yet be rolled back.
    return shared.current(raw, keep=not (isinstance(raw, Kept) and raw.writes))


def snapshots_of(raw: RawConnection) -> Snapshots | None:
    """Give what the connections of a store share, None for a connection that is alone."""
    shared = raw.shared if isinstance(raw, Kept) else None
    return shared if isinstance(shared, Snapshots) else None


def live_texts(segment: Segment, texts: U32) -> U32:
    """Leave out the texts that are dead."""
    return texts if segment.live is None else texts[segment.live[texts]]


def distinct(ascending: U32) -> U32:
    """Leave out what stands there already."""
    if len(ascending) < 2:
        return ascending
    fresh = np.empty(len(ascending), np.bool_)
    fresh[0] = True
    np.not_equal(ascending[1:], ascending[:-1], out=fresh[1:])
    return ascending[fresh]


def in_static_rank_order(
    snapshot: Snapshot, texts: Sequence[U32], limit: int | None = None
) -> list[tuple[int, U32]]:
    """Cut the texts of each segment, ascending, into (segment, texts) in order of static rank.

    That order is by level, within it by segment, within that by number.
    """
    if len(texts) == 1:
        return [(0, texts[0][:limit])]
    cuts = [
        np.searchsorted(part, segment.bounds)
        for segment, part in zip(snapshot.segments, texts, strict=True)
    ]
    pieces: list[tuple[int, U32]] = []
    left = limit
    for rank in range(RANKS):
        for number, (part, cut) in enumerate(zip(texts, cuts, strict=True)):
            if cut[rank] == cut[rank + 1]:
                continue
            piece = part[cut[rank] : cut[rank + 1]][:left]
            pieces.append((number, piece))
            if left is not None:
                left -= len(piece)
                if left <= 0:
                    return pieces
    return pieces


def contained(wanted: U32, there: U32) -> Flags:
    """Say which of `wanted` stand in `there`; both are ascending."""
    if not len(there):
        return np.zeros(len(wanted), np.bool_)
    at = np.searchsorted(there, wanted)
    at[at == len(there)] = 0
    found: Flags = there[at] == wanted
    return found


def _flags(size: int, texts: NDArray[np.integer]) -> Flags:
    flags = np.zeros(size, np.bool_)
    flags[texts] = True
    return flags


def _make_snapshot(raw: RawConnection, layout: int, segments: tuple[Segment, ...]) -> Snapshot:
    places = _pairs(raw, "SELECT text, speech FROM place WHERE echo ORDER BY text")
    wordings = _pairs(
        raw,
        "SELECT key, passage FROM text WHERE passage IN"
        " (SELECT passage FROM text WHERE passage != key) ORDER BY key",
    )
    return Snapshot(
        layout,
        segments,
        tuple(LaterOccurrences(*_located(segment, places)) for segment in segments),
        tuple(Variants(*_located(segment, wordings)) for segment in segments),
        {
            row["key"]: row["title_form"]
            for row in raw.execute("SELECT key, title_form FROM speech")
        },
        frozenset(
            row["ending"]
            for row in raw.execute("SELECT DISTINCT substr(pair, 1, 1) AS ending FROM border")
        ),
    )


def _pairs(raw: RawConnection, sql: str) -> I64:
    return np.fromiter(chain.from_iterable(raw.execute(sql)), np.int64).reshape(-1, 2)


def _located(segment: Segment, pairs: I64) -> tuple[I64, I64]:
    """Return the pairs whose text lives in a segment, with its number there instead of its key."""
    if not len(pairs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    keys = segment.doc_values.keys
    number_of = np.full(max(int(keys.max(initial=0)), int(pairs[:, 0].max())) + 1, -1, np.int64)
    live = np.arange(segment.size) if segment.live is None else np.flatnonzero(segment.live)
    number_of[keys[live]] = live
    numbers = number_of[pairs[:, 0]]
    inside = numbers >= 0
    order = np.argsort(numbers[inside], kind="stable")
    return numbers[inside][order], pairs[inside, 1][order]
