"""What another process does to store documents of the chat and to take them back.

It has a connection of its own, as the command line does, and may be ended at any time: a document
is stored whole or not.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.reading import write
from store.documents.documents import Documents
from store.documents.packed import pack, unpack
from store.documents.shared_files import bring, drop, keep
from store.index.snapshot import open_indexed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime
    from pathlib import Path

    from store.db.database import Database
    from store.db.engines import Place
    from store.documents.model import Taken

T = TypeVar("T")


def take(database: Place, packed: Path, before: Path, now: datetime) -> Taken:
    """Store a packed document, and keep packed in `before` what it takes the place of."""
    for file in (packed, before):
        _share(database, partial(bring, file=file))
    document, content_hash = unpack(packed.read_bytes())
    stored = _ask(database, lambda documents: documents.read(document.source))
    if stored is not None and stored[1] != content_hash:
        write(before, pack(*stored))
        _share(database, partial(keep, file=before))
    outcome = _ask(database, lambda documents: documents.ingest(document, content_hash, now))
    # Work that was interrupted is done again: then it is its own version that stands there.
    if before.exists():
        return "replaced"
    return "added" if outcome.state == "added" else "unchanged"


def undo(database: Place, source: str, before: Path | None, now: datetime) -> None:
    """Take a document out again, and bring back what it took the place of."""
    if before is not None:
        _share(database, partial(bring, file=before))
    if before is not None and before.exists():
        document, content_hash = unpack(before.read_bytes())
        _ask(database, lambda documents: documents.ingest(document, content_hash, now))
        before.unlink()
        _share(database, partial(drop, file=before))
    else:
        _ask(database, lambda documents: documents.remove(source, now))


def remove(database: Place, source: str, packed: Path, now: datetime) -> bool:
    """Take a document out and keep it packed; False where it isn't there."""
    stored = _ask(database, lambda documents: documents.read(source))
    if stored is not None:
        write(packed, pack(*stored))
        _share(database, partial(keep, file=packed))
    return _ask(database, lambda documents: documents.remove(source, now))


def _ask(database: Place, question: Callable[[Documents], Awaitable[T]]) -> T:
    return _open(database, lambda opened: question(Documents(opened)))


def _share(database: Place, work: Callable[[Database], Awaitable[None]]) -> None:
    """Do what only a store needs that several hosts share."""
    if database.url is not None:
        _open(database, work)


def _open(database: Place, work: Callable[[Database], Awaitable[T]]) -> T:
    async def ask() -> T:
        async with open_indexed(database, readers=1) as opened:
            return await work(opened)

    return asyncio.run(ask())
