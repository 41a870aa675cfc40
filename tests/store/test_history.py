"""Stores of other histories: one commit's are taken over whole, all others refused in a sentence.

`store-499767d.db.gz` was made by commit 499767d with the stage of its tests: two documents,
a bookmark with a note, three subscriptions with what was planned and sent, answers and counts.
"""

from __future__ import annotations

import asyncio
import gzip
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.rhetoric import marks_of
from corpus.version import VERSION
from store.db.database import Database
from store.db.migration_steps import MIGRATIONS
from store.db.migrations import FIRST, program, written_version
from store.db.sealing import miss_key, row_name
from store.errors import NewerStoreError, OtherHistoryError, StaleIndexError
from store.maintenance.maintenance import Maintenance
from store.people.saved_queries import query_key
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.restoring import put
from tests.support.stage import START, stage
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
OLD = Path(__file__).with_name("store-499767d.db.gz")


@pytest.fixture
def old_store(tmp_path: Path) -> Path:
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    return path


def everything(path: Path) -> tuple[dict[str, list[Any]], dict[str, int]]:
    """All rows of all tables, but for what says who made them."""
    with closing(sqlite3.connect(path)) as raw:
        tables = [
            name
            for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            # What is known of slogans is worked out anew from the texts.
            if name not in ("meta", "migration") and not name.startswith("slogan")
        ]
        rows = {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608
        meta = dict(
            raw.execute(
                "SELECT name, value FROM meta WHERE name NOT IN ('program', 'slogan_version')"
            )
        )
    return rows, meta


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        for statement in statements:
            raw.execute(statement)
        raw.commit()


async def opened(path: Path) -> None:
    async with Database.open(path):
        pass


async def test_a_store_of_the_first_history_is_taken_over_whole(old_store: Path) -> None:
    before = everything(old_store)
    await opened(old_store)
    after = everything(old_store)
    assert before[1].items() <= after[1].items()
    words = {name: (before[0].pop(name), after[0].pop(name)) for name in ("query", "miss")}
    for name, rows in before[0].items():
        if name == "text":
            assert [row[-1] for row in after[0][name]] == [marks_of(row[4]) for row in rows]
            after[0][name] = [row[:-1] for row in after[0][name]]
        # Columns that came since stand after those of old.
        width = len(rows[0]) if rows else 0
        assert [row[:width] for row in after[0][name]] == rows, name
    async with Store.open(old_store, clock=SteppedClock(START)) as store:
        # Every button of old still knows its words, which are no longer to be read in the store.
        assert words["query"][0]
        for key, text, _ in words["query"][0]:
            assert await store.saved_queries.text(key) == text
            assert text.encode() not in b"".join(row[1] for row in words["query"][1])
        assert len(words["miss"][0]) == len(words["miss"][1])
        await store.slogans.catch_up()
        assert (await store.slogans.most_used()).total
        assert await store.maintenance.check() == ()
    async with stage(old_store) as ready:
        user, chat = await ready.person("甲")
        assert "缆绳" in (await ready.ask(user, chat, "缆绳")).text
        [kept] = (await ready.store.bookmarks.page(user.id, "", limit=5, offset=0)).items
        assert (kept.note, kept.tags) == ("开头用", ("开头",))
        assert len(await ready.store.subscriptions.latest(user.id, 9)) == 3


async def test_a_new_store_has_the_same_tables_as_an_old_one(
    tmp_path: Path, old_store: Path
) -> None:
    new = tmp_path / "new.db"
    await opened(new)
    await opened(old_store)
    shapes = []
    for path in (new, old_store):
        with closing(sqlite3.connect(path)) as raw:
            tables = [
                name
                for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            ]
            shapes.append(
                {name: raw.execute(f"PRAGMA table_xinfo({name})").fetchall() for name in tables}
            )
    assert shapes[0] == shapes[1]


async def test_every_other_number_of_steps_is_refused_or_newer(old_store: Path) -> None:
    await opened(old_store)
    add = "INSERT INTO migration VALUES ({}, 'other')"
    for last in range(FIRST):
        change(old_store, "DELETE FROM migration", add.format(last))
        with pytest.raises(OtherHistoryError, match="499767d"):
            await opened(old_store)
    change(old_store, add.format(FIRST + len(MIGRATIONS)))
    with pytest.raises(NewerStoreError, match="升级"):
        await opened(old_store)


CHANGES = [
    *(f"DROP {what} {name}" for what, name in (
        ("TABLE", "bookmark_tag"), ("TABLE", "twin"), ("INDEX", "place_echo"),
        ("TRIGGER", "twin_gone"), ("TABLE", "migration"), ("TABLE", "slogan_gap"),
    )),
    *(f"ALTER TABLE {name} ADD COLUMN more TEXT" for name in ("text", "delivery", "miss")),
    "ALTER TABLE delivery DROP COLUMN opens_round",
    "ALTER TABLE subscription RENAME COLUMN language TO tongue",
    "CREATE TABLE of_another_branch (x)",
    "CREATE INDEX of_another_branch ON text (kind)",
]  # fmt: skip


@settings(suppress_health_check=list(HealthCheck))
@given(st.sampled_from(CHANGES))
def test_tables_of_another_history_are_refused_and_left_alone(
    tmp_path_factory: pytest.TempPathFactory, change_: str
) -> None:
    path = tmp_path_factory.mktemp("foreign") / "store.db"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    change(path, change_)
    before = path.read_bytes()
    with pytest.raises(OtherHistoryError, match="499767d"):
        asyncio.run(opened(path))
    assert path.read_bytes() == before


async def test_the_way_a_definition_is_written_makes_no_other_history(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await opened(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, 'CREATE TABLE twin (',"
            " 'CREATE TABLE \"twin\"(') WHERE name = 'twin'"
        )
        raw.commit()
    await opened(path)


async def test_a_replicated_store_is_ours_all_the_same(old_store: Path, tmp_path: Path) -> None:
    await opened(old_store)
    change(
        old_store,
        "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)",
        "CREATE TABLE _litestream_lock (id INTEGER)",
        "INSERT INTO _litestream_seq VALUES (1, 7)",
    )
    async with Store.open(old_store, clock=SteppedClock(START)) as store:
        assert await store.maintenance.check() == ()
        assert await store.maintenance.damage() is None
        copy = tmp_path / "copy.db"
        await store.maintenance.backup(copy, START)
    put(tmp_path / "restored.db", copy, START)
    await opened(tmp_path / "restored.db")


async def test_an_index_laid_out_in_another_way_is_rebuilt(old_store: Path) -> None:
    await opened(old_store)
    change(
        old_store,
        "INSERT OR REPLACE INTO meta VALUES ('layout_version', 99)",
        "UPDATE posting SET data = zeroblob(3)",
        "UPDATE segment SET keys = zeroblob(3)",
    )
    async with Store.open(old_store, clock=SteppedClock(START)) as store:
        with pytest.raises(StaleIndexError, match="--rebuild"):
            await store.search.search("缆绳")
        assert await store.maintenance.check() == ("索引由另一个版本建立",)
        await store.maintenance.rebuild(lambda _done, _total: None)
        assert await store.maintenance.check() == ()
        assert (await store.search.search("缆绳")).match == "exact"


@contextmanager
def held(path: Path) -> Iterator[None]:
    """While entered, another process holds the write transaction."""
    script = (
        "import sqlite3, sys\n"
        "raw = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "raw.execute('BEGIN IMMEDIATE')\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert there(holder.stdout).readline() == "held\n"
        yield
        there(holder.stdin).close()


async def test_opening_takes_no_write_lock(
    old_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(old_store)
    monkeypatch.setattr("store.db.migrations.VERSION", "9.9.9")
    with held(old_store):
        async with Database.open(old_store) as database:
            assert await Maintenance(database).check() == ()


@pytest.mark.parametrize(
    "asked",
    [
        ("search", "缆绳"),
        ("check",),
        ("sources",),
        ("slogans",),
        ("random",),
        ("slogans", "查房"),
        ("backup", "copy.db"),
    ],
)
def test_reading_commands_answer_while_another_process_writes(
    old_store: Path, asked: tuple[str, ...]
) -> None:
    asyncio.run(opened(old_store))  # what is new of the tables is made once
    with held(old_store):
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "bot", *asked],
            env={"PYTHONPATH": str(ROOT), "DATABASE_PATH": str(old_store)},
            cwd=old_store.parent,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    told = "" if asked == ("check",) else f"库：{old_store}\n"
    assert (done.returncode, done.stderr) == (0, told), done.stdout
    assert done.stdout


def test_the_version_is_the_packages() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    assert project["dynamic"] == ["version"]
    assert written_version(program()) == VERSION


def test_what_could_be_guessed_of_questions_goes_and_marks_stay() -> None:
    described = [description for description, _ in MIGRATIONS]
    number = described.index("no hashes of words beside people")
    marks = ("", "note abcdefghijkl", "shown abcdefghijkl -7 1767225600", "daily time:7")
    hashed = row_name(query_key("靠前服务"))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as raw:
        raw.row_factory = sqlite3.Row
        for _, step in MIGRATIONS[:number]:
            step(raw)
        for answer, query in enumerate((*marks, hashed, "edited /yuewuxiange")):
            raw.execute("INSERT INTO answer VALUES (1, 2, ?, 3, ?, '2026')", (answer, query))
        for word, shown in (("潮声", None), ("缆绳", "缆绳")):
            raw.execute("INSERT INTO miss VALUES (?, ?, 1, '2026')", (miss_key(word), shown))
        MIGRATIONS[number][1](raw)
        rows = raw.execute("SELECT query FROM answer ORDER BY answer_id").fetchall()
        assert [query for (query,) in rows] == [*marks, "asked", "edited "]
        assert [word for (word,) in raw.execute("SELECT word FROM miss")] == ["缆绳"]
