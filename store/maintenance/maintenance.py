"""The store's health: whether the index tells what the texts say, a new index, a backup."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sqlite3
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from store.db.errors import refused, translated
from store.db.lock import announce, belongs_to, folder_alone
from store.db.migrations import APPLICATION_ID, migrate
from store.db.notes import note
from store.db.plain import opened
from store.db.whole import WholeFile
from store.documents.reindex import rebuild
from store.documents.staging import turn
from store.errors import BackupNameError, BackupRefusedError
from store.maintenance.damage import faults, find_changed_text, find_damage, glance
from store.maintenance.moving import copy_rows
from store.maintenance.nightly import look_at, oldest_first
from store.people.erasure import ERASED
from store.people.erasure_log import is_empty

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from store.db.database import Database
    from store.db.port import Engine, RawConnection
    from store.db.whole import WholeStore
    from store.documents.reindex import Progress
    from store.maintenance.damage import Damage
    from store.maintenance.nightly import Copies

_TRIED = 64 * 1024
"""Bytes: with so much room a disk isn't full, and bookmarks can be kept."""
_WORKING = ".backup-"
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
        return await self._database.ask(partial(faults, thorough=thorough))

    async def damage(self) -> Damage | None:
        """Read the whole file, and give the first damage of a page or a text that is found."""
        whole = self._database.engine.file is not None
        return await self._database.ask(find_damage if whole else find_changed_text)

    async def glance(self) -> None:
        """Look at the file for at most a second; StoreDamagedError where it is damaged."""
        if self._database.engine.file is not None:
            await asyncio.to_thread(glance, self._database.engine.file)

    def stop_writing(self) -> None:
        """Have every change refused from now on, for the file is damaged; reading goes on."""
        self._database.stop_writing()

    def replaced(self) -> bool:
        """Whether another file bears the store's name than the one that was opened, or none."""
        return self._database.engine.replaced()

    def announce(self) -> None:
        """Say beside the store that it is the bot that has it open."""
        announce(self._database.path)

    async def rebuild(self, progress: Progress) -> None:
        """Make the index anew from the texts, with today's rules.

        `progress(done, total)` counts steps. It is written beside the old one, which goes on
        answering, and takes its place in one short transaction; others may write meanwhile.
        """
        async with turn(self._database):
            await rebuild(self._database, progress)

    async def try_write(self) -> None:
        """Write something of some size and take it out again; raises what hinders it."""
        for sql, values in (
            (
                (
                    "INSERT INTO query (key, text, used) VALUES ('', ?, '')"
                    " ON CONFLICT (key) DO UPDATE SET text = excluded.text"
                ),
                (b"x" * _TRIED,),
            ),
            ("DELETE FROM query WHERE key = ''", ()),
        ):
            await self._database.execute(sql, values)

    @property
    def path(self) -> Path:
        """The store's file."""
        return self._database.path

    async def size(self) -> int:
        """Bytes that the store takes, wherever it is kept."""
        return await asyncio.to_thread(self._database.engine.size)

    @property
    def folder(self) -> Path:
        """Where backups lie that nobody gave another place: beside the store."""
        return backups_of(self._database.path)

    async def copies(self, now: datetime) -> Copies:
        """What lies in that folder, of whoever made it."""
        return await asyncio.to_thread(look_at, self.folder, now)

    async def backup(self, path: Path, now: datetime) -> None:
        """Write a consistent copy of the store to `path`, in place of an older copy only.

        It bears the instant `now`, so that who restores it knows what it can't know.

        The copy appears whole or not at all, while everything else goes on. Raises
        BackupRefusedError where `path` is any other file or the store itself, BackupNameError where
        the store keeps something of its own under that name.
        """
        await asyncio.to_thread(back_up, self._database.engine, path, now)


def backups_of(store: Path) -> Path:
    """Where a store's backups lie that nobody gave another place."""
    return store.parent.absolute() / "backups"


def newest_backup(store: Path, now: datetime) -> Path | None:
    """The youngest file among a store's backups."""
    with contextlib.suppress(OSError):
        return next(reversed(oldest_first(backups_of(store).glob("*.db"), now)), None)
    return None


def back_up(engine: Engine, path: Path, now: datetime, origin: RawConnection | None = None) -> None:
    """Do what `Maintenance.backup` does; `origin` is a connection of who keeps all others away."""
    itself = engine.file is not None and path.exists() and path.samefile(engine.file)
    if path.exists() and (itself or not _is_store(path)):
        raise BackupRefusedError(path)
    if belongs_to(engine.path, path):
        raise BackupNameError(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _working_folder(path.parent) as folder:
            copy = folder / "copy"
            _copy(engine, copy, now, origin)
            # It is of then, whatever the machine's clock says.
            os.utime(copy, (now.timestamp(), now.timestamp()))
            flush(copy)
            copy.replace(path)
        flush(path.parent)
    except OSError as error:
        raise refused(error, path) from error


@contextlib.contextmanager
def _working_folder(parent: Path) -> Iterator[Path]:
    """A folder of one's own beside the copy; those that killed backups have left go."""
    with contextlib.ExitStack() as stack:
        with folder_alone(parent):
            for left in parent.glob(f"{_WORKING}*"):
                with contextlib.suppress(BlockingIOError), folder_alone(left, wait=False):
                    shutil.rmtree(left)
            made = tempfile.TemporaryDirectory(dir=parent, prefix=_WORKING)
            folder = Path(stack.enter_context(made))
            stack.enter_context(folder_alone(folder))
        yield folder


def _copy(engine: Engine, copy: Path, now: datetime, origin: RawConnection | None) -> None:
    # Looked at before, for what is noted meanwhile may not be done in the copy.
    nobody_erased = engine.file is not None and is_empty(engine.path)
    try:
        if engine.file is not None:
            with contextlib.closing(sqlite3.connect(engine.file, isolation_level=None)) as raw:
                raw.execute("VACUUM INTO ?", (str(copy),))
        elif origin is not None:
            _copy_rows(engine.whole(origin), copy)
        else:
            with contextlib.closing(engine.connect(lambda: False, writes=False)) as reader:
                # One state of the store, whoever writes meanwhile.
                engine.begin_reading(reader)
                _copy_rows(engine.whole(reader), copy)
        with contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as raw:
            raw.execute("PRAGMA journal_mode = DELETE")
            note(raw, "copied", int(now.timestamp()))
            if nobody_erased:
                raw.execute("INSERT OR IGNORE INTO meta (name, value) VALUES (?, 0)", (ERASED,))
    except sqlite3.Error as error:
        raise translated(error, copy) from error
    except engine.errors as error:
        raise engine.translated(error) from error


def _copy_rows(origin: WholeStore, copy: Path) -> None:
    """Write a store that is no file into one."""
    with opened(copy) as target:
        migrate(target, copy)
        target.execute("BEGIN")
        copy_rows(origin, WholeFile(target), lambda _done, _total: None)
        target.execute("COMMIT")


def _is_store(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        header = file.read(_APPLICATION_OFFSET + 4)
    application = header[_APPLICATION_OFFSET:]
    return header.startswith(_HEADER) and application == APPLICATION_ID.to_bytes(4, "big")


def flush(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    # VACUUM INTO doesn't sync what it writes; a rename before the bytes could lose both copies.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
