from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store.db import database as module
from store.db.database import Database
from store.db.errors import translated
from store.db.migration_steps import MIGRATIONS
from store.db.migrations import FIRST
from store.errors import (
    NewerStoreError,
    NotAStoreError,
    StoreBusyError,
    StoreFullError,
    StoreUnavailableError,
)
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from store.db.port import RawConnection

ROOT = Path(__file__).resolve().parents[3]
ADD = "INSERT INTO border (pair, places) VALUES (?, 1)"
COUNT = "SELECT count(*) AS rows FROM border"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "folder" / "store.db") as opened:
        yield opened


async def count(database: Database) -> int:
    async with database.read() as reader:
        rows: int = there(await reader.fetch_one(COUNT))["rows"]
    return rows


async def test_what_is_written_can_be_read(database: Database) -> None:
    async with database.write() as writer:
        done = await writer.execute(ADD, ("ab",))
        await writer.execute_many(ADD, [("cd",), ("ef",)])
    assert done.rows == 1
    async with database.read() as reader:
        rows = await reader.fetch_all("SELECT pair FROM border ORDER BY pair")
    assert [row["pair"] for row in rows] == ["ab", "cd", "ef"]


async def test_an_exception_takes_the_whole_transaction_back(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as writer:
            await writer.execute(ADD, ("ab",))
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        await fail()
    assert await count(database) == 0


async def test_cancelling_takes_the_transaction_back_and_frees_the_writer(
    database: Database,
) -> None:
    inside = asyncio.Event()

    async def hold() -> None:
        async with database.write() as writer:
            await writer.execute(ADD, ("ab",))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hold())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.write() as writer:
        await writer.execute(ADD, ("cd",))
    assert await count(database) == 1


async def test_cancelling_at_any_point_leaves_no_transaction_open(database: Database) -> None:
    async def change(pair: str) -> None:
        async with database.write() as writer:
            await writer.execute(ADD, (pair,))

    for turns in range(12):
        task = asyncio.create_task(change(f"a{turns}"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with database.write() as writer:
            await writer.execute(ADD, (f"b{turns}",))
    async with database.read() as reader:
        rows = await reader.fetch_all("SELECT pair FROM border WHERE pair LIKE 'b%'")
    assert len(rows) == 12


async def test_two_tasks_never_share_a_transaction(database: Database) -> None:
    entered = asyncio.Event()

    async def fails() -> None:
        async with database.write() as writer:
            await writer.execute(ADD, ("ab",))
            entered.set()
            await asyncio.sleep(0)
            raise ValueError

    async def succeeds() -> None:
        await entered.wait()
        async with database.write() as writer:
            await writer.execute(ADD, ("cd",))

    results = await asyncio.gather(fails(), succeeds(), return_exceptions=True)
    assert isinstance(results[0], ValueError)
    async with database.read() as reader:
        assert there(await reader.fetch_one("SELECT pair FROM border"))["pair"] == "cd"


async def test_a_transaction_inside_a_transaction_is_refused(database: Database) -> None:
    async with database.write():
        with pytest.raises(RuntimeError, match="already holds"):
            async with database.write():
                pass


async def test_readers_see_the_old_state_while_a_writer_is_at_work(database: Database) -> None:
    async with database.write() as writer:
        await writer.execute(ADD, ("ab",))
        assert await count(database) == 0
    assert await count(database) == 1


async def test_a_reader_sees_one_state_from_begin_to_end(database: Database) -> None:
    async with database.read() as reader:
        before = there(await reader.fetch_one(COUNT))["rows"]
        async with database.write() as writer:
            await writer.execute(ADD, ("ab",))
        assert there(await reader.fetch_one(COUNT))["rows"] == before


async def test_readers_cannot_write(database: Database) -> None:
    async with database.read() as reader:
        with pytest.raises(StoreUnavailableError, match="权限"):
            await reader.execute(ADD, ("ab",))


async def test_a_cancelled_question_is_interrupted_and_its_reader_serves_again(
    tmp_path: Path,
) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    async with Database.open(tmp_path / "store.db", readers=1) as database:
        started = asyncio.Event()
        loop = asyncio.get_running_loop()

        def ask(raw: RawConnection) -> None:
            loop.call_soon_threadsafe(started.set)
            raw.execute(endless).fetchone()

        task = asyncio.create_task(database.ask(ask))
        await started.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await count(database) == 0


async def test_two_processes_open_a_new_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    script = (
        "import asyncio, sys; from pathlib import Path; from store.db.database import Database\n"
        "async def main():\n"
        "    async with Database.open(Path(sys.argv[1])) as database:\n"
        "        async with database.write() as writer:\n"
        "            await writer.execute('INSERT INTO border VALUES (?, 1)', (sys.argv[2],))\n"
        "asyncio.run(main())"
    )
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, str(path), name, stderr=subprocess.PIPE, cwd=ROOT
        )
        for name in ("aa", "bb", "cc")
    ]
    for process in running:
        _, error = await process.communicate()
        assert process.returncode == 0, error.decode()
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM border").fetchone() == (3,)
        numbers = [number for (number,) in raw.execute("SELECT number FROM migration")]
    assert numbers == [FIRST + step for step in range(len(MIGRATIONS))]


async def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with Database.open(path) as database, database.write() as writer:
        await writer.execute(
            "INSERT INTO migration VALUES (?, 'later')", (FIRST + len(MIGRATIONS),)
        )
    with pytest.raises(NewerStoreError, match="升级"):
        async with Database.open(path):
            pass


async def test_a_failing_migration_leaves_nothing_of_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(raw: RawConnection) -> None:
        raw.execute("CREATE TABLE half (x)")
        raise sqlite3.OperationalError("no")

    path = tmp_path / "store.db"
    monkeypatch.setattr("store.db.migrations.MIGRATIONS", (*MIGRATIONS, ("fails", fail)))
    with pytest.raises(sqlite3.OperationalError):
        async with Database.open(path):
            pass
    monkeypatch.undo()
    async with Database.open(path) as database, database.read() as reader:
        assert not await reader.fetch_all("SELECT 1 FROM sqlite_schema WHERE name = 'half'")


async def test_files_of_others_are_refused_and_left_as_they_are(tmp_path: Path) -> None:
    text, other = tmp_path / "a.txt", tmp_path / "b.db"
    text.write_text("这不是数据库。" * 200, encoding="utf-8")
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE theirs (x)")
        raw.commit()
    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(NotAStoreError, match="不是摘句的数据库"):
            async with Database.open(path):
                pass
        assert path.read_bytes() == before
        # A connection's thread must not outlive the loop that it reports to.
        assert not [one.name for one in threading.enumerate() if "connection" in one.name]


async def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreUnavailableError, match="打不开数据库"):
        async with Database.open(tmp_path / "file" / "store.db"):
            pass


async def test_a_lock_that_is_held_too_long_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    path = tmp_path / "store.db"
    async with Database.open(path) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreBusyError, match="占用"):
                async with database.write():
                    pass
            other.execute("ROLLBACK")
        async with database.write() as writer:
            await writer.execute(ADD, ("ab",))


async def test_a_full_disk_is_one_sentence_and_nothing_is_kept(database: Database) -> None:
    async with database.read() as reader:
        pages = there(await reader.fetch_one("PRAGMA page_count"))[0]

    async def fill() -> None:
        async with database.write() as writer:
            await writer.fetch_one(f"PRAGMA max_page_count = {pages + 2}")
            await writer.execute_many(ADD, ((f"{n}" * 99,) for n in range(3000)))

    with pytest.raises(StoreFullError, match="磁盘满了"):
        await fill()
    assert await count(database) == 0


def test_our_own_mistakes_are_not_dressed_up() -> None:
    error = sqlite3.OperationalError("no such table")
    assert translated(error, "x") is error
