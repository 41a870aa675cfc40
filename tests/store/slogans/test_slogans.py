from __future__ import annotations

import random
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.parse import parse_file
from corpus.slogans.bare import bare
from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.maintenance.maintenance import Maintenance
from store.search.tokenizer import Words
from store.slogans.miner import Miner
from store.slogans.slogans import Slogans
from tests.support.slogans import ALL, SloganScan, opened, told
from tests.support.store_scan import make_document, make_speech, take_in
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from corpus.model import Document
    from store.slogans.model import SloganCard

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT.parent / "shared" / "samples"
REPORTS = SAMPLES / "government-work-reports"
SHIPPED = sorted(
    path
    for path in (ROOT / "corpus" / "sample").glob("*")
    if path.suffix in {".txt", ".md"} and not path.name.startswith("README")
)
needs_real = pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/samples is not there")

FIRST = make_document(
    "a.txt",
    make_speech(
        1,
        "#一、一线三问要问到底",
        "“一线三问”就是问船、问货、问人，问清楚了才算数，问不清楚的不能走，这是我们港口多年的规矩。"
        "老同志都记得，一线，三问，少一个字也不行，少一个问也不行，谁少了谁负责到底。",
        date="2022-03-08",
    ),
    make_speech(2, "靠泊要“靠前服务”，也要“一线三问”。", "靠前服务不是口号。", date="2023"),
)
SECOND = make_document(
    "b.txt",
    make_speech(
        1,
        "一线三问，年年讲；靠前服务，月月讲。三个不等要天天讲。",
        "靠泊要“靠前服务”，也要“一线三问”。",
    ),
)
THIRD = make_document(
    "c.txt",
    make_speech(1, "坚持“三个不等”，靠前服务、一线三问都在里面。", date="2024-01"),
)
EVERY = (FIRST, SECOND, THIRD)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[tuple[Documents, Slogans]]:
    async with opened(tmp_path / "store.db") as ready:
        yield ready


async def card(slogans: Slogans, text: str) -> SloganCard:
    found = there(await slogans.exactly(text))
    return there(await slogans.card(found.key))


async def assert_scanned(slogans: Slogans, documents: Sequence[Document]) -> None:
    scan = SloganScan(documents)
    listed = await told(slogans)
    assert listed
    for name, (_, _, occurrences, passages, speeches) in listed.items():
        assert (name, occurrences) == (name, scan.occurrences(name))
        assert (name, passages) == (name, scan.passages(name))
        assert (name, speeches) == (name, scan.speeches(name))


async def test_counts_are_those_of_a_scan_in_whatever_order_documents_come(tmp_path: Path) -> None:
    results = []
    for number, order in enumerate(permutations(EVERY)):
        async with opened(tmp_path / f"{number}.db") as (documents, slogans):
            for document in order:
                await take_in(documents, document)
            await assert_scanned(slogans, EVERY)
            results.append(await told(slogans))
    assert all(result == results[0] for result in results)


async def test_what_is_removed_is_taken_back(tmp_path: Path) -> None:
    async with opened(tmp_path / "fresh.db") as (documents, slogans):
        await take_in(documents, THIRD)
        fresh = await told(slogans)
    async with opened(tmp_path / "used.db") as (documents, slogans):
        for document in EVERY:
            await take_in(documents, document)
        await documents.remove("b.txt")
        await assert_scanned(slogans, (FIRST, THIRD))
        await documents.remove("a.txt")
        assert await told(slogans) == fresh
        await documents.remove("c.txt")
        assert await told(slogans) == {}


async def test_a_new_version_of_a_document_takes_the_place_of_the_old(
    store: tuple[Documents, Slogans],
) -> None:
    documents, slogans = store
    for document in EVERY:
        await take_in(documents, document)
    changed = make_document("a.txt", make_speech(1, "只讲“三个不等”。"))
    await take_in(documents, changed)
    await assert_scanned(slogans, (changed, SECOND, THIRD))


async def test_a_slogan_is_one_however_it_is_written(store: tuple[Documents, Slogans]) -> None:
    documents, slogans = store
    await take_in(documents, FIRST)
    found = await card(slogans, '"一線 三問"')
    assert (found.slogan.shown, found.slogan.kind) == ("一线三问", "numeric")
    assert found.slogan.occurrences == 4
    assert set(found.variants) == {"“一线三问”", "一线，三问"}
    assert found.members == ("问船", "问货", "问人")
    assert found.by_year == (("2022", 3), ("2023", 1))
    assert "就是问船" in there(found.telling).text


async def test_undated_uses_are_counted_apart(store: tuple[Documents, Slogans]) -> None:
    documents, slogans = store
    await take_in(documents, SECOND)
    found = await card(slogans, "靠前服务")
    assert (found.by_year, found.undated, found.slogan.occurrences) == ((), 2, 2)


async def test_companions_stand_together_more_than_chance_has_it(
    store: tuple[Documents, Slogans],
) -> None:
    documents, slogans = store
    together = "“靠前服务”之后是“马上就办”，再往后才轮得到别的。"
    filler = [f"第{number}号泊位今天检修，“安全第一岗”在场。" for number in range(40)]
    speeches = [
        make_speech(1, *(together.replace("之后", f"{word}后") for word in "早晚前其")),
        make_speech(2, *filler[:20]),
        make_speech(3, *filler[20:]),
    ]
    await take_in(documents, make_document("a.txt", *speeches))
    found = await card(slogans, "靠前服务")
    assert [(one.slogan.shown, one.together) for one in found.companions] == [("马上就办", 4)]
    alone = await card(slogans, "安全第一岗")
    assert alone.companions == ()


async def test_slogans_are_listed_by_use_kind_and_page(store: tuple[Documents, Slogans]) -> None:
    documents, slogans = store
    for document in EVERY:
        await take_in(documents, document)
    everything = await slogans.most_used(limit=ALL)
    used = [one.occurrences for one in everything.items]
    assert used == sorted(used, reverse=True)
    assert everything.items[0].shown in {"一线三问", "靠前服务"}
    second = await slogans.most_used(limit=1, offset=1)
    assert second.items == everything.items[1:2]
    numeric = await slogans.most_used("numeric", limit=ALL)
    assert {one.shown for one in numeric.items} == {"一线三问", "三个不等"}
    assert numeric.total == 2


async def test_the_slogans_in_a_passage_are_named_without_those_inside_others(
    store: tuple[Documents, Slogans],
) -> None:
    documents, slogans = store
    text = "要做到以港兴城、以港惠民、以港聚才，“以港兴城”是头一条，“靠前服务”是另一条。"
    document = make_document("a.txt", make_speech(1, text))
    await take_in(documents, document)
    from corpus.identity import passage_id

    found = await slogans.inside(passage_id(text))
    assert {one.shown for one in found} == {"以港兴城、以港惠民、以港聚才", "靠前服务"}


async def test_what_holds_a_word_is_not_the_word_itself(store: tuple[Documents, Slogans]) -> None:
    documents, slogans = store
    await take_in(documents, FIRST)
    held = await slogans.holding("三问")
    assert [one.shown for one in held.items] == ["一线三问"]
    assert (await slogans.holding("一线三问")).total == 0
    assert (await slogans.holding("。")).total == 0


async def test_documents_stored_without_being_mined_are_caught_up_with(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with open_indexed(path) as database:
        await take_in(Documents(database, _Idle(database)), FIRST)
        await take_in(Documents(database, _Idle(database)), SECOND)
        await take_in(Documents(database), THIRD)
    async with opened(path) as (_, slogans):
        await assert_scanned(slogans, EVERY)


async def test_a_miner_that_was_overtaken_counts_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with open_indexed(path) as one, open_indexed(path) as other:
        mine, theirs = Miner(one), Miner(other)
        await take_in(Documents(one, mine), FIRST)
        await take_in(Documents(other, theirs), SECOND)
        await take_in(Documents(one, mine), THIRD)
        await assert_scanned(Slogans(other, theirs), EVERY)


async def test_a_rebuilt_index_is_mined_anew(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with opened(path) as (documents, slogans):
        for document in EVERY:
            await take_in(documents, document)
        before = await told(slogans)
    async with open_indexed(path) as database:
        await Maintenance(database).rebuild(lambda _done, _total: None)
    async with opened(path) as (_, slogans):
        assert await told(slogans) == {}
        await slogans.catch_up()
        assert await told(slogans) == before


async def test_the_shipped_documents_are_counted_as_a_scan_counts_them(tmp_path: Path) -> None:
    parsed = [parse_file(path, path.name) for path in SHIPPED]
    random.Random(7).shuffle(parsed)
    async with opened(tmp_path / "store.db") as (documents, slogans):
        for document in parsed:
            await take_in(documents, document)
        await assert_scanned(slogans, parsed)
        for document in parsed[::2]:
            await documents.remove(document.source)
        await assert_scanned(slogans, parsed[1::2])


async def test_slogans_are_words_for_the_segmenter(tmp_path: Path) -> None:
    async with open_indexed(tmp_path / "store.db") as database:
        words = Words(tmp_path, Slogans(database, Miner(database)).words_since)
        assert "以船为先观" not in {one.normal for one in await words.read("树立以船为先观")}
        await take_in(
            Documents(database),
            make_document(
                "a.txt",
                make_speech(1, "树立“以船为先观”不动摇。"),
                make_speech(2, "“以船为先观”要年年讲。"),
            ),
        )
        assert "以船为先观" in {one.normal for one in await words.read("树立以船为先观")}


@needs_real
@pytest.mark.samples
async def test_the_compilations_are_counted_as_a_scan_counts_them(tmp_path: Path) -> None:
    parsed = [parse_file(path, path.name) for path in sorted(SAMPLES.glob("00*.txt"))]
    async with opened(tmp_path / "store.db") as (documents, slogans):
        for document in parsed:
            await take_in(documents, document)
        await assert_scanned(slogans, parsed)


@needs_real
@pytest.mark.samples
@pytest.mark.parametrize("slogan", ["科学发展观", "供给侧结构性改革", "新质生产力", "一带一路"])
async def test_use_by_year_is_what_the_reports_say(
    report_store: tuple[Documents, Slogans], slogan: str
) -> None:
    _, slogans = report_store
    found = await card(slogans, slogan)
    said = {}
    for path in REPORTS.glob("*.txt"):
        text = "".join(
            bare(block.text) + "\n"
            for speech in parse_file(path, path.name).speeches
            for block in speech.blocks
        )
        if count := text.count(slogan):
            said[path.name[:4]] = count
    assert dict(found.by_year) == said
    assert found.undated == 0


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports") / "store.db"


@pytest.fixture
async def report_store(reports: Path) -> AsyncIterator[tuple[Documents, Slogans]]:
    new = not reports.exists()  # noqa: ASYNC240 - nobody waits
    async with opened(reports) as (documents, slogans):
        for path in sorted(REPORTS.glob("*.txt")) if new else ():
            await take_in(documents, parse_file(path, path.name))
        yield documents, slogans


class _Idle(Miner):
    """A program that ended between storing and mining."""

    async def catch_up(self, *, again: bool = True) -> None:
        del again
