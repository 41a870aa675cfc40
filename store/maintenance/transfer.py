"""A whole store to another place, of which one at least is no file."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from store.db.engines import Place, engine_of
from store.db.plain import opened
from store.documents.shared_files import bring, keep
from store.documents.uploads import drafts_of
from store.errors import CopyRefusedError, StoreUnavailableError
from store.index.snapshot import open_indexed
from store.maintenance.copying import (
    bring_drafts,
    leave_out,
    put_in_place,
    require_empty,
    told_of,
)
from store.maintenance.moving import copy_rows
from store.people.erasure_log import bring_erasures

if TYPE_CHECKING:
    from store.db.database import Database
    from store.maintenance.copying import Transfer
    from store.maintenance.moving import Progress

_THEN = "搬"


async def move(
    origin: Place, target: Place, unwanted: frozenset[str], progress: Progress
) -> Transfer:
    """Copy everything but the documents whose content has one of the hashes `unwanted`.

    `progress(done, total)` counts rows. Raises CopyRefusedError where the target holds anything
    that counts, StoreInUseError where somebody has one of the two open, and a StoreError where
    either can't be used. A file appears whole or not at all, and so do the rows of a database.
    """
    if origin.url is None and not origin.path.exists():
        raise StoreUnavailableError(origin)
    if str(origin) == str(target):
        raise CopyRefusedError(f"{target} 就是要搬的那个库；换一个空的库。")
    aside = target
    if target.url is None:
        aside = replace(target, path=target.path.with_name(f"{target.path.name}.copying"))
    done = await asyncio.to_thread(_copy, origin, target, aside, progress)
    left = await leave_out(aside, unwanted)
    async with open_indexed(aside, readers=1) as written:
        made = await told_of(written, done, left)
        await _bring_drafts(origin, target, written)
    await _bring_erasures(origin, target)
    if aside is not target:
        await asyncio.to_thread(put_in_place, aside.path, target.path)
    return made


async def _bring_drafts(origin: Place, target: Place, written: Database) -> None:
    """Bring the packed documents that wait for a decision."""
    old, new = drafts_of(origin.path), drafts_of(target.path)
    if origin.url is not None:
        async with open_indexed(origin, readers=1) as there:
            for row in await there.fetch_all("SELECT name FROM upload"):
                await bring(there, new / row["name"])
    else:
        await asyncio.to_thread(bring_drafts, old, new)
    files = await asyncio.to_thread(lambda: [*new.glob("*.packed"), *new.glob("*.before")])
    for file in files:
        await keep(written, file)


async def _bring_erasures(origin: Place, target: Place) -> None:
    """Bring the record of who was erased, which is no part of a store's rows."""
    more = []
    if origin.url is not None:
        async with open_indexed(origin, readers=1) as there:
            rows = await there.fetch_all("SELECT key, made, person FROM erasure")
            more = [(row["key"], row["made"], row["person"]) for row in rows]
    await asyncio.to_thread(bring_erasures, origin.path, target.path, more)


def _copy(origin: Place, target: Place, aside: Place, progress: Progress) -> int:
    if aside is not target:
        target.path.parent.mkdir(parents=True, exist_ok=True)
        if target.path.exists() and target.path.stat().st_size:
            with opened(target.path) as raw:
                require_empty(raw, target)
        aside.path.unlink(missing_ok=True)
    old, new = engine_of(origin), engine_of(aside)
    with old.alone(_THEN) as here, new.alone(_THEN) as there:
        if aside is target:
            require_empty(there, target)
        here.execute("BEGIN")
        there.execute("BEGIN")
        done = copy_rows(old.whole(here), new.whole(there), progress)
        there.execute("COMMIT")
        here.execute("ROLLBACK")
    return done
