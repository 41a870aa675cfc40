"""The schema's history: small described steps, each recorded in the transaction that makes it.

The first one makes at once what took twelve until commit 499767d, whose stores are therefore taken
over whole. A store whose tables aren't those that the steps recorded in it make is refused.
"""

from __future__ import annotations

import contextlib
import functools
import re
import sqlite3
from typing import TYPE_CHECKING

from corpus.version import VERSION
from store.db.migration_steps import MIGRATIONS
from store.errors import NewerStoreError, NotAStoreError, OtherHistoryError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from store.db.port import RawConnection

    Step = Callable[[RawConnection], None]

APPLICATION_ID = 0x5A484A55
"""The ASCII letters ZHJU in SQLite's header: tells a store of ours from any other database."""

FIRST = 12
"""The number under which the first step is recorded: the last of the twelve it stands for."""

_HISTORY = (
    "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, description TEXT NOT NULL)"
)
_RECORDED = "INSERT INTO migration (number, description) VALUES (?, ?)"
_SIGNED = (
    "INSERT INTO meta (name, value) VALUES ('program', ?)"
    " ON CONFLICT (name) DO UPDATE SET value = max(meta.value, excluded.value)"
)
_PARTS = 1000


def migrate(raw: RawConnection, path: Path) -> None:
    """Bring the store up to date, each step in a transaction of its own.

    A store that is up to date is only read. Two processes that open a new file at once take turns,
    for each looks again what is done once it holds the write lock. Raises NotAStoreError for
    another program's database, NewerStoreError where a newer version has been at work, and
    OtherHistoryError where the tables aren't those that the recorded steps make.
    """
    while not _is_current(raw, path):
        _take_step(raw, path)
    _sign(raw)


def take_steps(raw: RawConnection, name: object) -> None:
    """Take the steps that are missing, in the transaction of `raw`; for an engine that can.

    Raises NewerStoreError where a newer version has been at work.
    """
    raw.execute(_HISTORY)
    (last,) = raw.execute("SELECT max(number) FROM migration").fetchone()
    done = FIRST - 1 if last is None else last
    if done >= FIRST + len(MIGRATIONS):
        raise NewerStoreError(name)
    for number, (description, step) in enumerate(MIGRATIONS[done - FIRST + 1 :], start=done + 1):
        step(raw)
        raw.execute(_RECORDED, (number, description))
    raw.execute(_SIGNED, (program(),))


@functools.cache
def columns() -> frozenset[tuple[str, str]]:
    """The tables of today and their columns, but for those that an engine has in its own way."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as raw:
        raw.execute(_HISTORY)
        for _, step in MIGRATIONS:
            step(raw)
        rows = raw.execute(
            "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
            " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE ?",
            ("slogan_gap%",),
        ).fetchall()
    return frozenset((table, column) for table, column in rows)


def refuse_foreign(raw: RawConnection, path: Path) -> bool:
    """Raise NotAStoreError for another program's database; say whether the file is still empty."""
    (application,) = raw.execute("PRAGMA application_id").fetchone()
    (tables,) = raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (tables or application):
        raise NotAStoreError(path)
    return not tables


def program() -> int:
    """This program's version as one number: 0.2.1 is 2,001."""
    major, minor, patch = map(int, VERSION.split("."))
    return (major * _PARTS + minor) * _PARTS + patch


def written_version(number: int) -> str:
    """The version that `program` made a number of."""
    rest, patch = divmod(number, _PARTS)
    return f"{rest // _PARTS}.{rest % _PARTS}.{patch}"


def _is_current(raw: RawConnection, path: Path) -> bool:
    # In one transaction, or a step that another process takes in between would look like a fault.
    raw.execute("BEGIN")
    try:
        return _count_done(raw, path) == len(MIGRATIONS)
    finally:
        raw.execute("ROLLBACK")


def _take_step(raw: RawConnection, path: Path) -> None:
    raw.execute("BEGIN IMMEDIATE")
    try:
        done = _count_done(raw, path)
        if done < len(MIGRATIONS):
            _begin_history(raw)
            description, step = MIGRATIONS[done]
            step(raw)
            raw.execute(_RECORDED, (FIRST + done, description))
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise


def _begin_history(raw: RawConnection) -> None:
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.execute(_HISTORY)


def _count_done(raw: RawConnection, path: Path) -> int:
    """Count the steps that are done, and compare the tables with what they make."""
    if refuse_foreign(raw, path):
        return 0
    try:
        (last,) = raw.execute("SELECT max(number) FROM migration").fetchone()
    except sqlite3.OperationalError:
        raise OtherHistoryError(path) from None
    done = (last or 0) - FIRST + 1
    if done > len(MIGRATIONS):
        raise NewerStoreError(path)
    if done < 1 or _fingerprint(raw) != _expected(done):
        raise OtherHistoryError(path)
    return int(done)


@functools.cache
def _expected(done: int) -> frozenset[tuple[str, str, str]]:
    """What the first `done` steps make."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as raw:
        _begin_history(raw)
        for _, step in MIGRATIONS[:done]:
            step(raw)
        return _fingerprint(raw)


def _fingerprint(raw: RawConnection) -> frozenset[tuple[str, str, str]]:
    """Type, name and definition of all that we have made; order, case and spaces don't matter.

    What SQLite and FTS5 make for themselves differs between their versions, and Litestream, which
    replicates a store, keeps two small tables in it.
    """
    rows = raw.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
    virtual = tuple(f"{name}_" for _, name, sql in rows if (sql or "").startswith("CREATE VIRTUAL"))
    return frozenset(
        (kind, name, re.sub(r'[\s"`\[\]]', "", sql).casefold())
        for kind, name, sql in rows
        if not name.startswith(("sqlite_", "_litestream_"))
        and not (kind == "table" and name.startswith(virtual) and sql.startswith("CREATE TABLE '"))
    )


def _sign(raw: RawConnection) -> None:
    """Note our version where a lower one stands, unless somebody is writing: then another time."""
    row = raw.execute("SELECT value FROM meta WHERE name = 'program'").fetchone()
    if row is not None and row[0] >= program():
        return
    (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        raw.execute(_SIGNED, (program(),))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
    finally:
        raw.execute(f"PRAGMA busy_timeout = {patience}")
