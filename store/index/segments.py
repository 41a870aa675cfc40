"""Segments: parts of the index that never change, written aside and published in one step.

A segment is `building` while its rows are written, in short transactions, by whoever holds the
turn to change the documents; `live` from the transaction that publishes it; `dying` until its
rows have been swept away. Whoever gets the turn sweeps away what a killed process left behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import NORMAL_FORM_VERSION
from store.db.notes import note, noted
from store.db.version import LAYOUT_VERSION
from store.errors import StaleIndexError
from store.index.builder import BlockLayout
from store.index.terms import TERM_BITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from store.db.port import RawConnection
    from store.index.postings import U8, U32, Flags, Row

RANKS = 16
"""Ranks: two for each band of `corpus.static_rank`, the second for headings."""


WRITTEN_AT_ONCE = 4 << 20
"""Bytes of posting lists that one transaction writes or sweeps away."""


@dataclass(frozen=True, slots=True)
class DocValues:
    """The texts of a segment in order of static rank: their keys, speeches, lengths and levels.

    `speeches` are those of each text's first place; `lengths` are of normal forms.
    """

    keys: U32
    speeches: U32
    lengths: U32
    ranks: U8


@dataclass(frozen=True, slots=True)
class Segment:
    """One live segment as a search needs it; `live` is None where all of its texts are."""

    number: int
    version: int
    doc_values: DocValues
    layout: BlockLayout
    text_of_block: U32
    bounds: NDArray[np.int64]
    live: Flags | None

    @property
    def size(self) -> int:
        """How many texts it holds, tombstoned ones included."""
        return len(self.doc_values.keys)


def rank(band: int, *, heading: bool) -> int:
    """Return where a text of this band stands among all others, 0 first."""
    return 2 * band + heading


def reserve(raw: RawConnection) -> int:
    """Begin a segment, and give its number."""
    row = raw.execute(
        "INSERT INTO segment (state, version, texts) VALUES ('building', 0, 0) RETURNING number"
    ).fetchone()
    return int(row["number"])


def write_rows(raw: RawConnection, number: int, rows: Iterable[Row]) -> None:
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


def publish(raw: RawConnection, number: int, doc_values: DocValues) -> None:
    """Make a segment live; in the transaction that stores what it indexes.

    It holds a text at least: what looks for the text at a position finds none in an empty one.
    """
    if not len(doc_values.keys):
        raise ValueError(f"segment {number} would hold no text")
    raw.execute(
        "UPDATE segment SET state = 'live', texts = ?, keys = ?, speeches = ?, lengths = ?,"
        " levels = ? WHERE number = ?",
        (
            len(doc_values.keys),
            doc_values.keys.astype("<u4").tobytes(),
            doc_values.speeches.astype("<u4").tobytes(),
            doc_values.lengths.astype("<u4").tobytes(),
            doc_values.ranks.tobytes(),
            number,
        ),
    )
    raise_layout(raw)


def retire(raw: RawConnection, numbers: Iterable[int]) -> None:
    """Take segments out of the index; their rows are swept away later."""
    raw.executemany(
        "UPDATE segment SET state = 'dying', keys = NULL, speeches = NULL, lengths = NULL,"
        " levels = NULL, dead = NULL WHERE number = ?",
        ((number,) for number in numbers),
    )
    raise_layout(raw)


def raise_layout(raw: RawConnection) -> None:
    """Tell every process that the segments or their texts have changed."""
    raw.execute("UPDATE meta SET value = value + 1 WHERE name = 'layout'")


def tombstone(raw: RawConnection, segment: Segment, texts: NDArray[np.integer]) -> None:
    """Mark texts of a segment, by their numbers in it, as dead."""
    live = np.ones(segment.size, np.bool_) if segment.live is None else segment.live.copy()
    live[texts] = False
    raw.execute(
        "UPDATE segment SET version = version + 1, dead = ? WHERE number = ?",
        (np.flatnonzero(~live).astype("<u4").tobytes(), segment.number),
    )
    raise_layout(raw)


def is_stale(raw: RawConnection) -> bool:
    """Whether the index was made with other rules than ours, and must be rebuilt."""
    return not _is_readable(raw) or noted(raw, "normal_form") != NORMAL_FORM_VERSION


def make_current(raw: RawConnection) -> None:
    """Note that the index has been made with our rules."""
    note(raw, "normal_form", NORMAL_FORM_VERSION)
    note(raw, "layout_version", LAYOUT_VERSION)


def _is_readable(raw: RawConnection) -> bool:
    # Stores that say nothing were written with the first one.
    return (noted(raw, "layout_version") or 1) == LAYOUT_VERSION


def load(raw: RawConnection, known: dict[tuple[int, int], Segment]) -> tuple[Segment, ...]:
    """Read the live segments; those of `known`, by number and version, are taken from there.

    Raises StaleIndexError where they are laid out in another way than ours.
    """
    if not _is_readable(raw):
        raise StaleIndexError
    rows = raw.execute("SELECT number, version FROM segment WHERE state = 'live' ORDER BY number")
    return tuple(
        known.get((row["number"], row["version"])) or _load_one(raw, row["number"])
        for row in rows.fetchall()
    )


def stray_segments(raw: RawConnection) -> list[int]:
    """Give the numbers of segments that have rows and are no segments."""
    known = {row["number"] for row in raw.execute("SELECT number FROM segment")}
    stray = []
    first = 0
    while row := raw.execute(
        "SELECT key FROM posting WHERE key >= ? ORDER BY key LIMIT 1", (first,)
    ).fetchone():
        number = row["key"] >> TERM_BITS
        if number not in known:
            stray.append(number)
        first = (number + 1) << TERM_BITS
    return stray


def vacuum(raw: RawConnection) -> bool:
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


def _load_one(raw: RawConnection, number: int) -> Segment:
    row = raw.execute(
        "SELECT version, keys, speeches, lengths, levels, dead FROM segment WHERE number = ?",
        (number,),
    ).fetchone()
    doc_values = DocValues(
        np.frombuffer(row["keys"], "<u4"),
        np.frombuffer(row["speeches"], "<u4"),
        np.frombuffer(row["lengths"], "<u4"),
        np.frombuffer(row["levels"], np.uint8),
    )
    live = None
    if row["dead"]:
        live = np.ones(len(doc_values.keys), np.bool_)
        live[np.frombuffer(row["dead"], "<u4")] = False
    return _segment(number, row["version"], doc_values, live)


def load_aside(number: int, doc_values: DocValues) -> Segment:
    """Give a segment that is building."""
    return _segment(number, 0, doc_values, None)


def _segment(number: int, version: int, doc_values: DocValues, live: Flags | None) -> Segment:
    layout = BlockLayout.of(doc_values.lengths)
    return Segment(
        number,
        version,
        doc_values,
        layout,
        layout.texts_of_cells(),
        np.searchsorted(doc_values.ranks, np.arange(RANKS + 1)),
        live,
    )


def unfinished(raw: RawConnection) -> bool:
    """Whether a segment is being built, or left for its rows to be taken out."""
    return bool(raw.execute("SELECT 1 FROM segment WHERE state != 'live'").fetchone())


def retire_others(raw: RawConnection, number: int | None) -> None:
    """Take all segments but one out of the index, and have stray rows taken out, too."""
    there = [row["number"] for row in raw.execute("SELECT number FROM segment")]
    retire(raw, [other for other in there if other != number])
    raw.executemany(
        "INSERT INTO segment (number, state, version, texts) VALUES (?, 'dying', 0, 0)",
        ((other,) for other in stray_segments(raw)),
    )
