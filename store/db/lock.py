"""Who has the store open, and whose turn it is to change the documents: locks on files beside it.

Whoever opens the store holds the one lock together with others; a restore holds it alone, so that
no store is swapped under anybody. The bot also writes its number into the file, so that who is
refused knows what to stop. The other lock is held by one process at a time. The system takes a lock
back from a process that dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import time
from typing import TYPE_CHECKING

from store.errors import StoreBusyError, StoreInUseError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from store.db.database import Database

PATIENCE = 600.0
"""Seconds for which a change of the documents waits for its turn."""
_LOOK_SECONDS = 0.05


def shared(store: Path, patience: float) -> AbstractAsyncContextManager[None]:
    """Hold the store open; StoreBusyError where it is being restored for more than `patience` s."""
    return _held(_use(store), fcntl.LOCK_SH, patience)


def ingest_lock(database: Database) -> AbstractAsyncContextManager[None]:
    """Hold the right to change the documents.

    Raises StoreBusyError where others hold it for longer than `PATIENCE`.
    """
    return database.engine.turn(PATIENCE)


def file_turn(store: Path, patience: float) -> AbstractAsyncContextManager[None]:
    """Hold that right by a lock on a file beside the store."""
    return _held(_turn(store), fcntl.LOCK_EX, patience)


def belongs_to(store: Path, path: Path) -> bool:
    """Whether a path is the store's file or one that we or SQLite keep beside it.

    What is put there by another hand is taken for the store's log, lock or erasures.
    """
    store, path = store.resolve(), path.resolve()
    ours = path.name == store.name or path.name.startswith(f"{store.name}-")
    return ours and path.parent == store.parent


def was_store(path: Path) -> bool:
    """Whether documents have been stored here, whatever the file looks like now."""
    return path.exists() and _turn(path).exists()


@contextlib.contextmanager
def alone(store: Path, then: str = "恢复", name: object = "") -> Iterator[None]:
    """Keep all others from the store; StoreInUseError where somebody has it open.

    `then` is what is to be done with it, in Chinese, for that error, which calls it by its path or
    its `name`.
    """
    handle = _open(_use(store))
    try:
        if not _locked(handle, fcntl.LOCK_EX):
            raise StoreInUseError(name or store, next(iter(_alive(handle)), None), then)
        yield
    finally:
        os.close(handle)


def announce(store: Path) -> None:
    """Write down that this process is a running bot, where we may."""
    handle = _open(_use(store))
    try:
        numbers = dict.fromkeys((*_alive(handle), os.getpid()))
        os.truncate(handle, 0)
        os.pwrite(handle, "".join(f"{number}\n" for number in numbers).encode(), 0)
    except OSError:
        # Another user's file, or a full disk: who is refused is told less.
        return
    finally:
        os.close(handle)


@contextlib.contextmanager
def folder_alone(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a folder's lock; without `wait` BlockingIOError where another process holds it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


@contextlib.asynccontextmanager
async def _held(path: Path, kind: int, patience: float) -> AsyncIterator[None]:
    handle = _open(path)
    try:
        deadline = time.monotonic() + patience
        while not _locked(handle, kind):
            if time.monotonic() > deadline:
                raise StoreBusyError
            await asyncio.sleep(_LOOK_SECONDS)
        yield
    finally:
        os.close(handle)


def _use(store: Path) -> Path:
    store = store.resolve()
    return store.with_name(f"{store.name}-lock")


def _turn(store: Path) -> Path:
    return store.with_name(f"{store.name}-turn")


def _open(path: Path) -> int:
    try:
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except PermissionError:
            # A command that another user ran has made it; reading is enough for a lock.
            return os.open(path, os.O_RDONLY)
    except OSError as error:
        raise StoreUnavailableError(path) from error


def _locked(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _alive(handle: int) -> list[int]:
    """Give the numbers of running bots; none where another program has the store open."""
    written = os.pread(handle, 4096, 0).decode("ascii", "replace").split()
    return [int(number) for number in written if number.isdecimal() and _is_alive(int(number))]


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
