"""Segments: parts of the index that never change, written aside and published in one step.

A segment is `building` while its rows are written, in short transactions, by whoever holds the
turn to change the documents; `live` from the transaction that publishes it; `dying` until its
rows have been swept away. Whoever gets the turn sweeps away what a killed process left behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from store.building import Layout
from store.index import TERM_BITS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from store.postings import U8, U32, Flags, Row

LEVELS = 16
"""Levels of standing: two for each band of `store.quality`, the second for headings."""

WRITTEN_AT_ONCE = 4 << 20
"""Bytes of posting lists that one transaction writes or sweeps away."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The texts of a segment in standing order: their keys, speeches, lengths and levels.

    `speeches` are those of each text's first place; `lengths` are of normal forms.
    """

    keys: U32
    speeches: U32
    lengths: U32
    levels: U8


@dataclass(frozen=True, slots=True)
class Segment:
    """One live segment as a search needs it; `alive` is None where all of its texts are."""

    number: int
    version: int
    contents: Contents
    layout: Layout
    text_of_cell: U32
    bounds: NDArray[np.int64]
    alive: Flags | None

    @property
    def size(self) -> int:
        """How many texts it holds, dead ones included."""
        return len(self.contents.keys)


def level(band: int, *, heading: bool) -> int:
    """Return where a text of this band stands among all others, 0 first."""
    return 2 * band + heading


def reserve(raw: sqlite3.Connection) -> int:
    """Begin a segment, and give its number."""
    done = raw.execute("INSERT INTO segment (state, version, texts) VALUES ('building', 0, 0)")
    return done.lastrowid or 0


def write_rows(raw: sqlite3.Connection, number: int, rows: Iterable[Row]) -> None:
    """Write posting lists of a segment that is building."""
    first = number << TERM_BITS
    raw.executemany(
        "INSERT INTO posting (key, texts, data) VALUES (?, ?, ?)",
        ((first | row.term, row.texts, row.data) for row in rows),
    )


def in_portions(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Cut rows into what one transaction writes."""
    start, size = 0, 0
    for end, row in enumerate(rows, start=1):
        size += len(row.data) + 16
        if size >= WRITTEN_AT_ONCE:
            yield rows[start:end]
            start, size = end, 0
    if start < len(rows):
        yield rows[start:]


def publish(raw: sqlite3.Connection, number: int, contents: Contents) -> None:
    """Make a segment live; in the transaction that stores what it indexes."""
    raw.execute(
        "UPDATE segment SET state = 'live', texts = ?, keys = ?, speeches = ?, lengths = ?,"
        " levels = ? WHERE number = ?",
        (
            len(contents.keys),
            contents.keys.astype("<u4").tobytes(),
            contents.speeches.astype("<u4").tobytes(),
            contents.lengths.astype("<u4").tobytes(),
            contents.levels.tobytes(),
            number,
        ),
    )
    raise_layout(raw)


def retire(raw: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take segments out of the index; their rows are swept away later."""
    raw.executemany(
        "UPDATE segment SET state = 'dying', keys = NULL, speeches = NULL, lengths = NULL,"
        " levels = NULL, dead = NULL WHERE number = ?",
        ((number,) for number in numbers),
    )
    raise_layout(raw)


def raise_layout(raw: sqlite3.Connection) -> None:
    """Tell every process that the segments or their texts have changed."""
    raw.execute("UPDATE meta SET value = value + 1 WHERE name = 'layout'")


def bury(raw: sqlite3.Connection, segment: Segment, texts: NDArray[np.integer]) -> None:
    """Mark texts of a segment, by their numbers in it, as dead."""
    alive = np.ones(segment.size, np.bool_) if segment.alive is None else segment.alive.copy()
    alive[texts] = False
    raw.execute(
        "UPDATE segment SET version = version + 1, dead = ? WHERE number = ?",
        (np.flatnonzero(~alive).astype("<u4").tobytes(), segment.number),
    )
    raise_layout(raw)


def load(raw: sqlite3.Connection, known: dict[tuple[int, int], Segment]) -> tuple[Segment, ...]:
    """Read the live segments; those of `known`, by number and version, are taken from there."""
    rows = raw.execute("SELECT number, version FROM segment WHERE state = 'live' ORDER BY number")
    return tuple(
        known.get((row["number"], row["version"])) or _load_one(raw, row["number"])
        for row in rows.fetchall()
    )


def sweep(raw: sqlite3.Connection) -> bool:
    """Sweep away some rows of segments that are of no use; say whether there may be more.

    Only for who holds the turn and builds no segment.
    """
    row = raw.execute(
        "SELECT number FROM segment WHERE state != 'live' ORDER BY number LIMIT 1"
    ).fetchone()
    if row is None:
        return False
    first, end = row["number"] << TERM_BITS, (row["number"] + 1) << TERM_BITS
    size, last = 0, None
    for posting in raw.execute(
        "SELECT key, length(data) AS size FROM posting WHERE key >= ? AND key < ? ORDER BY key",
        (first, end),
    ):
        size += posting["size"] + 16
        last = posting["key"]
        if size >= WRITTEN_AT_ONCE:
            break
    if last is None:
        raw.execute("DELETE FROM segment WHERE number = ?", (row["number"],))
    else:
        raw.execute("DELETE FROM posting WHERE key >= ? AND key <= ?", (first, last))
    return True


def _load_one(raw: sqlite3.Connection, number: int) -> Segment:
    row = raw.execute(
        "SELECT version, keys, speeches, lengths, levels, dead FROM segment WHERE number = ?",
        (number,),
    ).fetchone()
    contents = Contents(
        np.frombuffer(row["keys"], "<u4"),
        np.frombuffer(row["speeches"], "<u4"),
        np.frombuffer(row["lengths"], "<u4"),
        np.frombuffer(row["levels"], np.uint8),
    )
    alive = None
    if row["dead"]:
        alive = np.ones(len(contents.keys), np.bool_)
        alive[np.frombuffer(row["dead"], "<u4")] = False
    return _segment(number, row["version"], contents, alive)


def load_aside(number: int, contents: Contents) -> Segment:
    """Give a segment that is building."""
    return _segment(number, 0, contents, None)


def _segment(number: int, version: int, contents: Contents, alive: Flags | None) -> Segment:
    layout = Layout.of(contents.lengths)
    return Segment(
        number,
        version,
        contents,
        layout,
        layout.texts_of_cells(),
        np.searchsorted(contents.levels, np.arange(LEVELS + 1)),
        alive,
    )
