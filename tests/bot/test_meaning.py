"""What passages mean, read in the background, and what happens where that can't be done."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

import pytest

from bot import meaning
from bot.worker import BrokenError
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.stage import START

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.serial


def die(_texts: Sequence[str]) -> None:
    """What a processor does to the model that lacks its instructions."""
    os.kill(os.getpid(), signal.SIGILL)


@pytest.mark.parametrize("at_hand", [True, False])
async def test_without_a_model_that_works_questions_are_answered_as_before(
    small_database: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    at_hand: bool,
) -> None:
    monkeypatch.setattr(meaning, "EVERY", 0.05)
    monkeypatch.setattr(meaning, "is_at_hand", lambda: at_hand)
    monkeypatch.setattr(meaning, "passage_vectors", die)
    async with Store.open(small_database, clock=SteppedClock(START)) as store, asyncio.timeout(60):
        await meaning.keep_reading(store.search.meaning)
        said = [one.args for one in caplog.records if one.name == "bot.meaning"]
        assert [type(told) for (told,) in map(tuple, filter(None, said))] == [BrokenError] * at_hand
        assert not await store.search.meaning.is_kept()
        assert (await store.search.search("提前把服务做好")).match == "words"
