"""What was probably meant: only where it is sure, said, and never in the place of a hit."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

import pytest

from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.search.search import Search
from store.search.tokenizer import Words
from tests.support.store_scan import make_document, make_speech, take_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

WORDS = Words(Path(gettempdir()))
DOCUMENT = make_document(
    "a.txt",
    make_speech(
        1,
        "把窗口搬到码头，靠前服务、马上就办，船等不起，货更等不起，人心最等不起。",
        "靠前服务不是站得近，是想得早；问题解决在靠泊之前，才算数。",
        "作风建设永远在路上，国有企业更要走在前头，一线三问天天要问，5G网络天天用。",
    ),
)


@asynccontextmanager
async def opened(tmp_path: Path) -> AsyncIterator[Search]:
    async with open_indexed(tmp_path / "store.db") as database:
        await take_in(Documents(database), DOCUMENT)
        yield Search(database, WORDS)


@pytest.mark.parametrize(
    ("asked", "meant", "total"),
    [
        ("靠钱服务", "靠前服务", 2),
        ("靠前服物", "靠前服务", 2),
        ("靠前福物", "靠前服务", 2),
        ("靠前务服", "靠前服务", 2),
        ("靠前前服务", "靠前服务", 2),
        ("一三问", "一线三问", 1),
        ("一线五问", "一线三问", 1),
        ("作疯建设", "作风建设", 1),
        ("kaoqianfuwu", "靠前服务", 2),
        ("靠钱服务 码头", "靠前服务 码头", 1),
        ("永远再路上", "永远在路上", 1),
        ("作风建设永远在路边", "作风建设永远在路上", 1),
        ("天前服务不是站得近", "靠前服务不是站得近", 1),
        ("kao qian fu wu", "靠前服务", 2),
        ("kaoqian服务", "靠前服务", 2),
        ("作风jianshe", "作风建设", 1),
        ("5g网落天天用", "5g网络天天用", 1),
        ("kao qian fu wu -码头", "靠前服务 -码头", 1),
        ("kao qian fu wu 标题:会", "靠前服务 标题:会", 2),
        ("靠钱服务 靠钱服务不是站得近", "靠前服务 靠前服务不是站得近", 1),
    ],
)
async def test_a_slip_is_named_and_what_was_meant_is_found(
    tmp_path: Path, asked: str, meant: str, total: int
) -> None:
    async with opened(tmp_path) as search:
        page = await search.search(asked)
        assert (page.match, page.suggestions, page.total) == ("similar", (meant,), total)
        assert page.query == asked
        for hit in page.hits:
            assert hit.match == "similar"
            assert hit.highlights


@pytest.mark.parametrize("asked", ["量子引力波", "金融科技", "xyzzy", "港务", "再见", "qq"])
async def test_nothing_near_is_nothing(tmp_path: Path, asked: str) -> None:
    async with opened(tmp_path) as search:
        page = await search.search(asked)
        assert (page.match, page.total, page.suggestions) == (None, 0, ())


@pytest.mark.parametrize("asked", ["靠前服务", "靠前", "一线三问天天", "靠泊之前，才算数"])
async def test_what_stands_there_is_never_taken_for_a_slip(tmp_path: Path, asked: str) -> None:
    async with opened(tmp_path) as search:
        page = await search.search(asked)
        assert (page.match, page.suggestions) == ("exact", ())


@pytest.mark.parametrize("asked", ["码头人心", "作风国有"])
async def test_words_that_stand_together_are_meant_sooner_than_another_text(
    tmp_path: Path, asked: str
) -> None:
    async with opened(tmp_path) as search:
        page = await search.search(asked)
        assert (page.match, page.total) == ("words", 1)


@pytest.mark.parametrize("asked", ["靠岸服装", "国企走在"])
async def test_a_character_that_only_might_be_another_is_not_guessed(
    tmp_path: Path, asked: str
) -> None:
    async with opened(tmp_path) as search:
        assert (await search.search(asked)).match is None


async def test_paging_goes_on_in_what_was_meant(tmp_path: Path) -> None:
    async with opened(tmp_path) as search:
        first = await search.search("靠钱服务", limit=1)
        second = await search.search("靠钱服务", limit=1, offset=1)
        assert {first.hits[0].id, second.hits[0].id} == {
            hit.id for hit in (await search.search("靠前服务")).hits
        }


@pytest.mark.parametrize("asked", ["靠前服务台", "新靠前服务", "“靠前服务台”"])
async def test_a_text_with_more_at_an_end_is_another_text(tmp_path: Path, asked: str) -> None:
    async with opened(tmp_path) as search:
        assert (await search.search(asked)).match != "similar"
