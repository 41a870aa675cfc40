"""A chat's daily excerpt as people set it, and the outbox's rules, on real stores."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from corpus.slogans.bare import bare
from store.daily.model import Mute
from store.db.instants import to_column
from store.people.bookmarks import Bookmarks
from store.people.model import Saved
from tests.support.clock import SteppedClock
from tests.support.daily import NOW, Shelf, document, fill, open_shelf, sentences, subscribe
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from store.db.port import RawConnection
    from store.delivery.model import Delivery, SourceKind
    from store.delivery.outbox import DueDelivery

MORNING = datetime.fromisoformat("2025-11-21T00:30:00+00:00")
"""The first due instant after NOW for 08:30 in Shanghai."""
DAY = timedelta(days=1)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    async with open_shelf(tmp_path / "store.db") as shelf:
        await fill(shelf)
        yield shelf


async def planned(
    shelf: Shelf, chat_id: int = -1, count: int = 7, now: datetime = NOW
) -> tuple[Delivery, ...]:
    return await shelf.subscriptions.preview(chat_id, now, count)


async def due(shelf: Shelf, now: datetime, limit: int = 100) -> list[DueDelivery]:
    while await shelf.planner.plan(now):
        pass
    await shelf.outbox.settle(now)
    return await shelf.planner.due(now, limit=limit)


async def send(shelf: Shelf, now: datetime) -> list[DueDelivery]:
    """Deliver all that is due as a process does whose requests all arrive."""
    items = await due(shelf, now)
    for item in items:
        assert await shelf.outbox.claim(item, now)
        await shelf.outbox.finish(item, "sent", now, message_id=1)
    return items


async def states(shelf: Shelf, chat_id: int = -1) -> dict[int, str]:
    return {one.local_date.day: one.state for one in await shelf.subscriptions.latest(chat_id, 100)}


async def test_a_subscription_is_kept_as_it_was_set(shelf: Shelf) -> None:
    await subscribe(shelf)
    found = there(await shelf.subscriptions.get(-1))
    assert (found.time, found.zone, found.days, found.since) == (
        "08:30",
        "Asia/Shanghai",
        "daily",
        NOW,
    )
    assert (found.set_by, found.title, found.active) == (7, "澄湾港办公室", True)
    assert await shelf.subscriptions.get(-2) is None
    assert await shelf.subscriptions.set_time(-2, "09:00", NOW) is None


async def test_values_that_make_no_sense_are_refused(shelf: Shelf) -> None:
    for time, zone, days in (
        ("25:00", "Asia/Shanghai", "daily"),
        ("8:30", "Asia/Shanghai", "daily"),
        ("08:30", "Mars/Base", "daily"),
        ("08:30", "Asia/Shanghai", "88"),
    ):
        with pytest.raises(ValueError, match="not a"):
            await subscribe(shelf, time=time, zone=zone, days=days)
    assert await shelf.subscriptions.get(-1) is None


async def test_the_first_delivery_is_the_first_due_instant_after_the_command(shelf: Shelf) -> None:
    await subscribe(shelf)
    assert await shelf.subscriptions.next_due(-1, NOW) == MORNING
    assert await due(shelf, MORNING - timedelta(seconds=1)) == []
    assert [item.delivery.due for item in await due(shelf, MORNING)] == [MORNING]


async def test_catching_up_never_reaches_back_before_the_command(shelf: Shelf) -> None:
    await subscribe(shelf, now=MORNING + timedelta(minutes=5))
    assert await due(shelf, MORNING + timedelta(minutes=10)) == []
    assert await states(shelf) == {}


async def test_a_date_once_delivered_stays_delivered(shelf: Shelf) -> None:
    await subscribe(shelf)
    await send(shelf, MORNING)
    now = MORNING + timedelta(minutes=1)
    await shelf.subscriptions.set_time(-1, "09:00", now)
    assert await shelf.subscriptions.next_due(-1, now) == MORNING + DAY + timedelta(minutes=30)
    assert await due(shelf, MORNING + timedelta(minutes=31)) == []
    # In Honolulu the 21st is yet to come, but it has had its excerpt.
    await shelf.subscriptions.set_zone(-1, "Pacific/Honolulu", now)
    assert await due(shelf, now + timedelta(hours=20)) == []
    await subscribe(shelf, now=now + timedelta(minutes=2))
    assert await shelf.subscriptions.next_due(-1, now + timedelta(minutes=2)) == MORNING + DAY


async def test_a_later_time_on_the_same_day_still_comes_today(shelf: Shelf) -> None:
    await subscribe(shelf)
    await shelf.subscriptions.set_time(-1, "10:00", MORNING - timedelta(minutes=1))
    assert await due(shelf, MORNING) == []
    items = await due(shelf, MORNING + timedelta(minutes=90))
    assert [item.delivery.local_date for item in items] == [date(2025, 11, 21)]


async def test_stopped_and_paused_chats_get_nothing(shelf: Shelf) -> None:
    await subscribe(shelf)
    await planned(shelf)
    assert await shelf.subscriptions.stop(-1, NOW)
    assert not await shelf.subscriptions.stop(-1, NOW)
    assert await due(shelf, MORNING) == []
    await subscribe(shelf, now=NOW)
    await planned(shelf)
    await shelf.subscriptions.pause(-1, date(2025, 11, 24), NOW)
    assert await shelf.subscriptions.next_due(-1, NOW) == MORNING + 3 * DAY
    for day in range(3):
        assert await due(shelf, MORNING + day * DAY) == []
    assert len(await due(shelf, MORNING + 3 * DAY)) == 1


async def test_what_was_shown_is_what_is_sent(shelf: Shelf) -> None:
    await subscribe(shelf)
    shown = await planned(shelf)
    assert len({one.passage_id for one in shown}) == 7
    assert await planned(shelf) == shown
    for one in shown:
        (item,) = await send(shelf, one.due)
        assert item.delivery.passage_id == one.passage_id


async def test_two_stores_with_the_same_content_choose_the_same(
    shelf: Shelf, tmp_path: Path
) -> None:
    async with open_shelf(tmp_path / "other.db") as other:
        await fill(other)
        await subscribe(shelf)
        await subscribe(other)
        first, second = await planned(shelf), await planned(other)
    assert [one.passage_id for one in first] == [one.passage_id for one in second]


async def test_a_planned_passage_can_be_replaced(shelf: Shelf) -> None:
    await subscribe(shelf)
    first = (await planned(shelf))[0]
    replaced = {first.passage_id}
    for _ in range(5):
        now_planned = there(await shelf.subscriptions.replace(-1, first.local_date, NOW))
        assert now_planned.passage_id not in replaced
        replaced.add(now_planned.passage_id)
    assert (await planned(shelf))[0].passage_id == now_planned.passage_id
    upcoming = {one.passage_id for one in (await planned(shelf, count=20))[1:]}
    assert not upcoming & (replaced - {now_planned.passage_id})
    await send(shelf, MORNING)
    assert await shelf.subscriptions.replace(-1, first.local_date, MORNING) is None


async def test_bars_hold_for_ever_and_can_be_taken_back(shelf: Shelf) -> None:
    await subscribe(shelf)
    await fill(shelf, 80, name="乙编", speeches=4)
    first = (await planned(shelf, count=10))[0]
    await shelf.subscriptions.mute(-1, "passage", first.passage_id, NOW)
    await shelf.subscriptions.mute(-1, "document", "乙编.txt", NOW)
    await shelf.subscriptions.mute(-1, "speaker", "甲编1", NOW)
    shown = await planned(shelf, count=10)
    async with shelf.database.read() as reader:
        rows = await reader.fetch_all(
            "SELECT t.id, s.speaker, d.source FROM text t JOIN place p ON p.text = t.key"
            " JOIN speech s ON s.key = p.speech JOIN document d ON d.key = s.document"
        )
    barred = {
        row["id"] for row in rows if row["source"] == "乙编.txt" or row["speaker"] == "甲编1"
    } | {first.passage_id}
    assert shown
    assert not barred & {one.passage_id for one in shown if one.passage_id}
    assert Mute("speaker", "甲编1") in await shelf.subscriptions.mutes(-1)


@pytest.mark.parametrize(
    ("kind", "value"), [("word", "潮水"), ("slogan", "“潮水”"), ("document", "乙编.txt")]
)
async def test_a_source_narrows_what_is_drawn(shelf: Shelf, kind: SourceKind, value: str) -> None:
    texts = [text.replace("潮水", "潮，水") for text in sentences(60)[40:]]
    await shelf.documents.ingest(document("乙编", texts), "乙", NOW)
    await subscribe(shelf)
    await shelf.subscriptions.set_source(-1, kind, value, NOW)
    shown = await planned(shelf, count=3)
    assert all(one.passage_id for one in shown)
    async with shelf.database.read() as reader:
        for one in shown:
            row = there(
                await reader.fetch_one(
                    "SELECT t.text, d.source FROM text t JOIN place p ON p.text = t.key"
                    " JOIN speech s ON s.key = p.speech JOIN document d ON d.key = s.document"
                    " WHERE t.id = ?",
                    (one.passage_id,),
                )
            )
            if kind == "document":
                assert row["source"] == value
            else:
                text = row["text"].replace("，", "") if kind == "slogan" else row["text"]
                assert "潮水" in text


@pytest.mark.parametrize("mark", [*"+=×~<^$", "、", "·", "—", ""])
async def test_a_slogan_narrows_by_the_form_in_which_slogans_are_compared(
    shelf: Shelf, mark: str
) -> None:
    texts = sentences(60)[40:]
    for number, between in enumerate(("+", "~", "、", "")):
        own = [text.replace("，", f"，山{between}海里", 1) for text in texts[number::4]]
        await shelf.documents.ingest(document(f"编{number}", own), f"编{number}", NOW)
    await subscribe(shelf)
    await shelf.subscriptions.set_source(-1, "slogan", f"山{mark}海", NOW)
    shown = {one.passage_id for one in await planned(shelf, count=60) if one.passage_id}
    await shelf.pools.refresh()
    every = {one.id: bare(one.normal) for one in shelf.pools.everything}
    assert shown == {name for name, text in every.items() if bare(f"山{mark}海") in text}
    assert bool(shown) == (mark not in set("=×<^$"))


async def test_speeches_of_another_age_come_only_from_a_document_that_was_chosen(
    shelf: Shelf,
) -> None:
    texts = sentences(70)[40:]
    await shelf.documents.ingest(document("旧编", texts[:15], date="1979-03"), "旧", NOW)
    await shelf.documents.ingest(document("新编", texts[15:], date="2024"), "新", NOW)
    await subscribe(shelf)
    shown = {one.passage_id for one in await planned(shelf, count=60)}
    async with shelf.database.read() as reader:
        rows = await reader.fetch_all(
            "SELECT t.id FROM text t JOIN place p ON p.text = t.key JOIN speech s"
            " ON s.key = p.speech JOIN document d ON d.key = s.document WHERE d.source = '旧编.txt'"
        )
    old = {row["id"] for row in rows}
    assert len(shown) == 55
    assert shown.isdisjoint(old)
    await shelf.subscriptions.set_source(-1, "document", "旧编.txt", NOW)
    assert {one.passage_id for one in await planned(shelf, count=15)} == old


async def test_picked_passages_are_the_bookmarks_tagged_for_it(shelf: Shelf) -> None:
    await subscribe(shelf)
    ids = [one.passage_id for one in await planned(shelf, count=3)]

    bookmarks = Bookmarks(shelf.database, SteppedClock(NOW))
    for passage_id in ids:
        saved = Saved(passage_id, "t", "text", "c", "t", None, None, None, "s")
        await bookmarks.save(7, saved)
    for passage_id in ids[:2]:
        await bookmarks.annotate(7, passage_id, "开会用 #每日")
    await shelf.subscriptions.set_source(-1, "picked", "7", NOW)
    shown = await planned(shelf, count=4)
    assert {one.passage_id for one in shown} == set(ids[:2])
    assert [one.opens_round for one in shown] == [False, False, True, False]


async def test_when_all_have_been_sent_it_says_so_and_starts_again(tmp_path: Path) -> None:
    async with open_shelf(tmp_path / "store.db") as shelf:
        await fill(shelf, 5, speeches=2)
        await subscribe(shelf)
        sent = []
        for day in range(12):
            (item,) = await send(shelf, MORNING + day * DAY)
            sent.append(item.delivery)
    assert [day for day, one in enumerate(sent) if one.opens_round] == [5, 10]
    assert len({one.passage_id for one in sent[:5]}) == 5
    assert len({one.passage_id for one in sent[5:10]}) == 5


async def test_an_empty_store_has_nothing_to_send(tmp_path: Path) -> None:
    async with open_shelf(tmp_path / "store.db") as shelf:
        await subscribe(shelf)
        (item,) = await due(shelf, MORNING)
    assert item.delivery.passage_id == ""


async def test_a_passage_that_left_the_store_is_replaced(shelf: Shelf) -> None:
    await subscribe(shelf)
    first = (await planned(shelf))[0]
    await shelf.documents.remove("甲编.txt")
    await fill(shelf, 90, name="丙编")
    (item,) = await due(shelf, MORNING)
    async with shelf.database.read() as reader:
        assert await reader.fetch_one(
            "SELECT 1 FROM text WHERE id = ?", (item.delivery.passage_id,)
        )
    assert first.local_date == item.delivery.local_date


async def test_late_is_sent_within_three_hours_and_then_missed(shelf: Shelf) -> None:
    await subscribe(shelf)
    (item,) = await due(shelf, MORNING + timedelta(hours=2))
    assert item.is_late(MORNING + timedelta(hours=2))
    assert not item.is_late(MORNING + timedelta(minutes=6))
    assert await due(shelf, MORNING + timedelta(hours=3, seconds=1)) == []
    assert await states(shelf) == {21: "missed"}
    assert not await shelf.outbox.claim(item, MORNING + timedelta(hours=4))


async def test_an_outage_of_days_records_each_date_as_missed(shelf: Shelf) -> None:
    await subscribe(shelf)
    items = await send(shelf, MORNING + 4 * DAY + timedelta(hours=1))
    assert [item.delivery.local_date.day for item in items] == [25]
    assert await states(shelf) == {
        21: "missed",
        22: "missed",
        23: "missed",
        24: "missed",
        25: "sent",
    }


async def test_a_claim_is_had_once(shelf: Shelf) -> None:
    await subscribe(shelf)
    (item,) = await due(shelf, MORNING)
    assert await shelf.outbox.claim(item, MORNING)
    assert not await shelf.outbox.claim(item, MORNING)
    assert await due(shelf, MORNING) == []


async def test_a_claim_that_runs_out_is_unknown_and_never_sent_again(shelf: Shelf) -> None:
    await subscribe(shelf)
    (item,) = await due(shelf, MORNING)
    await shelf.outbox.claim(item, MORNING)
    assert await due(shelf, MORNING + timedelta(minutes=6)) == []
    assert await states(shelf) == {21: "unknown"}
    # Who made the claim may still learn that it arrived.
    await shelf.outbox.finish(item, "sent", MORNING + timedelta(minutes=7), message_id=3)
    assert await states(shelf) == {21: "sent"}


async def test_what_never_left_is_due_again_after_its_wait(shelf: Shelf) -> None:
    await subscribe(shelf)
    (item,) = await due(shelf, MORNING)
    await shelf.outbox.claim(item, MORNING)
    await shelf.outbox.release(item, MORNING, wait=timedelta(seconds=30), detail="429")
    assert await due(shelf, MORNING + timedelta(seconds=29)) == []
    (again,) = await due(shelf, MORNING + timedelta(seconds=30))
    assert again.delivery.attempts == 1
    assert again.delivery.passage_id == item.delivery.passage_id


async def test_nothing_is_claimed_that_changed_since_it_was_read(shelf: Shelf) -> None:
    await subscribe(shelf)
    (item,) = await due(shelf, MORNING)
    await shelf.subscriptions.replace(-1, item.delivery.local_date, MORNING)
    assert not await shelf.outbox.claim(item, MORNING)
    (item,) = await due(shelf, MORNING)
    await shelf.subscriptions.stop(-1, MORNING)
    assert not await shelf.outbox.claim(item, MORNING)


async def test_a_new_id_takes_everything_along_and_no_date_comes_twice(shelf: Shelf) -> None:
    await subscribe(shelf)
    await send(shelf, MORNING)
    await shelf.subscriptions.mute(-1, "speaker", "甲编1", NOW)
    await subscribe(shelf, -100)
    await planned(shelf, -100)
    for _ in range(2):
        await shelf.subscriptions.migrate(-1, -100)
        assert await shelf.subscriptions.get(-1) is None
        assert there(await shelf.subscriptions.get(-100)).active
        assert await states(shelf, -100) == {21: "sent"}
    assert await shelf.subscriptions.mutes(-100) == (Mute("speaker", "甲编1"),)
    assert await due(shelf, MORNING) == []


async def test_a_trouble_is_news_once(shelf: Shelf) -> None:
    await subscribe(shelf)
    assert await shelf.outbox.note_trouble(-1, "no_rights")
    assert not await shelf.outbox.note_trouble(-1, "no_rights")
    await send(shelf, MORNING)
    assert await shelf.outbox.note_trouble(-1, "no_rights")


async def test_a_start_reckons_the_next_due_instants_again(shelf: Shelf) -> None:
    await subscribe(shelf)
    await send(shelf, MORNING)
    async with shelf.database.write() as writer:
        await writer.execute("UPDATE subscription SET next_due = '2031'")
    assert await due(shelf, MORNING + DAY) == []
    await shelf.planner.recompute()
    assert len(await due(shelf, MORNING + DAY)) == 1


async def test_many_chats_are_planned_before_their_minute(shelf: Shelf) -> None:
    count = 300

    def many(raw: RawConnection) -> None:
        raw.executemany(
            "INSERT INTO subscription (chat_id, time, zone, days, since, next_due)"
            " VALUES (?, '08:30', 'Asia/Shanghai', 'daily', ?, ?)",
            [(-number, to_column(NOW), to_column(NOW)) for number in range(1, count + 1)],
        )

    await shelf.database.change(many)
    before = MORNING - timedelta(minutes=30)
    assert await due(shelf, before) == []
    async with shelf.database.read() as reader:
        row = there(
            await reader.fetch_one("SELECT count(*) AS n FROM delivery WHERE state = 'planned'")
        )
    assert row["n"] == count
    assert len(await due(shelf, MORNING, limit=1000)) == count
