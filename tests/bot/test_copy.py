"""`python -m bot copy`: the whole store or none of it, compared with a reading of our own."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest

from store.store import Store
from tests.chat.test_privacy import use_everything
from tests.support.clock import SteppedClock
from tests.support.programs import run, started
from tests.support.stage import DOCUMENTS, SAMPLES, START, TOKEN, copy_store, stage

if TYPE_CHECKING:
    from pathlib import Path


def rows(store: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, by table."""
    with closing(sqlite3.connect(store)) as raw:
        listed = raw.execute("PRAGMA table_list").fetchall()
        names = [
            one[1]
            for one in listed
            if one[2] in ("table", "shadow") and not one[1].endswith("_schema")
        ]
        return {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608


@pytest.fixture
async def used(small_database: Path) -> Path:
    """A store of which somebody has made use."""
    async with stage(small_database) as ready:
        await use_everything(ready, *await ready.person())
    return small_database


async def test_every_row_of_every_table_comes_over(tmp_path: Path, used: Path) -> None:
    before = rows(used)
    done = await run(tmp_path, "copy", "--from", str(used), "--to", "别处/新.db")
    assert (done.status, done.err) == (0, "")
    target = tmp_path / "别处" / "新.db"
    assert f"从 {used} 到 {target}\n" in done.out
    assert f"{len(before)} 张表逐行相同" in done.out
    after = rows(target)
    assert after.keys() == before.keys()
    assert sum(map(len, after.values())) > 100
    for table, held in before.items():
        assert after[table] == held, table
    assert rows(used) == before
    beside = {path.name for path in target.parent.iterdir()}
    assert beside == {"新.db", "新.db-lock"}


@pytest.mark.parametrize("ending", ["", "-wal", "-lock", "-erasures"])
async def test_a_copy_takes_no_name_that_the_store_needs(
    tmp_path: Path, small_database: Path, ending: str
) -> None:
    target = small_database.with_name(f"{small_database.name}{ending}")
    before = rows(small_database)
    done = await run(tmp_path, "copy", "--from", str(small_database), "--to", str(target))
    assert done.status == 1
    assert "换一个" in done.err
    assert rows(small_database) == before


async def test_samples_are_left_out_and_the_index_tells_the_truth(tmp_path: Path) -> None:
    await run(tmp_path, "ingest", str(SAMPLES), DATABASE_PATH="旧.db")
    for name, text in DOCUMENTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    await run(tmp_path, "ingest", *DOCUMENTS, DATABASE_PATH="旧.db")
    done = await run(tmp_path, "copy", "--from", "旧.db", "--to", "新.db", DATABASE_PATH="新.db")
    assert done.status == 0, done.err[-1500:]
    assert "示例资料 6 份没有带过去\n现在可以启动：python -m bot" in done.out
    await run(tmp_path, "ingest", *DOCUMENTS, DATABASE_PATH="同.db")
    for asked in (["靠前服务"], ["一线三问"], ["--json", "缆绳"]):
        brought = await run(tmp_path, "search", *asked, DATABASE_PATH="新.db")
        assert brought.out == (await run(tmp_path, "search", *asked, DATABASE_PATH="同.db")).out
    assert (await run(tmp_path, "check", DATABASE_PATH="新.db")).status == 0


async def test_what_is_not_empty_is_not_touched(tmp_path: Path, used: Path) -> None:
    full, strange = tmp_path / "满.db", tmp_path / "别.db"
    copy_store(used, full)
    with closing(sqlite3.connect(strange)) as raw:
        raw.execute("CREATE TABLE mine (note TEXT)")
    # A bookmark alone counts, too.
    with closing(sqlite3.connect(full, isolation_level=None)) as raw:
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("DELETE FROM document")
    for target, said in (
        (used, "就是要搬的那个库"),
        (full, "里已有 收藏或设置"),
        (strange, "不是摘句的数据库"),
    ):
        held = rows(target)
        done = await run(tmp_path, "copy", "--from", str(used), "--to", str(target))
        assert done.status == 1
        assert said in done.err
        assert str(target) in done.err
        assert len(done.err.splitlines()) == 1
        assert rows(target) == held


async def test_words_that_somebody_follows_are_not_written_over(
    tmp_path: Path, small_database: Path
) -> None:
    target = tmp_path / "target.db"
    async with Store.open(target, clock=SteppedClock(START)) as store:
        await store.watches.add(7, "缆绳", "zh")
    done = await run(tmp_path, "copy", "--from", str(small_database), "--to", str(target))
    assert (done.status, "里已有 收藏或设置" in done.err) == (1, True), done.err
    async with Store.open(target, clock=SteppedClock(START)) as store:
        assert await store.watches.count(7) == 1


async def test_it_is_refused_while_the_bot_runs(tmp_path: Path, small_database: Path) -> None:
    used = small_database
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:1"}
    async with started(tmp_path, DATABASE_PATH=str(used), **settings) as process:
        assert process.stderr is not None
        # It waits for a network that isn't there, with its store open.
        await process.stderr.readline()
        for arguments in (["--from", str(used), "--to", "新.db"],):
            done = await run(tmp_path, "copy", *arguments)
            assert done.status == 1
            assert f"正在用 {used}（进程 {process.pid}），先停下它再搬。" in done.err
    assert not (tmp_path / "新.db").exists()


async def test_a_copy_that_was_killed_is_no_store_and_is_made_anew(
    tmp_path: Path, used: Path
) -> None:
    aside = tmp_path / "新.db.copying"
    for size in (1, 200_000, 400_000):
        async with started(tmp_path, "copy", "--from", str(used), "--to", "新.db") as process:
            while process.returncode is None and not _as_large_as(aside, size):
                # The process's end is told to the loop only while it runs.
                await asyncio.sleep(0)
            process.kill()
        assert not (tmp_path / "新.db").exists() or rows(tmp_path / "新.db") == rows(used)
        (tmp_path / "新.db").unlink(missing_ok=True)
    aside.write_bytes(aside.read_bytes()[:5000] if aside.exists() else b"half")
    done = await run(tmp_path, "copy", "--from", str(used), "--to", "新.db")
    assert done.status == 0, done.err[-1500:]
    assert "从头再搬 …" in done.out
    assert rows(tmp_path / "新.db") == rows(used)
    assert not aside.exists()


def _as_large_as(path: Path, size: int) -> bool:
    logged = path.with_name(f"{path.name}-wal")
    held = 0
    for one in (path, logged):
        # It may go between two looks.
        with suppress(FileNotFoundError):
            held += one.stat().st_size
    return held >= size
