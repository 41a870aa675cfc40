"""The outbox of what is shown the evening before: each date once, whoever works on the store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from store.daily.evenings import shown_at
from store.delivery.workdays import Workdays
from tests.support.daily import NOW, fill, open_shelf, subscribe

if TYPE_CHECKING:
    from pathlib import Path

EVENING = datetime(2025, 11, 20, 9, 0, tzinfo=UTC)
"""Thursday, 17:00 in Shanghai."""


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2025, 11, 21), "2025-11-20"),
        (date(2025, 11, 24), "2025-11-21"),
        # After the National Day: the last day worked before it.
        (date(2025, 10, 9), "2025-09-30"),
        # A Sunday that is worked is the workday before a Monday.
        (date(2025, 9, 29), "2025-09-28"),
    ],
)
def test_it_is_shown_at_five_on_the_workday_before(day: date, shown: str) -> None:
    instant = shown_at(day, "Asia/Shanghai", Workdays())
    assert instant is not None
    assert instant.isoformat() == f"{shown}T09:00:00+00:00"


async def test_two_processes_show_it_once(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with open_shelf(path) as one, open_shelf(path, "two") as two:
        await fill(one)
        await subscribe(one)
        await one.evenings.show_to(-1, 7, NOW)
        assert await one.evenings.due(EVENING - timedelta(seconds=1)) == []
        (first,) = await one.evenings.due(EVENING)
        (second,) = await two.evenings.due(EVENING)
        assert first.delivery.passage_id == second.delivery.passage_id
        assert await one.evenings.claim(first, EVENING)
        assert not await two.evenings.claim(second, EVENING)
        await one.evenings.finish(first, "sent")
        assert await two.evenings.due(EVENING + timedelta(hours=1)) == []


async def test_a_claim_of_a_process_that_died_is_never_shown_again(tmp_path: Path) -> None:
    async with open_shelf(tmp_path / "store.db") as shelf:
        await fill(shelf)
        await subscribe(shelf)
        await shelf.evenings.show_to(-1, 7, NOW)
        (item,) = await shelf.evenings.due(EVENING)
        assert await shelf.evenings.claim(item, EVENING)
        for minutes in (1, 10, 600):
            assert await shelf.evenings.due(EVENING + timedelta(minutes=minutes)) == []


async def test_what_never_left_is_shown_later_and_what_has_changed_is_not_claimed(
    tmp_path: Path,
) -> None:
    async with open_shelf(tmp_path / "store.db") as shelf:
        await fill(shelf)
        await subscribe(shelf)
        await shelf.evenings.show_to(-1, 7, NOW)
        (item,) = await shelf.evenings.due(EVENING)
        await shelf.subscriptions.replace(-1, item.delivery.local_date, EVENING)
        assert not await shelf.evenings.claim(item, EVENING)
        (item,) = await shelf.evenings.due(EVENING)
        assert await shelf.evenings.claim(item, EVENING)
        await shelf.evenings.release(item, EVENING, timedelta(minutes=1))
        assert await shelf.evenings.due(EVENING) == []
        (again,) = await shelf.evenings.due(EVENING + timedelta(minutes=1))
        assert again.attempts == 1
        assert await shelf.evenings.claim(again, EVENING + timedelta(minutes=1))


async def test_nothing_is_shown_for_a_date_that_is_past_skipped_or_off(tmp_path: Path) -> None:
    async with open_shelf(tmp_path / "store.db") as shelf:
        await fill(shelf)
        await subscribe(shelf)
        await shelf.evenings.show_to(-1, 7, NOW)
        (item,) = await shelf.evenings.due(EVENING)
        assert await shelf.evenings.skip(-1, item.delivery.local_date, EVENING)
        assert await shelf.evenings.due(EVENING) == []
        assert await shelf.evenings.send_after_all(-1, item.delivery.local_date, EVENING)
        assert len(await shelf.evenings.due(EVENING)) == 1
        assert await shelf.evenings.due(item.delivery.due) == []
        await shelf.evenings.show_to(-1, None, EVENING)
        assert await shelf.evenings.due(EVENING) == []
