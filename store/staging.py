"""A large document goes in by short transactions, so that nobody's bookmark waits for it.

Its texts and their entries in the index, which take the time, are stored a few at a time at slots
that every search leaves out. One last short transaction adds the speeches and their places and
shows it all at once. What an interrupted program leaves behind stays hidden, and the next change
of the documents takes it out.

Changes of the documents take turns, in all processes, for a text that two of them share must not
be hidden for one and shown for the other. The turn is a lock on a file beside the store, which
the system takes back from a process that dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import time
from typing import TYPE_CHECKING

from store.errors import StoreBusyError, StoreUnavailableError
from store.index import BAND_SHIFT
from store.texts import add_texts, drop_unplaced

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator

    from store.database import Database
    from store.preparing import Indexed, Wording

SMALL = 1_000
"""Wordings that one short transaction takes, in less than a tenth of a second."""
PATIENCE = 600.0
"""Seconds for which a change of the documents waits for its turn."""
_PAUSE = 0.05


def hidden(raw: sqlite3.Connection, column: str) -> str:
    """Give the condition, as ` AND …`, that leaves out slots that aren't shown yet.

    Empty as a rule, for as a rule nothing is hidden.
    """
    rows = raw.execute("SELECT first, last FROM staged").fetchall()
    return "".join(f" AND {column} NOT BETWEEN {row['first']} AND {row['last']}" for row in rows)


@contextlib.asynccontextmanager
async def turn(database: Database) -> AsyncIterator[None]:
    """Hold the right to change the documents, with nothing left of an interrupted change.

    Raises StoreBusyError where others hold it for longer than `PATIENCE`.
    """
    path = database.path.with_name(f"{database.path.name}-turn")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreUnavailableError(path) from error
    try:
        deadline = time.monotonic() + PATIENCE
        while not _locked(handle):
            if time.monotonic() > deadline:
                raise StoreBusyError
            await asyncio.sleep(_PAUSE)
        while await database.ask(_anything_hidden):
            await database.change(_clean)
            await asyncio.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


async def stage(database: Database, texts: dict[Wording, Indexed]) -> None:
    """Store wordings hidden, some at a time; others write in between."""
    wordings = list(texts.items())
    for start in range(0, len(wordings), SMALL):
        some = dict(wordings[start : start + SMALL])
        began = time.monotonic()
        await database.change(lambda raw, some=some: _stage(raw, some))  # type: ignore[misc]
        # As long a pause as the work, or whoever waits for the lock may never meet it free.
        await asyncio.sleep(max(time.monotonic() - began, _PAUSE))


def show(raw: sqlite3.Connection) -> None:
    """Show what was stored; in the transaction that gives it its places."""
    raw.execute("DELETE FROM staged")


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _anything_hidden(raw: sqlite3.Connection) -> bool:
    return raw.execute("SELECT 1 FROM staged").fetchone() is not None


def _stage(raw: sqlite3.Connection, texts: dict[Wording, Indexed]) -> None:
    (last,) = raw.execute("SELECT coalesce(max(key), 0) FROM text").fetchone()
    add_texts(raw, texts)
    rows = raw.execute(
        "SELECT min(slot) AS first, max(slot) AS last FROM text WHERE key > ?"
        f" GROUP BY slot >> {BAND_SHIFT}",
        (last,),
    ).fetchall()
    raw.executemany(
        "INSERT INTO staged (band, first, last) VALUES (?, ?, ?)"
        " ON CONFLICT (band) DO UPDATE SET last = excluded.last",
        [(row["first"] >> BAND_SHIFT, row["first"], row["last"]) for row in rows],
    )


def _clean(raw: sqlite3.Connection) -> None:
    """Take out some of what is hidden, from the end.

    Further wordings of a passage, whose bands are the last, go before its first one: else they
    would be moved to its place, where they would be shown.
    """
    staged = raw.execute("SELECT band, first, last FROM staged ORDER BY band DESC").fetchone()
    rows = raw.execute(
        "SELECT key, slot FROM text WHERE slot BETWEEN ? AND ? ORDER BY slot DESC LIMIT ?",
        (staged["first"], staged["last"], SMALL),
    ).fetchall()
    drop_unplaced(raw, [row["key"] for row in rows])
    if len(rows) < SMALL:
        raw.execute("DELETE FROM staged WHERE band = ?", (staged["band"],))
    else:
        raw.execute(
            "UPDATE staged SET last = ? WHERE band = ?", (rows[-1]["slot"] - 1, staged["band"])
        )
