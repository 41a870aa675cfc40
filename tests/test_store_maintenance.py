import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from store.database import Database
from store.documents import Documents
from store.errors import BackupRefusedError, StoreUnavailableError
from store.maintenance import Maintenance
from store.search import Search
from store.store import Store
from store.words import Words
from tests.store_scan import make_document, make_speech, take_in

TEXTS = [f"第{n}件事，把“靠前服务”的窗口搬到码头上去。" * 6 for n in range(20)]
DOCUMENT = make_document("a.txt", make_speech(1, "#一、服务", *TEXTS), make_speech(2, *TEXTS[:3]))


class StillClock:
    def now(self) -> datetime:
        return datetime(2025, 11, 20, tzinfo=UTC)

    def on_jump(self, callback) -> None:
        pass


@pytest.fixture
async def database(tmp_path):
    async with Database.open(tmp_path / "store.db") as opened:
        await take_in(Documents(opened), DOCUMENT)
        await take_in(
            Documents(opened), make_document("b.txt", make_speech(1, TEXTS[0][:-1] + "！"))
        )
        yield opened


@pytest.fixture
def maintenance(database):
    return Maintenance(database)


async def change(database, sql: str, *values: object) -> None:
    async with database.write() as writer:
        await writer.execute(sql, values)


async def dump(database) -> list[tuple]:
    queries = (
        "SELECT * FROM text",
        "SELECT * FROM border",
        "SELECT * FROM term",
        "SELECT * FROM place",
    )
    async with database.read() as reader:
        tables = [await reader.fetch_all(query) for query in queries]
    return [tuple(row) for rows in tables for row in rows]


async def test_a_sound_store_has_no_faults(maintenance):
    assert await maintenance.check() == ()


async def test_a_ghost_is_found_by_the_thorough_check(database, maintenance):
    async with database.read() as reader:
        row = await reader.fetch_one("SELECT key, data FROM posting WHERE texts = 20 LIMIT 1")
        other = await reader.fetch_one(
            "SELECT data FROM posting WHERE texts = 20 AND data != ? LIMIT 1", (row["data"],)
        )
    await change(database, "UPDATE posting SET data = ? WHERE key = ?", other["data"], row["key"])
    assert await maintenance.check(thorough=False) == ()
    [fault] = await maintenance.check()
    assert fault == "索引里有 1 个字与原文对不上"


async def test_what_is_missing_or_too_much_is_counted(database, maintenance):
    await change(database, "DELETE FROM text WHERE key = 1")
    faults = await maintenance.check(thorough=False)
    assert faults == ("索引里有 1 段已经不存在", "有的位置没有文字")
    await change(database, "UPDATE segment SET state = 'dying' WHERE number = 1")
    [missing, _] = await maintenance.check(thorough=False)
    assert missing.endswith("段不在索引里")


async def test_a_text_under_the_wrong_speech_is_counted(database, maintenance):
    await change(database, "UPDATE segment SET speeches = zeroblob(length(speeches))")
    [fault] = await maintenance.check(thorough=False)
    assert fault.endswith("段的出处不对")


async def test_an_index_of_another_normal_form_is_named(database, maintenance):
    await change(database, "UPDATE meta SET value = 0 WHERE name = 'normal_form'")
    assert await maintenance.check() == ("索引由另一个版本建立",)


async def test_a_rebuild_makes_what_ingest_made(database, maintenance):
    before = await dump(database)
    await change(database, "UPDATE posting SET data = zeroblob(8)")
    await change(database, "UPDATE text SET level = 99")
    await change(database, "UPDATE place SET echo = 1")
    await change(database, "UPDATE border SET places = 99")
    await change(database, "DELETE FROM term")
    await change(database, "UPDATE meta SET value = 0 WHERE name = 'normal_form'")
    seen: list[tuple[int, int]] = []
    await maintenance.rebuild(lambda done, total: seen.append((done, total)))
    assert await maintenance.check() == ()
    assert sorted(await dump(database), key=repr) == sorted(before, key=repr)
    assert seen[-1][0] == seen[-1][1] > 0


async def test_a_rebuild_that_fails_leaves_the_old_index(maintenance):
    def fail(done: int, total: int) -> None:
        raise RuntimeError(f"{done} of {total}")

    with pytest.raises(RuntimeError):
        await maintenance.rebuild(fail)
    assert await maintenance.check() == ()


async def test_a_backup_is_a_store_that_answers(tmp_path, database, maintenance):
    target = tmp_path / "copies" / "backup.db"
    async with database.write() as writer:
        await writer.execute("INSERT INTO term VALUES ('半途', 9)")
        await maintenance.backup(target)
    await maintenance.backup(target)
    assert [file.name for file in target.parent.iterdir()] == ["backup.db"]
    async with Database.open(target) as copy:
        assert await Maintenance(copy).check() == ()
        here, there = (Search(opened, Words(tmp_path)) for opened in (database, copy))
        page = await there.search("靠前服务")
        assert (page.total, page.speeches) == ((await here.search("靠前服务")).total, 3)


async def test_a_backup_overwrites_nothing_but_a_backup(tmp_path, database, maintenance):
    foreign, other = tmp_path / "notes.txt", tmp_path / "other.db"
    foreign.write_text("别人的笔记", encoding="utf-8")
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE theirs (x)")
        raw.commit()
    for target in (foreign, other, tmp_path, database.path):
        with pytest.raises(BackupRefusedError, match="没有覆盖"):
            await maintenance.backup(target)
    assert foreign.read_text(encoding="utf-8") == "别人的笔记"
    assert await maintenance.check() == ()


async def test_a_backup_into_a_place_that_is_no_folder_is_one_sentence(tmp_path, maintenance):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreUnavailableError, match="请检查路径"):
        await maintenance.backup(tmp_path / "file" / "backup.db")


async def test_the_store_opens_whole_and_writes_what_waits(tmp_path):
    path = tmp_path / "whole.db"
    async with Store.open(path, clock=StillClock()) as store:
        await take_in(store.documents, DOCUMENT)
        key = store.queries.remember("靠前服务")
        assert (await store.search.search("靠前服务")).match == "exact"
    async with Store.open(path, clock=StillClock()) as store:
        assert await store.queries.text(key) == "靠前服务"
        assert await store.maintenance.check() == ()
