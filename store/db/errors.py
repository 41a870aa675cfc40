"""What SQLite reports, as the store's own errors."""

from __future__ import annotations

import errno
import sqlite3

from store.errors import (
    NotAStoreError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
    StoreUnwritableError,
)

_NOT_WRITTEN = frozenset(
    {
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_DIR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)
"""A limit or a quota comes as one of these, only a full disk as SQLITE_FULL."""


def refused(
    error: OSError, path: object, otherwise: type[StoreError] = StoreUnavailableError
) -> StoreError:
    """Give the StoreError for what the system refused beside the database itself."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StoreFullError()
    return otherwise(path)


def translated(error: sqlite3.Error, path: object) -> Exception:
    """Give the StoreError that `error` stands for, or `error` itself where it is our own mistake.

    The codes are SQLite's primary result codes (https://sqlite.org/rescode.html), which the low
    byte of an extended code holds.
    """
    code = getattr(error, "sqlite_errorcode", 0)
    if code in _NOT_WRITTEN:
        return StoreUnwritableError(path)
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusyError()
        case sqlite3.SQLITE_FULL:
            return StoreFullError()
        case sqlite3.SQLITE_CORRUPT:
            return StoreDamagedError()
        # Python's own, without a code; it quotes the text, which must not get into a log.
        case 0 if str(error).startswith("Could not decode to UTF-8"):
            return StoreDamagedError()
        # Of a header that promises another kind of file.
        case sqlite3.SQLITE_ERROR if str(error) == "unsupported file format":
            return StoreDamagedError()
        case sqlite3.SQLITE_NOTADB:
            return NotAStoreError(path)
        case sqlite3.SQLITE_READONLY:
            return StoreUnwritableError(path)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_IOERR:
            return StoreUnavailableError(path)
        case _:
            return error
