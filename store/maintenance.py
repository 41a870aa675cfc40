"""The store's health: whether the index tells what the texts say, a new index, a backup."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from store.checking import find_faults
from store.errors import BackupRefusedError, StoreUnavailableError, translated
from store.migrations import APPLICATION_ID
from store.rebuilding import rebuild
from store.staging import turn

if TYPE_CHECKING:
    from store.database import Database
    from store.rebuilding import Progress

_HEADER = b"SQLite format 3\x00"
_APPLICATION_OFFSET = 68
"""Where a database's header holds its application id (https://sqlite.org/fileformat.html)."""


class Maintenance:
    """Checks, rebuilds and copies the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self, *, thorough: bool = True) -> tuple[str, ...]:
        """Name what is wrong, in Chinese, a phrase each; empty where all is well.

        The thorough check compares every entry of the index with the texts; it takes some
        seconds for each hundred thousand passages.
        """
        return await self._database.ask(lambda raw: tuple(find_faults(raw, thorough=thorough)))

    async def rebuild(self, progress: Progress) -> None:
        """Make the index anew from the texts, with today's rules.

        `progress(done, total)` counts steps. It is written beside the old one, which goes on
        answering, and takes its place in one short transaction; others may write meanwhile.
        """
        async with turn(self._database):
            await rebuild(self._database, progress)

    @property
    def folder(self) -> Path:
        """Where backups lie that nobody gave another place: beside the store."""
        return self._database.path.parent.absolute() / "backup"

    async def backup(self, path: Path) -> None:
        """Write a consistent copy of the store to `path`, in place of an older copy only.

        The copy appears whole or not at all, while everything else goes on. Raises
        BackupRefusedError where `path` is any other file or the store itself.
        """
        await asyncio.to_thread(_back_up, self._database.path, path)


def _back_up(store: Path, path: Path) -> None:
    if path.exists() and (path.samefile(store) or not _is_store(path)):
        raise BackupRefusedError(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            copy = Path(folder) / "copy"
            _copy(store, copy)
            _flush(copy)
            copy.replace(path)
        _flush(path.parent)
    except OSError as error:
        raise StoreUnavailableError(path) from error


def _copy(store: Path, copy: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(store, isolation_level=None)) as raw:
            raw.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error as error:
        raise translated(error, copy) from error


def _is_store(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        header = file.read(_APPLICATION_OFFSET + 4)
    application = header[_APPLICATION_OFFSET:]
    return header.startswith(_HEADER) and application == APPLICATION_ID.to_bytes(4, "big")


def _flush(path: Path) -> None:
    # VACUUM INTO doesn't sync what it writes; a rename before the bytes could lose both copies.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
