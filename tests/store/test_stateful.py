"""A store that people do everything to, in any order, says what its documents say."""

from __future__ import annotations

import asyncio
import copy
import os
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from bench.corpora import passages, sentences_of
from store.documents import near_duplicates as twins
from store.documents import reindex as rebuilding
from store.documents import staging
from store.index import merge as merging
from store.index import writer as indexing
from store.search import tokenizer as words
from store.slogans import miner as slogan_mining
from tests.support.sizes import SOAK, size
from tests.support.store_machine import StoreMachine, hash_of, opened
from tests.support.store_scan import NOW, make_document, make_speech

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import jieba
    from jieba import Tokenizer

    from corpus.model import Document

pytestmark = pytest.mark.sqlite

STEPS = 20
"""Steps of a sequence at most."""

LARGE = 10_000
"""Passages of the store that ten of the long run's sequences begin with."""

# So small that there are many batches, portions and spans; what counts texts is then multiplied.
_SMALL = (
    (merging, "FACTOR", 3),
    (merging, "SMALLEST", 8),
    (merging, "_PORTION", 300),
    (indexing, "MOST_CHARACTERS", 400),
    (rebuilding, "MOST_CHARACTERS", 2_000),
    (staging, "SMALL", 12),
    (slogan_mining, "_PORTION", 4),
    (slogan_mining, "_ELSEWHERE", 6),
    (twins, "_PORTION", 10),
)
_PAUSES = ((staging, "_PAUSE", 0.002), (slogan_mining, "_PAUSE", 0.0), (twins, "_PAUSE", 0.0))


@pytest.fixture(scope="session")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> jieba.Tokenizer:
    return words._make_tokenizer(tmp_path_factory.mktemp("words"))


@pytest.fixture
def prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dictionary: jieba.Tokenizer
) -> Callable[..., type[StoreMachine]]:
    """A machine class whose steps are so many times as large as the smallest."""

    def copied(_folder: Path) -> Tokenizer:
        # Loading it takes half a second, which every store of every sequence would.
        tokenizer = copy.copy(dictionary)
        tokenizer.FREQ = dict(dictionary.FREQ)
        return tokenizer

    def prepare(times: int, *base: Document) -> type[StoreMachine]:
        for module, name, value in (*_SMALL, *_PAUSES):
            scaled = name in ("FACTOR", "_PAUSE")
            monkeypatch.setattr(module, name, value if scaled else value * times)
        monkeypatch.setattr(words, "_make_tokenizer", copied)
        asyncio.run(_make(tmp_path / "empty.db"))
        asyncio.run(_make(tmp_path / "base.db", *base))
        names = {"template": tmp_path / "base.db", "empty": tmp_path / "empty.db", "base": base}
        return type("Machine", (StoreMachine,), names)

    return prepare


async def _make(path: Path, *documents: Document) -> None:
    async with opened(path) as (store, _):
        for document in documents:
            await store.documents.ingest(document, hash_of(document), NOW)


def _run(machine: type[StoreMachine], examples: int, steps: int) -> None:
    """Run sequences from a seed that is printed, and may be given again to see less of them."""
    given = os.environ.get("ZHAIJU_SEED")
    drawn = int(given) if given else random.SystemRandom().getrandbits(32)
    print(f"ZHAIJU_SEED={drawn}")
    run_state_machine_as_test(
        seed(drawn)(machine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            database=None,
            phases=(Phase.generate, Phase.shrink) if given else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_store_says_what_its_documents_say(prepared: Callable[..., type[StoreMachine]]) -> None:
    _run(prepared(1), size("sequences of changes", 10, 490), STEPS)


@pytest.mark.skipif(not SOAK, reason="a large store takes minutes: make soak")
def test_a_large_store_says_what_its_documents_say(
    prepared: Callable[..., type[StoreMachine]],
) -> None:
    texts = list(dict.fromkeys(passages(sentences_of(), LARGE)))
    speeches = [
        make_speech(number, *texts[start : start + 120], date="2021")
        for number, start in enumerate(range(0, len(texts), 120), start=1)
    ]
    machine = prepared(500, make_document("大.txt", *speeches))
    _run(machine, size("sequences of changes of a large store", 0, 10), STEPS)
