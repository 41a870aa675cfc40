"""A hundred thousand passages, in several segments, against a scan of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.corpora import passages, sentences_of
from bench.search import make_store
from corpus.identity import passage_id
from corpus.normal import normalize
from store.index.snapshot import open_indexed
from store.search.search import Search
from store.search.tokenizer import Words
from tests.support.sizes import chance_of, size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.endure

_MARKS_OF_GRAMMAR = set("*…-")


def pieces(normals: list[str], count: int, lengths: tuple[int, ...], seed: int) -> Iterator[str]:
    """Substrings of passages, cut anywhere."""
    chance = chance_of(seed)
    while count:
        text = chance.choice(normals)
        length = chance.choice(lengths)
        start = chance.randrange(len(text))
        piece = text[start : start + length]
        if not set(piece) & _MARKS_OF_GRAMMAR and ".." not in piece:
            count -= 1
            yield piece


async def test_results_are_those_of_a_scan(tmp_path: Path) -> None:
    wanted = size("passages", 2_000, 100_000)
    texts = list({passage_id(t): t for t in passages(sentences_of(), wanted)}.values())
    normals = [normalize(text) for text in texts]
    whole = "\n".join(normals)
    single = pieces(normals, size("substrings", 300, 20_000), (1, 2, 2, 3, 4, 6, 9, 15, 40), 1)
    words = list(pieces(normals, 2 * size("pairs of words", 80, 2_000), (2, 2, 3, 4), 2))
    pairs = zip(words[::2], words[1::2], strict=True)
    async with open_indexed(tmp_path / "store.db") as database:
        await make_store(database, texts)
        search = Search(database, Words(tmp_path))
        for query in [(piece,) for piece in single] + list(pairs):
            held = [number for number, text in enumerate(normals) if all(w in text for w in query)]
            page = await search.search(" ".join(query), limit=3)
            assert page.match == "exact" or not held, query
            if not held:
                assert page.match != "exact" or "".join(query) in whole, query
                continue
            assert page.total == len(held), query
            assert page.speeches == len({number // 120 for number in held}), query
            for hit in page.hits:
                for start, end in hit.highlights:
                    marked = normalize(hit.text[start:end])
                    assert any(word in marked for word in query), query
                assert all(word in normalize(hit.text) for word in query), query
