"""A whole store into an empty one: every row of every table, then compared row by row.

What is copied is written aside under another name and appears in its place when it is whole, so
that a copy that was killed is never taken for a store.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.db.errors import refused
from store.db.lock import alone, belongs_to
from store.db.migrations import migrate
from store.db.plain import opened
from store.documents.documents import Documents
from store.documents.uploads import drafts_of
from store.errors import CopyRefusedError, StoreDamagedError, StoreError, StoreUnavailableError
from store.index.snapshot import open_indexed
from store.maintenance.maintenance import Maintenance, flush
from store.maintenance.moving import count
from store.people.erasure_log import bring_erasures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.db.database import Database
    from store.db.engines import Place
    from store.db.port import Cursor, RawConnection, Row
    from store.maintenance.moving import Progress

TOGETHER = 5_000
"""Rows that one transaction writes."""
_WHAT_COUNTS = (
    "document", "bookmark", "subscription", "delivery", "reading", "bar", "swap", "correction",
    "batch", "allowed_group", "watch",
)  # fmt: skip
"""Tables of which a store that is written over may hold nothing. The others hold what passes."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a copy holds; `tables` were compared, `left_out` are documents that weren't wanted."""

    tables: int
    passages: int
    bookmarks: int
    deliveries: int
    left_out: int


class StoreCopy:
    """A copy of the store at `origin` to `target`; neither may be in use by a bot."""

    def __init__(self, origin: Path, target: Path) -> None:
        self._origin = origin.absolute()
        self._target = target.absolute()
        self._aside = self._target.with_name(f"{target.name}.copying")

    async def interrupted(self) -> float | None:
        """How much a copy had done that was interrupted, from 0 to 1; None without one."""
        return await asyncio.to_thread(self._done_before)

    async def make(self, unwanted: frozenset[str], progress: Progress) -> Transfer:
        """Copy everything but the documents whose content has one of the hashes `unwanted`.

        `progress(done, total)` counts rows. Raises CopyRefusedError where the target holds
        anything that counts, and a StoreError where either can't be used; then nothing has changed.
        """
        if not self._origin.exists():
            raise StoreUnavailableError(self._origin)
        if self._target.exists() and self._target.samefile(self._origin):
            raise CopyRefusedError(f"{self._target} 就是要搬的那个库；换一个空的库。")
        if belongs_to(self._origin, self._target):
            raise CopyRefusedError(f"{self._target} 是那个库自己要用的名字，没有动；换一个名字。")
        self._target.parent.mkdir(parents=True, exist_ok=True)
        # Held to the end: a bot that started meanwhile would write what isn't brought over.
        with alone(self._origin, "搬"), alone(self._target, "搬"):
            await asyncio.to_thread(self._require_empty)
            await asyncio.to_thread(_clear, self._aside)
            async with open_indexed(self._aside, readers=1):
                pass
            work = _Rows(self._origin, self._aside, progress)
            tables = await asyncio.to_thread(work.copy)
            return await self._finish(tables, unwanted)

    async def _finish(self, tables: int, unwanted: frozenset[str]) -> Transfer:
        left_out = await leave_out(self._aside, unwanted)
        async with open_indexed(self._aside, readers=1) as aside:
            made = await told_of(aside, tables, left_out)
        await asyncio.to_thread(bring_drafts, drafts_of(self._origin), drafts_of(self._target))
        await asyncio.to_thread(bring_erasures, self._origin, self._target)
        await asyncio.to_thread(put_in_place, self._aside, self._target)
        return made

    def _require_empty(self) -> None:
        if not self._target.exists() or not self._target.stat().st_size:
            return
        with opened(self._target) as target:
            migrate(target, self._target)
            require_empty(target, self._target)

    def _done_before(self) -> float | None:
        """How much an interrupted copy had done."""
        if not self._aside.exists():
            return None
        try:
            with opened(self._origin) as origin, opened(self._aside) as aside:
                total = sum(count(origin, table) for table in _tables(origin))
                return min(sum(count(aside, table) for table in _tables(aside)) / total, 0.99)
        except (StoreError, sqlite3.Error):
            # Whatever is left of it, nobody needs it.
            return 0.0


class _Rows:
    """The rows of one store, written to another that has the same tables, and compared."""

    def __init__(self, origin: Path, aside: Path, progress: Progress) -> None:
        self._origin = origin
        self._aside = aside
        self._progress = progress
        self._done = self._total = 0

    def copy(self) -> int:
        """Copy and compare; the number of tables."""
        # Without foreign keys, for a table may come before what it refers to.
        with opened(self._origin) as origin, opened(self._aside) as aside:
            migrate(origin, self._origin)
            # One state of the store, whoever writes meanwhile.
            origin.execute("BEGIN")
            tables = _tables(origin)
            self._total = 2 * sum(count(origin, table) for table in tables)
            for table in tables:
                self._write(origin, aside, table)
            for table in tables:
                self._compare(origin, aside, table)
            aside.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return len(tables)

    def _write(self, origin: RawConnection, aside: RawConnection, table: str) -> None:
        columns = _columns(origin, table)
        aside.execute(f"DELETE FROM {table}")
        marks = ", ".join("?" * len(columns))
        for rows in self._batches(origin.execute(f"SELECT {', '.join(columns)} FROM {table}")):
            aside.execute("BEGIN")
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
            aside.executemany(statement, map(tuple, rows))
            aside.execute("COMMIT")

    def _compare(self, origin: RawConnection, aside: RawConnection, table: str) -> None:
        query = f"SELECT {', '.join(_columns(origin, table))} FROM {table}"
        copied = aside.execute(query)
        for rows in self._batches(origin.execute(query)):
            if copied.fetchmany(len(rows)) != rows:
                raise StoreDamagedError
        if copied.fetchone() is not None:
            raise StoreDamagedError

    def _batches(self, cursor: Cursor) -> Iterator[list[Row]]:
        while rows := cursor.fetchmany(TOGETHER):
            yield rows
            self._done += len(rows)
            self._progress(self._done, self._total)


def _tables(raw: RawConnection) -> list[str]:
    """All tables that hold rows of their own, those inside a virtual table included."""
    listed = raw.execute("PRAGMA table_list").fetchall()
    names = sorted(row[1] for row in listed if row[0] == "main" and row[2] in ("table", "shadow"))
    # The numbers given out so far come last, for inserting rows changes them.
    last = "sqlite_sequence"
    return [*(name for name in names if not name.startswith("sqlite_")), last]


def _columns(raw: RawConnection, table: str) -> list[str]:
    names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    (without,) = raw.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (table,)).fetchone()
    # The hidden number of a row is part of it: some tables are read in its order.
    return names if without else ["rowid", *names]


async def told_of(written: Database, tables: int, left_out: int) -> Transfer:
    """Say what a copy holds; `tables` were compared."""
    passages = (await Documents(written).size()).passages
    bookmarks, deliveries = await written.ask(
        lambda raw: (count(raw, "bookmark"), count(raw, "delivery"))
    )
    return Transfer(tables, passages, bookmarks, deliveries, left_out)


def bring_drafts(old: Path, new: Path) -> None:
    """Bring the packed documents that wait for a decision, which lie beside a store."""
    if old != new and old.is_dir():
        try:
            shutil.copytree(old, new, dirs_exist_ok=True)
        except OSError as error:
            raise refused(error, new) from error


def put_in_place(aside: Path, target: Path) -> None:
    """Have what was written aside be the store `target`; StoreUnavailableError where it can't."""
    try:
        flush(aside)
        # The log of the store that stood there would be taken for this one's.
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        aside.replace(target)
        _clear(aside)
    except OSError as error:
        raise refused(error, target) from error


def _clear(aside: Path) -> None:
    for ending in ("", "-wal", "-shm", "-turn", "-lock"):
        aside.with_name(aside.name + ending).unlink(missing_ok=True)


def holds_anything(raw: RawConnection) -> bool:
    """Whether a store holds anything that counts."""
    return any(count(raw, table) for table in _WHAT_COUNTS)


def require_empty(raw: RawConnection, target: object) -> None:
    """Raise CopyRefusedError where a store holds anything that counts."""
    if holds_anything(raw):
        speeches = count(raw, "speech")
        what = f"{speeches:,} 篇" if speeches else "收藏或设置"
        raise CopyRefusedError(f"{target} 里已有 {what}，没有动；换一个空的库。")


async def leave_out(place: Path | Place, unwanted: frozenset[str]) -> int:
    """Remove documents as everywhere else, so that the index keeps telling the truth."""
    async with open_indexed(place, readers=1) as written:
        documents = Documents(written)
        stored = await written.fetch_all(
            "SELECT source, content_hash FROM document ORDER BY source"
        )
        gone = [row["source"] for row in stored if row["content_hash"] in unwanted]
        for source in gone:
            await documents.remove(source)
        if gone and await Maintenance(written).check():
            raise StoreDamagedError
    return len(gone)
