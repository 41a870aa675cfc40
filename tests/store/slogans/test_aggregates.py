from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corpus.parse import parse_file
from store.documents.corrections import Corrections
from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.maintenance.maintenance import Maintenance
from store.slogans import miner
from store.slogans.miner import Miner
from store.slogans.slogans import Slogans
from tests.store.slogans.test_slogans import EVERY, FIRST, SECOND, SHIPPED, THIRD
from tests.support.slogans import SloganScan, counted, sums, told
from tests.support.store_scan import make_document, make_speech, take_in
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from corpus.model import Document
    from store.db.database import Database

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
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_indexed(tmp_path / "store.db") as ready:
        yield ready


async def assert_summed(database: Database, documents: Sequence[Document]) -> None:
    scan = SloganScan(documents)
    everything = await database.ask(counted)
    assert everything == {
        one: (scan.occurrences(one), scan.passages(one), scan.speeches(one)) for one in everything
    }
    assert everything.keys() >= (await told(Slogans(database, Miner(database)))).keys()
    assert await database.ask(sums) == scan.sums(everything)


async def test_sums_are_those_of_a_scan_while_documents_come_and_go(database: Database) -> None:
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


@pytest.mark.parametrize("portion", [1, 2, 1_000])
async def test_what_stands_elsewhere_already_is_summed_in_whatever_portions(
    database: Database, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(miner, "_ELSEWHERE", portion)
    documents = Documents(database)
    said = "码头上船到货清后才回家，船到、货清，两头都不误，一线三问也记在心里。"
    stored = [
        make_document(
            f"{number}.txt",
            make_speech(
                1, said, f"第{number}天一线、三问之后船到货清了。", date=f"{2020 + number}"
            ),
            make_speech(2, said, "别的话不多说，靠前服务就是了。"),
        )
        for number in range(3)
    ]
    for document in stored:
        await take_in(documents, document)
    brings = make_document(
        "new.txt", make_speech(1, "坚持“船到货清”“一线三问”“靠前服务”。", "“船到货清”不放松。")
    )
    stored.append(brings)
    await take_in(documents, brings)
    assert {"船到货清", "一线三问", "靠前服务"} <= (await database.ask(counted)).keys()
    await assert_summed(database, stored)
    await documents.remove("0.txt")
    await assert_summed(database, stored[1:])


async def test_a_corrected_date_moves_uses_to_its_year(database: Database) -> None:
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


async def test_a_card_shows_a_corrected_year_at_once(database: Database) -> None:
    documents, corrections = Documents(database), Corrections(database)
    slogans = Slogans(database, Miner(database))
    await take_in(documents, THIRD)
    found = there(await slogans.exactly("三个不等"))
    assert there(await slogans.card(found.key)).by_year == (("2024", 1),)
    await corrections.correct(await corrections.outlines("c.txt"), {"date": "2018"})
    assert there(await slogans.card(found.key)).by_year == (("2018", 1),)


async def test_a_rebuilt_index_is_summed_up_anew(database: Database) -> None:
    documents = Documents(database)
    for document in (*EVERY, TWICE):
        await take_in(documents, document)
    await Maintenance(database).rebuild(lambda _done, _total: None)
    assert await database.ask(sums) == ({}, {})
    await Miner(database).catch_up()
    await assert_summed(database, (*EVERY, TWICE))


async def test_the_shipped_documents_are_summed_up_as_a_scan_does(database: Database) -> None:
    documents = Documents(database)
    parsed = [parse_file(path, path.name) for path in SHIPPED]
    random.Random(11).shuffle(parsed)
    for document in parsed:
        await take_in(documents, document)
    await assert_summed(database, parsed)
    for document in parsed[::2]:
        await documents.remove(document.source)
    await assert_summed(database, parsed[1::2])
