"""Large documents go in by short transactions: hidden until whole, and nobody waits long."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from store.documents import staging
from store.documents.documents import Documents
from store.documents.passages import Passages
from store.index.snapshot import open_indexed
from store.maintenance.maintenance import Maintenance
from store.search.search import Search
from store.search.tokenizer import Words
from tests.support.store_scan import make_document, make_speech, take_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path
    from sqlite3 import Connection

    from store.db.database import Database
    from store.documents.passage_rows import TextKey
    from store.documents.preparing import Indexed, Wording

SHARED = "问题解决在靠泊之前，才算数；解决在靠泊之后，只能算补课，补课多了就是失职，失职就要问责。"
LARGE = make_document(
    "large.txt",
    *(
        make_speech(
            number,
            f"#一、第{number}件事",
            f"这是第{number}个码头的窗口，{number * 7}条缆绳都要查，"
            f"{number * 11}张单子都要看，一个也不能少。",
            SHARED,
        )
        for number in range(1, 31)
    ),
)
OTHER = make_document(
    "other.txt", make_speech(1, SHARED, "灯塔要亮在风浪最大的地方，人要站在最需要的地方。")
)


class KilledError(Exception):
    """Stands for the end of the process between two transactions."""


@pytest.fixture
async def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    monkeypatch.setattr(staging, "SMALL", 7)
    async with open_indexed(tmp_path / "store.db") as opened:
        yield opened


@pytest.fixture
def killed_after(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """End what is stored after a number of short transactions."""

    def plan(number: int) -> None:
        done = 0
        whole = staging._stage

        def stage(
            raw: Connection, texts: list[tuple[Wording, Indexed]], known: dict[Wording, TextKey]
        ) -> dict[Wording, TextKey]:
            nonlocal done
            if done == number:
                raise KilledError
            done += 1
            return whole(raw, texts, known)

        monkeypatch.setattr(staging, "_stage", stage)

    yield plan
    monkeypatch.undo()


async def seen(database: Database, folder: Path) -> tuple[object, ...]:
    """What anybody can see of the documents."""
    search = Search(database, Words(folder))
    pages = [
        await search.search(word, limit=0) for word in ("码头", "窗口", "头", "补课", "缆绳 单子")
    ]
    size = await Documents(database).size()
    drawn = [await Passages(database).random(seed) for seed in range(20)]
    return (
        [(page.match, page.total, page.speeches) for page in pages],
        size,
        [hit.id if hit else None for hit in drawn],
    )


@pytest.mark.parametrize("transactions", [1, 3, 8])
async def test_what_an_interrupted_document_left_is_never_seen_and_goes_away(
    database: Database,
    killed_after: Callable[[int], None],
    tmp_path: Path,
    transactions: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    documents = Documents(database)
    await take_in(documents, OTHER)
    before = await seen(database, tmp_path)
    killed_after(transactions)
    with pytest.raises(KilledError):
        await take_in(documents, LARGE)
    assert await seen(database, tmp_path) == before
    assert await Maintenance(database).check() == ()
    async with database.read() as reader:
        left = await reader.fetch_all("SELECT * FROM staged")
    assert left
    monkeypatch.undo()
    monkeypatch.setattr(staging, "SMALL", 7)
    assert await documents.remove("other.txt")
    async with database.read() as reader:
        assert await reader.fetch_all("SELECT * FROM staged") == []
        assert await reader.fetch_all("SELECT * FROM text") == []
    assert await Maintenance(database).check() == ()
    outcome = await take_in(documents, LARGE)
    assert outcome.state == "added"
    assert (await Search(database, Words(tmp_path)).search("补课")).speeches == 30
    assert await Maintenance(database).check() == ()


async def test_a_large_document_is_seen_whole_or_not_at_all(
    database: Database, tmp_path: Path
) -> None:
    documents = Documents(database)
    search = Search(database, Words(tmp_path))
    task = asyncio.create_task(take_in(documents, LARGE))
    totals = set()
    while not task.done():
        page = await search.search("码头", limit=5)
        totals.add((page.total if page.match == "exact" else 0, len(page.hits)))
    assert (await task).state == "added"
    page = await search.search("码头", limit=5)
    assert totals <= {(0, 0), (page.total, 5)}
    assert page.total == 30


async def test_changes_of_the_documents_take_turns(database: Database) -> None:
    documents = Documents(database)
    outcomes = await asyncio.gather(
        take_in(documents, LARGE), take_in(documents, OTHER), documents.remove("missing.txt")
    )
    assert [getattr(one, "state", one) for one in outcomes] == ["added", "added", False]
    assert await Maintenance(database).check() == ()
    async with database.read() as reader:
        assert await reader.fetch_all("SELECT * FROM staged") == []


async def test_a_bookmark_finds_the_lock_free_between_two_transactions(
    database: Database, tmp_path: Path
) -> None:
    async with open_indexed(tmp_path / "store.db") as other:
        task = asyncio.create_task(take_in(Documents(database), LARGE))
        between = 0
        while not task.done():
            async with other.write() as writer:
                hidden = await writer.fetch_all("SELECT * FROM staged")
            between += bool(hidden)
            await asyncio.sleep(0)
        await task
    assert between
