"""A folder goes in: what is good is stored, what is bad is one sentence, nothing stops the rest."""

from __future__ import annotations

import asyncio
import csv
import os
import shutil
import signal
from typing import TYPE_CHECKING, Any

import pytest

from bot.clock import SystemClock
from bot.ingest import MOST_TOGETHER, Summary, ingest_paths
from bot.output import summary_lines
from bot.parser import parsed
from bot.worker import Worker
from corpus.errors import TooMuchMemoryError, TooSlowError
from store.store import Store
from tests.support.documents import docx_bytes
from tests.support.folders import BAD, fill, speech
from tests.support.programs import run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.serial

CLOCK = SystemClock()
# Tens of thousands of speeches: it takes half a minute to tell them apart.
ENDLESS = "在全港大会上的讲话\n\n同志们：\n\n今天讲一件事，讲完就散会。\n\n" * 70_000


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "store.db", clock=CLOCK) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "材料库"
    made.mkdir()
    return made


async def take(store: Store, *paths: Path, **options: Any) -> Summary:
    async with Worker.open() as worker:
        return await ingest_paths(store, worker, CLOCK, paths, **options)


async def test_the_summary_adds_up_and_a_second_run_touches_what_failed(
    store: Store, folder: Path
) -> None:
    expected = fill(folder, 20)
    first = await take(store, folder)
    assert (first.added, first.skipped) == (expected.added, expected.skipped)
    assert sorted(f.source.partition("/")[2] for f in first.failed) == sorted(n for n, _ in BAD)
    assert all(failure.error.count("。") == 1 for failure in first.failed)
    assert len(first.lines) == expected.added + expected.failed
    assert first.speeches == expected.added

    (folder / "0科" / "第0次讲话.txt").write_text(speech(500), "utf-8")
    (folder / "新.txt").write_text(speech(501), "utf-8")
    (folder / "旧名.docx").write_bytes((folder / "4科" / "第4次讲话.docx").read_bytes())
    second = await take(store, folder)
    assert (second.added, second.updated) == (1, 1)
    assert second.unchanged == expected.added
    assert len(second.failed) == expected.failed
    assert (await store.search.search("第500号码头")).match == "exact"
    assert (await store.search.search("第0号码头")).match != "exact"


async def test_the_summary_groups_reasons_and_names_marked_documents(
    store: Store, folder: Path
) -> None:
    fill(folder, 3)
    for number in range(10):
        (folder / f"空{number}.txt").write_bytes(b" ")
    summary = await take(store, folder)
    lines = summary_lines(summary, await store.documents.size()).split("\n")
    assert "没有文字 11" in lines[0]
    assert "带密级 1" in lines[0]
    assert any("机密.txt" in line and "机密★1年" in line for line in lines[1:])
    assert not any("空3" in line for line in lines)


async def test_only_a_named_file_overrides_its_mark(store: Store, folder: Path) -> None:
    for name in ("甲.txt", "乙.txt"):
        text = f"机密\n\n{speech(len(name) if name == '甲.txt' else 9)}"
        (folder / name).write_text(text, "utf-8")
    summary = await take(store, folder, allow_marked=[folder / "甲.txt"])
    assert [line.source for line in summary.lines if line.state == "added"] == ["甲.txt"]
    assert [failure.secret for failure in summary.failed] == [True]
    assert [source.source for source in await store.documents.sources()] == ["甲.txt"]


async def test_odd_names_pipes_and_vanished_files(store: Store, folder: Path) -> None:
    for name in ("有 空格.txt", "引'号\"%.txt", "换\n行.txt", "\x1b[31m红.txt", "a" * 200 + ".txt"):
        (folder / name).write_text(speech(len(name)), "utf-8")
    old = os.fsencode(folder) + "/老".encode() + "讲话.txt".encode("gbk")
    with open(old, "wb") as file:  # noqa: PTH123, ASYNC230 - a name that is no text
        file.write(speech(77).encode())
    os.mkfifo(folder / "管道.txt")
    (folder / "断链.txt").symlink_to(folder / "没有.txt")
    named = [folder / "没有.txt", folder / "管道.txt"]
    summary = await take(store, folder, *named)
    assert summary.added == 6
    assert [failure.reason for failure in summary.failed] == ["打不开"] * 4
    printed = summary_lines(summary, await store.documents.size())
    assert "\x1b" not in printed


async def test_a_folder_that_may_not_be_read_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    closed = folder / "关"
    closed.mkdir()
    (folder / "开.txt").write_text(speech(1), "utf-8")
    closed.chmod(0)
    async with Store.open(tmp_path / "store.db", clock=CLOCK) as store:
        summary = await take(store, folder)
    closed.chmod(0o700)
    assert summary.added == 1
    assert [failure.source for failure in summary.failed] == ["关"]


async def test_what_takes_too_long_is_given_up_and_the_next_goes_in(folder: Path) -> None:
    (folder / "慢.txt").write_text(ENDLESS, "utf-8")
    (folder / "快.txt").write_text(speech(1), "utf-8")
    async with Worker.open() as worker:
        with pytest.raises(TooSlowError, match=r"慢\.txt.*2 秒"):
            await parsed(worker, folder / "慢.txt", "慢.txt", seconds=2)
        assert (await parsed(worker, folder / "快.txt", "快.txt")).speeches


async def test_a_process_that_dies_takes_one_document_with_it(folder: Path) -> None:
    (folder / "慢.txt").write_text(ENDLESS, "utf-8")
    (folder / "快.txt").write_text(speech(1), "utf-8")
    async with Worker.open() as worker:
        assert (await parsed(worker, folder / "快.txt", "快.txt")).speeches
        slow = asyncio.create_task(parsed(worker, folder / "慢.txt", "慢.txt"))
        # Killed before it has begun, another process would be given the same.
        while worker._done < 2:
            await asyncio.sleep(0.001)
        assert worker._process is not None
        os.kill(worker._process.pid, signal.SIGKILL)
        with pytest.raises(TooMuchMemoryError, match=r"慢\.txt"):
            await slow
        assert (await parsed(worker, folder / "快.txt", "快.txt")).speeches


async def test_too_much_memory_is_one_sentence(folder: Path) -> None:
    # Spaced digits are joined one by one; so many of them need more than the process may have.
    (folder / "大.txt").write_text("1 2 3 " * 490_000, "utf-8")
    (folder / "好.txt").write_text(speech(1), "utf-8")
    async with Worker.open() as worker:
        with pytest.raises(TooMuchMemoryError, match="太占内存"):
            await parsed(worker, folder / "大.txt", "大.txt")
        assert (await parsed(worker, folder / "好.txt", "好.txt")).speeches


async def test_a_file_too_large_is_not_even_read(store: Store, folder: Path) -> None:
    with (folder / "巨大.txt").open("wb") as file:
        file.truncate(200 << 20)
    summary = await take(store, folder)
    assert [failure.reason for failure in summary.failed] == ["太大"]
    assert "200 MB" in summary.failed[0].error


async def test_cancelled_in_mid_document_nothing_is_half_stored(store: Store, folder: Path) -> None:
    together = [f"{number}.txt" for number in range(1, MOST_TOGETHER + 1)]
    for number, name in enumerate(together):
        (folder / name).write_text(speech(number), "utf-8")
    (folder / "9.txt").write_text(ENDLESS, "utf-8")
    async with Worker.open() as worker:
        task = asyncio.create_task(ingest_paths(store, worker, CLOCK, [folder]))
        while not await store.documents.sources():
            await asyncio.sleep(0.01)
            assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert [source.source for source in await store.documents.sources()] == together


async def test_the_same_text_twice_in_a_folder_is_known_the_second_time(
    store: Store, folder: Path
) -> None:
    for name in ("1.txt", "2.txt"):
        (folder / name).write_text(speech(1), "utf-8")
    summary = await take(store, folder)
    assert (summary.added, summary.unchanged) == (1, 1)
    assert [source.source for source in await store.documents.sources()] == ["1.txt"]


async def test_of_two_files_of_one_name_the_later_stays(store: Store, folder: Path) -> None:
    for number, name in enumerate(("甲", "乙")):
        (folder / name).mkdir()
        (folder / name / "稿.txt").write_text(speech(number), "utf-8")
    summary = await take(store, folder / "甲", folder / "乙")
    assert (summary.added, summary.updated) == (1, 1)
    assert [source.source for source in await store.documents.sources()] == ["稿.txt"]


async def test_the_report_has_a_line_for_each_file(folder: Path, tmp_path: Path) -> None:
    expected = fill(folder, 8)
    done = await run(tmp_path, "ingest", str(folder), "--report", "结果.csv", DATABASE_PATH="a.db")
    assert done.status == 1
    assert done.err == f"库：{tmp_path / 'a.db'}\n"
    with (tmp_path / "结果.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == expected.added + expected.failed
    assert {row["state"] for row in rows} == {"added", "failed"}
    assert all(row["detail"] for row in rows if row["state"] == "failed")


async def test_hostile_names_are_no_formulas_and_break_no_line(
    folder: Path, tmp_path: Path
) -> None:
    names = ["=1+1.txt", "@稿.txt", "-稿.txt", "\t稿.txt", "一\n二.txt"]
    for number, name in enumerate(names):
        (folder / name).write_text(speech(number), "utf-8")
    await run(tmp_path, "ingest", str(folder), "--report", "结果.csv", DATABASE_PATH="a.db")
    with (tmp_path / "结果.csv").open(encoding="utf-8-sig", newline="") as file:
        sources = {row["source"] for row in csv.DictReader(file)}
    assert sources == {name if name.startswith("一") else f"'{name}" for name in names}
    listed = await run(tmp_path, "sources", DATABASE_PATH="a.db")
    assert len(listed.out.splitlines()) == len(names)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


async def test_a_report_takes_the_place_of_nothing_but_a_report(
    folder: Path, tmp_path: Path
) -> None:
    fill(folder, 2)
    (tmp_path / "稿.txt").write_text(speech(5), encoding="utf-8")
    (tmp_path / "link").symlink_to("稿.txt")
    (tmp_path / "folder").mkdir(exist_ok=True)
    await run(tmp_path, "ingest", "稿.txt", DATABASE_PATH="a.db")
    before = contents(tmp_path)
    for target in ("a.db", "a.db-wal", "a.db-turn", "稿.txt", "link", "folder"):
        done = await run(tmp_path, "ingest", str(folder), "--report", target, DATABASE_PATH="a.db")
        assert (done.status, done.out) == (1, "")
        assert "换一个文件名" in done.err
        assert contents(tmp_path) == before
    for _ in range(2):
        done = await run(tmp_path, "ingest", "稿.txt", "--report", "新.csv", DATABASE_PATH="a.db")
        assert done.status == 0


async def test_marked_on_the_command_line(folder: Path, tmp_path: Path) -> None:
    path = folder / "甲.docx"
    path.write_bytes(docx_bytes(f"绝密\n{speech(3)}"))
    refused = await run(tmp_path, "ingest", str(path), DATABASE_PATH="a.db")
    assert refused.status == 1
    assert "绝密" in refused.out
    allowed = await run(
        tmp_path, "ingest", str(path), "--allow-marked", str(path), DATABASE_PATH="a.db"
    )
    assert allowed.status == 0
    shutil.rmtree(folder)
