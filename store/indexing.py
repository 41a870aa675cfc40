"""Segments written beside everything else that goes on: built in a thread, kept in short steps."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from store.building import MOST_CHARACTERS, build
from store.merging import Merge, choose
from store.segments import Contents, in_portions, load, publish, reserve, retire, sweep, write_rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from store.database import Database
    from store.postings import Row
    from store.segments import Segment


@dataclass(frozen=True, slots=True)
class Entry:
    """A text as the index takes it in."""

    normal: str
    level: int


def batches(entries: Sequence[Entry]) -> Iterator[list[int]]:
    """Put entries into standing order, by number, in batches that are indexed at once."""
    order = sorted(range(len(entries)), key=lambda number: entries[number].level)
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


def contents_of(entries: Sequence[Entry], keys: Sequence[int], speeches: Sequence[int]) -> Contents:
    """Put together what a segment says of the texts in it, all in one order."""
    return Contents(
        np.array(keys, np.uint32),
        np.array(speeches, np.uint32),
        np.array([len(entry.normal) for entry in entries], np.uint32),
        np.array([entry.level for entry in entries], np.uint8),
    )


async def write_segment(database: Database, entries: Sequence[Entry]) -> int:
    """Index entries, which are in standing order, in a segment that is still to be published."""
    rows = await asyncio.to_thread(build, [entry.normal for entry in entries])
    return await write_aside(database, rows)


async def write_aside(database: Database, rows: Sequence[Row], number: int | None = None) -> int:
    """Write rows in short transactions, into a new segment unless one is named."""
    for portion in in_portions(rows):
        number = await database.change(partial(_write, rows=portion, number=number))
    return await database.change(reserve) if number is None else number


def index_at_once(raw: sqlite3.Connection, entries: Sequence[Entry], contents: Contents) -> None:
    """Index entries, which are in standing order, and publish them in the transaction of `raw`."""
    number = reserve(raw)
    write_rows(raw, number, build([entry.normal for entry in entries]))
    publish(raw, number, contents)


async def tidy(database: Database) -> None:
    """Merge segments where there are many of one size, and sweep away what is of no use.

    Each step is a short transaction. Only for who holds the turn.
    """
    while chosen := choose(await database.ask(lambda raw: load(raw, {}))):
        number, contents = await merge_aside(database, chosen)
        retired = [segment.number for segment in chosen]
        await database.change(partial(replace, retired=retired, number=number, contents=contents))
    while await database.change(sweep):
        pass


async def merge_aside(
    database: Database,
    segments: Sequence[Segment],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[int, Contents]:
    """Write the merge of some segments into a new one that is still to be published.

    `progress` gets the steps done and in all.
    """
    merge = await asyncio.to_thread(Merge, segments)
    number = await database.change(reserve)
    spans = await database.ask(merge.spans)
    for done, span in enumerate(spans, start=1):
        rows = await database.ask(partial(merge.rows, span=span))
        await write_aside(database, rows, number)
        progress(done, len(spans))
    return number, merge.contents


def replace(
    raw: sqlite3.Connection, retired: Sequence[int], number: int, contents: Contents
) -> None:
    """Put one segment in the place of others."""
    publish(raw, number, contents)
    retire(raw, retired)


def _write(raw: sqlite3.Connection, rows: Sequence[Row], number: int | None) -> int:
    number = reserve(raw) if number is None else number
    write_rows(raw, number, rows)
    return number
