"""After a restore nothing is sent twice, and nobody remembered who was erased."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from localchat.server import LocalTelegram
from store.db.instants import to_column
from store.maintenance.maintenance import Maintenance
from store.store import Store
from tests.bot.test_daily_processes import received_by
from tests.support.clock import SteppedClock
from tests.support.daily import fill, open_shelf, subscribe
from tests.support.daily_bot import open_rig
from tests.support.restoring import SHANGHAI, put, whose
from tests.support.sizes import chance_of, size
from tests.support.stage import BOT, START, TOKEN, Stage, stage
from tests.support.telegram import Chat, Telegram

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from store.db.engines import Place

pytestmark = pytest.mark.endure

FRIDAY = datetime(2026, 11, 20, tzinfo=SHANGHAI)


async def test_last_nights_backup_restored_at_ten_sends_nothing_again(
    small_database: Path, tmp_path: Path
) -> None:
    """The real bot: a private chat at 08:30, a group at 09:59, one at 10:30, one moved to 09:00."""
    path, copy = small_database, tmp_path / "copy.db"
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with stage(path, server=server) as ready:
            user, chat = await ready.person()
            groups = [await ready.group(name, [user], [user]) for name in ("甲组", "乙组", "丙组")]
            await ready.ask(user, chat, "/daily 08:30")
            for group, time in zip(groups, ("09:59", "10:30", "17:00"), strict=True):
                await ready.ask(user, group, f"/daily {time}")
            at = ready.clock
            for hour, minute in ((3, 0), (8, 30), (9, 0), (9, 59)):
                at.set(FRIDAY.replace(hour=hour, minute=minute))
                await ready.running.tick.settled()
                if hour == 3:
                    await ready.store.maintenance.backup(copy, ready.clock.now())
                if hour == 8:
                    await ready.ask(user, groups[2], "/daily 09:00")
            before = await excerpts(ready, chat, *groups)
        assert before == [1, 1, 0, 1]
        put(path, copy, FRIDAY.replace(hour=10))
        async with stage(path, server=server) as ready:
            days = []
            for day, hour, minute in (
                (0, 10, 0),
                (0, 10, 30),
                (0, 17, 0),
                (3, 8, 30),
                (3, 10, 30),
                (3, 17, 0),
            ):
                ready.clock.set(FRIDAY.replace(hour=hour, minute=minute) + timedelta(days=day))
                await ready.running.tick.settled()
                days.append(await excerpts(ready, chat, *groups))
            states = [
                (await ready.store.subscriptions.latest(one.id, 1))[0] for one in (chat, groups[0])
            ]
        assert days == [
            [1, 1, 0, 1],
            [1, 1, 1, 1],
            [1, 1, 1, 1],
            [2, 1, 1, 1],
            [2, 2, 2, 1],
            [2, 2, 2, 2],
        ]
        assert {one.state for one in states} == {"sent"}
    with closing(sqlite3.connect(path)) as raw:
        found = raw.execute(
            "SELECT chat_id, state FROM delivery WHERE local_date = '2026-11-20'"
        ).fetchall()
    assert dict(found) == {
        chat.id: "unknown", groups[0].id: "unknown", groups[1].id: "sent", groups[2].id: "unknown"
    }  # fmt: skip


async def excerpts(ready: Stage, *chats: Chat) -> list[int]:
    """Count the excerpts that each chat has got."""
    found = []
    for chat in chats:
        sent = await ready.telegram.control(
            "events", after=0, types=["message"], chat_id=chat.id, by_bot=True
        )
        found.append(sum("每日一摘 ·" in one["message"].get("text", "") for one in sent["events"]))
    return found


@pytest.mark.parametrize("number", range(size("mornings restored", 3, 60)))
async def test_whenever_it_was_made_and_is_restored_nothing_comes_twice(
    place: Place, tmp_path: Path, number: int
) -> None:
    """Chats at any times, some of them moved or ended between the backup and its return."""
    chance = chance_of(number)
    copy = tmp_path / "copy.db"
    async with LocalTelegram() as server, Telegram(server.control) as telegram:
        chats = [
            await telegram.private(await telegram.user(f"己{one}"), started=True)
            for one in range(30)
        ]
        start = datetime(2025, 11, 20, chance.randrange(15), tzinfo=SHANGHAI)
        backup = chance.randrange(10)
        back = backup + chance.randrange(1, 7)
        async with open_shelf(place) as shelf:
            await fill(shelf, 60)
            for chat in chats:
                await subscribe(shelf, chat.id, time=any_time(chance, start), now=start)
        for step in range(18):
            now = start + timedelta(minutes=30 * step + chance.randrange(30))
            if step == back:
                put(place, copy, now)
            async with open_rig(server.url, server.token, place, now=now) as rig:
                await rig.run()
                if step == backup:
                    await Maintenance(rig.shelf.database).backup(copy, now)
                if backup <= step < back:
                    await rig.shelf.subscriptions.set_time(
                        chance.choice(chats).id, any_time(chance, start), now
                    )
                    await rig.shelf.subscriptions.stop(chance.choice(chats).id, now)
        received = await received_by(telegram, chats)
    assert received
    assert max(received.values()) == 1


def any_time(chance: Random, start: datetime) -> str:
    return f"{start + timedelta(minutes=chance.randrange(9 * 60)):%H:%M}"


async def test_whoever_was_erased_after_the_backup_is_erased_again(
    small_database: Path, tmp_path: Path
) -> None:
    path, copy = small_database, tmp_path / "copy.db"
    async with LocalTelegram(bots={TOKEN: BOT}) as server, stage(path, server=server) as ready:
        people = [await ready.person(name) for name in ("走了的", "回来的", "留下的")]
        for user, chat in people:
            answer = await ready.ask(user, chat, "缆绳")
            await ready.telegram.turn(user, answer, "收藏")
            await ready.ask(user, chat, "/daily 08:30")
        (gone, _), (back, _), (stays, _) = people
        await ready.store.erasure.forget(back.id)
        ready.clock.advance(timedelta(hours=1))
        answer = await ready.ask(*people[1], "缆绳")
        await ready.telegram.turn(back, answer, "收藏")
        await ready.store.maintenance.backup(copy, ready.clock.now())
        ready.clock.advance(timedelta(hours=1))
        await ready.store.erasure.forget(gone.id)
    beside = (tmp_path / "store.db-erasures").read_text()
    assert len(beside.splitlines()) == 3
    for user in (gone, back):
        assert str(user.id) not in beside
    put(path, copy, START + timedelta(hours=3))
    left = whose(path)
    assert gone.id not in left
    assert {back.id, stays.id} <= left
    assert gone.id in whose(copy)


@pytest.mark.parametrize("days", [3, 400])
@pytest.mark.parametrize("earlier", [True, False])
async def test_the_erased_stay_erased_where_the_clock_ran_ahead_at_the_backup(
    small_database: Path, tmp_path: Path, days: int, *, earlier: bool
) -> None:
    copy, clock = tmp_path / "copy.db", SteppedClock(START)
    async with Store.open(small_database, clock=clock) as store:
        for user_id in (5, 6, 7):
            await store.watches.add(user_id, "缆绳", "zh")
        if earlier:
            await store.erasure.forget(5)
            await store.watches.add(5, "缆绳", "zh")
        clock.advance(timedelta(days=days))
        await store.maintenance.backup(copy, clock.now())
        clock.set(START + timedelta(hours=1))
        await store.erasure.forget(6)
        await store.erasure.sweep()
    put(small_database, copy, START + timedelta(hours=2))
    assert whose(small_database) == {5, 7}
    async with Store.open(small_database, clock=clock) as store:
        await store.watches.add(6, "缆绳", "zh")
        await store.maintenance.backup(copy, clock.now())
    put(small_database, copy, START + timedelta(hours=2))
    assert whose(small_database) == {5, 6, 7}


async def test_traces_go_soon_also_where_the_clock_ran_ahead(small_database: Path) -> None:
    clock = SteppedClock(START + timedelta(days=400))
    async with Store.open(small_database, clock=clock) as store:
        await store.watches.add(7, "珊瑚夜谈", "zh")
        await store.erasure.forget(7)
        clock.set(START)
        await store.erasure.sweep()
    with closing(sqlite3.connect(small_database)) as raw:
        assert not raw.execute("SELECT 1 FROM meta WHERE name = 'forgotten'").fetchall()


async def test_a_question_that_waited_when_the_backup_was_made_is_not_answered_again(
    small_database: Path, tmp_path: Path
) -> None:
    path, copy = small_database, tmp_path / "copy.db"
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with stage(path, server=server) as ready:
            user, chat = await ready.person()
            asked = await ready.ask(user, chat, "缆绳")
            await ready.store.maintenance.backup(copy, ready.clock.now())
        update = {
            "update_id": 1,
            "message": {
                "message_id": asked.message_id + 100,
                "date": int(START.timestamp()),
                "chat": {"id": chat.id, "type": "private", "first_name": "小王"},
                "from": {"id": user.id, "is_bot": False, "first_name": "小王"},
                "text": "查房",
            },
        }
        with closing(sqlite3.connect(copy)) as raw:
            raw.execute(
                "INSERT INTO inbox (update_id, lane, raw, received) VALUES (1, 'x', ?, ?)",
                (json.dumps(update), to_column(START)),
            )
            raw.commit()
        put(path, copy, START + timedelta(minutes=1))
        async with stage(path, server=server) as ready:
            assert "缆绳" in (await ready.ask(user, chat, "缆绳")).text
            sent = await ready.telegram.control(
                "events", after=0, types=["message"], chat_id=chat.id, by_bot=True
            )
    assert not [one for one in sent["events"] if "查房" in one["message"].get("text", "")]
