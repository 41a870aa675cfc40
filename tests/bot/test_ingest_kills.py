"""Ingest killed anywhere: the store opens with whole documents, and the next run does the rest."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from bot.clock import SystemClock
from store.store import Store
from tests.support.folders import fill
from tests.support.programs import run, started
from tests.support.sizes import chance_of, size

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.endure, pytest.mark.serial]


async def test_killed_at_random_points(tmp_path: Path) -> None:
    folder = tmp_path / "材料库"
    folder.mkdir()
    expected = fill(folder, 40)
    kills = size("kills", 4, 60)
    draw = chance_of(8)
    whole: dict[str, tuple[int, int]] = {}
    for _ in range(kills):
        async with started(tmp_path, "ingest", str(folder), DATABASE_PATH="a.db") as process:
            await asyncio.wait(
                [asyncio.ensure_future(process.wait())], timeout=draw.uniform(0.2, 2)
            )
        async with Store.open(tmp_path / "a.db", clock=SystemClock()) as store:
            assert await store.maintenance.check() == ()
            stored = {s.source: (s.speeches, s.passages) for s in await store.documents.sources()}
        # What was there stays there, as it was.
        assert whole.items() <= stored.items()
        whole = stored
    done = await run(tmp_path, "ingest", str(folder), "--json", DATABASE_PATH="a.db")
    summary = json.loads(done.out)
    assert summary["added"] + summary["unchanged"] == expected.added
    assert summary["unchanged"] == len(whole)
    assert len(summary["failed"]) == expected.failed
    async with Store.open(tmp_path / "a.db", clock=SystemClock()) as store:
        found = {s.source: (s.speeches, s.passages) for s in await store.documents.sources()}
    assert len(found) == expected.added
    assert {speeches for speeches, _ in found.values()} == {1}
    # Each has four paragraphs below its salutation, and no passage more or less.
    assert {passages for _, passages in found.values()} == {5}
