"""One SQLite file: a writer and a few readers, each connection with a thread of its own.

A transaction is a context manager that one task holds from begin to end:

    async with database.write() as connection:
        await connection.execute("UPDATE … SET … WHERE …", (…,))
        rows = await connection.fetch_all("SELECT …")

    page = await database.ask(lambda connection: compute(connection, …))
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import aiosqlite

from store.errors import StoreBusyError, StoreUnavailableError, translated
from store.migrations import migrate, refuse_foreign
from store.view import ViewingConnection, Views

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    Parameters = Sequence[object] | Mapping[str, object]

T = TypeVar("T")

BUSY_SECONDS = 10
"""How long a statement waits for another process's write transaction."""

_RETRY_SECONDS = 0.02
_LOOK_SECONDS = 0.005
_STEPS_BETWEEN_LOOKS = 10_000


@dataclass(frozen=True, slots=True)
class Done:
    """What a statement did: the rows it changed and the key of the last row it inserted."""

    rows: int
    key: int


class Connection:
    """One SQLite connection of aiosqlite's, in a thread of its own, so that no statement blocks.

    Rows are `sqlite3.Row`: read columns by name. Every method raises a StoreError where SQLite
    reports the file's or the disk's state, and sqlite3's own error where the statement is wrong.
    """

    def __init__(self, path: Path, views: Views, *, writes: bool) -> None:
        self._path = path
        self._views = views
        self._writes = writes
        self._sqlite: aiosqlite.Connection | None = None
        self._stopped = False

    async def open(self) -> None:
        """Connect and set the pragmas."""

        def connect() -> sqlite3.Connection:
            raw = _connect(self._path, self._views, writes=self._writes)
            # An interrupt would miss the statement that the thread has not yet come to.
            raw.set_progress_handler(lambda: self._stopped, _STEPS_BETWEEN_LOOKS)
            return raw

        connection = aiosqlite.Connection(connect, iter_chunk_size=64)
        try:
            await connection
            self._sqlite = connection
        except sqlite3.Error as error:
            raise translated(error, self._path) from error
        finally:
            if self._sqlite is None:
                # Its thread still has something to tell the loop, which may close before that.
                await asyncio.to_thread(connection._thread.join)  # noqa: SLF001

    async def close(self) -> None:
        """Close the connection and end its thread."""
        connection, self._sqlite = self._sqlite, None
        if connection is not None:
            await connection.close()

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Call `work(raw connection)` in this connection's thread: many statements in one go.

        aiosqlite's own methods send one statement at a time; a search asks a dozen, and each
        way to the thread and back costs as much as the statement.
        """
        connection = self._sqlite
        if connection is None:
            raise StoreUnavailableError(self._path)
        try:
            result: T = await connection._execute(work, connection._conn)  # noqa: SLF001
        except sqlite3.Error as error:
            raise translated(error, self._path) from error
        return result

    async def execute(self, sql: str, parameters: Parameters = ()) -> Done:
        """Run one statement that returns no rows."""

        def work(raw: sqlite3.Connection) -> Done:
            cursor = raw.execute(sql, parameters)
            return Done(cursor.rowcount, cursor.lastrowid or 0)

        return await self.run(work)

    async def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for each of `rows`, in order."""
        await self.run(lambda raw: raw.executemany(sql, rows))

    async def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Give all rows of a query or of a statement with RETURNING."""
        return await self.run(lambda raw: raw.execute(sql, parameters).fetchall())

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """Give the first row of a query or of a statement with RETURNING, or None."""

        def work(raw: sqlite3.Connection) -> sqlite3.Row | None:
            rows = raw.execute(sql, parameters).fetchall()
            return rows[0] if rows else None

        return await self.run(work)

    def stop(self) -> None:
        """Make what is running or about to run here end soon with an error, until `end`."""
        self._stopped = True

    async def end(self, command: str) -> None:
        """COMMIT or ROLLBACK, where a transaction is open; also when the caller is cancelled."""

        def work(raw: sqlite3.Connection) -> None:
            self._stopped = False
            if raw.in_transaction:
                raw.execute(command)

        await asyncio.shield(asyncio.ensure_future(self.run(work)))


class Database:
    """An open store file; made by `Database.open`."""

    def __init__(self, path: Path, writer: Connection, readers: tuple[Connection, ...]) -> None:
        self.path = path
        self._writer = writer
        self._readers = readers
        self._idle: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._idle.put_nowait(reader)
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, path: Path, *, readers: int = 3) -> AsyncIterator[Database]:
        """Open `path`, made with its folder where missing, bring its schema up to date, close it.

        Raises StoreUnavailableError and its kin where the file is no store or can't be used.
        """
        _make_folder(path)
        views = Views()
        writer = Connection(path, views, writes=True)
        pool = tuple(Connection(path, views, writes=False) for _ in range(readers))
        try:
            await writer.open()
            await writer.run(lambda raw: migrate(raw, path))
            for reader in pool:
                await reader.open()
            yield cls(path, writer, pool)
        finally:
            for connection in (*pool, writer):
                await connection.close()

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """Hold a reader in a transaction: all its queries see one state of the store."""
        reader = await self._idle.get()
        try:
            await reader.execute("BEGIN")
            yield reader
        except asyncio.CancelledError:
            reader.stop()
            raise
        finally:
            try:
                await reader.end("ROLLBACK")
            finally:
                self._idle.put_nowait(reader)

    async def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Call `question(raw connection)` in a reader's thread, within one read transaction."""

        # Begun and ended in the thread, for each way there and back costs as much as a statement.
        def work(raw: sqlite3.Connection) -> T:
            raw.execute("BEGIN")
            try:
                return question(raw)
            finally:
                if raw.in_transaction:
                    raw.execute("ROLLBACK")

        reader = await self._idle.get()
        try:
            return await reader.run(work)
        except asyncio.CancelledError:
            reader.stop()
            await reader.end("ROLLBACK")
            raise
        finally:
            self._idle.put_nowait(reader)

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """Hold the writer in a transaction that commits at the end, or rolls back on any exception.

        BEGIN IMMEDIATE, because a transaction that reads first and writes after another's commit
        fails at once whatever the time-out. Keep it short, and prepare outside of it.
        """
        task = asyncio.current_task()
        if self._holder is not None and self._holder is task:
            raise RuntimeError("this task already holds the write transaction")
        async with self._lock:
            self._holder = task
            try:
                await self._begin()
                yield self._writer
                await self._writer.end("COMMIT")
            except BaseException as error:
                if isinstance(error, asyncio.CancelledError):
                    self._writer.stop()
                await self._writer.end("ROLLBACK")
                raise
            finally:
                self._holder = None

    async def _begin(self) -> None:
        """Wait for other processes by looking often.

        SQLite's own wait looks ten times a second at most, and misses the short pauses that a
        process leaves between its transactions.
        """
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                await self._writer.run(_begin_at_once)
            except StoreBusyError:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(_LOOK_SECONDS)
            else:
                return

    async def change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Call `work(raw connection)` in the writer's thread, within one write transaction."""
        async with self.write() as writer:
            return await writer.run(work)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailableError(path) from error


def _connect(path: Path, views: Views, *, writes: bool) -> sqlite3.Connection:
    raw = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, factory=ViewingConnection
    )
    raw.views, raw.only_looks = views, writes
    try:
        raw.row_factory = sqlite3.Row
        if writes:
            refuse_foreign(raw, path)
            _use_wal(raw)
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    except BaseException:
        raw.close()
        raise
    return raw


def _begin_at_once(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        raw.execute("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _use_wal(raw: sqlite3.Connection) -> None:
    # SQLite doesn't call the busy handler for this change when two processes open a new file.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = isinstance(translated(error, ""), StoreBusyError)
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return
