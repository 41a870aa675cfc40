"""Slogans in a large store: what a new speech costs, and how fast cards answer beside searches.

The store holds the sentences of the sample documents, and of those in ../shared/samples where
they are, thrown together into speeches as long as real ones.
"""

from __future__ import annotations

import random
import re
import statistics
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpora import sentences_in
from bench.speeches import SAMPLES, blocks_of
from corpus.characters import HAN
from corpus.model import Block, Document, Speech
from store.store import Store
from tests.support.clock import SteppedClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from store.slogans.model import Slogan

PASSAGES, QUICK_PASSAGES = 1_000_000, 20_000
SPEECH_LIMIT = 2.0
"""Seconds that adding a speech may take, mining and all."""
_PARAGRAPHS = 40
_SPEECHES = 20
"""Speeches of a document that the store is filled with."""
_ADDED, _ASKED = 12, 150
_NEW, _TRIED, _LENGTH = 4, 2_000, 4
_PLANTED, _PLANTED_PLACES, _MOST_PLANTED = "船到货清", 30_000, 0.15
"""Words that are no slogan until a speech brings it, in how many passages they stand, and the share
of all passages that these are at most."""
_PASSAGES_PER_PARAGRAPH = 2
_HAN = re.compile(f"[{HAN}]+")
_REAL = Path(__file__).resolve().parents[2] / "shared" / "samples"


_NOW = datetime(2025, 11, 20, tzinfo=UTC)


async def run(quick: bool) -> str:
    """Fill a store and measure; the lines are for people."""
    wanted = QUICK_PASSAGES if quick else PASSAGES
    chance = random.Random(7)
    sentences = list(_sentences())
    with tempfile.TemporaryDirectory() as folder:
        async with Store.open(Path(folder) / "store.db", clock=SteppedClock(_NOW)) as store:
            began = time.perf_counter()
            planted = min(_PLANTED_PLACES / wanted, _MOST_PLANTED) * _PASSAGES_PER_PARAGRAPH
            await _fill(store, wanted, sentences, chance, planted)
            filled = time.perf_counter() - began
            added = [
                await _timed(partial(_add, store, f"new {at}", 1, sentences, chance))
                for at in range(_ADDED)
            ]
            speech = (
                f"  a new speech: median {statistics.median(added):.2f} s,"
                f" slowest {max(added):.2f} s ({SPEECH_LIMIT} s allowed)"
            )
            new = [line async for line in _new_slogans(store, sentences)]
            return "\n".join(
                (await _size(store, filled), speech, *new, *await _answers(store, chance))
            )


async def _size(store: Store, seconds: float) -> str:
    size = await store.documents.size()
    slogans = (await store.slogans.most_used(limit=0)).total
    return f"  {size.passages:,} passages, {slogans:,} slogans, stored and mined in {seconds:.0f} s"


async def _answers(store: Store, chance: random.Random) -> Iterator[str]:
    page = await store.slogans.most_used(limit=100_000)
    asked = [*page.items[:50], *chance.sample(page.items, min(_ASKED, page.total))]
    kinds: dict[str, Callable[[Slogan], Awaitable[object]]] = {
        "search": lambda one: store.search.search(one.shown, limit=5),
        "card": lambda one: store.slogans.card(one.key),
        "half-remembered": lambda one: store.slogans.meant(one.shown[:-1] + "某"),
        "list": lambda _: store.slogans.most_used(limit=5, offset=chance.randrange(page.total)),
    }
    lines = []
    for name, question in kinds.items():
        await question(asked[0])
        times = sorted([await _timed(partial(question, one)) * 1000 for one in asked])
        cuts = [times[len(times) * share // 100] for share in (50, 95, 99)]
        shown = "/".join(f"{cut:.1f}" for cut in cuts)
        lines.append(f"  {name}: {shown} ms (p50/p95/p99), slowest {times[-1]:.0f}")
    return iter(lines)


async def _new_slogans(store: Store, sentences: list[str]) -> AsyncIterator[str]:
    """Bring slogans that stand in many passages already, but were none until now.

    The first is the planted one, the others are the commonest words of the sentences.
    """
    grams = Counter(
        sentence[at : at + _LENGTH] for sentence in sentences for at in range(len(sentence))
    )
    found = 0
    for words in (_PLANTED, *(words for words, _ in grams.most_common(_TRIED))):
        if found == _NEW or not _HAN.fullmatch(words) or await store.slogans.exactly(words):
            continue
        held = await store.search.count(words)
        blocks = tuple(
            Block("paragraph", f"第{at}件事，坚持“{words}”，大家都要做到。") for at in range(12)
        )
        document = Document(f"brings {words}", (Speech(1, "新口号", blocks, date="2025"),))
        seconds = await _timed(partial(store.documents.ingest, document, document.source, _NOW))
        if await store.slogans.exactly(words):
            found += 1
            yield f"  a speech whose new slogan stands in {held:,} passages: {seconds:.2f} s"


async def _fill(
    store: Store, wanted: int, sentences: list[str], chance: random.Random, planted: float
) -> None:
    number = 0
    while (await store.documents.size()).passages < wanted:
        number += 1
        await _add(store, f"{number}", _SPEECHES, sentences, chance, planted)


async def _add(
    store: Store,
    source: str,
    speeches: int,
    sentences: list[str],
    chance: random.Random,
    planted: float = 0,
) -> None:
    document = Document(
        source,
        tuple(_speech(number, sentences, chance, planted) for number in range(1, speeches + 1)),
    )
    await store.documents.ingest(document, source, _NOW)


def _speech(number: int, sentences: list[str], chance: random.Random, planted: float) -> Speech:
    blocks = tuple(
        Block("paragraph", _paragraph(sentences, chance, planted)) for _ in range(_PARAGRAPHS)
    )
    return Speech(number, f"第{number}篇讲话", blocks, date=str(chance.randint(1990, 2025)))


def _paragraph(sentences: list[str], chance: random.Random, planted: float) -> str:
    some = chance.choices(sentences, k=chance.randint(3, 9))
    if chance.random() < planted:
        some.insert(chance.randrange(len(some)), f"码头上{_PLANTED}后大家才回家歇一歇。")
    return "".join(some)


def _sentences() -> Iterator[str]:
    for block in blocks_of(SAMPLES, *([_REAL] if _REAL.is_dir() else ())):
        yield from sentences_in(block.text)


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began
