"""Stores that are broken on purpose, in every way that could break a question: check says so."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from store.db import pages
from store.documents.documents import Documents
from store.documents.reindex import NOTES
from store.index.segments import load
from store.index.snapshot import open_indexed
from store.maintenance import verify
from store.maintenance.damage import find_changed_text
from store.maintenance.maintenance import Maintenance
from store.slogans.miner import Miner
from tests.support.stage import copy_store
from tests.support.store_scan import make_document, make_speech, take_in
from tests.support.store_world import HEADINGS, SENTENCES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from store.db.port import Parameters, RawConnection, Row

pytestmark = pytest.mark.sqlite

AT_ONCE = 20
WHERE = {
    "@one": "WHERE number = (SELECT min(number) FROM segment)",
    "@list": "WHERE key = (SELECT key FROM posting ORDER BY length(data) DESC LIMIT 1)",
    "@text": "WHERE key = (SELECT min(key) FROM text)",
}
"""Which rows are changed."""

INDEX = {
    "a segment of no texts": (
        "INSERT INTO segment (state, version, texts, keys, speeches, lengths, levels)"
        " VALUES ('live', 0, 0, x'', x'', x'', x'')"
    ),
    "fewer keys": "UPDATE segment SET keys = substr(keys, 5) @one",
    "half a key": "UPDATE segment SET keys = substr(keys, 2) @one",
    "no lengths": "UPDATE segment SET lengths = NULL @one",
    "a length of nothing": "UPDATE segment SET lengths = zeroblob(length(lengths)) @one",
    "another number of texts": "UPDATE segment SET texts = texts + 1 @one",
    "levels that fall": "UPDATE segment SET levels = CAST(x'0e' || substr(levels, 2) AS BLOB) @one",
    "a level out of range": (
        "UPDATE segment SET levels = CAST(substr(levels, 1,"
        " length(levels) - 1) || x'ff' AS BLOB) @one"
    ),
    "a dead text out of range": "UPDATE segment SET dead = x'ffffff7f' @one",
    "half a dead text": "UPDATE segment SET dead = x'0000' @one",
    "a dead text twice": "UPDATE segment SET dead = x'0000000000000000' @one",
    "a text that died unnoticed": "UPDATE segment SET dead = x'00000000' @one",
    "a key that is no text's": (
        "UPDATE segment SET keys = CAST(x'ffffff7f' || substr(keys, 5) AS BLOB) @one"
    ),
    "a text twice": (
        "INSERT INTO segment (state, version, texts, keys, speeches, lengths, levels)"
        " SELECT 'live', 0, 1, substr(keys, 1, 4), substr(speeches, 1, 4), substr(lengths, 1, 4),"
        " substr(levels, 1, 1) FROM segment @one"
    ),
    "another speech": "UPDATE segment SET speeches = zeroblob(length(speeches)) @one",
    "another length": (
        "UPDATE segment SET lengths = CAST(x'ff0f0000' || substr(lengths, 5) AS BLOB) @one"
    ),
    "a segment gone": "DELETE FROM segment @one",
    "a segment forgotten": "UPDATE segment SET state = 'dying' @one",
    "an empty list": "UPDATE posting SET data = x'' @list",
    "a list of nothing": "UPDATE posting SET data = zeroblob(8) @list",
    "a list cut of": "UPDATE posting SET data = substr(data, 1, length(data) - 3) @list",
    "a list of another width": (
        "UPDATE posting SET data = CAST(x'07' || substr(data, 2) AS BLOB) @list"
    ),
    "a list that goes too far": (
        "UPDATE posting SET data = CAST(substr(data, 1, 8) ||"
        " x'fefefefe' || substr(data, 13) AS BLOB) @list"
    ),
    "a list with another count": (
        "UPDATE posting SET data = CAST(substr(data, 1, 4) ||"
        " x'ffffffff' || substr(data, 9) AS BLOB) @list"
    ),
    "a list in other texts": (
        "UPDATE posting SET data = (SELECT p.data FROM posting p WHERE p.texts = posting.texts"
        " AND p.data != posting.data AND length(p.data) = length(posting.data))"
        " WHERE key = (SELECT p.key FROM posting p JOIN posting o ON o.texts = p.texts"
        " AND o.data != p.data AND length(o.data) = length(p.data) LIMIT 1)"
    ),
    "a list with no text counted": "UPDATE posting SET texts = 0 @list",
    "a list too few": "DELETE FROM posting @list",
    "a list of no segment": "UPDATE posting SET key = key + (1 << 60) @list",
    "a border forgotten": "DELETE FROM border WHERE pair = (SELECT min(pair) FROM border)",
    "a border miscounted": "UPDATE border SET places = places + 1",
    "a term forgotten": "DELETE FROM term",
    "a slogan miscounted": "UPDATE slogan SET occurrences = occurrences + 1",
    "a slogan of no kind": "UPDATE slogan SET kind = 99",
    "a slogan gone": "DELETE FROM slogan WHERE key = (SELECT min(key) FROM slogan)",
    "a slogan's form gone": "DELETE FROM slogan_form WHERE key % 2",
    "a slogan's place gone": "DELETE FROM slogan_place",
    "a slogan's place nowhere": "UPDATE slogan_place SET number = number + 900",
    "a slogan's years forgotten": "DELETE FROM slogan_year",
    "a slogan's members no list": "UPDATE slogan_source SET members = '[1'",
    "a slogan beside none": "UPDATE slogan_pair SET other = other + 900",
    "a first place too many": "UPDATE place SET echo = 0",
    "no first place": "UPDATE place SET echo = 1",
    "another standing": "UPDATE text SET level = (level + 2) % 16 @text",
    "a standing out of range": "UPDATE text SET level = 99 @text",
    "a text that stands nowhere": (
        "INSERT INTO text (key, id, passage, kind, text, level)"
        " VALUES (9999, 'AAAAAAAAAAAA', 9999, 'text', '没有地方的话。', 0)"
    ),
}
"""What making the index anew mends."""

TABLES = {
    "a text gone": "DELETE FROM text @text",
    "a text of another passage": "UPDATE text SET passage = 9999 @text",
    "a text of no kind": "UPDATE text SET kind = 'picture' @text",
    "two passages of one number": "UPDATE text SET passage = 1",
    "two numbers of one passage": "UPDATE text SET id = (SELECT min(id) FROM text)",
    "a speech gone": "DELETE FROM speech WHERE key = 1",
    "a document gone": "DELETE FROM document WHERE key = 1",
    "a heading gone": "DELETE FROM place WHERE level IS NOT NULL",
    "a heading that is none": "UPDATE place SET above = number WHERE above IS NOT NULL",
    "warnings no list": "UPDATE speech SET warnings = '[1'",
    "another year": "UPDATE speech SET year = '1066' WHERE year IS NOT NULL",
    "a year without a date": "UPDATE speech SET date = NULL",
    "no generation": "DELETE FROM meta WHERE name = 'generation'",
    "no layout": "DELETE FROM meta WHERE name = 'layout'",
    "no version of slogans": "DELETE FROM meta WHERE name = 'slogan_version'",
    "no normal form": "DELETE FROM meta WHERE name = 'normal_form'",
    "another normal form": "UPDATE meta SET value = 0 WHERE name = 'normal_form'",
}
"""What it doesn't mend, or mends only to find other things."""


@pytest.fixture(autouse=True)
def _small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few at once that these stores, too, have many portions."""
    monkeypatch.setattr(pages, "AT_ONCE", AT_ONCE)
    for name in ("_TEXTS", "_LISTS", "_ENTRIES"):
        monkeypatch.setattr(verify, name, AT_ONCE)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two segments, echoes, wordings, borders, headings and slogans."""
    path = tmp_path_factory.mktemp("checked") / "store.db"
    long = "".join(SENTENCES * 2)

    async def fill() -> None:
        async with open_indexed(path) as database:
            for name, paragraphs in (
                ("a.txt", (f"#{HEADINGS[0]}", *SENTENCES, long)),
                ("b.txt", (f"#{HEADINGS[1]}", *SENTENCES[3:9], long[40:])),
            ):
                speeches = [make_speech(n, *paragraphs, date=f"202{n}") for n in (1, 2)]
                await take_in(Documents(database), make_document(name, *speeches))
            assert await Maintenance(database).check() == ()

    asyncio.run(fill())
    return path


@pytest.fixture
def broken(template: Path, tmp_path: Path) -> Callable[[str], Path]:
    def break_it(statement: str) -> Path:
        path = copy_store(template, tmp_path / "store.db")
        for name, rows in WHERE.items():
            statement = statement.replace(name, rows)
        with closing(sqlite3.connect(path)) as raw, raw:
            done = raw.execute(statement)
            assert done.rowcount > 0, "nothing was broken"
        return path

    return break_it


@pytest.mark.parametrize("kind", INDEX)
async def test_what_is_broken_in_the_index_is_told_and_made_anew(
    broken: Callable[[str], Path], kind: str
) -> None:
    async with open_indexed(broken(INDEX[kind])) as database:
        maintenance = Maintenance(database)
        told = await maintenance.check()
        assert told
        assert not any("\ufffd" in one or "Error" in one for one in told)
        await maintenance.rebuild(lambda _done, _whole: None)
        await Miner(database).catch_up()
        assert await maintenance.check() == ()


@pytest.mark.parametrize("name", NOTES)
@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM meta",
        "UPDATE meta SET value = 'x'",
        "UPDATE meta SET value = -1",
        "UPDATE meta SET value = 0.5",
    ],
)
async def test_a_note_that_is_lost_is_told_and_made_anew(
    broken: Callable[[str], Path], name: str, change: str
) -> None:
    async with open_indexed(broken(f"{change} WHERE name = '{name}'")) as database:
        maintenance = Maintenance(database)
        assert await maintenance.check() == ("缺少索引的记录",)
        await maintenance.rebuild(lambda _done, _whole: None)
        await Miner(database).catch_up()
        assert await maintenance.check() == ()


@pytest.mark.parametrize("kind", TABLES)
async def test_what_is_broken_in_the_tables_is_told(
    broken: Callable[[str], Path], kind: str
) -> None:
    async with open_indexed(broken(TABLES[kind])) as database:
        assert await Maintenance(database).check()


async def test_what_is_held_at_once_does_not_grow_with_the_store(
    broken: Callable[[str], Path],
) -> None:
    def look(raw: RawConnection) -> None:
        counted: Any = Counted(raw)
        assert list(verify.find_faults(counted, thorough=True)) == []
        assert find_changed_text(counted) is None
        most = {sql: rows for sql, rows in counted.most.items() if " border" not in sql}
        assert max(most.values()) == AT_ONCE, max(most, key=most.__getitem__)
        for segment in load(raw, {}):
            summed = [
                len(numbers)
                for _, numbers in verify._entries(verify._stored(raw, segment), segment)
            ]
            assert max(summed) == AT_ONCE

    async with open_indexed(broken("UPDATE meta SET value = value")) as database:
        (texts,) = (await database.fetch_all("SELECT count(*) FROM text"))[0]
        assert texts > AT_ONCE
        await database.ask(look)


class Counted:
    """A connection that brings all rows of a statement at once, as PostgreSQL's driver does."""

    def __init__(self, raw: RawConnection) -> None:
        self._raw = raw
        self.most: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def execute(self, sql: str, parameters: Parameters = (), /) -> Rows:
        rows = self._raw.execute(sql, parameters).fetchall()
        self.most[sql] = max(self.most[sql], len(rows))
        return Rows(rows)


class Rows:
    def __init__(self, rows: list[Row]) -> None:
        self._rows = iter(rows)

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Row]:
        return list(islice(self._rows, size))

    def fetchall(self) -> list[Row]:
        return list(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return self._rows
