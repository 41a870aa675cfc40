"""`restore` with the store in PostgreSQL: what it does for a file, it does for a database, too."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from store.db.database import Database
from store.db.engines import Place, engine_of
from store.db.instants import to_column
from store.db.lease import Lease
from store.errors import (
    NotLeadingError,
    StoreBusyError,
    StoreError,
    StoreInUseError,
)
from store.maintenance.maintenance import back_up
from store.store import Store
from tests.bot.test_restore import change
from tests.store.maintenance.test_moving import everything
from tests.support.clock import SteppedClock
from tests.support.programs import run
from tests.support.restoring import deaths, put
from tests.support.sizes import size
from tests.support.stage import DOCUMENTS, START, text_store
from tests.support.there import there

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.postgres import Cluster

pytestmark = pytest.mark.serial

LATE = {"晚来.txt": "晚来的讲话\n\n同志们：\n这一份是备份以后才收进来的，要看它还在不在。\n"}
_ADD_ONE = "UPDATE meta SET value = value + 1 WHERE name = 'generation'"


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path, postgres: Cluster) -> Place:
    """A database with one more document than its copy, `copy.db` beside its folder."""
    name = re.sub(r"\W", "_", request.node.name)[-50:]
    made = Place(tmp_path / "data" / "zhaiju.db", postgres.database(name))
    text_store(made, DOCUMENTS)
    back_up(engine_of(made), tmp_path / "copy.db", START)
    text_store(made, LATE)
    return made


def held(place: Place) -> dict[str, list[Any]]:
    """All rows, as soon as the server has seen that whoever was killed is gone."""
    path = place.path.with_name("seen.db")
    for _ in range(100):
        with suppress(StoreBusyError):
            back_up(engine_of(place), path, START)
            return everything(path)
        time.sleep(0.1)
    raise AssertionError("it is never free")


def beside(place: Place, word: str) -> list[Path]:
    return sorted(path for path in place.path.parent.iterdir() if word in path.name)


async def test_what_it_says_and_that_the_old_store_can_be_had_again(
    place: Place, tmp_path: Path
) -> None:
    given = {"DATABASE_URL": there(place.url), "TIMEZONE": "Asia/Shanghai"}
    old = held(place)
    done = await run(tmp_path, "restore", "copy.db", **given)
    assert (done.status, done.err) == (0, "")
    (kept,) = beside(place, "恢复前")
    copied, restored, index = done.out.splitlines()
    assert copied == "备份   ok   2 篇 7 段 · 0 条收藏 · 2026-11-19 10:00 做的"
    assert restored == f"恢复   ok   {place}（原来的留在 {kept}）"
    assert index == "索引   ok   一致。现在可以启动：python -m bot"
    assert len(held(place)["document"]) == 2
    assert (await run(tmp_path, "restore", str(kept), **given)).status == 0
    again = held(place)
    assert {name for name in old if old[name] != again[name]} <= {"meta"}
    assert len(beside(place, "恢复前")) == 2
    assert not beside(place, "恢复中")


async def test_an_empty_database_is_filled_and_nothing_kept_of_it(
    tmp_path: Path, postgres: Cluster, place: Place
) -> None:
    other = Place(tmp_path / "elsewhere" / "zhaiju.db", postgres.database("restored_elsewhere"))
    assert put(other, tmp_path / "copy.db", START) is None
    assert not beside(other, "恢复前")
    put(place, tmp_path / "copy.db", START)
    assert held(other) == held(place)


def test_what_can_not_be_restored_changes_nothing(place: Place, tmp_path: Path) -> None:
    whole = (tmp_path / "copy.db").read_bytes()
    zeroed, text, newer, foreign = (
        tmp_path / name for name in ("zeroed.db", "甲.txt", "newer.db", "foreign.db")
    )
    zeroed.write_bytes(whole[: 9 * 4096] + b"\0" * 4096 + whole[10 * 4096 :])
    text.write_text("不是库" * 999, encoding="utf-8")
    newer.write_bytes(whole)
    change(newer, "UPDATE meta SET value = 3000 WHERE name = 'program'")
    foreign.write_bytes(whole)
    change(foreign, "ALTER TABLE bookmark RENAME COLUMN note TO remark")
    before = held(place)
    for file, said in (
        (tmp_path / "none.db", "没有"),
        (text, "不是摘句的备份"),
        (zeroed, r"坏了（第 10 页），没有动现在的库"),
        (newer, "先升级再恢复"),
        (foreign, "表不是这个版本认得的"),
    ):
        with pytest.raises(StoreError, match=said):
            put(place, file, START)
        assert held(place) == before
    assert not beside(place, "恢复")


async def test_while_anybody_serves_or_stands_by_it_is_refused(
    place: Place, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    here, away = (Place(tmp_path / name / "x.db", place.url) for name in ("here", "away"))

    async def refused() -> None:
        with pytest.raises(StoreInUseError, match=re.escape(f"正在用 {place}，等它结束再恢复")):
            await asyncio.to_thread(put, place, copy, START)

    async with Database.open(here, readers=1) as database:
        lease = Lease(there(database.engine.leased), "one")
        async with Database.open(away, readers=1):
            await lease.take()
            await refused()
        await refused()
    # It is cut off: nobody is connected, and its lease lasts.
    await refused()
    await asyncio.to_thread(there(database.engine.leased).renew_lease, 0.5)
    await asyncio.sleep(0.6)
    await asyncio.to_thread(put, place, copy, START)
    raw = database.engine.connect(lambda: False, writes=True)
    with pytest.raises(NotLeadingError):
        database.engine.begin_writing(raw, durable=True)
    raw.close()


async def test_whoever_was_erased_through_any_host_is_erased_again(
    place: Place, tmp_path: Path
) -> None:
    """The copy is older than one erasure and younger than another."""
    copy, clock = tmp_path / "people.db", SteppedClock(START)
    here, away = (Place(tmp_path / name / "x.db", place.url) for name in ("here", "away"))
    async with Store.open(away, clock=clock) as store:
        await store.erasure.forget(5)
        clock.advance(timedelta(hours=1))
        await store._database.change(
            lambda raw: raw.executemany(
                "INSERT INTO reading (user_id, speech, number, read_at) VALUES (?, 'x', 1, ?)",
                [(number, to_column(START)) for number in (5, 6, 7)],
            )
        )
        await store.maintenance.backup(copy, clock.now())
        clock.advance(timedelta(hours=1))
        await store.erasure.forget(6)
    await asyncio.to_thread(put, here, copy, clock.now())
    assert [row[0] for row in held(here)["reading"]] == [5, 7]
    # Restored once more, and from what was kept: the record isn't part of what is replaced.
    for file in (copy, *beside(here, "恢复前")):
        await asyncio.to_thread(put, here, file, clock.now())
        assert [row[0] for row in held(here)["reading"]] == [5, 7]


def test_killed_anywhere_the_old_or_the_new_stands_whole_and_again_goes_on(
    place: Place, tmp_path: Path
) -> None:
    old = held(place)
    apart = size("steps between deaths in a restore", 60, 1)
    arguments = [place.path, tmp_path / "copy.db", apart, place.url]
    seen = [held(place) for _ in deaths(*arguments)]
    new = held(place)
    print(f"{len(seen)} deaths, {seen.count(new)} after the change")
    assert len(new["document"]) == 2
    assert all(one in (old, new) for one in seen)
    assert len(seen) > 5
    assert not beside(place, "恢复中")
    # Numbers go on although a restore that was taken back had counted, too.
    text_store(place, {"再来.txt": LATE["晚来.txt"].replace("晚来", "再来")})
    assert len(held(place)["document"]) == 3
