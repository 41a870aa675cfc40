"""The index at one moment, in memory what every search needs, and what phrases are found in it."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from store.homes import Homes
from store.lists import Lists
from store.segments import LEVELS, load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from store.postings import I64, U32, Flags
    from store.segments import Segment


@dataclass(frozen=True, slots=True)
class Echoes:
    """Places of texts beyond their first: the text's number in the segment, and the speech."""

    texts: I64
    speeches: I64


@dataclass(frozen=True, slots=True)
class Wordings:
    """Texts whose passage has several wordings: their numbers in the segment, and the passage."""

    texts: I64
    passages: I64


@dataclass(frozen=True)
class View:
    """The live segments, and what of their texts is not in them."""

    layout: int
    segments: tuple[Segment, ...]
    echoes: tuple[Echoes, ...]
    wordings: tuple[Wordings, ...]
    # Title forms by the keys of their speeches.
    titles: dict[int, str]
    # The characters that passages end with where another one of the same block follows.
    endings: frozenset[str]

    @cached_property
    def speech_limit(self) -> int:
        """A number above the keys of all speeches."""
        keys: list[NDArray[np.integer]] = [part.contents.speeches for part in self.segments]
        keys += [echoes.speeches for echoes in self.echoes]
        return max((int(part.max()) + 1 for part in keys if len(part)), default=1)

    @cached_property
    def homes(self) -> Homes:
        """Where the texts stand."""
        return Homes.of(self)

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


class ViewingConnection(sqlite3.Connection):
    """A connection that shares the views of its store with others.

    A writer only looks: what it sees may yet be rolled back.
    """

    views: Views
    only_looks: bool
    marks: Flags = np.zeros(0, np.bool_)


class Views:
    """The views that the connections of one store share; a new one is made when it has changed."""

    def __init__(self) -> None:
        self.lists = Lists()
        self._lock = threading.Lock()
        self._view: View | None = None

    def current(self, raw: sqlite3.Connection, *, keep: bool) -> View:
        """Give the view that fits the transaction that `raw` is in; `keep` it for others."""
        row = raw.execute("SELECT value FROM meta WHERE name = 'layout'").fetchone()
        known = self._view
        if known is not None and known.layout == row["value"]:
            return known
        segments = {(part.number, part.version): part for part in known.segments} if known else {}
        view = _make_view(raw, row["value"], load(raw, segments))
        with self._lock:
            if keep and (self._view is None or self._view.layout < view.layout):
                self._view = view
        return view


def view_of(raw: sqlite3.Connection) -> View:
    """Give the view that fits the transaction that `raw` is in."""
    if isinstance(raw, ViewingConnection):
        return raw.views.current(raw, keep=not raw.only_looks)
    return Views().current(raw, keep=False)


def living(segment: Segment, texts: U32) -> U32:
    """Leave out the texts that are dead."""
    return texts if segment.alive is None else texts[segment.alive[texts]]


def distinct(ascending: U32) -> U32:
    """Leave out what stands there already."""
    if len(ascending) < 2:
        return ascending
    fresh = np.empty(len(ascending), np.bool_)
    fresh[0] = True
    np.not_equal(ascending[1:], ascending[:-1], out=fresh[1:])
    return ascending[fresh]


def in_standing_order(
    view: View, texts: Sequence[U32], limit: int | None = None
) -> list[tuple[int, U32]]:
    """Cut the texts of each segment, ascending, into (segment, texts) in standing order.

    Standing order is by level, within it by segment, within that by number.
    """
    if len(texts) == 1:
        return [(0, texts[0][:limit])]
    cuts = [
        np.searchsorted(part, segment.bounds)
        for segment, part in zip(view.segments, texts, strict=True)
    ]
    pieces: list[tuple[int, U32]] = []
    left = limit
    for level in range(LEVELS):
        for number, (part, cut) in enumerate(zip(texts, cuts, strict=True)):
            if cut[level] == cut[level + 1]:
                continue
            piece = part[cut[level] : cut[level + 1]][:left]
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


def _make_view(raw: sqlite3.Connection, layout: int, segments: tuple[Segment, ...]) -> View:
    places = _pairs(raw, "SELECT text, speech FROM place WHERE echo ORDER BY text")
    wordings = _pairs(
        raw,
        "SELECT key, passage FROM text WHERE passage IN"
        " (SELECT passage FROM text WHERE passage != key) ORDER BY key",
    )
    return View(
        layout,
        segments,
        tuple(Echoes(*_located(segment, places)) for segment in segments),
        tuple(Wordings(*_located(segment, wordings)) for segment in segments),
        {
            row["key"]: row["title_form"]
            for row in raw.execute("SELECT key, title_form FROM speech")
        },
        frozenset(
            row["ending"]
            for row in raw.execute("SELECT DISTINCT substr(pair, 1, 1) AS ending FROM border")
        ),
    )


def _pairs(raw: sqlite3.Connection, sql: str) -> I64:
    rows = raw.execute(sql).fetchall()
    return np.array([tuple(row) for row in rows], np.int64).reshape(-1, 2)


def _located(segment: Segment, pairs: I64) -> tuple[I64, I64]:
    """Return the pairs whose text lives in a segment, with its number there instead of its key."""
    if not len(pairs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    keys = segment.contents.keys
    number_of = np.full(max(int(keys.max(initial=0)), int(pairs[:, 0].max())) + 1, -1, np.int64)
    alive = np.arange(segment.size) if segment.alive is None else np.flatnonzero(segment.alive)
    number_of[keys[alive]] = alive
    numbers = number_of[pairs[:, 0]]
    inside = numbers >= 0
    order = np.argsort(numbers[inside], kind="stable")
    return numbers[inside][order], pairs[inside, 1][order]
