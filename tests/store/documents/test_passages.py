from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from store.documents.documents import Documents
from store.documents.passages import NEIGHBOURS, Passages
from store.index.snapshot import open_indexed
from tests.support.store_scan import Scan, make_document, make_speech, take_in
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from corpus.model import Document
    from store.db.database import Database

WHOLE = "把窗口搬到码头，靠前服务、马上就办，船等不起，货更等不起，人心最等不起，这是本分。"
LONG = "".join(f"第{n}件事，要把窗口搬到码头上去，让船少等一刻，让货少停一天。" for n in range(9))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_indexed(tmp_path / "store.db") as opened:
        yield opened


@pytest.fixture
def passages(database: Database) -> Passages:
    return Passages(database)


async def ids(database: Database, *documents: Document) -> list[str]:
    for document in documents:
        await take_in(Documents(database), document)
    return [name for name, _, _ in Scan(documents).passages]


async def test_a_passage_comes_with_its_headings_and_places(
    database: Database, passages: Passages
) -> None:
    speech = make_speech(1, "#一、服务", WHOLE)
    [_, name, _] = await ids(
        database, make_document("a.txt", speech), make_document("b.txt", make_speech(1, WHOLE))
    )
    hit = there(await passages.get(name))
    assert (hit.text, hit.heading, hit.number, hit.speech.source) == (
        WHOLE,
        ("一、服务",),
        2,
        "a.txt",
    )
    assert (hit.match, hit.highlights, len(hit.also_in)) == ("exact", (), 1)
    near = there(await passages.get(name, near=hit.also_in[0].speech))
    assert (near.speech.source, near.also_in[0].speech) == ("b.txt", hit.speech.id)
    assert there(await passages.get(name, near="gone")).speech.source == "a.txt"


async def test_near_shows_the_wording_of_that_speech(
    database: Database, passages: Passages
) -> None:
    [name, _] = await ids(
        database,
        make_document("a.txt", make_speech(1, "以港兴城，以港惠民。")),
        make_document("b.txt", make_speech(1, "以港兴城、以港惠民！")),
    )
    [place] = there(await passages.get(name)).also_in
    assert there(await passages.get(name, near=place.speech)).text == "以港兴城、以港惠民！"


async def test_an_unknown_passage_is_none(passages: Passages) -> None:
    assert await passages.get("nothing") is None
    assert await passages.context("nothing", "nothing") == ()
    assert await passages.random(1) is None
    assert await passages.common(2) == ()


async def test_the_context_is_the_whole_paragraph_among_its_neighbours(
    database: Database, passages: Passages
) -> None:
    speech = make_speech(1, "#一、服务", LONG, "后一段。")
    names = await ids(database, make_document("a.txt", speech))
    hit = there(await passages.get(names[2]))
    context = await passages.context(hit.id, hit.speech.id)
    assert [(p.kind, p.level, p.text) for p in context] == [
        ("heading", 1, "一、服务"),
        ("text", None, LONG),
        ("text", None, "后一段。"),
    ]
    [(start, end)] = context[1].marked
    assert LONG[start:end] == hit.text
    assert start > 0
    assert not context[0].marked


async def test_the_context_reaches_a_few_paragraphs_to_each_side(
    database: Database, passages: Passages
) -> None:
    texts = [f"第{n}段。" for n in range(3 * NEIGHBOURS)]
    names = await ids(database, make_document("a.txt", make_speech(1, *texts)))
    for at, first in ((0, 0), (NEIGHBOURS + 2, 2)):
        hit = there(await passages.get(names[at]))
        context = await passages.context(hit.id, hit.speech.id)
        assert [paragraph.text for paragraph in context] == texts[first : at + NEIGHBOURS + 1]


async def test_random_takes_one_of_the_best_and_the_same_for_a_seed(
    database: Database, passages: Passages
) -> None:
    best = [WHOLE.replace("码头", place) for place in ("码头", "航道", "堆场")]
    await ids(database, make_document("a.txt", make_speech(1, "#一、服务", "好。", *best)))
    hits = [await passages.random(seed) for seed in range(30)]
    assert {there(hit).text for hit in hits} == set(best)
    assert (await passages.random(7)) == hits[7]


async def test_common_terms_are_those_that_most_passages_quote(
    database: Database, passages: Passages
) -> None:
    texts = (
        "做到“靠前服务”。",
        "再说“靠前服务”和“一线三问”。",
        '“靠前服务”，"一线三问"。',
        "“会”。",
    )
    await ids(database, make_document("a.txt", make_speech(1, *texts)))
    assert await passages.common(2) == ("靠前服务", "一线三问")
    await Documents(database).remove("a.txt")
    assert await passages.common(2) == ()
