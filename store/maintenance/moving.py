"""Every row of a store into another one, whichever engines keep them, and compared afterwards.

Rows are read and compared in the order of their keys, which is the same with both engines, some at
a time. What an engine keeps in its own way is asked of it: which number comes next in a table that
never gives one twice, and the index of gaps (`store/db/whole.py`).
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from store.db.migration_steps import MIGRATIONS
from store.errors import StoreDamagedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store.db.port import RawConnection
    from store.db.whole import WholeStore

    Progress = Callable[[int, int], None]

TOGETHER = 2_000
"""Rows that are read and written at once."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, and those of them that order its rows.

    `numbered` is the column whose numbers an engine gives out, `never_again` where it gives none
    twice.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    numbered: str | None
    never_again: bool


@cache
def tables() -> tuple[Table, ...]:
    """All tables of a store, none before one that it refers to."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as raw:
        for _, step in MIGRATIONS:
            step(raw)
        listed = raw.execute(
            "SELECT name, wr, sql FROM pragma_table_list JOIN sqlite_schema USING (name)"
            " WHERE pragma_table_list.type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        found = {name: _table(raw, name, bool(wr), sql) for name, wr, sql in listed}
        after = {
            name: {row[2] for row in raw.execute(f"PRAGMA foreign_key_list({name})")} - {name}
            for name in found
        }
    ordered: list[str] = []
    while len(ordered) < len(found):
        ordered += [one for one in found if one not in ordered and after[one] <= {*ordered}]
    return tuple(found[name] for name in ordered)


def _table(raw: sqlite3.Connection, name: str, without: bool, sql: str) -> Table:
    rows = raw.execute(f"PRAGMA table_info({name})").fetchall()
    columns = tuple(row[1] for row in rows)
    key = tuple(row[1] for row in sorted(rows, key=lambda row: row[5]) if row[5])
    if without:
        return Table(name, columns, key, None, never_again=False)
    if not key:
        # Read in the order in which it was written, which only the hidden number tells.
        return Table(name, ("rowid", *columns), ("rowid",), "rowid", never_again=False)
    numbered = key[0] if "INTEGER PRIMARY KEY" in sql else None
    return Table(name, columns, key, numbered, never_again="AUTOINCREMENT" in sql)


def copy_rows(origin: WholeStore, target: WholeStore, progress: Progress) -> int:
    """Copy and compare every row, in the caller's transactions; the number of tables.

    The target's tables are those of today; what they hold goes. `progress(done, total)` counts
    rows. Raises StoreDamagedError where a row isn't the same afterwards.
    """
    known = tables()
    here, there = origin.raw, target.raw
    total = 2 * sum(count(here, table.name) for table in known)
    done = 0
    target.empty([table.name for table in reversed(known)])
    for table in known:
        marks = ", ".join("?" * len(table.columns))
        written = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})"
        for rows in _batches(here, table):
            there.executemany(written, rows)
            progress(done := done + len(rows), total)
        _go_on_counting(origin, target, table)
    there.execute("INSERT INTO slogan_gap (slogan_gap) VALUES ('delete-all')")
    there.executemany("INSERT INTO slogan_gap (rowid, pairs) VALUES (?, ?)", _gaps(origin))
    for table in known:
        for copied, found in zip_longest(_batches(here, table), _batches(there, table)):
            if copied != found:
                raise StoreDamagedError
            progress(done := done + len(copied), total)
    if _gaps(origin) != _gaps(target):
        raise StoreDamagedError
    return len(known) + 1


def count(raw: RawConnection, table: str) -> int:
    """How many rows a table has."""
    return int(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _batches(raw: RawConnection, table: Table) -> Iterator[list[tuple[object, ...]]]:
    columns, key = ", ".join(table.columns), ", ".join(table.key)
    marks = ", ".join("?" * len(table.key))
    places = [table.columns.index(name) for name in table.key]
    last: tuple[object, ...] = ()
    while True:
        after = f" WHERE ({key}) > ({marks})" if last else ""
        rows = raw.execute(
            f"SELECT {columns} FROM {table.name}{after} ORDER BY {key} LIMIT {TOGETHER}", last
        ).fetchall()
        if not rows:
            return
        yield [tuple(row) for row in rows]
        last = tuple(rows[-1][place] for place in places)


def _go_on_counting(origin: WholeStore, target: WholeStore, table: Table) -> None:
    """Have the next number of a table be the one that the origin would have given."""
    if table.numbered is None:
        return
    asked = f"SELECT max({table.numbered}) FROM {table.name}"
    highest = target.raw.execute(asked).fetchone()[0] or 0
    if table.never_again:
        highest = max(highest, origin.given(table.name, table.numbered))
    target.go_on_from(table.name, table.numbered, highest, never_again=table.never_again)


def _gaps(store: WholeStore) -> list[tuple[int, str]]:
    """What the index of gaps holds, as it was written."""
    words: dict[int, list[str]] = {}
    for row, word in store.gaps():
        words.setdefault(row, []).append(word)
    return sorted((row, " ".join(sorted(set(held)))) for row, held in words.items())
