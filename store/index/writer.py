"""Segments written beside everything else that goes on: built in a thread, kept in short steps."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from store.index.builder import MOST_CHARACTERS, build
from store.index.merge import Merge, choose
from store.index.segments import (
    DocValues,
    in_portions,
    load,
    publish,
    reserve,
    retire,
    vacuum,
    write_rows,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from store.db.database import Database
    from store.db.port import RawConnection
    from store.index.postings import Row
    from store.index.segments import Segment


@dataclass(frozen=True, slots=True)
class Entry:
    """A text as the index takes it in."""

    normal: str
    rank: int


def batches(entries: Sequence[Entry]) -> Iterator[list[int]]:
    """Put entries into order of static rank, by number, in batches that are indexed at once."""
    order = sorted(range(len(entries)), key=lambda number: entries[number].rank)
    batch: list[int] = []
    size = 1
    for number in order:
        length = len(entries[number].normal) + 1
        if batch and size + length > MOST_CHARACTERS:
            yield batch
            batch, size = [], 1
        batch.append(number)
        size += length
    if batch:
        yield batch


def doc_values_of(
    entries: Sequence[Entry], keys: Sequence[int], speeches: Sequence[int]
) -> DocValues:
    """Put together what a segment says of the texts in it, all in one order."""
    return DocValues(
        np.array(keys, np.uint32),
        np.array(speeches, np.uint32),
        np.array([len(entry.normal) for entry in entries], np.uint32),
        np.array([entry.rank for entry in entries], np.uint8),
    )


async def write_segment(database: Database, entries: Sequence[Entry]) -> int:
    """Index entries, in order of static rank, in a segment that is still to be published."""
    rows = await asyncio.to_thread(build, [entry.normal for entry in entries])
    return await write_aside(database, rows)


async def write_aside(database: Database, rows: Sequence[Row], number: int | None = None) -> int:
    """Write rows in short transactions, into a new segment unless one is named."""
    for portion in in_portions(rows):
        number = await database.change(partial(_write, rows=portion, number=number))
    return await database.change(reserve) if number is None else number


def index_at_once(raw: RawConnection, entries: Sequence[Entry], doc_values: DocValues) -> None:
    """Index entries, in order of static rank, and publish them in the transaction of `raw`."""
    number = reserve(raw)
    write_rows(raw, number, build([entry.normal for entry in entries]))
    publish(raw, number, doc_values)


async def tidy(database: Database) -> None:
    """Merge segments where there are many of one size, and sweep away what is of no use.

    Each step is a short transaction. Only for who holds the turn.
    """
    while chosen := choose(await database.ask(lambda raw: load(raw, {}))):
        number, doc_values = await merge_aside(database, chosen)
        retired = [segment.number for segment in chosen]
        await database.change(
            partial(replace, retired=retired, number=number, doc_values=doc_values)
        )
    while await database.change(vacuum):
        pass


async def merge_aside(
    database: Database,
    segments: Sequence[Segment],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[int, DocValues]:
    """Write the merge of some segments into a new one that is still to be published.

    None of its texts may be alive; then the new one is empty, and is never published.

    `progress` gets the steps done and in all.
    """
    merge = await asyncio.to_thread(Merge, segments)
    number = await database.change(reserve)
    spans = await database.ask(merge.spans)
    for done, span in enumerate(spans, start=1):
        rows = await database.ask(partial(merge.rows, span=span))
        await write_aside(database, rows, number)
        progress(done, len(spans))
    return number, merge.doc_values


def replace(raw: RawConnection, retired: Sequence[int], number: int, doc_values: DocValues) -> None:
    """Put one segment in the place of others; where none of their texts is alive, nothing."""
    if len(doc_values.keys):
        publish(raw, number, doc_values)
    retire(raw, retired)


def _write(raw: RawConnection, rows: Sequence[Row], number: int | None) -> int:
    number = reserve(raw) if number is None else number
    write_rows(raw, number, rows)
    return number
