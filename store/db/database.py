"""An open store: a writer and a few readers, each connection with a thread of its own.

A transaction is a context manager that one task holds from begin to end:

    async with database.write() as connection:
        await connection.execute("UPDATE … SET … WHERE …", (…,))
        rows = await connection.fetch_all("SELECT …")

    page = await database.ask(lambda connection: compute(connection, …))
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

import aiosqlite

from store.db.engines import engine_of
from store.db.lock import shared
from store.db.sqlite import BUSY_SECONDS
from store.errors import (
    NotAStoreError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreUnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable
    from pathlib import Path

    from store.db.engines import Place
    from store.db.port import Engine, Parameters, RawConnection, Row, StoreConnection

T = TypeVar("T")

STUCK_SECONDS = 1
"""How long it waits where the one before it waited in vain."""

_LOOK_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Done:
    """What a statement did: how many rows it changed."""

    rows: int


class Connection:
    """One connection of an engine's, in a thread of its own, so that no statement blocks.

    Rows are read by the names of their columns. Every method raises a StoreError where the engine
    reports the state of the store or of the disk, and the driver's own error where the statement
    is wrong. (aiosqlite's thread doesn't mind whose connection it is.)
    """

    def __init__(self, engine: Engine, shared_by_all: object, *, writes: bool) -> None:
        self._engine = engine
        self._shared = shared_by_all
        self._writes = writes
        self._thread: aiosqlite.Connection | None = None
        self._stopped = False
        self._stopping: asyncio.Future[None] | None = None

    async def open(self) -> None:
        """Connect."""

        def connect() -> StoreConnection:
            # An interrupt would miss the statement that the thread has not yet come to.
            raw = self._engine.connect(lambda: self._stopped, writes=self._writes)
            raw.shared, raw.writes = self._shared, self._writes
            return raw

        # What it says of the type is its only tie to SQLite.
        thread = aiosqlite.Connection(cast("Callable[[], Any]", connect), iter_chunk_size=64)
        try:
            await thread
            self._thread = thread
        except self._engine.errors as error:
            raise self._engine.translated(error) from error
        finally:
            if self._thread is None:
                # Its thread still has something to tell the loop, which may close before that.
                await asyncio.to_thread(thread._thread.join)  # noqa: SLF001

    async def close(self) -> None:
        """Close the connection and end its thread."""
        thread, self._thread = self._thread, None
        if thread is not None:
            await thread.close()

    async def run(self, work: Callable[[RawConnection], T]) -> T:
        """Call `work(raw connection)` in this connection's thread: many statements in one go.

        aiosqlite's own methods send one statement at a time; a search asks a dozen, and each
        way to the thread and back costs as much as the statement. None of its public ones takes a
        function, so two private names are used here, and a third where opening failed.
        """
        thread = self._thread
        if thread is None:
            raise StoreUnavailableError(self._engine.name)
        try:
            result: T = await thread._execute(work, thread._conn)  # noqa: SLF001
        except self._engine.errors as error:
            raise self._engine.translated(error) from error
        return result

    async def execute(self, sql: str, parameters: Parameters = ()) -> Done:
        """Run one statement that returns no rows."""

        def work(raw: RawConnection) -> Done:
            return Done(raw.execute(sql, parameters).rowcount)

        return await self.run(work)

    async def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for each of `rows`, in order."""
        await self.run(lambda raw: raw.executemany(sql, rows))

    async def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Give all rows of a query or of a statement with RETURNING."""
        return await self.run(lambda raw: raw.execute(sql, parameters).fetchall())

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Give the first row of a query or of a statement with RETURNING, or None."""

        def work(raw: RawConnection) -> Row | None:
            rows = raw.execute(sql, parameters).fetchall()
            return rows[0] if rows else None

        return await self.run(work)

    def stop(self) -> None:
        """Make what is running or about to run here end soon with an error, until `end`."""
        self._stopped = True
        if self._thread is not None:
            loop, raw = asyncio.get_running_loop(), self._thread._conn  # noqa: SLF001
            self._stopping = loop.run_in_executor(None, self._engine.interrupt, raw)

    async def end(self, command: str) -> None:
        """COMMIT or ROLLBACK, where a transaction is open; also when the caller is cancelled."""

        def work(raw: RawConnection) -> None:
            self._stopped = False
            if raw.in_transaction:
                raw.execute(command)

        async def end_it() -> None:
            # Or what is to be stopped might be the next one's question.
            if self._stopping is not None:
                await self._stopping
                self._stopping = None
            await self.run(work)

        await asyncio.shield(asyncio.ensure_future(end_it()))


class Database:
    """An open store file; made by `Database.open`."""

    def __init__(self, engine: Engine, writer: Connection, readers: tuple[Connection, ...]) -> None:
        self.engine = engine
        self.path = engine.path
        self._writer = writer
        self._readers = readers
        self._idle: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._idle.put_nowait(reader)
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None
        self._freed = 0.0
        self._stuck = False
        self._damaged = False
        self.on_error: Callable[[StoreError], None] = lambda _: None
        """Called with each failure of a question or a change."""

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, place: Path | Place, *, readers: int = 3, shared_by_all: object = None
    ) -> AsyncIterator[Database]:
        """Open a store, made with its folder where missing, bring its schema up to date, close it.

        Each connection's `shared` is `shared_by_all`. Raises StoreUnavailableError and its kin.
        """
        engine = engine_of(place)
        _make_folder(engine.path)
        writer = Connection(engine, shared_by_all, writes=True)
        pool = tuple(Connection(engine, shared_by_all, writes=False) for _ in range(readers))
        async with shared(engine.path, BUSY_SECONDS):
            try:
                await writer.open()
                await writer.run(engine.migrate)
                for reader in pool:
                    await reader.open()
                yield cls(engine, writer, pool)
            finally:
                with contextlib.suppress(StoreError, OSError):
                    await writer.run(engine.leave)
                for connection in (*pool, writer):
                    await connection.close()

    def stop_writing(self) -> None:
        """Have every change refused from now on, for the file is damaged; reading goes on."""
        self._damaged = True

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """Hold a reader in a transaction: all its queries see one state of the store."""
        reader = await self._idle.get()
        try:
            await reader.run(self.engine.begin_reading)
            yield reader
        except asyncio.CancelledError:
            reader.stop()
            raise
        except StoreError as error:
            self._note(error)
            raise
        finally:
            try:
                await reader.end("ROLLBACK")
            finally:
                self._idle.put_nowait(reader)

    async def ask(self, question: Callable[[RawConnection], T]) -> T:
        """Call `question(raw connection)` in a reader's thread, within one read transaction."""

        # Begun and ended in the thread, for each way there and back costs as much as a statement.
        def work(raw: RawConnection) -> T:
            self.engine.begin_reading(raw)
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
        except StoreError as error:
            self._note(error)
            raise
        finally:
            self._idle.put_nowait(reader)

    async def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Give all rows of a query."""
        return await self.ask(lambda raw: raw.execute(sql, parameters).fetchall())

    async def fetch_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Give the first row of a query, or None."""
        rows = await self.fetch_all(sql, parameters)
        return rows[0] if rows else None

    async def execute(self, sql: str, parameters: Parameters = ()) -> Done:
        """Run one statement in a write transaction of its own."""
        async with self.write() as writer:
            return await writer.execute(sql, parameters)

    def _note(self, error: StoreError) -> None:
        if isinstance(error, NotAStoreError):
            # It was one when it was opened.
            error = StoreDamagedError()
        if isinstance(error, StoreDamagedError):
            self.stop_writing()
        self.on_error(error)

    @contextlib.asynccontextmanager
    async def write(self, *, durable: bool = True) -> AsyncIterator[Connection]:
        """Hold the writer in a transaction that commits at the end, or rolls back on any exception.

        One that isn't `durable` outlives the process, and the power only after `sync`.

        BEGIN IMMEDIATE, because a transaction that reads first and writes after another's commit
        fails at once whatever the time-out. Keep it short, and prepare outside of it. Raises
        StoreDamagedError once the file has been found to be damaged.
        """
        task = asyncio.current_task()
        if self._holder is not None and self._holder is task:
            raise RuntimeError("this task already holds the write transaction")
        if self._damaged:
            raise StoreDamagedError
        asked = time.monotonic()
        async with self._lock:
            self._holder = task
            try:
                await self._begin(asked, durable=durable)
                yield self._writer
                await self._writer.end("COMMIT")
            except BaseException as error:
                if isinstance(error, asyncio.CancelledError):
                    self._writer.stop()
                await self._writer.end("ROLLBACK")
                if isinstance(error, StoreError):
                    self._note(error)
                raise
            finally:
                self._holder = None
                if not self._stuck:
                    self._freed = time.monotonic()

    async def _begin(self, asked: float, *, durable: bool) -> None:
        """Wait for other processes by looking often.

        SQLite's own wait looks ten times a second at most, and misses the short pauses that a
        process leaves between its transactions. All who waited for the same other process wait
        for it together, not one after another, and who comes while it is stuck waits a moment.
        """
        deadline = max(asked, self._freed) + (STUCK_SECONDS if self._stuck else BUSY_SECONDS)
        while True:
            try:
                await self._writer.run(partial(self.engine.begin_writing, durable=durable))
            except StoreBusyError:
                if time.monotonic() > deadline:
                    self._stuck = True
                    raise
                await asyncio.sleep(_LOOK_SECONDS)
            else:
                self._stuck = False
                return

    async def change(self, work: Callable[[RawConnection], T], *, durable: bool = True) -> T:
        """Call `work(raw connection)` in the writer's thread, within one write transaction."""
        async with self.write(durable=durable) as writer:
            return await writer.run(work)

    async def sync(self) -> None:
        """Wait until all that was committed is on the disk.

        Raises StoreUnwritableError where the disk fails.
        """
        await asyncio.to_thread(self.engine.sync)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailableError(path) from error
