"""The outbox of news: each morning once, whoever works on the store, and nothing is lost."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from corpus.parse import parse_text
from store.delivery.outbox import CLAIM_TIME
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.stage import DOCUMENTS, START

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from store.delivery.news import Slot

MORNING = timedelta(hours=22, minutes=30)
ZONE = "Asia/Shanghai"
READER = 7


class Two:
    """Two processes on one store, and their clock."""

    def __init__(self, first: Store, second: Store, clock: SteppedClock) -> None:
        self.first, self.second, self.clock = first, second, clock

    async def comes(self, number: int = 1) -> None:
        self.clock.advance(timedelta(minutes=1))
        text = DOCUMENTS["港口讲话.txt"].replace("晨会", f"第{number}次晨会")
        document = parse_text(text, f"{number}.txt")
        await self.first.documents.ingest(document, f"hash {number}", self.clock.now())

    async def due(self, store: Store) -> list[Slot]:
        return [slot for slot, _, _ in await store.watches.due(ZONE)]


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    clock = SteppedClock(START)
    path = tmp_path / "store.db"
    async with contextlib.AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(Store.open(path, clock=clock)) for _ in range(2)]
        yield Two(stores[0], stores[1], clock)


async def test_one_of_two_processes_tells(two: Two) -> None:
    await two.first.watches.add(READER, "缆绳", "zh")
    await two.comes()
    assert await two.due(two.first) == []
    two.clock.advance(MORNING)
    (mine,), (theirs,) = await two.due(two.first), await two.due(two.second)
    assert await two.first.watches.claim(mine)
    assert not await two.second.watches.claim(theirs)
    assert await two.due(two.second) == []
    await two.first.watches.finish(mine, "sent", ())
    assert await two.due(two.first) == []


async def test_a_process_that_died_with_its_claim_has_told(two: Two) -> None:
    await two.first.watches.add(READER, "缆绳", "zh")
    await two.comes()
    two.clock.advance(MORNING)
    (slot,) = await two.due(two.first)
    assert await two.first.watches.claim(slot)
    two.clock.advance(CLAIM_TIME + timedelta(seconds=1))
    assert await two.due(two.second) == []
    # Neither today nor on the mornings after: nobody can tell whether it arrived.
    two.clock.advance(timedelta(days=3))
    assert await two.due(two.second) == []


async def test_what_never_left_is_tried_again_and_then_the_next_morning(two: Two) -> None:
    await two.first.watches.add(READER, "缆绳", "zh")
    await two.comes()
    two.clock.advance(MORNING)
    (slot,) = await two.due(two.first)
    assert await two.first.watches.claim(slot)
    await two.first.watches.release(slot, timedelta(minutes=10))
    assert await two.due(two.first) == []
    two.clock.advance(timedelta(minutes=11))
    (again,) = await two.due(two.second)
    assert (again.local_date, again.attempts) == (slot.local_date, 1)
    # From Friday to Monday, for it isn't tried after hours.
    two.clock.advance(timedelta(hours=4))
    assert await two.due(two.first) == []
    two.clock.advance(timedelta(days=3) - timedelta(hours=4, minutes=11))
    assert len(await two.due(two.first)) == 1


@pytest.mark.parametrize("days", [1, 3, 400])
@pytest.mark.parametrize("told", [True, False])
async def test_what_comes_in_after_a_clock_ran_ahead_is_told(
    two: Two, days: int, *, told: bool
) -> None:
    await two.first.watches.add(READER, "缆绳", "zh")
    two.clock.advance(MORNING)
    before = two.clock.now()
    two.clock.advance(timedelta(days=days))
    if told:
        await two.comes()
        two.clock.advance(timedelta(days=1))
        while not (found := await two.due(two.first)):
            two.clock.advance(timedelta(days=1))
        assert await two.first.watches.claim(found[0])
        await two.first.watches.finish(found[0], "sent", ())
    else:
        await two.first.watches.add(READER + 1, "缆绳", "zh")
    two.clock.set(before)
    assert await two.due(two.first) == []
    await two.comes(2)
    readers = {READER} if told else {READER, READER + 1}
    heard: list[int] = []
    for _ in range(5):
        two.clock.advance(timedelta(days=1))
        for slot in await two.due(two.second):
            assert await two.second.watches.claim(slot)
            await two.second.watches.finish(slot, "sent", ())
            heard.append(slot.user_id)
    assert sorted(heard) == sorted(readers)


async def test_who_has_nothing_new_hears_nothing_and_isnt_asked_again(two: Two) -> None:
    await two.first.watches.add(READER, "缆绳", "zh")
    await two.first.watches.add(READER + 1, "量子引力波", "zh")
    await two.comes()
    two.clock.advance(MORNING)
    (slot,) = await two.due(two.first)
    assert slot.user_id == READER
    await two.comes(2)
    assert await two.first.watches.claim(slot)
    await two.first.watches.finish(slot, "sent", ())
    # What came in after the morning is told on the next one.
    two.clock.advance(timedelta(days=3))
    ((slot, _, news),) = await two.first.watches.due(ZONE)
    assert slot.user_id == READER
    assert [one.totals.speeches for one in news] == [1]
