"""A store from one engine into the other and back: every row is the same afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

from store.db.engines import Place
from store.maintenance.moving import tables
from store.maintenance.transfer import move
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.stage import START

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.postgres import Cluster


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as raw:
        return {table.name: sorted(_rows(raw, table.name), key=repr) for table in tables()}


def _rows(raw: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return raw.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - a name of ours


async def test_a_store_goes_to_the_other_engine_and_comes_back_the_same(
    small_database: Path, postgres: Cluster, tmp_path: Path
) -> None:
    database = postgres.database("moved")
    there, back = Place(tmp_path / "home" / "x.db", database), Place(tmp_path / "back.db")
    done = await move(Place(small_database), there, frozenset(), lambda _done, _total: None)
    async with Store.open(there, clock=SteppedClock(START)) as store:
        assert (await store.documents.size()).passages == done.passages > 0
        found = await store.search.search("港口")
        assert not await store.maintenance.check()
        await store.maintenance.backup(tmp_path / "copy.db", START + timedelta(1))
    await move(there, back, frozenset(), lambda _done, _total: None)
    assert everything(back.path) == everything(small_database)
    for path in (back.path, tmp_path / "copy.db"):
        async with Store.open(path, clock=SteppedClock(START)) as store:
            assert await store.search.search("港口") == found
            assert not await store.maintenance.check()
