"""The second reading of excerpts: the best first, each once, whatever the store does meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.excerpt import Excerpt, best_excerpt
from store.db.generations import generation_of
from store.documents import rereading
from store.documents.judging import Judging
from store.documents.rereading import Rereading
from tests.support.daily import NOW, Shelf, document, fill, open_shelf, sentences
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

TEXTS = sentences(30)


@pytest.fixture
async def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shelf]:
    monkeypatch.setattr(rereading, "_AT_ONCE", 4)
    async with open_shelf(tmp_path / "store.db") as one:
        yield one


class Reader:
    """Finds all worth the same, and remembers what it was given."""

    def __init__(self, points: int) -> None:
        self.points = points
        self.given: list[str] = []

    async def __call__(self, passages: Sequence[str]) -> Sequence[Excerpt]:
        self.given += passages
        return [Excerpt(0, len(passage), self.points) for passage in passages]


async def points(shelf: Shelf) -> dict[str, tuple[int, int]]:
    async with shelf.database.read() as reader:
        rows = await reader.fetch_all(
            "SELECT t.text, e.points, e.reread FROM excerpt e JOIN text t ON t.key = e.text"
        )
    return {row["text"]: (row["points"], row["reread"]) for row in rows}


async def test_the_best_are_read_first_and_each_once(shelf: Shelf) -> None:
    await fill(shelf, 30)
    read, work = Reader(7), Rereading(shelf.database)
    await work.catch_up(read)
    worths = [there(best_excerpt(text)).points for text in read.given]
    assert worths == sorted(worths, reverse=True)
    assert sorted(read.given) == sorted(TEXTS)
    assert set((await points(shelf)).values()) == {(7, 1)}
    await work.catch_up(read)
    await Rereading(shelf.database).catch_up(read)
    assert len(read.given) == len(TEXTS)


async def test_it_goes_on_until_the_best_were_all_read(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereading, "MOST", 5)
    await fill(shelf, 30)
    # Each that is read is worth less than all that are not, so the next comes up for it.
    fallen = Reader(-9000)
    await Rereading(shelf.database).catch_up(fallen)
    assert sorted(fallen.given) == sorted(TEXTS)


async def test_enough_is_enough(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "MOST", 5)
    await fill(shelf, 30)
    risen = Reader(900)
    await Rereading(shelf.database).catch_up(risen)
    assert len(risen.given) == 5


async def test_what_comes_later_and_what_is_judged_anew_is_read(shelf: Shelf) -> None:
    await fill(shelf, 20)
    read, work = Reader(7), Rereading(shelf.database)
    await work.catch_up(read)
    await shelf.documents.ingest(document("新", sentences(25)[20:]), "新", NOW)
    await work.catch_up(read)
    assert len(read.given) == len(set(read.given)) == 25
    await shelf.database.change(
        lambda raw: raw.execute("UPDATE meta SET value = 0 WHERE name = 'rules'")
    )
    await Judging(shelf.database).catch_up()
    assert {again for _, again in (await points(shelf)).values()} == {0}
    await work.catch_up(read)
    assert len(read.given) == 50


async def test_what_was_said_of_another_text_is_not_kept(shelf: Shelf) -> None:
    await fill(shelf, 4)
    changed = False

    async def read(passages: Sequence[str]) -> Sequence[Excerpt]:
        nonlocal changed
        if not changed:
            # While it was read, each key was given to another text.
            changed = True
            await shelf.database.change(
                lambda raw: raw.execute("UPDATE text SET text = text || '！'")
            )
        return [Excerpt(0, 5, 7 if passage.endswith("！") else 900) for passage in passages]

    await Rereading(shelf.database).catch_up(read)
    assert set((await points(shelf)).values()) == {(7, 1)}


async def test_nothing_is_read_while_the_rules_have_not_judged_all(shelf: Shelf) -> None:
    await fill(shelf, 4)
    await shelf.database.change(
        lambda raw: raw.execute("UPDATE meta SET value = 0 WHERE name = 'rules'")
    )
    read, work = Reader(7), Rereading(shelf.database)
    await work.catch_up(read)
    assert read.given == []
    await Judging(shelf.database).catch_up()
    await work.catch_up(read)
    assert len(read.given) == 4


async def test_others_are_told_once_at_the_end(shelf: Shelf) -> None:
    await fill(shelf, 30)
    before = await shelf.database.ask(generation_of)
    await Rereading(shelf.database).catch_up(Reader(7))
    assert await shelf.database.ask(generation_of) == before + 1


async def test_a_passage_without_a_run_is_read_once_and_stays(shelf: Shelf) -> None:
    await fill(shelf, 4)
    before = {text: found for text, (found, _) in (await points(shelf)).items()}

    async def read(passages: Sequence[str]) -> Sequence[Excerpt | None]:
        return [None for _ in passages]

    await Rereading(shelf.database).catch_up(read)
    assert await points(shelf) == {text: (found, 1) for text, found in before.items()}
