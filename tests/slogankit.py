"""What the store says of slogans, and what a plain scan of the same documents says."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from corpus.passages import split_passages
from corpus.slogans.bare import bare
from store.database import Database
from store.documents import Documents
from store.slogan_mining import SloganMiner
from store.slogans import Slogans

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    from corpus.model import Document

ALL = 1_000_000


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[tuple[Documents, Slogans]]:
    """The documents and the slogans of one store."""
    async with Database.open(path) as database:
        miner = SloganMiner(database)
        yield Documents(database, miner), Slogans(database, miner)


async def told(slogans: Slogans) -> dict[str, tuple[str, str, int, int, int]]:
    """Everything that is listed, by bare form: shown, kind, occurrences, passages, speeches."""
    page = await slogans.most_used(limit=ALL)
    assert page.total == len(page.items)
    return {
        bare(one.shown): (one.shown, one.kind, one.occurrences, one.passages, one.speeches)
        for one in page.items
    }


class SloganScan:
    """Counts in the texts themselves."""

    def __init__(self, documents: Iterable[Document]) -> None:
        speeches = [speech for document in documents for speech in document.speeches]
        self._blocks = [
            (index, bare(block.text))
            for index, speech in enumerate(speeches)
            for block in speech.blocks
        ]
        self._passages = [
            [(passage.id, passage.block, bare(passage.text)) for passage in split_passages(speech)]
            for speech in speeches
        ]

    def occurrences(self, slogan: str) -> int:
        return sum(text.count(slogan) for _, text in self._blocks)

    def speeches(self, slogan: str) -> int:
        return len({index for index, text in self._blocks if slogan in text})

    def passages(self, slogan: str) -> int:
        """Passages in which one begins, wherever it ends within the block."""
        held = set()
        for speech in self._passages:
            for index, (name, block, text) in enumerate(speech):
                after = "".join(text for _, at, text in speech[index + 1 :] if at == block)
                if slogan in text + after[: len(slogan) - 1]:
                    held.add(name)
        return len(held)
