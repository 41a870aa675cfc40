"""`restore`: whole or not at all, nothing sent twice after it, nobody remembered who was erased."""

from __future__ import annotations

import asyncio
import gzip
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from store.db.instants import to_column
from store.db.lock import alone
from store.db.migration_steps import MIGRATIONS
from store.db.migrations import FIRST
from store.errors import CopyNewerError, CopyRefusedError, StoreInUseError, StoreUnavailableError
from store.people.erasure_log import note
from store.store import Store
from tests.bot.test_webhook_health import free_port
from tests.support.clock import SteppedClock
from tests.support.programs import PROJECT, run, started, stop
from tests.support.restoring import deaths, put, whose
from tests.support.stage import DOCUMENTS, START, text_store
from tests.support.there import there

OLD = PROJECT / "tests" / "store" / "store-499767d.db.gz"


def rows(path: Path, sql: str = "SELECT key, id, text FROM text ORDER BY key") -> list[Any]:
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return raw.execute(sql).fetchall()


@pytest.fixture
def two_stores(tmp_path: Path) -> tuple[Path, Path]:
    """A store with one more document than its backup."""
    store, copy = tmp_path / "data" / "zhaiju.db", tmp_path / "copy.db"
    store.parent.mkdir()

    async def fill() -> None:
        async with Store.open(store, clock=SteppedClock(START)) as opened:
            await opened.maintenance.backup(copy, START)

    text_store(store, DOCUMENTS)
    asyncio.run(fill())
    text_store(
        store,
        {"晚来.txt": "晚来的讲话\n\n同志们：\n这一份是备份以后才收进来的，要看它还在不在。\n"},
    )
    return store, copy


def test_a_backup_that_says_nothing_of_its_time_forgets_by_its_last_write(
    two_stores: tuple[Path, Path],
) -> None:
    store, _ = two_stores
    plain = store.with_name("plain.db")
    shutil.copyfile(store, plain)
    with closing(sqlite3.connect(plain)) as raw:
        raw.execute(
            "INSERT INTO reading VALUES (5, 'x', 1, ?), (6, 'x', 1, ?)",
            (to_column(START), to_column(START)),
        )
        raw.commit()
    note(store, 6, START - timedelta(minutes=1))
    note(store, 5, START + timedelta(minutes=1))
    put(store, plain, START + timedelta(days=1))
    assert whose(store) == {6}


def crash_writing(store: Path) -> None:
    """Have a process killed that has written much, all of which stands in the log alone."""
    script = (
        "import os, signal, sqlite3, sys\n"
        "raw = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "raw.execute('PRAGMA wal_autocheckpoint = 0')\n"
        "raw.execute('UPDATE text SET level = 9')\n"
        "rows = [(str(number), 'late' * 100) for number in range(400)]\n"
        "raw.executemany('INSERT INTO query VALUES (?, ?, 0)', rows)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(store)], check=False)  # noqa: S603
    assert store.with_name("zhaiju.db-wal").stat().st_size > 0


def test_a_log_that_a_crash_has_left_does_not_spoil_what_is_restored(
    two_stores: tuple[Path, Path],
) -> None:
    store, copy = two_stores
    crash_writing(store)
    kept = there(put(store, copy, START))
    assert not store.with_name("zhaiju.db-wal").exists()
    assert rows(store) == rows(copy)
    assert rows(kept, "SELECT count(*) FROM query") == [(400,)]


@pytest.mark.parametrize("page", [0, 1, 20])
def test_of_a_damaged_store_all_that_is_left_is_kept_beside(
    two_stores: tuple[Path, Path], page: int
) -> None:
    store, copy = two_stores
    crash_writing(store)
    with store.open("r+b") as file:
        file.seek(page * 4096)
        file.write(b"\0" * 4096)
    put(store, copy, START)
    assert not store.with_name("zhaiju.db-wal").exists()
    assert rows(store) == rows(copy)
    kept = [path for path in store.parent.iterdir() if "恢复前" in path.name]
    assert sum(path.read_bytes().count(b"late" * 100) for path in kept) >= 400


def test_killed_anywhere_the_old_or_the_new_stands_whole_and_again_goes_on(
    two_stores: tuple[Path, Path],
) -> None:
    store, copy = two_stores
    old, new = rows(store), rows(copy)
    assert old != new
    seen = []
    for _ in deaths(store, copy):
        shutil.rmtree(store.with_name("seen"), ignore_errors=True)
        shutil.copytree(store.parent, store.with_name("seen"), ignore=lambda *_: ["seen"])
        seen.append(rows(store.with_name("seen") / store.name))
        assert seen[-1] in (old, new)
    print(f"{len(seen)} deaths, {seen.count(new)} after the swap")
    assert len(seen) > 15
    assert rows(store) == new
    kept = [path for path in store.parent.iterdir() if "恢复前" in path.name]
    assert all(path.stat().st_nlink == 1 for path in (store, *kept))
    assert not [path for path in store.parent.iterdir() if "恢复中" in path.name]


async def test_what_it_says_and_that_the_restored_store_answers(
    two_stores: tuple[Path, Path],
) -> None:
    store, copy = two_stores
    given = {"DATABASE_PATH": str(store), "TIMEZONE": "Asia/Shanghai"}
    done = await run(copy.parent, "restore", "copy.db", **given)
    assert (done.status, done.err) == (0, "")
    first, second, third = done.out.splitlines()
    assert first == "备份   ok   2 篇 7 段 · 0 条收藏 · 2026-11-19 10:00 做的"
    kept = there(
        re.fullmatch(
            re.escape(f"恢复   ok   {store}（原来的留在 ") + r"(zhaiju\.db\.恢复前-\d{8}-\d{4})）",
            second,
        )
    )
    assert third == "索引   ok   一致。现在可以启动：python -m bot"
    assert len(rows(store.with_name(kept[1]), "SELECT key FROM document")) == 3
    assert (await run(copy.parent, "check", **given)).status == 0
    again = await run(copy.parent, "restore", str(store.with_name(kept[1])), **given)
    assert "最后写过" in again.out
    assert len(rows(store, "SELECT key FROM document")) == 3


async def test_while_the_bot_runs_it_is_refused_with_its_number(
    two_stores: tuple[Path, Path],
) -> None:
    store, copy = two_stores
    given = {"DATABASE_PATH": str(store), "LOCAL_CHAT_PORT": str(free_port())}
    async with started(copy.parent, **given) as bot:
        async for line in there(bot.stdout):
            if b"[4/4]" in line:
                break
        refused = await run(copy.parent, "restore", "copy.db", **given)
        assert (await run(copy.parent, "sources", **given)).status == 0
        await stop(bot)
    sentence = f"机器人正在用 {store}（进程 {bot.pid}），先停下它再恢复。\n"
    assert (refused.status, refused.out, refused.err) == (1, "", sentence)
    async with Store.open(store, clock=SteppedClock(START)) as opened:
        other = await run(copy.parent, "restore", "copy.db", **given)
        assert (await opened.documents.size()).documents == 3
    assert (other.status, other.err) == (1, f"另一个程序正在用 {store}，等它结束再恢复。\n")
    assert (await run(copy.parent, "restore", "copy.db", **given)).status == 0


def test_what_can_not_be_restored_changes_nothing(two_stores: tuple[Path, Path]) -> None:
    store, copy = two_stores
    text = store.with_name("甲.txt")
    text.write_text("不是库" * 999, encoding="utf-8")
    foreign, empty, cut, zeroed = (
        store.with_name(name) for name in ("foreign.db", "empty.db", "cut.db", "zeroed.db")
    )
    with closing(sqlite3.connect(foreign)) as raw:
        raw.execute("CREATE TABLE theirs (x)")
    empty.touch()
    whole = copy.read_bytes()
    cut.write_bytes(whole[:50_000])
    zeroed.write_bytes(whole[: 9 * 4096] + b"\0" * 4096 + whole[10 * 4096 :])
    before = store.read_bytes()
    for file, said in (
        (text, "不是摘句的备份"), (foreign, "不是摘句的备份"), (empty, "不是摘句的备份"),
        (store.with_name("none.db"), "没有"), (store, "就是现在的库"),
        (cut, "坏了（第 13 页），没有动现在的库；换一份更早的。"),
        (zeroed, "坏了（第 10 页），没有动现在的库；换一份更早的。"),
    ):  # fmt: skip
        with pytest.raises(CopyRefusedError, match=said):
            put(store, file, START)
        assert store.read_bytes() == before
    assert not [path for path in store.parent.iterdir() if "恢复" in path.name]


def test_a_disk_too_full_for_the_copy_is_one_sentence_and_changes_nothing(
    two_stores: tuple[Path, Path],
) -> None:
    store, copy = two_stores
    before = store.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(StoreUnavailableError, match="请"):
            put(store, copy, START)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert store.read_bytes() == before
    assert not [path for path in store.parent.iterdir() if "恢复" in path.name]


def test_a_copy_of_a_newer_version_is_refused_and_of_an_older_taken_over(
    two_stores: tuple[Path, Path],
) -> None:
    store, copy = two_stores
    change(copy, "UPDATE meta SET value = 3000 WHERE name = 'program'")
    with pytest.raises(CopyNewerError, match=r"备份是 0\.3\.0 做的，这里是 .*先升级再恢复。"):
        put(store, copy, START)
    later = f"INSERT INTO migration VALUES ({FIRST + len(MIGRATIONS)}, 'later')"  # noqa: S608
    change(copy, "DELETE FROM meta WHERE name = 'program'", later)
    with pytest.raises(CopyNewerError, match="更新的版本"):
        put(store, copy, START)
    copy.write_bytes(gzip.decompress(OLD.read_bytes()))
    put(store, copy, START)
    assert rows(store, "SELECT note FROM bookmark") == [("开头用",)]


async def test_a_copy_with_another_index_is_indexed_anew(two_stores: tuple[Path, Path]) -> None:
    store, copy = two_stores
    change(copy, "UPDATE meta SET value = 0 WHERE name = 'normal_form'")
    done = await run(copy.parent, "restore", "copy.db", DATABASE_PATH=str(store))
    assert done.out.endswith("索引   ok   重新建好了，一致。现在可以启动：python -m bot\n")


def test_on_a_disk_without_hard_links_the_old_store_is_kept_all_the_same(
    two_stores: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, copy = two_stores
    before = rows(store)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    kept = there(put(store, copy, START))
    assert rows(kept) == before
    assert rows(store) == rows(copy)


def test_where_no_store_is_left_the_copy_becomes_it(two_stores: tuple[Path, Path]) -> None:
    store, copy = two_stores
    store.unlink()
    assert put(store, copy, START) is None
    assert rows(store) == rows(copy)


def test_a_link_to_the_store_stays_one_and_the_lock_is_the_same(
    two_stores: tuple[Path, Path],
) -> None:
    store, copy = two_stores
    link = copy.with_name("link.db")
    link.symlink_to(store)
    with alone(store), pytest.raises(StoreInUseError):
        put(link, copy, START)
    note(link, 5, START)
    kept = there(put(link, copy, START))
    assert link.is_symlink()
    assert kept.parent == store.parent
    assert rows(store) == rows(link) == rows(copy)
    assert store.with_name("zhaiju.db-erasures").exists()


def test_what_is_kept_beside_with_its_log_can_be_restored_whole(
    two_stores: tuple[Path, Path],
) -> None:
    store, copy = two_stores
    crash_writing(store)
    kept = store.with_name("kept.db")
    for ending in ("", "-wal"):
        shutil.copyfile(f"{store}{ending}", f"{kept}{ending}")
    log = kept.with_name("kept.db-wal").read_bytes()
    put(store, copy, START)
    put(store, kept, START)
    assert rows(store, "SELECT count(*) FROM query") == [(400,)]
    assert kept.with_name("kept.db-wal").read_bytes() == log


def test_two_restores_within_a_minute_keep_both(two_stores: tuple[Path, Path]) -> None:
    store, copy = two_stores
    first, second = (there(put(store, copy, START)) for _ in range(2))
    assert first != second
    assert len(rows(first, "SELECT key FROM document")) == 3
    assert len(rows(second, "SELECT key FROM document")) == 2


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        for statement in statements:
            raw.execute(statement)
        raw.commit()
