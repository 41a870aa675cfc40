"""The index itself: posting lists, merges, rebuilding beside the old one, deep pages."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.documents import reindex as rebuilding
from store.documents.documents import Documents
from store.index import merge as merging
from store.index import writer as indexing
from store.index.builder import build
from store.index.postings import decode, decode_many, decode_positions, encode
from store.index.snapshot import open_indexed
from store.index.terms import CHARACTER_BITS, pair, single
from store.maintenance.maintenance import Maintenance
from store.search.search import Search
from store.search.tokenizer import Words
from tests.support.sizes import size
from tests.support.store_scan import Scan, make_document, make_speech, take_in
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus.model import Document

CELLS = st.lists(st.integers(0, 3_000_000), min_size=1, max_size=60, unique=True).map(sorted)


@given(st.lists(CELLS, min_size=1, max_size=8))
def test_posting_lists_come_back_as_they_were(lists: list[list[int]]) -> None:
    starts = np.cumsum([0, *map(len, lists)])
    cells = np.array([cell for one in lists for cell in one], np.uint32)
    offsets = (cells % 251).astype(np.uint8)
    written = encode(starts, cells, offsets)
    for data, wanted in zip(written, lists, strict=True):
        found, where = decode(data)
        assert found.tolist() == wanted
        assert there(where).tolist() == [cell % 251 for cell in wanted]
    numbers, positions = decode_many(written)
    for number, wanted in enumerate(lists):
        assert positions[numbers == number].tolist() == [cell << 8 | cell % 251 for cell in wanted]


CROWDED = st.sets(st.integers(0, 90), min_size=1).map(sorted)


@given(st.lists(CELLS | CROWDED, min_size=1, max_size=8))
def test_lists_of_cells_come_back_and_take_no_more_than_a_bit_for_each(
    lists: list[list[int]],
) -> None:
    starts = np.cumsum([0, *map(len, lists)])
    cells = np.array([cell for one in lists for cell in one], np.uint32)
    for data, wanted in zip(encode(starts, cells, None), lists, strict=True):
        found, where = decode(data)
        assert found.tolist() == wanted
        assert where is None
        assert len(data) <= 8 + wanted[-1] // 8 + 1


@given(st.lists(st.text(min_size=1, max_size=700).filter(lambda t: "\0" not in t), max_size=6))
@settings(max_examples=60)
def test_every_pair_stands_where_the_texts_have_it(texts: list[str]) -> None:
    texts = ["".join(c for c in text if not "\ud800" <= c <= "\udfff") or "x" for text in texts]
    rows = {row.term: row for row in build(texts)}
    for text in texts:
        for at in range(len(text) - 1):
            assert pair(text[at], text[at + 1]) in rows
        assert all(single(character) in rows for character in text)
    for term, row in rows.items():
        second = chr(term & ((1 << CHARACTER_BITS) - 1))
        first = chr(term >> CHARACTER_BITS)
        held = [f"\U0010fffd{text}\U0010fffd" for text in texts]
        wanted = first if second == "\0" else first + second
        assert row.texts == sum(wanted in text for text in held)
        if second != "\0":
            assert len(decode_positions(row.data)) == sum(
                text.startswith(wanted, at) for text in held for at in range(len(text))
            )


SENTENCES = [f"第{n}个窗口要搬到{n * 7 % 13}号码头，靠前服务，马上就办。" for n in range(40)]


def documents(count: int, chance: random.Random) -> Iterator[Document]:
    for number in range(count):
        texts = ["".join(chance.choices(SENTENCES, k=chance.randint(1, 9))) for _ in range(6)]
        yield make_document(f"{number}.txt", make_speech(1, "#一、码头", *texts))


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every batch, portion and span so small that there are many of each."""
    monkeypatch.setattr(merging, "FACTOR", 3)
    monkeypatch.setattr(merging, "SMALLEST", 8)
    monkeypatch.setattr(merging, "_PORTION", 300)
    monkeypatch.setattr(indexing, "MOST_CHARACTERS", 400)
    monkeypatch.setattr(rebuilding, "MOST_CHARACTERS", 2_000)


@pytest.mark.usefixtures("small_steps")
async def test_merged_segments_answer_as_a_scan_does(tmp_path: Path) -> None:
    chance = random.Random(3)
    async with open_indexed(tmp_path / "store.db") as database:
        kept = {}
        for document in documents(size("documents merged", 24, 200), chance):
            await take_in(Documents(database), document)
            kept[document.source] = document
            if chance.random() < 0.3:
                gone = chance.choice(sorted(kept))
                await Documents(database).remove(gone)
                del kept[gone]
        scan, search = Scan(kept.values()), Search(database, Words(tmp_path))
        for query in ("窗口", "头", "靠前服务，马上", "。第", "窗口 靠前", "办。第7个"):
            page = await search.search(query)
            wanted = scan.exact(query)
            assert (page.total, page.speeches) == (len(wanted), scan.count_speeches(wanted)), query
        assert await Maintenance(database).check() == ()
        async with database.read() as reader:
            rows = await reader.fetch_all("SELECT state FROM segment")
        assert 0 < len(rows) < len(kept)
        assert {row["state"] for row in rows} == {"live"}


@pytest.mark.usefixtures("small_steps")
async def test_others_write_and_search_while_the_index_is_rebuilt(tmp_path: Path) -> None:
    chance = random.Random(4)
    async with open_indexed(tmp_path / "store.db") as database:
        for document in documents(8, chance):
            await take_in(Documents(database), document)
        search = Search(database, Words(tmp_path))
        before = (await search.search("码头")).total
        steps = []
        await Maintenance(database).rebuild(lambda done, total: steps.append((done, total)))
        assert steps == sorted(steps)
        assert len(steps) > 3
        assert (await search.search("码头")).total == before
        assert await Maintenance(database).check() == ()
        async with database.read() as reader:
            assert len(await reader.fetch_all("SELECT number FROM segment")) == 1


async def test_deep_pages_go_on_where_the_last_one_ended(tmp_path: Path) -> None:
    texts = [f"第{n}个窗口，第{n}件事，马上就办。" for n in range(900)]
    async with open_indexed(tmp_path / "store.db") as database:
        await take_in(Documents(database), make_document("a.txt", make_speech(1, *texts)))
        search = Search(database, Words(tmp_path))
        whole = [hit.id for hit in (await search.search("窗口", limit=1000)).hits]
        assert len(set(whole)) == 900
        for offset in (0, 199, 200, 450, 895):
            page = await search.search("窗口", limit=7, offset=offset)
            assert [hit.id for hit in page.hits] == whole[offset : offset + 7]
