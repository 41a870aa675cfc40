"""How long an ingest takes beside cutting the same text into words with jieba.

Both in one run, one after another, each the best of its repetitions: a machine that others use
slows both. The dictionary is loaded before; slogans, which are mined afterwards, aren't counted.
"""

from __future__ import annotations

import logging
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bench.reports import REPORTS
from bench.speeches import SAMPLES
from bot.clock import SystemClock
from bot.ingest import ingest_paths
from bot.worker import Worker
from corpus.parse import find_documents
from corpus.reader import read_document
from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.slogans.miner import Miner

if TYPE_CHECKING:
    from bot.ingest import Summary
    from store.store import Store

MOST = 4.0
"""Times as long as jieba that an ingest may take."""


class _NoSlogans(Miner):
    """Leaves slogans for another time."""

    async def catch_up(self, *, again: bool = True) -> None:
        """Do nothing."""
        del again


@dataclass(frozen=True, slots=True)
class _Library:
    """As much of a store as an ingest needs."""

    documents: Documents


async def run(quick: bool) -> str:
    """Measure both over the reports, or the sample documents where those aren't there."""
    folder = REPORTS if REPORTS.is_dir() else SAMPLES
    rounds = 1 if quick else 3
    texts = [read_document(found.path) for found in find_documents([folder]).files]
    characters = sum(map(len, texts))
    logging.getLogger("jieba").setLevel(logging.WARNING)
    _cut(texts[:1])
    words = min(_cut(texts) for _ in range(rounds))
    taken = [await _ingest(folder) for _ in range(rounds)]
    seconds, summary = min(taken, key=lambda one: one[0])
    times = seconds / words
    return (
        f"{folder.name}: {len(texts)} documents, {characters:,} characters,"
        f" {summary.passages:,} passages\n"
        f"jieba.lcut {words:.2f} s; ingest {seconds:.2f} s, its process's start included:"
        f" {times:.2f} times ({'within' if times <= MOST else 'ABOVE'} {MOST})"
    )


def _cut(texts: list[str]) -> float:
    import jieba  # noqa: PLC0415 - loads a dictionary

    start = time.perf_counter()
    for text in texts:
        jieba.lcut(text)
    return time.perf_counter() - start


async def _ingest(folder: Path) -> tuple[float, Summary]:
    with tempfile.TemporaryDirectory() as place:
        async with open_indexed(Path(place) / "bench.db") as database, Worker.open() as worker:
            library = _Library(Documents(database, _NoSlogans(database)))
            start = time.perf_counter()
            summary = await ingest_paths(cast("Store", library), worker, SystemClock(), [folder])
            return time.perf_counter() - start, summary
