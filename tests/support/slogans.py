"""What the store says of slogans, and what a plain scan of the same documents says."""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from corpus.passages import split_passages
from corpus.slogans.bare import bare
from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.slogans.miner import Miner
from store.slogans.slogans import Slogans

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    from corpus.model import Document
    from store.db.port import RawConnection

ALL = 1_000_000


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[tuple[Documents, Slogans]]:
    """The documents and the slogans of one store."""
    async with open_indexed(path) as database:
        miner = Miner(database)
        yield Documents(database, miner), Slogans(database, miner)


async def told(slogans: Slogans) -> dict[str, tuple[str, str, int, int, int]]:
    """Everything that is listed, by bare form: shown, kind, occurrences, passages, speeches."""
    page = await slogans.most_used(terms=True, limit=ALL)
    assert page.total == len(page.items)
    return {
        bare(one.shown): (one.shown, one.kind, one.occurrences, one.passages, one.speeches)
        for one in page.items
    }


def sums(raw: RawConnection) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """What the store sums up: uses by slogan and year, places by slogan and other slogan."""
    years = raw.execute(
        "SELECT s.bare, y.year, y.times FROM slogan_year y LEFT JOIN slogan s ON s.key = y.slogan"
    )
    pairs = raw.execute(
        "SELECT s.bare, o.bare, p.times FROM slogan_pair p"
        " LEFT JOIN slogan s ON s.key = p.slogan LEFT JOIN slogan o ON o.key = p.other"
    )
    return (
        {(bare_form, year): times for bare_form, year, times in years},
        {(one, other): times for one, other, times in pairs},
    )


def counted(raw: RawConnection) -> dict[str, tuple[int, int, int]]:
    """What the store counts of all that may be a slogan, listed or not, by bare form."""
    rows = raw.execute("SELECT bare, occurrences, passages, speeches FROM slogan")
    return {name: (times, passages, speeches) for name, times, passages, speeches in rows}


class SloganScan:
    """Counts in the texts themselves."""

    def __init__(self, documents: Iterable[Document]) -> None:
        speeches = [speech for document in documents for speech in document.speeches]
        self._years = [(speech.date or "")[:4] for speech in speeches]
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
        return len({self._passages[speech][index][0] for speech, index in self._beginning(slogan)})

    def sums(
        self, slogans: Iterable[str]
    ) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
        """Uses by slogan and year, and places by slogan and other slogan."""
        places = {slogan: self._beginning(slogan) for slogan in slogans}
        years: Counter[tuple[str, str]] = Counter()
        for slogan in places:
            for index, text in self._blocks:
                years[slogan, self._years[index]] += text.count(slogan)
        pairs = {
            (one, other): len(places[one] & places[other]) for one in places for other in places
        }
        return (+years, +Counter(pairs))

    def _beginning(self, slogan: str) -> set[tuple[int, int]]:
        """The places, speech and passage, where the slogan begins."""
        held = set()
        for number, speech in enumerate(self._passages):
            for index, (_, block, text) in enumerate(speech):
                after = "".join(text for _, at, text in speech[index + 1 :] if at == block)
                if slogan in text + after[: len(slogan) - 1]:
                    held.add((number, index))
        return held
