from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corpus.parse import parse_text
from store.documents.documents import Documents
from store.errors import StaleIndexError
from store.index.snapshot import open_indexed
from store.maintenance.maintenance import Maintenance
from store.search.search import Search
from store.search.tokenizer import Words
from tests.support.sizes import chance_of
from tests.support.store_scan import NOW, make_document, make_speech, take_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from store.db.database import Database

pytestmark = pytest.mark.endure

FIRST = "把窗口搬到码头，靠前服务、马上就办，船等不起，货更等不起，人心最等不起，这是我们的本分。"
SECOND = "问题解决在靠泊之前，才算数；解决在靠泊之后，只能算补课，补课多了就是失职，失职就要问责。"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_indexed(tmp_path / "store.db") as opened:
        yield opened


@pytest.fixture
def documents(database: Database) -> Documents:
    return Documents(database)


@pytest.fixture
def search(database: Database, tmp_path: Path) -> Search:
    return Search(database, Words(tmp_path))


@pytest.fixture
async def sound(database: Database) -> AsyncIterator[None]:
    """At the end of the test the index must say what the texts say."""
    yield
    assert await Maintenance(database).check() == ()


async def total(search: Search, query: str) -> int:
    page = await search.search(query)
    return page.total if page.match == "exact" else 0


@pytest.mark.usefixtures("sound")
async def test_a_document_is_added_and_counted(documents: Documents, search: Search) -> None:
    document = make_document(
        "a.txt", make_speech(1, "#一、服务", FIRST, SECOND), make_speech(2, SECOND)
    )
    outcome = await take_in(documents, document)
    assert (outcome.state, outcome.speeches, outcome.passages) == ("added", 2, 4)
    size = await documents.size()
    assert (size.documents, size.speeches, size.passages) == (1, 2, 3)
    [source] = await documents.sources()
    assert (source.source, source.speeches, source.passages, source.added) == ("a.txt", 2, 4, NOW)
    page = await search.search("靠泊之前")
    assert (page.total, page.speeches, len(page.hits[0].also_in)) == (1, 2, 1)


@pytest.mark.usefixtures("sound")
async def test_the_same_content_is_unchanged_under_any_name(documents: Documents) -> None:
    document = make_document("a.txt", make_speech(1, FIRST))
    await documents.ingest(document, "hash", NOW)
    again = await documents.ingest(document, "hash", NOW)
    renamed = await documents.ingest(replace(document, source="b.txt"), "hash", NOW)
    assert (again.state, renamed.state, renamed.source) == ("unchanged", "unchanged", "b.txt")
    assert await documents.known("hash", "c.txt") == replace(again, source="c.txt")
    assert await documents.known("other", "a.txt") is None
    assert [source.source for source in await documents.sources()] == ["a.txt"]


@pytest.mark.usefixtures("sound")
async def test_a_changed_document_takes_the_place_of_the_old_one(
    documents: Documents, search: Search
) -> None:
    await take_in(documents, make_document("a.txt", make_speech(1, FIRST, SECOND)))
    outcome = await take_in(documents, make_document("a.txt", make_speech(1, SECOND, "新的一段。")))
    assert outcome.state == "updated"
    assert [await total(search, word) for word in ("码头", "靠泊", "新的")] == [0, 1, 1]
    assert (await documents.size()).passages == 2


@pytest.mark.usefixtures("sound")
async def test_a_speech_keeps_its_id_when_its_document_changes(
    documents: Documents, search: Search
) -> None:
    await take_in(documents, make_document("a.txt", make_speech(1, FIRST)))
    before = (await search.search("码头")).hits[0].speech.id
    changed = make_document("a.txt", make_speech(1, SECOND), make_speech(2, FIRST))
    await take_in(documents, changed)
    assert (await search.search("码头")).hits[0].speech.id == before


async def test_equal_speeches_have_ids_of_their_own(documents: Documents, search: Search) -> None:
    same = [make_speech(number, FIRST) for number in (1, 2, 3)]
    await take_in(documents, make_document("a.txt", *same))
    await take_in(documents, make_document("b.txt", *same))
    [hit] = (await search.search("码头")).hits
    assert len({hit.speech.id, *(place.speech for place in hit.also_in)}) == 6


@pytest.mark.usefixtures("sound")
async def test_removing_leaves_what_stands_elsewhere(documents: Documents, search: Search) -> None:
    await take_in(documents, make_document("a.txt", make_speech(1, FIRST, SECOND)))
    await take_in(documents, make_document("b.txt", make_speech(1, SECOND)))
    assert await documents.remove("a.txt")
    assert not await documents.remove("a.txt")
    assert (await total(search, "码头"), await total(search, "靠泊")) == (0, 1)
    assert await documents.remove("b.txt")
    assert await documents.size() == await Documents(documents._database).size()
    assert (await documents.size()).passages == 0


async def test_what_removing_leaves_of_the_index_is_swept_away(
    database: Database, documents: Documents
) -> None:
    texts = [f"第{number}条：{FIRST}{SECOND}" for number in range(40)]
    for number, text in enumerate(texts):
        await take_in(documents, make_document(f"{number}.txt", make_speech(1, text)))
    for number in range(len(texts)):
        await documents.remove(f"{number}.txt")
        rows = await database.fetch_all(
            "SELECT state, texts, length(dead) / 4 AS dead FROM segment"
        )
        assert not [row for row in rows if row["texts"] == row["dead"] or row["state"] != "live"]
    for table in ("segment", "posting"):
        assert await database.fetch_all(f"SELECT 1 FROM {table}") == [], table  # noqa: S608


CLAUSES = ("靠前服务不是站得近，", "“靠前服务”，", "两个确立、", "坚持靠前服务，马上就办，")


@pytest.mark.parametrize("clause", CLAUSES)
async def test_a_sentence_without_end_takes_time_by_its_length(
    documents: Documents, clause: str
) -> None:
    text = "一线三问要问到底。\n" + clause * (200_000 // len(clause)) + "完。"
    document = parse_text(f"在推进会上的讲话\n\n{text}", "a.txt")
    begun = time.process_time()
    await take_in(documents, document)
    # Some five times what it takes; 26 s where each slogan is looked for in all of it.
    assert time.process_time() - begun < 10


@pytest.mark.usefixtures("sound")
async def test_wordings_of_one_passage_count_once(documents: Documents, search: Search) -> None:
    plain = "以港兴城，以港促产，以港惠民"
    marked = "以港兴城、以港促产、以港惠民！"
    await take_in(documents, make_document("a.txt", make_speech(1, plain)))
    await take_in(documents, make_document("b.txt", make_speech(1, marked)))
    await take_in(documents, make_document("c.txt", make_speech(1, "#" + plain)))
    both = await search.search("以港促产")
    assert (both.total, both.speeches, len(both.hits)) == (1, 3, 1)
    only = await search.search("、以港促产")
    assert (only.total, only.hits[0].text, only.hits[0].speech.source) == (1, marked, "b.txt")


@pytest.mark.usefixtures("sound")
async def test_a_wording_takes_over_when_the_first_one_goes(
    documents: Documents, search: Search
) -> None:
    await take_in(documents, make_document("a.txt", make_speech(1, "以港兴城，以港惠民。")))
    await take_in(documents, make_document("b.txt", make_speech(1, "以港兴城、以港惠民。")))
    await take_in(documents, make_document("c.txt", make_speech(1, "以港兴城；以港惠民。")))
    await documents.remove("a.txt")
    page = await search.search("以港惠民")
    assert (page.total, page.speeches) == (1, 2)
    await documents.remove("b.txt")
    assert (await search.search("；以港惠民")).total == 1


async def test_a_failure_keeps_nothing_of_the_document(
    database: Database, documents: Documents, search: Search
) -> None:
    twice = make_document("a.txt", make_speech(1, FIRST), make_speech(1, SECOND))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await take_in(documents, twice)
    assert await total(search, "码头") == 0
    assert (await documents.size()).documents == 0
    assert await Maintenance(database).check() == ()


async def test_a_stale_index_is_not_written_to(database: Database, documents: Documents) -> None:
    await take_in(documents, make_document("a.txt", make_speech(1, FIRST)))
    async with database.write() as writer:
        await writer.execute("UPDATE meta SET value = 0 WHERE name = 'normal_form'")
    with pytest.raises(StaleIndexError, match="--rebuild"):
        await take_in(documents, make_document("b.txt", make_speech(1, SECOND)))
    with pytest.raises(StaleIndexError):
        await documents.remove("a.txt")


async def test_another_process_changing_the_store_ends_remembered_totals(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with open_indexed(path) as here, open_indexed(path) as there:
        search = Search(here, Words(tmp_path))
        await take_in(Documents(there), make_document("a.txt", make_speech(1, FIRST)))
        assert await total(search, "码头") == 1
        await take_in(Documents(there), make_document("b.txt", make_speech(1, "码头。" + SECOND)))
        assert await total(search, "码头") == 2


@pytest.mark.usefixtures("sound")
async def test_characters_that_cannot_be_indexed_are_taken_out(
    documents: Documents, search: Search
) -> None:
    hostile = "靠\x00前\ud800服\U0010fffd务\ufffe。"
    document = make_document(f"\ud800{hostile}", make_speech(1, hostile, title=hostile))
    await take_in(documents, document)
    [hit] = (await search.search("靠前服务")).hits
    assert (hit.text, hit.speech.title) == ("靠前服务。", "靠前服务。")


@pytest.mark.usefixtures("sound")
async def test_any_sequence_of_changes_leaves_a_true_index(documents: Documents) -> None:
    chance = chance_of(5)
    sentences = [f"第{n}件事要办好{mark}" for n in range(9) for mark in "。！，"]
    for _ in range(60):
        source = f"{chance.randrange(5)}.txt"
        if chance.random() < 0.25:
            await documents.remove(source)
            continue
        speeches = [
            make_speech(
                number, *chance.choices(sentences, k=4), "".join(chance.choices(sentences, k=40))
            )
            for number in range(1, chance.randint(2, 4))
        ]
        await take_in(documents, make_document(source, *speeches))
