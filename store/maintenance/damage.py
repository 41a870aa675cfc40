"""Whether the file is whole: pages, texts, and what can be told of them without the index.

A page may be overwritten without SQLite's noticing for months. `glance` looks for a second, when
the bot starts; `find_damage` reads everything, and may take minutes.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.identity import passage_id
from store.db.errors import translated
from store.db.pages import AT_ONCE, in_pages
from store.db.plain import opened
from store.errors import StaleIndexError, StoreDamagedError, StoreError
from store.index.segments import load
from store.maintenance.verify import find_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from store.db.port import RawConnection, Row

GLANCE_SECONDS = 0.8
"""What `glance` may take."""

_SAMPLE = 400
_PAGE = re.compile(r"page (\d+)", re.IGNORECASE)
_PRECIOUS = (
    "bookmark", "bookmark_tag", "subscription", "delivery", "reading", "document", "speech",
    "segment",
)  # fmt: skip
"""Tables that can't be made anew, or that every answer needs; looked at first."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What is broken, in Chinese; the page where it is one that can be named."""

    what: str
    page: int | None = None

    def __str__(self) -> str:
        """In a few words."""
        return self.what if self.page is None else f"第 {self.page} 页"


def glance(path: Path) -> None:
    """Look at the file for at most a second; StoreDamagedError where it is found to be damaged.

    The precious tables are looked at whole as far as the time goes, the rest at random places.
    """
    with opened(path) as raw:
        raw.execute("PRAGMA query_only = ON")
        # Unlike a progress handler it ends SQLite's check of a large table, too.
        alarm = threading.Timer(GLANCE_SECONDS, raw.interrupt)
        alarm.start()
        try:
            with contextlib.suppress(_InterruptedError), _damage_told():
                if next(_sampled(raw), None) or next(_tables_damaged(raw), None):
                    raise StoreDamagedError
        finally:
            alarm.cancel()
            alarm.join()


def find_damage(raw: RawConnection) -> Damage | None:
    """Read all pages and texts, and give the first damage that is found."""
    try:
        with _damage_told():
            pages = _told(raw.execute("PRAGMA integrity_check(1)"))
            return next(pages, None) or next(_texts_damaged(raw), None)
    except StoreDamagedError:
        return Damage("读不出来")


def find_changed_text(raw: RawConnection) -> Damage | None:
    """Read all texts, for an engine that looks after its own pages."""
    return next(_texts_misnamed(raw), None)


def inspect(path: Path) -> tuple[str, tuple[str, ...]]:
    """Look at everything: what is damaged, empty where nothing is, and what the index has wrong."""
    with opened(path) as raw:
        raw.execute("PRAGMA query_only = ON")
        damage = find_damage(raw)
        if damage is not None:
            return str(damage), ()
        # One state for all of it; before, so that the log can be written back meanwhile, many.
        raw.execute("BEGIN")
        return "", faults(raw)


def faults(raw: RawConnection, *, thorough: bool = True) -> tuple[str, ...]:
    """Name what is wrong with the index; StoreDamagedError where it can't even be compared."""
    with _damage_told():
        return tuple(find_faults(raw, thorough=thorough))


class _InterruptedError(Exception):
    """The time is over."""


@contextlib.contextmanager
def _damage_told() -> Iterator[None]:
    """Turn into StoreDamagedError whatever values lead to that nobody has written."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise _InterruptedError from error
        meant = translated(error, "") if isinstance(error, sqlite3.Error) else error
        raise (meant if isinstance(meant, StoreError) else StoreDamagedError()) from error


def _sampled(raw: RawConnection) -> Iterator[Damage]:
    """Look at some texts and what the index needs at once."""
    with contextlib.suppress(StaleIndexError):
        load(raw, {})
    for table, columns in (("text", "id, text"), ("posting", "key, data")):
        last = raw.execute(f"SELECT max(key) FROM {table}").fetchone()[0] or 0
        step = max(1, last // _SAMPLE)
        rows = (
            raw.execute(f"SELECT {columns} FROM {table} WHERE key >= ? LIMIT 1", (at,)).fetchone()
            for at in range(1, last + 1, step)
        )
        found = [row for row in rows if row is not None]
        if table == "text":
            yield from _misnamed(found)


def _tables_damaged(raw: RawConnection) -> Iterator[Damage]:
    tables = dict.fromkeys((*_PRECIOUS, *_tables(raw)))
    for table in tables:
        yield from _told(raw.execute(f"PRAGMA quick_check({table})"))
        yield from _unreadable(raw, table)


def _told(rows: Iterable[Row]) -> Iterator[Damage]:
    """Read what SQLite's own check says."""
    for (message,) in rows:
        if message != "ok":
            page = _PAGE.search(message)
            yield Damage("有的页对不上", int(page[1]) if page else None)


def _texts_damaged(raw: RawConnection) -> Iterator[Damage]:
    for table in _tables(raw):
        yield from _unreadable(raw, table)
    if "text" not in _tables(raw):
        return
    yield from _texts_misnamed(raw)


def _texts_misnamed(raw: RawConnection) -> Iterator[Damage]:
    asked = "SELECT key, id, text FROM text WHERE key > ? ORDER BY key"
    for some in in_pages(raw, asked, (0,)):
        yield from _misnamed(some)


def _unreadable(raw: RawConnection, table: str) -> Iterator[Damage]:
    """Read all texts of a table: bytes that are no UTF-8 are an error."""
    columns = [
        row["name"]
        for row in raw.execute(f"PRAGMA table_info({table})").fetchall()
        if row["type"] == "TEXT"
    ]
    if not columns:
        return
    rows = raw.execute(f"SELECT {', '.join(columns)} FROM {table}")
    try:
        while rows.fetchmany(AT_ONCE):
            pass
    except sqlite3.OperationalError as error:
        if not isinstance(translated(error, ""), StoreDamagedError):
            raise
        yield Damage("有的文字读不出来")


def _misnamed(rows: Iterable[Row]) -> Iterator[Damage]:
    """A passage's id is made from its text, so that a changed character shows."""
    if any(passage_id(row["text"]) != row["id"] for row in rows):
        yield Damage("有的文字与编号对不上")


def _tables(raw: RawConnection) -> list[str]:
    rows = raw.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE 'sqlite_%'"
    )
    return [row["name"] for row in rows.fetchall()]
