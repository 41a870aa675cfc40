from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from store.documents.documents import Documents
from store.errors import BackupRefusedError, StoreError, StoreUnavailableError
from store.index.snapshot import open_indexed
from store.index.terms import CHARACTER_BITS
from store.maintenance.maintenance import Maintenance
from store.search.search import Search
from store.search.tokenizer import Words
from store.store import Store
from tests.support.programs import PROJECT
from tests.support.store_scan import make_document, make_speech, take_in
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from store.db.database import Database

TEXTS = [f"第{n}件事，把“靠前服务”的窗口搬到码头上去。" * 6 for n in range(20)]
NOW = datetime(2025, 11, 20, tzinfo=UTC)
DOCUMENT = make_document("a.txt", make_speech(1, "#一、服务", *TEXTS), make_speech(2, *TEXTS[:3]))


class StillClock:
    def now(self) -> datetime:
        return datetime(2025, 11, 20, tzinfo=UTC)

    def on_jump(self, callback: Callable[[], None]) -> None:
        pass


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_indexed(tmp_path / "store.db") as opened:
        await take_in(Documents(opened), DOCUMENT)
        await take_in(
            Documents(opened), make_document("b.txt", make_speech(1, TEXTS[0][:-1] + "！"))
        )
        yield opened


@pytest.fixture
def maintenance(database: Database) -> Maintenance:
    return Maintenance(database)


async def change(database: Database, sql: str, *values: object) -> None:
    async with database.write() as writer:
        await writer.execute(sql, values)


async def dump(database: Database) -> list[tuple[object, ...]]:
    queries = (
        "SELECT * FROM text",
        "SELECT * FROM border",
        "SELECT * FROM term",
        "SELECT * FROM place",
    )
    async with database.read() as reader:
        tables = [await reader.fetch_all(query) for query in queries]
    return [tuple(row) for rows in tables for row in rows]


async def test_a_sound_store_has_no_faults(maintenance: Maintenance) -> None:
    assert await maintenance.check() == ()


SECOND = (1 << CHARACTER_BITS) - 1
"""The bits of a term's second character; a character alone has none."""


async def test_a_ghost_is_found_by_the_thorough_check(
    database: Database, maintenance: Maintenance
) -> None:
    async with database.read() as reader:
        row = there(
            await reader.fetch_one(
                "SELECT key, data FROM posting WHERE texts = 20 AND key & ? LIMIT 1", (SECOND,)
            )
        )
        other = there(
            await reader.fetch_one(
                "SELECT data FROM posting WHERE texts = 20 AND key & ? AND data != ? LIMIT 1",
                (SECOND, row["data"]),
            )
        )
    await change(database, "UPDATE posting SET data = ? WHERE key = ?", other["data"], row["key"])
    assert await maintenance.check(thorough=False) == ()
    [fault] = await maintenance.check()
    assert fault == "索引里有 1 个字与原文对不上"


async def test_what_is_missing_or_too_much_is_counted(
    database: Database, maintenance: Maintenance
) -> None:
    await change(database, "DELETE FROM text WHERE key = 1")
    faults = await maintenance.check(thorough=False)
    assert faults == ("有 1 处位置没有文字", "索引里有 1 段已经不存在")
    await change(database, "UPDATE segment SET state = 'dying' WHERE number = 1")
    faults = await maintenance.check(thorough=False)
    assert any(fault.endswith("段不在索引里") for fault in faults)


async def test_a_text_under_the_wrong_speech_is_counted(
    database: Database, maintenance: Maintenance
) -> None:
    await change(database, "UPDATE segment SET speeches = zeroblob(length(speeches))")
    [fault] = await maintenance.check(thorough=False)
    assert fault.endswith("段的出处不对")


async def test_an_index_of_another_normal_form_is_named(
    database: Database, maintenance: Maintenance
) -> None:
    await change(database, "UPDATE meta SET value = 0 WHERE name = 'normal_form'")
    assert await maintenance.check() == ("索引由另一个版本建立",)


async def test_a_rebuild_makes_what_ingest_made(
    database: Database, maintenance: Maintenance
) -> None:
    before = await dump(database)
    await change(database, "UPDATE posting SET data = zeroblob(8)")
    await change(database, "UPDATE text SET level = 99")
    await change(database, "UPDATE place SET echo = TRUE")
    await change(database, "UPDATE border SET places = 99")
    await change(database, "DELETE FROM term")
    await change(database, "UPDATE meta SET value = 0 WHERE name = 'normal_form'")
    seen: list[tuple[int, int]] = []
    await maintenance.rebuild(lambda done, total: seen.append((done, total)))
    assert await maintenance.check() == ()
    assert sorted(await dump(database), key=repr) == sorted(before, key=repr)
    assert seen[-1][0] == seen[-1][1] > 0


async def test_a_rebuild_that_fails_leaves_the_old_index(maintenance: Maintenance) -> None:
    def fail(done: int, total: int) -> None:
        raise RuntimeError(f"{done} of {total}")

    with pytest.raises(RuntimeError):
        await maintenance.rebuild(fail)
    assert await maintenance.check() == ()


async def test_a_backup_is_a_store_that_answers(
    tmp_path: Path, database: Database, maintenance: Maintenance
) -> None:
    target = tmp_path / "copies" / "backup.db"
    async with database.write() as writer:
        await writer.execute("INSERT INTO meta VALUES ('半途', 9)")
        await maintenance.backup(target, NOW)
    await maintenance.backup(target, NOW)
    assert [file.name for file in target.parent.iterdir()] == ["backup.db"]
    async with open_indexed(target) as copy:
        assert await Maintenance(copy).check() == ()
        here, there = (Search(opened, Words(tmp_path)) for opened in (database, copy))
        page = await there.search("靠前服务")
        assert (page.total, page.speeches) == ((await here.search("靠前服务")).total, 3)


async def test_a_backup_overwrites_nothing_but_a_backup(
    tmp_path: Path, database: Database, maintenance: Maintenance
) -> None:
    foreign, other = tmp_path / "notes.txt", tmp_path / "other.db"
    foreign.write_text("别人的笔记", encoding="utf-8")
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE theirs (x)")
        raw.commit()
    for target in (foreign, other, tmp_path, database.path):
        with pytest.raises(BackupRefusedError, match="没有覆盖"):
            await maintenance.backup(target, NOW)
    assert foreign.read_text(encoding="utf-8") == "别人的笔记"
    assert await maintenance.check() == ()


BESIDE = ("-wal", "-shm", "-journal", "-lock", "-turn", "-erasures", "-erasures-new", "-other")


@pytest.mark.parametrize("ending", BESIDE)
async def test_a_backup_takes_no_name_that_the_store_needs(
    tmp_path: Path, database: Database, maintenance: Maintenance, ending: str
) -> None:
    needed = database.path.with_name(f"{database.path.name}{ending}")
    linked = tmp_path / "linked"
    linked.symlink_to(needed)
    before = needed.read_bytes() if needed.exists() else None
    for target in (needed, linked, tmp_path / "no" / ".." / needed.name):
        with pytest.raises(StoreError, match="换一个文件名"):
            await maintenance.backup(target, NOW)
    assert (needed.read_bytes() if needed.exists() else None) == before


async def test_a_backup_into_a_place_that_is_no_folder_is_one_sentence(
    tmp_path: Path, maintenance: Maintenance
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreUnavailableError, match="请检查路径"):
        await maintenance.backup(tmp_path / "file" / "backup.db", NOW)


async def test_the_store_opens_whole_and_writes_what_waits(tmp_path: Path) -> None:
    path = tmp_path / "whole.db"
    async with Store.open(path, clock=StillClock()) as store:
        await take_in(store.documents, DOCUMENT)
        key = store.saved_queries.remember("靠前服务")
        assert (await store.search.search("靠前服务")).match == "exact"
    async with Store.open(path, clock=StillClock()) as store:
        assert await store.saved_queries.text(key) == "靠前服务"
        assert await store.maintenance.check() == ()


def test_what_a_killed_backup_has_left_goes_with_the_next(tmp_path: Path) -> None:
    """Killed once its folder stands; one that is being made by another process stays."""
    path, target = tmp_path / "store.db", tmp_path / "copies" / "backup.db"
    script = (
        "import asyncio, os, signal, sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from store.maintenance import maintenance\n"
        "from store.index.snapshot import open_indexed\n"
        "def end(*_):\n"
        "    print('working', flush=True)\n"
        "    sys.stdin.readline()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "maintenance._copy = end\n"
        "async def main():\n"
        "    async with open_indexed(Path(sys.argv[1])) as database:\n"
        "        await maintenance.Maintenance(database).backup(\n"
        "            Path(sys.argv[2]), datetime.now(UTC))\n"
        "asyncio.run(main())\n"
    )

    async def back_up() -> list[str]:
        async with open_indexed(path) as database:
            await Maintenance(database).backup(target, NOW)
        return sorted(file.name for file in target.parent.iterdir())

    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", script, str(path), str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    ) as process:
        assert there(process.stdout).readline() == "working\n"
        [working, made] = asyncio.run(back_up())
        assert (working[:8], made) == (".backup-", "backup.db")
        there(process.stdin).write("\n")
        there(process.stdin).close()
        process.wait()
    assert asyncio.run(back_up()) == ["backup.db"]
