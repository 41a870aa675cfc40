"""The documents that the project ships, and the real ones beside it, against a scan."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.normal import normalize
from corpus.parse import parse_file
from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.maintenance.maintenance import Maintenance
from store.search.search import Search
from store.search.tokenizer import Words
from tests.support.sizes import chance_of
from tests.support.store_scan import Scan, take_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

pytestmark = pytest.mark.endure

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = sorted(
    path
    for path in (ROOT / "corpus" / "sample").glob("*")
    if path.suffix in {".txt", ".md"} and not path.name.startswith("README")
)
REAL = sorted((ROOT.parent / "shared" / "samples").rglob("*.txt"))
SOAK = bool(os.environ.get("ZHAIJU_SOAK"))
PIECES = 20_000 if SOAK else 100
PAIRS = 2_000 if SOAK else 30

needs_real = pytest.mark.skipif(not REAL, reason="../shared/samples is not there")


@asynccontextmanager
async def stored(paths: Sequence[Path], folder: Path) -> AsyncIterator[tuple[Scan, Search]]:
    documents = [parse_file(path, path.name) for path in paths]
    async with open_indexed(folder / "store.db") as database:
        for document in documents:
            await take_in(Documents(database), document)
        assert await Maintenance(database).check() == ()
        yield Scan(documents), Search(database, Words(folder))


def pieces(scan: Scan, count: int) -> Iterator[str]:
    """Substrings of whole paragraphs, cut anywhere, as the normal form has them."""
    chance = chance_of(20)
    blocks = ["".join(normal for _, normal in block) for block in scan.blocks.values()]
    while count:
        text = chance.choice(blocks)
        length = chance.choice((1, 2, 2, 3, 4, 5, 6, 8, 12, 20, 40, 80, 200))
        start = chance.randrange(len(text))
        piece = text[start : start + length]
        # Marks that the grammar reads are tested with the grammar.
        if not set(piece) & set("*") and "..." not in piece and piece[0] != "-":
            count -= 1
            yield piece


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param(SHIPPED, id="shipped"),
        pytest.param(REAL, id="real", marks=[pytest.mark.samples, needs_real]),
    ],
)
async def test_totals_are_those_of_a_scan(paths: Sequence[Path], tmp_path: Path) -> None:
    async with stored(paths, tmp_path) as (scan, search):
        single = list(pieces(scan, PIECES))
        short = [piece for piece in pieces(scan, 4 * PAIRS) if len(piece) < 7][: 2 * PAIRS]
        pairs = [f"{one} {two}" for one, two in zip(short[::2], short[1::2], strict=False)]
        for query in (*single, *pairs):
            page = await search.search(query, limit=3)
            # What reads a word as a place or a year answers another question, and says so.
            exact = page.match == "exact" and not page.understood
            total, speeches = (page.total, page.speeches) if exact else (0, 0)
            wanted = scan.exact(query)
            assert (total, speeches) == (len(wanted), scan.count_speeches(wanted)), query
            assert {hit.id for hit in page.hits} <= wanted or not exact
            for hit in page.hits:
                assert hit.highlights, query


@pytest.mark.samples
@needs_real
@pytest.mark.parametrize("words", ["两个确立", "国之大者", "一河两山一湖"])
async def test_words_that_a_source_breaks_apart_are_found(words: str, tmp_path: Path) -> None:
    async with stored(REAL[:3], tmp_path) as (scan, search):
        page = await search.search(words)
        assert (page.match, page.total) == ("exact", len(scan.holding(normalize(words))))
        first = page.hits[0]
        marked = [normalize(first.text[start:end]) for start, end in first.highlights]
        assert words in marked


def test_there_are_documents_to_ship() -> None:
    assert SHIPPED
