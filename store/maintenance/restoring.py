"""Putting a backup in the store's place, whole or not at all.

The copy is made, checked, brought up to date and told of what has happened since beside the store,
and then takes its name in one step; or its rows take the place of a database's in one transaction,
once the old ones stand in a file. Whoever is killed on the way leaves the old store or the new one;
the same again goes on.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import sqlite3
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from store.daily import plans as planning
from store.daily.calendar import announced
from store.db.engines import engine_of
from store.db.errors import refused
from store.db.instants import from_column, to_column
from store.db.lock import alone
from store.db.migrations import migrate, program, refuse_foreign, written_version
from store.db.plain import opened
from store.db.whole import WholeFile
from store.delivery import schedule as due_times
from store.delivery.rows import subscription_of
from store.delivery.workdays import Workdays
from store.errors import (
    CopyDamagedError,
    CopyNewerError,
    CopyRefusedError,
    NewerStoreError,
    NotAStoreError,
    StoreDamagedError,
    StoreError,
)
from store.maintenance.copying import holds_anything
from store.maintenance.damage import find_damage
from store.maintenance.maintenance import back_up, flush
from store.maintenance.moving import copy_rows
from store.people.erasure import ERASED, forget, note_erased, people
from store.people.erasure_log import erased_since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from store.db.engines import Place
    from store.db.port import RawConnection
    from store.db.whole import WholeStore
    from store.maintenance.moving import Progress

_KEPT = ".恢复前-"
_THEN = "恢复"
_LAST_WRITES = (
    ("delivery", "updated"), ("bookmark", "saved_at"), ("answer", "made"), ("document", "added"),
    ("reading", "read_at"), ("query", "used"), ("batch", "touched"), ("subscription", "since"),
    ("miss", "last"), ("watch", "made"),
)  # fmt: skip
"""Where it stands when something was written."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup holds, and when it was made, or else last written to."""

    speeches: int
    passages: int
    bookmarks: int
    made: datetime
    exact: bool


def restore(
    place: Path | Place,
    file: Path,
    now: datetime,
    zone: ZoneInfo,
    tell: Callable[[Copied], None],
    progress: Progress = lambda _done, _total: None,
) -> Path | None:
    """Put a copy of `file` in the store's place; give the file in which the old one is kept.

    `tell` is called once the copy is known to be good; `progress(done, total)` counts the rows that
    go into a database. Raises StoreInUseError while anybody has the store open, CopyRefusedError
    and its kin for what can't be restored, other StoreErrors for what the disk or the database
    refuses; in all these cases nothing has changed.
    """
    engine = engine_of(place)
    # What a link leads to is replaced, not the link.
    store = engine.path.resolve()
    working = store.with_name(f"{store.name}.恢复中")
    kept = _free_name(store, now.astimezone(zone))
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        with alone(store, _THEN, store if engine.file else engine.name), _working_files(working):
            if engine.file is not None:
                _prepare(working, store, file, now, tell)
                flush(working)
                return _swap(store, working, kept)
            with engine.alone(_THEN) as raw:
                _prepare(working, store, file, now, tell, raw)
                had = holds_anything(raw)
                if had:
                    back_up(engine, kept, now, raw)
                _replace(engine.whole(raw), working, progress)
            return kept if had else None
    except OSError as error:
        raise refused(error, store) from error


def _prepare(
    working: Path,
    store: Path,
    file: Path,
    now: datetime,
    tell: Callable[[Copied], None],
    database: RawConnection | None = None,
) -> None:
    """Make the working copy; the old store is a file, or what `database` is a connection to."""
    if database is None and store.exists() and file.exists() and file.samefile(store):
        raise CopyRefusedError(f"{file} 就是现在的库，没有动；请给一份备份。")
    _take_copy(file, working)
    _own_alike(store, working)
    with _opened(working, file) as raw:
        _check(raw, file)
        tell(_bring_up_to_date(raw, store, file, now, database))


def _replace(database: WholeStore, working: Path, progress: Progress) -> None:
    """Have a database hold the rows of the working copy, all of them or none."""
    with opened(working) as copy:
        database.raw.execute("BEGIN")
        copy_rows(WholeFile(copy), database, progress)
        database.raw.execute("COMMIT")


@contextlib.contextmanager
def _working_files(working: Path) -> Iterator[None]:
    """Begin without what a killed restore has left, and leave nothing."""
    _remove(working)
    try:
        yield
    finally:
        _remove(working)


def _remove(working: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        _beside(working, ending).unlink(missing_ok=True)


def _take_copy(file: Path, working: Path) -> None:
    """Copy the file, with the log that may lie beside it."""
    if not file.is_file():
        raise CopyRefusedError(f"没有 {file} 这个文件，没有动现在的库。")
    for ending in ("", "-wal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(_beside(file, ending), _beside(working, ending))
    if (page := _page_cut_off(working)) is not None:
        raise CopyDamagedError(file, f"第 {page} 页")


def _own_alike(store: Path, working: Path) -> None:
    """Let who may use the old store use the new one, too; the superuser restores, most often."""
    with contextlib.suppress(FileNotFoundError, PermissionError):
        status = store.stat()
        working.chmod(stat.S_IMODE(status.st_mode))
        os.chown(working, status.st_uid, status.st_gid)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _page_cut_off(path: Path) -> int | None:
    """Give the first page that its header promises and a file without a log doesn't hold."""
    with path.open("rb") as file:
        header = file.read(100)
    size = int.from_bytes(header[16:18], "big")
    size = 65536 if size == 1 else size
    count, held = int.from_bytes(header[28:32], "big"), path.stat().st_size
    current = header[24:28] == header[92:96]
    logged = _beside(path, "-wal").exists()
    if logged or not current or size < 512 or held >= size * count:
        return None
    return held // size + 1


@contextlib.contextmanager
def _opened(working: Path, file: Path) -> Iterator[RawConnection]:
    """A connection to the working copy; closed, it leaves one file."""
    try:
        with opened(working) as raw:
            yield raw
            raw.execute("PRAGMA journal_mode = DELETE")
    except NotAStoreError:
        raise CopyRefusedError(f"{file} 不是摘句的备份，没有动现在的库。") from None
    except StoreDamagedError:
        raise CopyDamagedError(file, "读不出来") from None


def _check(raw: RawConnection, file: Path) -> None:
    if refuse_foreign(raw, file):
        raise NotAStoreError(file)
    damage = find_damage(raw)
    if damage is not None:
        raise CopyDamagedError(file, str(damage))
    made_by = _meta(raw, "program")
    if made_by is not None and made_by > program():
        raise CopyNewerError(written_version(made_by), written_version(program()))


def _bring_up_to_date(
    raw: RawConnection, store: Path, file: Path, now: datetime, database: RawConnection | None
) -> Copied:
    """Take the steps that the copy lacks, and tell it of what has happened since."""
    try:
        migrate(raw, file)
    except NewerStoreError:
        raise CopyNewerError(None, written_version(program())) from None
    made = _meta(raw, "copied")
    last = datetime.fromtimestamp(made, UTC) if made is not None else _last_write(raw)
    raw.execute("BEGIN IMMEDIATE")
    _write_off(raw, now, _begun(store, database, last), Workdays(announced(raw)))
    # What waited when the copy was made was answered soon after.
    raw.execute("DELETE FROM inbox")
    erased, newest = erased_since(store, last, _meta(raw, ERASED), people(raw), database)
    for user_id in erased:
        forget(raw, user_id)
    note_erased(raw, newest)
    raw.execute("DELETE FROM meta WHERE name = 'copied'")
    raw.execute("COMMIT")
    counted = raw.execute(
        "SELECT (SELECT count(*) FROM speech), (SELECT count(DISTINCT passage) FROM place),"
        " (SELECT count(*) FROM bookmark WHERE removed_at IS NULL)"
    ).fetchone()
    return Copied(counted[0], counted[1], counted[2], last, exact=made is not None)


def _meta(raw: RawConnection, name: str) -> int | None:
    try:
        row = raw.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    except sqlite3.OperationalError:
        return None
    return None if row is None else int(row[0])


def _last_write(raw: RawConnection) -> datetime:
    latest = [
        raw.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]
        for table, column in _LAST_WRITES
    ]
    return from_column(
        max(filter(None, latest), default=to_column(datetime.min.replace(tzinfo=UTC)))
    )


def _begun(
    store: Path, database: RawConnection | None, since: datetime
) -> list[tuple[int, str, str]]:
    """Give the chats, dates and due instants that the old store knows to have had an excerpt."""
    asked = (
        "SELECT chat_id, local_date, due FROM delivery WHERE updated >= ?"
        f" AND state IN {planning.OVER}"
    )
    if database is not None:
        return database.execute(asked, (to_column(since),)).fetchall()
    if not store.exists():
        return []
    # A file is most often restored because the old store can't be read any more.
    with contextlib.suppress(StoreError, sqlite3.Error), opened(store) as raw:
        return raw.execute(asked, (to_column(since),)).fetchall()
    return []


def _write_off(
    raw: RawConnection, now: datetime, begun: list[tuple[int, str, str]], workdays: Workdays
) -> None:
    """Make unknown what fell due before now: nobody can tell whether it was sent."""
    instant = to_column(now)
    raw.execute(
        "UPDATE delivery SET state = 'unknown', detail = 'restored', updated = ?"
        " WHERE state IN ('planned', 'claimed') AND due <= ?",
        (instant, instant),
    )
    # What was shown since of what is to come isn't shown again.
    raw.execute("UPDATE subscription SET shown_since = ? WHERE shown_to IS NOT NULL", (instant,))
    # Nor is told again what came in before: nobody can tell who has been told of it.
    raw.execute("UPDATE watch SET told = max(told, ?)", (instant,))
    raw.execute("UPDATE notice SET state = 'unknown' WHERE state IN ('waiting', 'claimed')")
    rows = list(begun)
    for row in raw.execute("SELECT * FROM subscription WHERE active").fetchall():
        subscription = subscription_of(row)
        after = from_column(row["considered"]) if row["considered"] else subscription.since
        for day, due in due_times.upcoming(subscription, after, workdays):
            if due > now:
                break
            rows.append((subscription.chat_id, day.isoformat(), to_column(due)))
        raw.execute(
            "UPDATE subscription SET considered = max(coalesce(considered, ''), ?), next_due = ?"
            " WHERE chat_id = ?",
            (instant, instant, subscription.chat_id),
        )
    raw.executemany(
        "INSERT INTO delivery (chat_id, local_date, due, state, detail, updated)"
        " VALUES (?, ?, ?, 'unknown', 'restored', ?) ON CONFLICT (chat_id, local_date)"
        " DO UPDATE SET state = 'unknown', detail = 'restored', updated = excluded.updated"
        " WHERE state IN ('planned', 'missed', 'failed')",
        [(*key, instant) for key in rows],
    )


def _swap(store: Path, working: Path, kept: Path) -> Path | None:
    """Give the working copy the store's name; the old store stays under another."""
    for name in store.parent.glob(f"{glob.escape(store.name)}{_KEPT}*"):
        # Where a restore was killed in the middle of this, the store bears a second name.
        if store.exists() and name.samefile(store):
            name.unlink()
    _settle(store)
    for ending in ("-wal", "-journal"):
        # The log of a store that can't be settled belongs to it, and would ruin the new one.
        with contextlib.suppress(FileNotFoundError):
            _beside(store, ending).rename(_beside(kept, ending))
    _beside(store, "-shm").unlink(missing_ok=True)
    had = store.exists()
    if had:
        try:
            kept.hardlink_to(store)
        except OSError:
            # A disk without hard links: for a moment the old store stands under the new name only.
            store.rename(kept)
    working.replace(store)
    flush(store.parent)
    return kept if had else None


def _settle(store: Path) -> None:
    """Have what stands in the old store's log written into it, so that it is one file."""
    if not store.exists():
        return
    with contextlib.suppress(StoreDamagedError, NotAStoreError), opened(store) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        raw.execute("PRAGMA journal_mode = DELETE")


def _free_name(store: Path, now: datetime) -> Path:
    path = store.with_name(f"{store.name}{_KEPT}{now:%Y%m%d-%H%M}")
    number = 1
    while path.exists():
        number += 1
        path = store.with_name(f"{store.name}{_KEPT}{now:%Y%m%d-%H%M}-{number}")
    return path
