"""The index at one moment, in memory what every search needs, and what phrases are found in it."""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from store.homes import Homes
from store.index import CELL_BITS, TERM_BITS, pair, single
from store.lists import Lists
from store.postings import cells_of, decode, decode_positions
from store.segments import LEVELS, load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from store.postings import I64, U32, Flags
    from store.segments import Segment


_BOUND = 30
"""Terms that are bound one by one: longer phrases are rare, and each number has its statement."""

_MANY = 8_000
"""Positions from which on it is quicker to rule out by their cells what else is to be read."""

_RARER = 4
"""Times that a list must be shorter than those that are needed, to be read before them."""

_SPARSE = 16
"""Positions for each text that are looked for instead of looking at all of them."""

_NOWHERE: U32 = np.zeros(0, np.uint32)


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


def term_texts(raw: sqlite3.Connection, segment: Segment, terms: Sequence[int]) -> list[int]:
    """Say in how many texts of a segment each term stands, dead ones counted."""
    base = segment.number << TERM_BITS
    keys = [base | term for term in terms]
    lists = _lists(raw)
    if lists is not None and (counts := lists.counts(keys)) is not None:
        return counts
    marks = ",".join("?" * len(keys))
    known = dict(
        raw.execute(f"SELECT key, texts FROM posting WHERE key IN ({marks})", keys)
        if len(keys) <= _BOUND
        else raw.execute(
            "SELECT key, texts FROM posting WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(keys),),
        )
    )
    counts = [known.get(key, 0) for key in keys]
    if lists is not None:
        lists.keep_counts(keys, counts)
    return counts


def phrase_texts(raw: sqlite3.Connection, segment: Segment, phrase: str) -> int:
    """Say in how many texts of a segment a phrase of two characters or more stands at most."""
    return min(term_texts(raw, segment, [pair(*two) for two in pairwise(phrase)]))


def find_phrase(
    raw: sqlite3.Connection, segment: Segment, phrase: str, within: U32 | None = None
) -> U32:
    """Find the positions at which `phrase`, of two characters or more, stands in a segment.

    PAD at its ends asks for the beginnings and ends of texts. Only the texts `within`, ascending,
    need be looked at, where they are given.
    """
    terms = [pair(*two) for two in pairwise(phrase)]
    if len(terms) == 1:
        return _inside(segment, _positions(raw, segment, terms[0]), within)
    sizes = term_texts(raw, segment, terms)
    if not all(sizes):
        return _NOWHERE
    first, *others = sorted(_cover(sizes), key=sizes.__getitem__)
    rarest = sizes.index(min(sizes))
    if sizes[rarest] * _RARER < sizes[first]:
        # Not needed to hold every character, but it leaves little of the others to be looked at.
        first, others = rarest, [first, *others]
    positions = _inside(segment, _positions(raw, segment, terms[first]), within)
    flags = _marks(raw, segment.layout.cells + 2 + (len(phrase) >> CELL_BITS))
    for at in others:
        if not len(positions):
            break
        positions = _followed(positions, at - first, _positions(raw, segment, terms[at]), flags)
    return positions - np.uint32(first) if first else positions


def _inside(segment: Segment, positions: U32, within: U32 | None) -> U32:
    """Keep the positions that lie in some texts, where these are few."""
    if within is None or len(within) * _SPARSE > len(positions):
        return positions
    first, bits = segment.layout.first, np.uint32(CELL_BITS)
    starts = np.searchsorted(positions, first[within] << bits)
    counts = np.searchsorted(positions, first[within + np.uint32(1)] << bits) - starts
    places = np.arange(int(counts.sum())) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    found: U32 = positions[places]
    return found


def _followed(positions: U32, shift: int, there: U32, flags: Flags) -> U32:
    """Keep the positions at whose distance `shift` there is one of the others."""
    if shift < 0:
        positions = positions[positions >= np.uint32(-shift)]
        wanted = positions - np.uint32(-shift)
    else:
        wanted = positions + np.uint32(shift)
    # The pairs of a rare word stand nowhere else, so that both lists are the same.
    if len(there) == len(wanted) and np.array_equal(there, wanted):
        return positions
    if len(wanted) < _MANY:
        return positions[contained(wanted, there)]
    cells = cells_of(wanted)
    flags[cells] = True
    there = there[flags[cells_of(there)]]
    flags[cells] = False
    return positions[np.searchsorted(wanted, there[contained(there, wanted)])]


def find_character(raw: sqlite3.Connection, segment: Segment, character: str) -> U32:
    """Find the texts of a segment in which a character stands, dead ones included."""
    lists = _lists(raw)
    key = segment.number << TERM_BITS | single(character)
    if lists is not None and (known := lists.find(key)) is not None:
        return known
    data = _data(raw, segment, single(character))
    texts = distinct(segment.text_of_cell[decode(data)[0]]) if data else _NOWHERE
    if lists is not None:
        texts.flags.writeable = False
        lists.keep(key, texts)
    return texts


def texts_holding(raw: sqlite3.Connection, segment: Segment, needle: str) -> U32:
    """Find the living texts of a segment that hold a character or a phrase, ascending."""
    if len(needle) == 1:
        return living(segment, find_character(raw, segment, needle))
    cells = cells_of(find_phrase(raw, segment, needle))
    return living(segment, distinct(segment.text_of_cell[cells]))


def keys_holding(raw: sqlite3.Connection, needle: str) -> list[int]:
    """Give the keys of all living texts that hold a character or a phrase."""
    keys: list[int] = []
    for segment in view_of(raw).segments:
        keys += segment.contents.keys[texts_holding(raw, segment, needle)].tolist()
    return keys


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


def _positions(raw: sqlite3.Connection, segment: Segment, term: int) -> U32:
    lists = _lists(raw)
    key = segment.number << TERM_BITS | term
    if lists is not None and (known := lists.find(key)) is not None:
        return known
    data = _data(raw, segment, term)
    positions = decode_positions(data) if data else _NOWHERE
    if lists is not None:
        positions.flags.writeable = False
        lists.keep(key, positions)
    return positions


def _lists(raw: sqlite3.Connection) -> Lists | None:
    """Give the lists kept for the readers of a store; a writer may see what is rolled back."""
    return raw.views.lists if isinstance(raw, ViewingConnection) and not raw.only_looks else None


def _data(raw: sqlite3.Connection, segment: Segment, term: int) -> bytes:
    """Read the posting list of a term; empty where there is none."""
    row = raw.execute(
        "SELECT data FROM posting WHERE key = ?", (segment.number << TERM_BITS | term,)
    ).fetchone()
    return row["data"] if row else b""


def _marks(raw: sqlite3.Connection, cells: int) -> Flags:
    """Give flags for so many cells, all False; whoever sets some clears them again."""
    if not isinstance(raw, ViewingConnection):
        return np.zeros(cells, np.bool_)
    # Kept, for pages that were never touched take longer to mark than everything else.
    if len(raw.marks) < cells:
        raw.marks = np.zeros(cells, np.bool_)
    return raw.marks


def _cover(sizes: Sequence[int]) -> list[int]:
    """Choose pairs that together hold every character of the phrase, with least to read.

    The first and the last pair are always among them, and of two neighbours at least one.
    """
    count = len(sizes)
    if count <= 2:
        return list(range(count))
    # best[i]: cheapest choice of pairs 0..i that ends with i.
    best = [sizes[0], sizes[0] + sizes[1]]
    came = [-1, 0]
    for at in range(2, count):
        back = at - 1 if best[at - 1] < best[at - 2] else at - 2
        best.append(best[back] + sizes[at])
        came.append(back)
    chosen = [count - 1]
    while came[chosen[-1]] >= 0:
        chosen.append(came[chosen[-1]])
    return chosen


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
