"""How well the first five passages are chosen, beside peers, on judged questions.

The questions are asked of the real documents beside the project, which are no part of it. The
judgements give passages by id, each with a grade: 2 for what a writer would paste, 1 for what is
useful, 0 for what is neither. Judged were the first passages of all ways together, shuffled, so
that none was known by who had found it; what wasn't judged counts as 0. The measure is nDCG@5
with gains of 3, 1 and 0 (Järvelin and Kekäläinen 2002; gains as Burges and others 2005).

Every second question was looked at while the weights of `store.ranking` were chosen; the others
tell how much of it holds for questions that nobody looked at.
"""

from __future__ import annotations

import json
import math
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from bench.peers import Bigrams, Jieba, Tantivy, Trigrams
from corpus.normal import normalize
from corpus.parse import find_documents, parse_file
from store.documents.documents import Documents
from store.documents.near_duplicates import NearDuplicates
from store.index.snapshot import open_indexed
from store.search.search import Search
from store.search.tokenizer import Words
from store.slogans.miner import Miner
from store.slogans.slogans import Slogans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.db.database import Database

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
JUDGED = Path(__file__).resolve().parents[1] / "tests" / "store" / "search" / "judged_queries.json"
SHOWN = 5
"""Passages that count."""

_GAINS = (0, 1, 3)
_PEERS = (Bigrams, Trigrams, Jieba, Tantivy)
_TAKEN_IN = datetime(2025, 11, 20, tzinfo=UTC)

Judgements = dict[str, dict[str, int]]
"""For each question the grades of passages by their ids."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a way is worth: nDCG@5 of each question, in the order of the judgements."""

    name: str
    values: tuple[float, ...]

    @property
    def all(self) -> float:
        """The mean over all questions."""
        return _mean(self.values)

    @property
    def tuned(self) -> float:
        """The mean over the questions that the weights were chosen by."""
        return _mean(self.values[::2])

    @property
    def held_out(self) -> float:
        """The mean over the other ones."""
        return _mean(self.values[1::2])


async def run(quick: bool) -> str:  # noqa: ARG001 - there is one size
    """Measure all ways and print a table."""
    if not SAMPLES.is_dir():
        return f"left out: {'/'.join(SAMPLES.parts[-2:])} isn't there beside the project"
    judged = judgements()
    with tempfile.TemporaryDirectory() as made:
        measured = await measure(Path(made), judged)
    grades = sum(map(len, judged.values()))
    return "\n".join(
        (
            f"{len(judged)} questions, {grades:,} judged passages",
            "nDCG@5 of all / those the weights were chosen by / those held out | way",
            *(
                f"{one.all:.3f} / {one.tuned:.3f} / {one.held_out:.3f} | {one.name}"
                for one in measured
            ),
        )
    )


def judgements() -> Judgements:
    """Read the judged questions."""
    judged: Judgements = json.loads(JUDGED.read_text("utf-8"))
    return judged


async def measure(folder: Path, judged: Judgements) -> list[Measured]:
    """Measure ours, then each peer, on the documents beside the project."""
    async with open_indexed(folder / "store.db") as database:
        await _take_in(database)
        slogans = Slogans(database, Miner(database))
        search = Search(database, Words(folder, slogans.words_since))
        pages = {question: await search.search(question, limit=SHOWN) for question in judged}
        texts = await database.ask(
            lambda raw: raw.execute(
                "SELECT id, text FROM text WHERE key = passage ORDER BY key"
            ).fetchall()
        )
    ours = {question: [hit.id for hit in page.hits] for question, page in pages.items()}
    measured = [_measured("ours", ours, judged)]
    normals = [normalize(row["text"]) for row in texts]
    for make in _PEERS:
        peer = make(folder)
        peer.build(normals)
        answers = {
            question: [texts[number - 1]["id"] for number in _first(peer, question)]
            for question in judged
        }
        peer.close()
        measured.append(_measured(peer.name, answers, judged))
    return measured


def ndcg(ids: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return how good an order is: 1 where the first passages couldn't be better."""
    best = _gained(sorted(grades.values(), reverse=True))
    return _gained([grades.get(name, 0) for name in ids]) / best


def _first(peer: Bigrams | Trigrams | Jieba | Tantivy, question: str) -> list[int]:
    """Return what holds all words, and after it, as a search engine would, what holds some."""
    words = [normalize(word) for word in question.split()]
    _, found = peer.find(words)
    if len(found) < SHOWN:
        found += [number for number in peer.some(words) if number not in found]
    return found[:SHOWN]


def _gained(grades: Sequence[int]) -> float:
    return sum(
        _GAINS[grade] / math.log2(place) for place, grade in enumerate(grades[:SHOWN], start=2)
    )


def _measured(name: str, answers: Mapping[str, list[str]], judged: Judgements) -> Measured:
    return Measured(
        name, tuple(ndcg(answers[question], grades) for question, grades in judged.items())
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


async def _take_in(database: Database) -> None:
    documents = Documents(database)
    for found in find_documents([SAMPLES]).files:
        content = sha256(found.path.read_bytes()).hexdigest()
        await documents.ingest(parse_file(found.path, found.source), content, _TAKEN_IN)
    await NearDuplicates(database).catch_up()
