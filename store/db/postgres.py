"""PostgreSQL as an engine, by psycopg: what the rooms know, over one of its connections."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
import time
import weakref
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import errors

from store.db import dialect, pglease
from store.db.migrations import columns, take_steps
from store.db.pgconnection import READING, PostgresConnection
from store.db.pgsession import CONNECT_SECONDS, connected
from store.db.whole import WholeSchema
from store.errors import (
    NoServerError,
    NotLeadingError,
    OtherHistoryError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreInUseError,
    StoreUnavailableError,
    StoreUnwritableError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from store.db.port import Leased, RawConnection

SCHEMA = "zhaiju"
"""Where our tables stand in a database that others may use, too."""
_QUEUE_SECONDS = 1
"""For how long one waits for who writes before looking whether that one is a former leader."""
_WIPE_SECONDS = 2
_LEAVING_SECONDS = 3
"""For how long the server may not yet know that a connection was closed."""
_LOOK_SECONDS = 0.1
_SUSPENDED_SECONDS = 12
"""For how long whoever writes may do nothing; less than a lease is worth."""
_WRITE, _TURN, _USE = 1, 2, 3
"""Locks: of the one who writes, of the one who changes the documents, of all who have it open."""


class PostgresEngine:
    """A schema of a PostgreSQL database; each method is called in the thread of its connection."""

    errors: type[Exception] = psycopg.Error

    def __init__(
        self, path: Path, url: str, name: str, schema: str = SCHEMA, lease: int | None = None
    ) -> None:
        self.path = path
        self.file: Path | None = None
        self.name: object = name
        self.schema = schema
        self.leased: Leased | None = self
        self._url = url
        self.number = lease
        self._drivers: weakref.WeakSet[psycopg.Connection[Any]] = weakref.WeakSet()
        self._driving = threading.Lock()
        self._abandoned = threading.Event()
        # Its own for each store: locks belong to the database, schemas are in it.
        self._lock = zlib.crc32(f"zhaiju/{schema}".encode()) - (1 << 31)

    def translated(self, error: Exception) -> Exception:
        """Give the StoreError that a driver's error stands for, or the error where it is ours."""
        match error:
            case errors.DiskFull():
                return StoreFullError()
            case (
                errors.LockNotAvailable()
                | errors.SerializationFailure()
                | errors.DeadlockDetected()
            ):
                return StoreBusyError()
            case errors.DataCorrupted() | errors.IndexCorrupted():
                return StoreDamagedError()
            case (
                errors.ReadOnlySqlTransaction() | errors.IoError() | errors.InsufficientPrivilege()
            ):
                return StoreUnwritableError(self.name)
            case errors.QueryCanceled():
                return error
            case psycopg.OperationalError() | psycopg.InterfaceError():
                return NoServerError(self.name)
            case _:
                return error

    def may_pass(self, error: Exception) -> bool:
        """Whether a statement that failed may succeed later, for it isn't wrong in itself."""
        cancelled = isinstance(error, errors.QueryCanceled)
        return cancelled or isinstance(self.translated(error), StoreError)

    def connect(self, stopped: Callable[[], bool], *, writes: bool) -> PostgresConnection:
        """Connect; what begins ends with an error once it is `stopped`."""
        del writes  # A transaction says for itself whether it writes.
        return PostgresConnection(self._driver, stopped)

    def interrupt(self, raw: RawConnection) -> None:
        """Have what runs on a connection end with an error."""
        if isinstance(raw, PostgresConnection):
            with contextlib.suppress(psycopg.Error):
                raw.driver.cancel_safe(timeout=CONNECT_SECONDS)

    def migrate(self, raw: RawConnection) -> None:
        """Bring the schema up to date."""
        assert isinstance(raw, PostgresConnection)  # noqa: S101 - for the type
        while not self._migrated(raw):
            pass

    def _migrated(self, raw: PostgresConnection) -> bool:
        """Do so; False where another one writes."""
        try:
            if not self._queued(raw):
                return False
            # A step may work for long between two statements.
            raw.run("SET LOCAL idle_in_transaction_session_timeout = 0")
            raw.run(f"CREATE SCHEMA IF NOT EXISTS {self.schema}")
            for function in dialect.OWN:
                raw.run(function)
            take_steps(raw, self.name)
            self._refuse_others(raw)
            raw.execute("COMMIT")
        except BaseException:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            raise
        return True

    def _refuse_others(self, raw: RawConnection) -> None:
        """Raise OtherHistoryError where a table or a column is missing."""
        found = raw.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema()"
        )
        if not columns() <= {tuple(row) for row in found}:
            raise OtherHistoryError(self.name)

    def begin_reading(self, raw: RawConnection) -> None:
        """Begin a transaction that sees one state of the store."""
        _begin(raw, READING)

    def begin_writing(self, raw: RawConnection, *, durable: bool) -> None:
        """Begin a transaction that may write; StoreBusyError at once where another one does."""
        # One writes at a time, as with SQLite: whoever reads and then writes sees no other's half.
        self._begin_writing(raw, durable=durable)
        lock = f"SELECT pg_try_advisory_xact_lock({self._lock}, {_WRITE}) AS free"
        if not raw.execute(lock).fetchone()["free"]:
            raw.execute("ROLLBACK")
            raise StoreBusyError
        # Asked behind the lock, which whoever takes the lease holds, too.
        if not self.leads(raw):
            raw.execute("ROLLBACK")
            raise NotLeadingError

    def _begin_writing(self, raw: RawConnection, *, durable: bool) -> None:
        # One that is suspended in the middle is ended by the server, or it would bar all others.
        _begin(
            raw,
            f"BEGIN; SET LOCAL application_name = '{pglease.called(self.number)}';"
            f" SET LOCAL idle_in_transaction_session_timeout = {_SUSPENDED_SECONDS * 1000};"
            f" SET LOCAL synchronous_commit = {'on' if durable else 'off'}",
        )

    def _queued(self, raw: PostgresConnection) -> bool:
        """Begin a transaction that may write; False where another one goes on writing.

        There is a queue for it: who writes one thing after another leaves only short pauses.
        """
        self._begin_writing(raw, durable=True)
        try:
            raw.run(
                f"SET LOCAL lock_timeout = {_QUEUE_SECONDS * 1000};"
                f" SELECT pg_advisory_xact_lock({self._lock}, {_WRITE});"
                " SET LOCAL lock_timeout TO DEFAULT"
            )
        except errors.LockNotAvailable:
            raw.execute("ROLLBACK")
            pglease.end_former(raw, self._lock, _WRITE)
            return False
        return True

    def leads(self, raw: RawConnection) -> bool:
        """Whether the store obeys this process: nobody has taken the lease since it did."""
        if self.number is None:
            return True
        asked = "SELECT 1 FROM lease WHERE number = ?"
        return raw.execute(asked, (self.number,)).fetchone() is not None

    def take_lease(self, holder: str, seconds: float) -> bool:
        """Take it where it has run out; False where another one holds it.

        Whoever changes anything under it then is ended: it may be suspended, or its host gone.
        """
        self.number = None
        with self._raw() as raw:
            if pglease.lasts(raw):
                return False
            if not self._queued(raw):
                raise StoreBusyError
            number = pglease.take(raw, holder, seconds)
            raw.execute("COMMIT")
            self.number = number
            pglease.end_former(raw, self._lock, _TURN)
        return number is not None

    def renew_lease(self, seconds: float) -> bool:
        """Make it last so long from now; False where another one has taken it."""
        with self._raw() as raw:
            return pglease.renew(raw, self.number, seconds)

    def leave_lease(self) -> None:
        """Have it run out now."""
        self.renew_lease(-1.0)

    def abandon(self) -> None:
        """End all connections, also those that wait for an answer, and make no more."""
        with self._driving:
            self._abandoned.set()
            drivers = list(self._drivers)
        for driver in drivers:
            # Whoever waits in another thread learns of it, as by no other way.
            with (
                contextlib.suppress(OSError, psycopg.Error),
                socket.socket(fileno=os.dup(driver.fileno())) as end,
            ):
                end.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def _raw(self) -> Iterator[PostgresConnection]:
        """A connection of its own for a moment; raises the store's own errors."""
        try:
            raw = PostgresConnection(self._driver, lambda: False)
            try:
                yield raw
            finally:
                raw.close()
        except psycopg.Error as error:
            raise self.translated(error) from error

    def wipe(self, tables: tuple[str, ...]) -> bool:
        """Leave nothing deleted in these tables; False where others are in the way.

        A table that is written anew holds no old rows.
        """
        try:
            with self._driver() as driver:
                driver.execute(f"SET lock_timeout = {_WIPE_SECONDS * 1000}".encode())
                for table in tables:
                    driver.execute(f"VACUUM (FULL) {table}".encode())
        except errors.LockNotAvailable:
            return False
        except psycopg.Error as error:
            raise self.translated(error) from error
        return True

    def empty_log(self) -> bool:
        """Nothing: the server's log is its own, and holds what it holds until it is recycled."""
        return True

    def size(self) -> int:
        """Bytes of all tables with their indexes."""
        with self._raw() as raw:
            row = raw.execute(
                "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class"
                " WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
            ).fetchone()
        return int(row[0])

    def whole(self, raw: RawConnection) -> WholeSchema:
        """All that it holds, over one of its connections."""
        return WholeSchema(raw)

    def replaced(self) -> bool:
        """Say no: it is no file."""
        return False

    def leave(self, raw: RawConnection) -> None:
        """Nothing: it is no file."""

    def sync(self) -> None:
        """Have all that was committed on the disk."""
        try:
            # The record of a transaction that waits for the disk stands behind all before it.
            with self._driver() as driver, driver.transaction():
                driver.execute("SELECT pg_current_xact_id()")
        except psycopg.Error as error:
            raise self.translated(error) from error

    @contextlib.asynccontextmanager
    async def turn(self, patience: float) -> AsyncIterator[None]:
        """Hold the right to change the documents; it ends with its connection at the latest."""
        driver = None
        try:
            driver = await asyncio.to_thread(self._driver)
            wait = (
                f"SET lock_timeout = {int(patience * 1000)};"
                f" SET application_name = '{pglease.called(self.number)}'"
            )
            await asyncio.to_thread(driver.execute, wait.encode())
            await asyncio.to_thread(
                driver.execute, f"SELECT pg_advisory_lock({self._lock}, {_TURN})".encode()
            )
        except psycopg.Error as error:
            raise self.translated(error) from error
        else:
            yield
        finally:
            if driver is not None:
                driver.close()

    @contextlib.contextmanager
    def alone(self, then: str) -> Iterator[RawConnection]:
        """Give a connection while all others are kept away; StoreInUseError where one is there.

        So it is where a lease lasts whose holder is cut off; once it has run out, its number is
        worth nothing any more. `then` is what is to be done with the store, in Chinese, for that
        error.
        """
        raw = PostgresConnection(partial(self._driver, used=False), lambda: False)
        try:
            lock = f"SELECT pg_try_advisory_lock({self._lock}, {_USE})"
            deadline = time.monotonic() + _LEAVING_SECONDS
            while not raw.execute(lock).fetchone()[0]:
                if time.monotonic() > deadline:
                    raise StoreInUseError(self.name, None, then)
                time.sleep(_LOOK_SECONDS)
            self.migrate(raw)
            if pglease.lasts(raw):
                raise StoreInUseError(self.name, None, then)
            raw.execute("UPDATE lease SET number = number + 1")
            yield raw
            # Now, not when the server gets to know that the connection is closed.
            raw.execute(f"SELECT pg_advisory_unlock({self._lock}, {_USE})")
        except psycopg.Error as error:
            raise self.translated(error) from error
        finally:
            raw.close()

    def _driver(self, *, used: bool = True) -> psycopg.Connection[Any]:
        if self._abandoned.is_set():
            raise StoreUnavailableError(self.name)
        driver = connected(self._url, self.name)
        with self._driving:
            self._drivers.add(driver)
        if self._abandoned.is_set():
            driver.close()
            raise StoreUnavailableError(self.name)
        driver.execute(f"SET search_path = {self.schema}".encode())
        lock = f"SELECT pg_try_advisory_lock_shared({self._lock}, {_USE}) AS free".encode()
        if used and not all(row["free"] for row in driver.execute(lock)):
            driver.close()
            raise StoreBusyError
        return driver


def _begin(raw: RawConnection, command: str) -> None:
    assert isinstance(raw, PostgresConnection)  # noqa: S101 - for the type
    raw.begin(command)
