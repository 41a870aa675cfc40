"""Search beside its peers: one corpus, the same questions, in one run.

A question is the number of passages that hold it and the first ten. No answer is remembered from
one question to the next; posting lists are, so that first times are told apart. The folder with
other documents than the sample's is taken from BENCH_DOCUMENTS. PostgreSQL is that of
BENCH_DATABASE_URL, whose store is replaced, or, where one is installed, one that is started for it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpora import passages, questions, sentences_of
from bench.peers import PEERS, Jieba, Like, Peer, Trigrams
from bench.plot import draw
from bench.postgres import Gin, database_at_hand, emptied
from corpus.identity import passage_id
from corpus.normal import normalize
from store.db.engines import Place
from store.index.snapshot import open_indexed
from store.maintenance.maintenance import Maintenance
from store.search.exact import find_exact
from store.search.query import parse_query
from store.search.search import Search
from store.search.tokenizer import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.corpora import Question
    from store.db.database import Database
    from store.db.port import RawConnection

SIZES, QUICK = (100_000, 1_000_000), (10_000,)
SLOW = (Jieba, Like, Trigrams)
"""Peers that take minutes or gigabytes at a million passages: measured up to a tenth of that."""
LARGEST_FOR_SLOW = 100_000
PLOT = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "search-times.png"
_DRAWN_FROM = 100_000
_ASKED = 3
"""Times that everything is asked, of which the fastest counts: others may use the machine, too."""
_SPEECH = 120
"""Passages of a speech."""


@dataclass
class Measured:
    """One way to search at one size: seconds for each question, by class."""

    name: str
    passages: int
    built: float
    bytes: int
    seconds: list[float] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    wrong: int = 0

    def add(self, question: Question, seconds: float) -> None:
        """Note how long a question took."""
        self.seconds.append(seconds)
        self.kinds.append(question.kind)

    def at(self, share: float, kind: str | None = None) -> float:
        """Milliseconds below which a share of the questions is answered."""
        chosen = sorted(
            seconds
            for seconds, own in zip(self.seconds, self.kinds, strict=True)
            if kind in (None, own)
        )
        return 1000 * chosen[min(int(share * len(chosen)), len(chosen) - 1)]


async def run(quick: bool) -> str:
    """Measure at every size, print a table for each, and draw the plot."""
    folder = os.environ.get("BENCH_DOCUMENTS")
    sentences = sentences_of(Path(folder) if folder else None)
    lines: list[str] = []
    measured: list[Measured] = []
    for size in QUICK if quick else SIZES:
        with tempfile.TemporaryDirectory() as made, database_at_hand() as address:
            own = await _measure(sentences, size, Path(made), address, lines)
        measured += own
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        lines.clear()
    if not quick:
        draw(measured, PLOT)
        return f"plot: {PLOT.name}"
    return ""


async def _measure(
    sentences: list[str], size: int, folder: Path, address: str | None, lines: list[str]
) -> list[Measured]:
    # Passages of the same letters count once with us, so that no two of them may be here.
    texts = list({passage_id(text): text for text in passages(sentences, size)}.values())
    size = len(texts)
    asked = questions(texts[:_DRAWN_FROM])
    text_bytes = sum(len(text.encode()) for text in texts)
    path = folder / "store.db"
    measured, truth = await _ours(path, texts, asked)
    if address is not None:
        there = emptied(Place(path, address))
        own, counts = await _ours(there, texts, asked)
        _count_wrong(own[0], counts, truth)
        measured += own
    started = _time_start(path)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    texts[:] = map(normalize, texts)
    peers: list[Callable[[], Peer]] = [
        partial(make, folder) for make in PEERS if make not in SLOW or size <= LARGEST_FOR_SLOW
    ]
    if address is not None:
        peers.append(partial(Gin, there))
    for begin in peers:
        peer = begin()
        result = Measured(peer.name, size, peer.build(texts), peer.size())
        _count_wrong(result, _ask(peer.find, asked, result), truth)
        measured.append(result)
        peer.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines += [
        f"\n{size:,} passages, {text_bytes / 1e6:.0f} MB of text, {len(asked)} questions",
        *_table(measured, text_bytes),
        *_classes(measured),
        f"Python start to first answer: {started:.2f} s; this process at most {memory:.0f} MB",
    ]
    return measured


async def _ours(
    place: Path | Place, texts: Sequence[str], asked: Sequence[Question]
) -> tuple[list[Measured], list[int]]:
    """Measure our own search, and give what it counts."""
    where = "" if isinstance(place, Path) else " on PostgreSQL"
    async with open_indexed(place) as database:
        built, index_bytes = await make_store(database, texts)
        measured = [
            Measured(f"ours{where}: {what}", len(texts), built, index_bytes)
            for what in ("count and ten", "asked for the first time", "a whole answer")
        ]
        truth = await database.ask(lambda raw: _ask_ours(raw, asked, measured))
        words = Words((place if isinstance(place, Path) else place.path).parent)
        await _ask_whole(Search(database, words), asked, measured[2])
    return measured, truth


async def make_store(database: Database, texts: Sequence[str]) -> tuple[float, int]:
    """Store texts in speeches of `_SPEECH` passages, and say how long indexing them took."""
    ids = [passage_id(text) for text in texts]
    count = -(-len(texts) // _SPEECH)
    numbers = range(1, len(texts) + 1)
    async with database.write() as writer:
        await writer.execute(
            "INSERT INTO document (key, source, content_hash, added)"
            " VALUES (1, 'corpus', 'hash', '2025-11-20T00:00:00+00:00')"
        )
        await writer.execute_many(
            "INSERT INTO speech (key, id, document, number, title, title_form, warnings)"
            " VALUES (?, ?, 1, ?, ?, ?, '[]')",
            (
                (at, f"speech{at}", at, f"第{at}次讲话", f"第{at}次讲话")
                for at in range(1, count + 1)
            ),
        )
        first: dict[str, int] = {}
        await writer.execute_many(
            "INSERT INTO text (key, id, passage, kind, text) VALUES (?, ?, ?, 'text', ?)",
            (
                (key, own, first.setdefault(own, key), text)
                for key, own, text in zip(numbers, ids, texts, strict=True)
            ),
        )
        await writer.execute_many(
            "INSERT INTO place (speech, number, text, passage, block, echo)"
            " VALUES (?, ?, ?, ?, ?, FALSE)",
            (
                ((key - 1) // _SPEECH + 1, (key - 1) % _SPEECH + 1, key, first[own], key)
                for key, own in zip(numbers, ids, strict=True)
            ),
        )
    began = time.perf_counter()
    await Maintenance(database).rebuild(lambda _done, _total: None)
    built = time.perf_counter() - began
    row = await database.fetch_one(
        "SELECT (SELECT sum(length(data) + 12) FROM posting) AS lists,"
        " (SELECT sum(length(keys) * 3 + length(levels)) FROM segment) AS texts"
    )
    return built, (row["lists"] + row["texts"]) if row else 0


def _ask_ours(
    raw: RawConnection, asked: Sequence[Question], results: Sequence[Measured]
) -> list[int]:
    def find(words: Sequence[str]) -> tuple[int, list[int]]:
        found = find_exact(raw, parse_query(" ".join(words)))
        return found.total, found.page(0, 10)

    return _ask(find, asked, *results[:2])


async def _ask_whole(search: Search, asked: Sequence[Question], result: Measured) -> None:
    for question in asked:
        began = time.perf_counter()
        await search.search(question.text)
        result.add(question, time.perf_counter() - began)


def _ask(
    find: Callable[[Sequence[str]], tuple[int, list[int]]],
    asked: Sequence[Question],
    result: Measured,
    first: Measured | None = None,
) -> list[int]:
    """Ask everything once, which warms up, then for the record; give what was counted.

    `first` gets the times of the first round, in which nothing was kept in memory yet.
    """
    counts: list[int] = []
    for question in asked:
        began = time.perf_counter()
        counts.append(find(question.words)[0])
        if first is not None:
            first.add(question, time.perf_counter() - began)
    for question in asked:
        result.add(question, min(_timed(find, question) for _ in range(_ASKED)))
    sys.stderr.write(f"{result.name}: {1000 * sum(result.seconds):.0f} ms\n")
    return counts


def _count_wrong(result: Measured, counts: Sequence[int], truth: Sequence[int]) -> None:
    result.wrong = sum(mine != true for mine, true in zip(counts, truth, strict=True))


def _timed(find: Callable[[Sequence[str]], tuple[int, list[int]]], question: Question) -> float:
    began = time.perf_counter()
    find(question.words)
    return time.perf_counter() - began


def _time_start(path: Path) -> float:
    """Seconds from starting Python until the first search is answered."""
    code = (
        "import asyncio, pathlib, sys\n"
        "from store.index.snapshot import open_indexed\n"
        "from store.search.search import Search\n"
        "from store.search.tokenizer import Words\n"
        "async def main():\n"
        "    path = pathlib.Path(sys.argv[1])\n"
        "    async with open_indexed(path) as database:\n"
        "        await Search(database, Words(path.parent)).search('发展')\n"
        "asyncio.run(main())\n"
    )
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)  # noqa: S603 - our own
    return time.perf_counter() - began


def _table(measured: Sequence[Measured], text_bytes: int) -> list[str]:
    rows = ["ms p50 / p95 / p99 / max | index ÷ text | passages/s built | other counts | way"]
    for one in measured:
        times = " / ".join(f"{one.at(share):.2f}" for share in (0.5, 0.95, 0.99, 1.0))
        rows.append(
            f"{times} | {one.bytes / text_bytes:.2f} | {one.passages / one.built:,.0f}"
            f" | {one.wrong} | {one.name}"
        )
    return rows


def _classes(measured: Sequence[Measured]) -> list[str]:
    kinds = list(dict.fromkeys(measured[0].kinds))
    rows = ["", "ms p50 / p95 by class: " + ", ".join(kinds)]
    for one in measured:
        cells = (f"{one.at(0.5, kind):.2f} / {one.at(0.95, kind):.2f}" for kind in kinds)
        rows.append(f"{' | '.join(cells)} | {one.name}")
    return rows
