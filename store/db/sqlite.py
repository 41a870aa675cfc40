"""SQLite as an engine: how a store's file is opened, and how transactions begin on it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from typing import TYPE_CHECKING

from store.db.errors import translated
from store.db.lock import alone, file_turn
from store.db.migrations import migrate, refuse_foreign
from store.db.plain import opened
from store.db.port import Kept
from store.db.whole import WholeFile
from store.db.wiping import empty_log, wipe
from store.errors import StoreBusyError, StoreError, StoreReplacedError, StoreUnwritableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from store.db.port import Leased, RawConnection, StoreConnection

BUSY_SECONDS = 10
"""How long a statement waits for another process's write transaction."""

_RETRY_SECONDS = 0.02
_STEPS_BETWEEN_LOOKS = 10_000


class _Connection(sqlite3.Connection, Kept):
    pass


class SqliteEngine:
    """One file; each method is called in the thread of its connection."""

    errors: type[Exception] = sqlite3.Error

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: Path | None = path
        self.name: object = path
        self.leased: Leased | None = None
        self._opened: tuple[int, int] | None = None

    def translated(self, error: Exception) -> Exception:
        """Give the StoreError that a driver's error stands for, or the error where it is ours."""
        return translated(error, self.path) if isinstance(error, sqlite3.Error) else error

    def may_pass(self, error: Exception) -> bool:
        """Whether a statement that failed may succeed later, for it isn't wrong in itself."""
        interrupted = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT
        return interrupted or isinstance(self.translated(error), StoreError)

    def connect(self, stopped: Callable[[], bool], *, writes: bool) -> StoreConnection:
        """Connect and set the pragmas; what runs ends with an error once it is `stopped`."""
        raw = _connect(self.path, writes=writes)
        if writes:
            self._opened = _identity(self.path)
        raw.set_progress_handler(stopped, _STEPS_BETWEEN_LOOKS)
        return raw

    def interrupt(self, raw: RawConnection) -> None:
        """Nothing: what runs looks for itself whether it is stopped."""

    def turn(self, patience: float) -> AbstractAsyncContextManager[None]:
        """Hold the right to change the documents; StoreBusyError after `patience` seconds."""
        return file_turn(self.path, patience)

    def migrate(self, raw: RawConnection) -> None:
        """Bring the schema up to date."""
        migrate(raw, self.path)

    def begin_reading(self, raw: RawConnection) -> None:
        """Begin a transaction that sees one state of the store."""
        raw.execute("BEGIN")

    def begin_writing(self, raw: RawConnection, *, durable: bool) -> None:
        """Begin a transaction that may write; StoreBusyError at once where another one does.

        Raises StoreReplacedError where what is written would be lost.
        """
        if self.replaced():
            raise StoreReplacedError(self.path)
        raw.execute("PRAGMA busy_timeout = 0")
        raw.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        try:
            raw.execute("BEGIN IMMEDIATE")
        finally:
            raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    def replaced(self) -> bool:
        """Whether another file bears the store's name than the one that was opened, or none."""
        return self._opened is not None and _identity(self.path) != self._opened

    def leave(self, raw: RawConnection) -> None:
        """Take our log away, which would be taken for that of the file that took the store's place.

        A store whose name nobody has taken gets it back.
        """
        if not self.replaced():
            return
        if _identity(self.path) is None:
            raw.execute("VACUUM INTO ?", (str(self.path),))
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    @contextlib.contextmanager
    def alone(self, then: str) -> Iterator[RawConnection]:
        """Give a connection, without foreign keys, while all others are kept away.

        `then` is what is to be done with the store, in Chinese, for StoreInUseError.
        """
        with alone(self.path, then), opened(self.path) as raw:
            migrate(raw, self.path)
            yield raw

    def wipe(self, tables: tuple[str, ...]) -> bool:
        """Leave nothing deleted in these tables."""
        wipe(self.path, tables)
        return True

    def empty_log(self) -> bool:
        """Leave nothing in the log beside the file; False where others read it."""
        return empty_log(self.path)

    def size(self) -> int:
        """Bytes of the file and of the log beside it."""
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def whole(self, raw: RawConnection) -> WholeFile:
        """All that it holds, over one of its connections."""
        return WholeFile(raw)

    def sync(self) -> None:
        """Have all that was committed on the disk; StoreUnwritableError where that fails."""
        # What a checkpoint has taken out of the journal is on the disk already.
        journal = self.path.with_name(f"{self.path.name}-wal")
        try:
            with contextlib.suppress(FileNotFoundError), journal.open("rb") as opened:
                os.fsync(opened.fileno())
        except OSError as error:
            raise StoreUnwritableError(self.path) from error


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from all others, whatever it is called; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _connect(path: Path, *, writes: bool) -> _Connection:
    raw = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, factory=_Connection)
    try:
        raw.row_factory = sqlite3.Row
        if writes:
            refuse_foreign(raw, path)
            _use_wal(raw)
        raw.execute("PRAGMA synchronous = FULL")
        # What is deleted is overwritten, or it would stay in the file until its room is taken.
        raw.execute("PRAGMA secure_delete = ON")
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    except BaseException:
        raw.close()
        raise
    return raw


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
