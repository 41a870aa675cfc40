"""Stored blocks as slogans are looked for in them: whole, whatever passages they are cut into."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, NamedTuple

from corpus.normal import normalize_mapped
from corpus.slogans.bare import bare_mapped, gap_pairs
from corpus.slogans.surface import stands_alone, telling, written
from store.db.sql import FIRST, SECOND, as_pairs
from store.search.punctuation import BLOCK_SHIFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.slogans.known_places import Finder
    from store.db.port import RawConnection, Row

_PLACES = (
    "SELECT p.speech, p.block, p.number, t.text FROM place p JOIN text t ON t.key = p.text"
    " JOIN speech s ON s.key = p.speech"
)


@dataclass(frozen=True, slots=True)
class StoredBlock:
    """A block's passages in order: their numbers in the speech, and their texts."""

    speech: int
    block: int
    numbers: tuple[int, ...]
    texts: tuple[str, ...]

    @property
    def row(self) -> int:
        """The block's row in the index of gaps."""
        return self.speech << BLOCK_SHIFT | self.block


class Sighting(NamedTuple):
    """A slogan written in one way in one passage: how often, and how well it is explained there.

    So many of the times it stands `alone`, between punctuation.
    """

    speech: int
    number: int
    slogan: str
    form: str
    times: int
    telling: int
    alone: int


def document_blocks(raw: RawConnection, document: int) -> list[StoredBlock]:
    """Read all blocks of a document, in order."""
    rows = raw.execute(f"{_PLACES} WHERE s.document = ? ORDER BY p.speech, p.number", (document,))
    return list(_blocks(rows))


def some_blocks(raw: RawConnection, rows: Iterable[int]) -> Iterator[StoredBlock]:
    """Read the blocks with these rows in the index of gaps."""
    listed = [(row >> BLOCK_SHIFT, row & ((1 << BLOCK_SHIFT) - 1)) for row in rows]
    places = raw.execute(
        "SELECT p.speech, p.block, p.number, t.text FROM json_each(?) j"
        f" CROSS JOIN place p ON p.speech = {FIRST} AND p.block = {SECOND}"
        " JOIN text t ON t.key = p.text ORDER BY p.speech, p.number",
        (as_pairs(listed),),
    )
    return _blocks(places)


def sightings(blocks: Iterable[StoredBlock], finder: Finder) -> list[Sighting]:
    """Find slogans in blocks; one that runs over a border belongs to the passage it begins in."""
    found: list[Sighting] = []
    for block in blocks:
        found.extend(_in_block(block, finder))
    return found


def sightings_within(speech: int, number: int, text: str, slogan: str) -> Iterator[Sighting]:
    """Find a slogan in a passage in which it stands without punctuation, by its bare form."""
    normal, origins = normalize_mapped(text)
    seen: dict[str, tuple[int, int, int]] = {}
    first = normal.find(slogan)
    while first >= 0:
        end = first + len(slogan)
        start, stop = origins[first], origins[end - 1] + 1
        form = written(text, start, stop)
        times, best, alone = seen.get(form, (0, 0, 0))
        best = max(best, telling(text, start, stop))
        seen[form] = times + 1, best, alone + stands_alone(text, start, stop)
        first = normal.find(slogan, end)
    for form, counts in seen.items():
        yield Sighting(speech, number, slogan, form, *counts)


def passages_at(raw: RawConnection, found: Iterable[Sighting]) -> dict[tuple[int, int], int]:
    """Give the passages in which slogans were found, by speech and number."""
    places = sorted({(one.speech, one.number) for one in found})
    rows = raw.execute(
        "SELECT p.speech, p.number, p.passage FROM json_each(?) j"
        f" JOIN place p ON p.speech = {FIRST} AND p.number = {SECOND}",
        (as_pairs(places),),
    )
    return {(row["speech"], row["number"]): row["passage"] for row in rows}


def gap_rows(blocks: Iterable[StoredBlock]) -> tuple[tuple[int, str], ...]:
    """Work out what the index of gaps holds of blocks."""
    pairs = ((block.row, gap_pairs(block.texts)) for block in blocks)
    return tuple((row, " ".join(sorted(found))) for row, found in pairs if found)


def write_gaps(raw: RawConnection, rows: Iterable[tuple[int, str]]) -> None:
    """Add rows to the index of gaps."""
    raw.executemany("INSERT INTO slogan_gap (rowid, pairs) VALUES (?, ?)", rows)


def erase_gaps(raw: RawConnection, rows: Iterable[tuple[int, str]]) -> None:
    """Take rows out of the index of gaps; they must be as they were when they were added."""
    raw.executemany(
        "INSERT INTO slogan_gap (slogan_gap, rowid, pairs) VALUES ('delete', ?, ?)", rows
    )


def _blocks(rows: Iterable[Row]) -> Iterator[StoredBlock]:
    for (speech, block), places in groupby(rows, key=lambda row: (row["speech"], row["block"])):
        written_rows = list(places)
        yield StoredBlock(
            speech,
            block,
            tuple(row["number"] for row in written_rows),
            tuple(row["text"] for row in written_rows),
        )


def _in_block(block: StoredBlock, finder: Finder) -> Iterator[Sighting]:
    text = "".join(block.texts)
    bare, origins = bare_mapped(text)
    starts = [0, *accumulate(map(len, block.texts))]
    times: Counter[tuple[int, str, str]] = Counter()
    alone: Counter[tuple[int, str, str]] = Counter()
    best: dict[tuple[int, str, str], int] = {}
    for first, end, slogan in finder.find(bare):
        start, stop = origins[first], origins[end - 1] + 1
        index = bisect_right(starts, start) - 1
        key = (index, slogan, written(text, start, stop))
        passage, offset = block.texts[index], starts[index]
        score = telling(passage, start - offset, min(stop - offset, len(passage)))
        times[key] += 1
        alone[key] += stands_alone(text, start, stop)
        best[key] = max(best.get(key, 0), score)
    for (index, slogan, form), count in times.items():
        key = (index, slogan, form)
        number = block.numbers[index]
        yield Sighting(block.speech, number, slogan, form, count, best[key], alone[key])
