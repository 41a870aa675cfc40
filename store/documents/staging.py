"""A large document goes in by short transactions, so that nobody's bookmark waits for it.

Its texts and their entries in the index, which take the time, are stored a few at a time: texts
that stand nowhere yet, in segments that no search looks into. One last short transaction adds the
speeches and their places and shows it all at once. What an interrupted program leaves behind is
never seen, and the next change of the documents takes it out.

Changes of the documents take turns, in all processes, for a text that two of them share must not
be stored twice. The turn is a lock on a file beside the store, which the system takes back from a
process that dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from functools import partial
from typing import TYPE_CHECKING

from store.db.lock import ingest_lock
from store.db.sql import as_list
from store.documents.passage_rows import add_texts, delete_texts
from store.index.segments import unfinished, vacuum

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from store.db.database import Database
    from store.db.port import RawConnection
    from store.documents.passage_rows import TextKey
    from store.documents.preparing import Indexed, Wording

SMALL = 2_000
"""Wordings that one short transaction takes, in about a tenth of a second."""
_PAUSE = 0.05


@contextlib.asynccontextmanager
async def turn(database: Database) -> AsyncIterator[None]:
    """Hold the right to change the documents, with nothing left of an interrupted change.

    Raises StoreBusyError where others hold it for longer than `PATIENCE`.
    """
    async with ingest_lock(database):
        while await database.ask(_anything_left):
            await database.change(_clean)
        yield


async def stage(
    database: Database, texts: Sequence[tuple[Wording, Indexed]], known: dict[Wording, TextKey]
) -> dict[Wording, TextKey]:
    """Store wordings that nothing refers to yet, some at a time; others write in between."""
    added = dict(known)
    for start in range(0, len(texts), SMALL):
        some = texts[start : start + SMALL]
        began = time.monotonic()
        added |= await database.change(partial(_stage, texts=some, known=added))
        # As long a pause as the work, or whoever waits for the lock may never meet it free.
        await asyncio.sleep(max(time.monotonic() - began, _PAUSE))
    return {wording: added[wording] for wording, _ in texts}


def show(raw: RawConnection) -> None:
    """Keep what was stored; in the transaction that gives it its places."""
    raw.execute("DELETE FROM staged")


def _anything_left(raw: RawConnection) -> bool:
    return bool(raw.execute("SELECT 1 FROM staged").fetchone()) or unfinished(raw)


def _stage(
    raw: RawConnection,
    texts: Sequence[tuple[Wording, Indexed]],
    known: dict[Wording, TextKey],
) -> dict[Wording, TextKey]:
    added = add_texts(raw, texts, known)
    keys = [text.key for text in added.values()]
    raw.execute("INSERT INTO staged (first, last) VALUES (?, ?)", (min(keys), max(keys)))
    return added


def _clean(raw: RawConnection) -> None:
    """Take out some of what is left."""
    if vacuum(raw):
        return
    staged = raw.execute("SELECT rowid, first, last FROM staged ORDER BY first DESC").fetchone()
    if staged is not None:
        delete_texts(raw, as_list(range(staged["first"], staged["last"] + 1)))
        raw.execute("DELETE FROM staged WHERE rowid = ?", (staged["rowid"],))
