import random
from dataclasses import replace

import pytest

from corpus.parse import parse_file
from store.corrections import Corrections
from store.database import Database
from store.documents import Documents
from store.maintenance import Maintenance
from store.slogan_mining import SloganMiner
from store.slogan_sums import make_sums
from store.slogans import Slogans
from tests.slogankit import SloganScan, sums, told
from tests.store_scan import make_document, make_speech, take_in
from tests.test_slogans_store import EVERY, FIRST, SECOND, SHIPPED, THIRD

TWICE = make_document(
    "d.txt",
    make_speech(
        1,
        # Two ways of writing in one passage are one place, and equal passages are two.
        "靠泊要“靠前服务”，靠前，服务，也要“一线三问”，样样都要做到前头去，做到心里去。",
        date="2022",
    ),
    make_speech(
        2,
        "靠泊要“靠前服务”，靠前，服务，也要“一线三问”，样样都要做到前头去，做到心里去。",
        date="2021-05",
    ),
)


@pytest.fixture
async def database(tmp_path):
    async with Database.open(tmp_path / "store.db") as ready:
        yield ready


async def assert_summed(database, documents):
    listed = await told(Slogans(database, SloganMiner(database)))
    assert listed
    assert await database.ask(sums) == SloganScan(documents).sums(listed)


async def test_sums_are_those_of_a_scan_while_documents_come_and_go(database):
    documents = Documents(database)
    stored = []
    for document in (*EVERY, TWICE):
        await take_in(documents, document)
        stored.append(document)
        await assert_summed(database, stored)
    changed = make_document("a.txt", make_speech(1, "只讲“三个不等”，靠前服务。", date="2020"))
    await take_in(documents, changed)
    await assert_summed(database, (changed, SECOND, THIRD, TWICE))
    await documents.remove("b.txt")
    await assert_summed(database, (changed, THIRD, TWICE))
    for source in ("d.txt", "a.txt", "c.txt"):
        await documents.remove(source)
    assert await database.ask(sums) == ({}, {})


async def test_a_corrected_date_moves_uses_to_its_year(database):
    documents, corrections = Documents(database), Corrections(database)
    for document in (FIRST, SECOND):
        await take_in(documents, document)
    first, _ = await corrections.outlines("a.txt")
    for date in ("2019-01-02", "2019-07", "", "2023"):
        await corrections.correct((first,), {"date": date})
        speeches = (replace(FIRST.speeches[0], date=date or None), *FIRST.speeches[1:])
        await assert_summed(database, (replace(FIRST, speeches=speeches), SECOND))
    await documents.remove("a.txt")
    await assert_summed(database, (SECOND,))


async def test_a_card_shows_a_corrected_year_at_once(database):
    documents, corrections = Documents(database), Corrections(database)
    slogans = Slogans(database, SloganMiner(database))
    await take_in(documents, THIRD)
    found = await slogans.exactly("三个不等")
    assert (await slogans.card(found.key)).by_year == (("2024", 1),)
    await corrections.correct(await corrections.outlines("c.txt"), {"date": "2018"})
    assert (await slogans.card(found.key)).by_year == (("2018", 1),)


async def test_a_rebuilt_index_is_summed_up_anew(database):
    documents = Documents(database)
    for document in (*EVERY, TWICE):
        await take_in(documents, document)
    await Maintenance(database).rebuild(lambda _done, _total: None)
    assert await database.ask(sums) == ({}, {})
    await SloganMiner(database).catch_up()
    await assert_summed(database, (*EVERY, TWICE))


async def test_a_store_from_before_is_summed_up(database):
    documents = Documents(database)
    for document in (*EVERY, TWICE):
        await take_in(documents, document)

    def go_back(raw):
        for what in ("TABLE slogan_year", "TABLE slogan_pair", "INDEX slogan_source_telling"):
            raw.execute(f"DROP {what}")
        make_sums(raw)

    await database.change(go_back)
    await assert_summed(database, (*EVERY, TWICE))
    await documents.remove("d.txt")
    await assert_summed(database, EVERY)


async def test_the_shipped_documents_are_summed_up_as_a_scan_does(database):
    documents = Documents(database)
    parsed = [parse_file(path, path.name) for path in SHIPPED]
    random.Random(11).shuffle(parsed)
    for document in parsed:
        await take_in(documents, document)
    await assert_summed(database, parsed)
    for document in parsed[::2]:
        await documents.remove(document.source)
    await assert_summed(database, parsed[1::2])
