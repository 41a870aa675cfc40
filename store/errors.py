"""What can go wrong with the store, each with one sentence for people.

StoreError
├── StoreUnavailableError     the file can't be opened or read
│   ├── NotAStoreError        a file, but not a store of ours
│   └── NewerStoreError       written by a newer version of the program
├── StoreBusyError            another process holds the store for too long
├── StoreFullError            no space left on the disk
├── StoreDamagedError         SQLite finds the file damaged
├── StaleIndexError           the index was made with other rules than the program's
└── BackupRefusedError        the backup would overwrite a file that is no store
"""

from __future__ import annotations

import sqlite3


class StoreError(Exception):
    """Any failure of the store; `str(error)` is one Chinese sentence that names what to do."""


class StoreUnavailableError(StoreError):
    """The database file can't be opened, read or written."""

    def __init__(self, path: object) -> None:
        super().__init__(f"打不开数据库 {path}，请检查路径和读写权限。")


class NotAStoreError(StoreUnavailableError):
    """The file is no SQLite database, or one of another program."""

    def __init__(self, path: object) -> None:
        StoreError.__init__(self, f"{path} 不是摘句的数据库，请改 DATABASE_PATH 或移走这个文件。")


class NewerStoreError(StoreUnavailableError):
    """The store holds migrations that this version doesn't know."""

    def __init__(self, path: object) -> None:
        StoreError.__init__(self, f"数据库 {path} 由更新的版本建立，请升级程序，或恢复旧版的备份。")


class StoreBusyError(StoreError):
    """Another process kept its write transaction open longer than the time-out."""

    def __init__(self) -> None:
        super().__init__("数据库正被另一个程序占用，请等它结束后再试。")


class StoreFullError(StoreError):
    """The disk has no space left; nothing of the transaction was kept."""

    def __init__(self) -> None:
        super().__init__("磁盘满了，没有写入；请腾出空间后再试。")


class StoreDamagedError(StoreError):
    """SQLite reports a damaged file."""

    def __init__(self) -> None:
        super().__init__("数据库文件已损坏，请用最近的备份恢复。")


class StaleIndexError(StoreError):
    """The index was made with another normal form; writing to it would leave ghosts in it."""

    def __init__(self) -> None:
        super().__init__("索引由另一个版本建立，请先运行 python -m bot check --rebuild。")


class BackupRefusedError(StoreError):
    """The target of a backup exists and is not a store of ours."""

    def __init__(self, path: object) -> None:
        super().__init__(f"{path} 已存在，又不是摘句的备份，没有覆盖；请换一个文件名。")


def translated(error: sqlite3.Error, path: object) -> Exception:
    """Give the StoreError that `error` stands for, or `error` itself where it is our own mistake.

    The codes are SQLite's primary result codes (https://sqlite.org/rescode.html), which the low
    byte of an extended code holds.
    """
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusyError()
        case sqlite3.SQLITE_FULL:
            return StoreFullError()
        case sqlite3.SQLITE_CORRUPT:
            return StoreDamagedError()
        case sqlite3.SQLITE_NOTADB:
            return NotAStoreError(path)
        case (
            sqlite3.SQLITE_CANTOPEN
            | sqlite3.SQLITE_READONLY
            | sqlite3.SQLITE_PERM
            | sqlite3.SQLITE_IOERR
        ):
            return StoreUnavailableError(path)
        case _:
            return error
