"""How much longer a search in the chat takes than the least that any bot's answer can take.

Three bots in processes of their own, each with a server of its own: ours over a large store, one
that only echoes, and one whose every answer is a page like ours. They are asked in turn, so that a
busy machine slows all of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpora import passages, questions, sentences_of
from bench.programs import process, server, until
from bench.search import make_store
from corpus.identity import passage_id
from store.index.snapshot import open_indexed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bench.corpora import Question
    from tests.support.telegram import Telegram

SIZE, QUICK = 100_000, 5_000
ASKED, ASKED_QUICK = 300, 60
WAIT = 10.0
"""Seconds until an answer must be there."""
BETWEEN = 0.03
"""Seconds between two questions, so that no bot is slowed by Telegram's 30 messages a second."""
MEDIAN_LIMIT, MOST_LIMIT = 3.0, 15.0
"""Milliseconds that half and 95 % of the answers may take longer than an echo."""
_ORGANISATIONS, _YEARS = 40, 20


async def run(quick: bool) -> str:
    """Ask both bots the same questions, of every class, each by somebody new."""
    folder = os.environ.get("BENCH_DOCUMENTS")
    sentences = sentences_of(Path(folder) if folder else None)
    texts = list(
        {passage_id(text): text for text in passages(sentences, QUICK if quick else SIZE)}.values()
    )
    asked = questions(texts)[: ASKED_QUICK if quick else ASKED]
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "store.db"
        await _store(path, texts)
        async with (
            _served("bench.echo") as echo,
            _served("bench.echo", ECHO="page") as page,
            _served("bot", "run", DATABASE_PATH=str(path)) as ours,
        ):
            bots = (echo, page, ours)
            for question in questions(texts, seed=3)[:20]:  # what is loaded with first answers
                for bot in bots:
                    await _timed(bot, question.text)
            times = [[await _timed(bot, one.text) for bot in bots] for one in asked]
    return "\n".join(_lines(len(texts), asked, times))


async def _store(path: Path, texts: Sequence[str]) -> None:
    """Make a store with organisations and years, in which slogans have been looked for."""
    async with open_indexed(path) as database:
        await make_store(database, texts)
        async with database.write() as writer:
            await writer.execute(
                "UPDATE speech SET date = 2005 + key % ?, organisation = '单位' || (key % ?)",
                (_YEARS, _ORGANISATIONS),
            )
            await writer.execute(
                "INSERT INTO slogan_document (document, blocks, whole) VALUES (1, ?, 1)",
                (len(texts),),
            )


async def _timed(telegram: Telegram, text: str) -> float:
    """Milliseconds from saying something until the answer is there."""
    person = await telegram.user("小王")
    chat = await telegram.private(person)
    await asyncio.sleep(BETWEEN)
    began = time.perf_counter()
    await telegram.say(person, chat, text)
    # Not the client's `reply`, which takes its time to read a long answer.
    answer = await telegram.control(
        "events", types=["message"], chat_id=chat.id, by_bot=True, wait=WAIT
    )
    took = 1000 * (time.perf_counter() - began)
    if not answer["events"]:
        raise RuntimeError(f"{text} was not answered")
    return took


@contextlib.asynccontextmanager
async def _served(*module: str, **settings: str) -> AsyncIterator[Telegram]:
    """Start a server and a bot."""
    async with server(settings) as (telegram, environment), process(environment, *module):
        person = await telegram.user("小李")
        chat = await telegram.private(person)
        await until(lambda: telegram.ask(person, chat, "/help"), AssertionError)
        yield telegram


def _lines(size: int, asked: Sequence[Question], times: Sequence[Sequence[float]]) -> list[str]:
    echoes, pages, answers = map(list, zip(*times, strict=True))
    half = statistics.median(answers) - statistics.median(echoes)
    most = _at(answers, 0.95) - _at(echoes, 0.95)
    kept = half <= MEDIAN_LIMIT and most <= MOST_LIMIT
    kinds = {question.kind: None for question in asked}
    by_kind = (
        (kind, [answer for one, answer in zip(asked, answers, strict=True) if one.kind == kind])
        for kind in kinds
    )
    return [
        f"{len(asked)} questions to {size:,} passages, ms p50 / p95 / max",
        _line("echo", echoes),
        _line("echo page", pages),
        _line("search", answers),
        *(_line(f"  {kind}", own) for kind, own in by_kind),
        f"p50 {half:+.1f} ms (limit {MEDIAN_LIMIT:g}), p95 {most:+.1f} ms (limit {MOST_LIMIT:g})",
        "kept" if kept else "NOT KEPT",
    ]


def _line(name: str, own: Sequence[float]) -> str:
    return f"{name:<12}{statistics.median(own):>7.1f} / {_at(own, 0.95):.1f} / {max(own):.1f}"


def _at(own: Sequence[float], share: float) -> float:
    return sorted(own)[min(int(share * len(own)), len(own) - 1)]
