"""Packed documents that several hosts share: in the store, with a copy in a file of each host.

A store that is a file has them beside it, and nothing here does anything.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from store.db.database import Database


async def keep(database: Database, file: Path) -> None:
    """Have a draft's file in the store, too; nothing where it isn't there."""
    if database.engine.leased is None or not await asyncio.to_thread(file.exists):
        return
    data = await asyncio.to_thread(file.read_bytes)
    await database.execute(
        "INSERT INTO upload (name, draft, data) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET data = excluded.data",
        (file.name, int(file.stem), data),
    )


async def bring(database: Database, file: Path) -> None:
    """Have a draft's file here that another host has kept."""
    if database.engine.leased is None or await asyncio.to_thread(file.exists):
        return
    row = await database.fetch_one("SELECT data FROM upload WHERE name = ?", (file.name,))
    if row is not None:
        await asyncio.to_thread(file.parent.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread(file.write_bytes, row["data"])


async def drop(database: Database, file: Path) -> None:
    """Have a draft's file no more."""
    if database.engine.leased is not None:
        await database.execute("DELETE FROM upload WHERE name = ?", (file.name,))


async def sweep(database: Database, drafts: Iterable[int]) -> None:
    """Forget the files of all but these drafts."""
    if database.engine.leased is None:
        return
    wanted = set(drafts)
    rows = await database.fetch_all("SELECT DISTINCT draft FROM upload")
    async with database.write() as writer:
        await writer.execute_many(
            "DELETE FROM upload WHERE draft = ?",
            [(row["draft"],) for row in rows if row["draft"] not in wanted],
        )
