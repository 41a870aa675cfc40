"""Files of documents that wait for a decision: each store's own, and no longer than they wait."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from store.documents.model import Incoming
from store.documents.uploads import KEPT
from store.store import Store
from tests.support.clock import SteppedClock

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def draft(store: Store, held: str) -> Path:
    """A document that waits; the file that it is packed in."""
    batch, _ = await store.uploads.gather(
        Incoming("own", 7, 7, "甲", "zh", "", "稿.txt", "file", len(held))
    )
    found = await store.uploads.get(batch)
    assert found is not None
    packed = store.uploads.packed(found.drafts[0].id)
    packed.parent.mkdir(parents=True, exist_ok=True)
    packed.write_text(held, encoding="utf-8")
    return packed


async def test_stores_in_one_folder_keep_their_files_apart(tmp_path: Path) -> None:
    clock = SteppedClock(NOW)
    async with (
        Store.open(tmp_path / "one.db", clock=clock) as one,
        Store.open(tmp_path / "other.db", clock=clock) as other,
    ):
        first, second = await draft(one, "一"), await draft(other, "二")
        assert first.name == second.name
        for store in (one, other):
            await store.uploads.forget_old()
        assert (first.read_text("utf-8"), second.read_text("utf-8")) == ("一", "二")
        clock.advance(KEPT + timedelta(minutes=1))
        await one.uploads.forget_old()
        assert (first.exists(), second.exists()) == (False, True)


async def test_what_stores_kept_together_goes_when_it_is_old(tmp_path: Path) -> None:
    shared = tmp_path / "drafts"
    shared.mkdir()
    for name, age in (("1.packed", KEPT + timedelta(hours=1)), ("2.packed", timedelta(days=1))):
        (shared / name).write_bytes(b"x")
        then = (NOW - age).timestamp()
        os.utime(shared / name, (then, then))
    async with Store.open(tmp_path / "one.db", clock=SteppedClock(NOW)) as store:
        await store.uploads.forget_old()
    assert [left.name for left in shared.iterdir()] == ["2.packed"]
