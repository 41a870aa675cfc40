"""Copies that are made by themselves: one a night, the last few kept, and trouble told once."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from bot.settings import Settings, SettingsError, load
from store.errors import NoRoomForCopyError
from store.maintenance import maintenance, nightly
from store.maintenance.maintenance import newest_backup
from store.maintenance.nightly import ROOM, copy_of, night_before
from store.maintenance.restoring import restore
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.operators import SETTINGS, operated, operator
from tests.support.stage import START

if TYPE_CHECKING:
    from pathlib import Path

    from store.db.engines import Place
    from tests.support.stage import Stage

KEPT = replace(SETTINGS, backup_keep=3)


class Usage(NamedTuple):
    """What `shutil.disk_usage` gives."""

    total: int
    used: int
    free: int


def nights(database: Path) -> list[str]:
    return sorted(file.stem for file in (database.parent / "backups").glob("*.db"))


async def made(ready: Stage, night: str) -> None:
    """Wait for the copy of a night, which is made beside everything else."""
    async with asyncio.timeout(20):
        while night not in nights(ready.settings.database):
            await asyncio.sleep(0.01)


async def test_one_a_night_and_the_last_few_stay(small_database: Path) -> None:
    async with operated(small_database, KEPT) as ready:
        await made(ready, "2026-11-19")
        # Half past two in Shanghai is still the night before.
        ready.clock.set(datetime(2026, 11, 19, 18, 30, tzinfo=UTC))
        await ready.running.tick.settled()
        assert nights(small_database) == ["2026-11-19"]
        for day in range(20, 24):
            ready.clock.set(datetime(2026, 11, day - 1, 19, 0, tzinfo=UTC))
            await made(ready, f"2026-11-{day}")
        user, chat = operator()
        assert "；备份 今天 03:00" in (await ready.ask(user, chat, "/stats")).text
    assert nights(small_database) == ["2026-11-21", "2026-11-22", "2026-11-23"]
    restored = small_database.with_name("restored.db")
    copy = small_database.parent / "backups" / "2026-11-23.db"
    restore(restored, copy, START, ZoneInfo("Asia/Shanghai"), lambda _: None)
    async with Store.open(restored, clock=ready.clock) as opened:
        assert (await opened.documents.size()).speeches > 0


async def test_a_night_is_not_copied_twice(small_database: Path) -> None:
    async with operated(small_database, KEPT) as ready:
        await made(ready, "2026-11-19")
    copy = small_database.parent / "backups" / "2026-11-19.db"
    before = copy.stat().st_ino
    async with operated(small_database, KEPT) as ready:
        await ready.running.tick.settled()
        user, chat = operator()
        await ready.ask(user, chat, "/stats")
    assert copy.stat().st_ino == before


async def failed(caplog: pytest.LogCaptureFixture, night: str) -> None:
    """Wait until the copy of a night was tried and failed."""
    async with asyncio.timeout(20):
        while f"the copy of {night} failed" not in caplog.text:
            await asyncio.sleep(0.01)


async def test_operators_are_told_once_where_one_failed(
    small_database: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with operated(small_database, KEPT) as ready:
        await made(ready, "2026-11-19")
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 0))
        for day in (20, 21):
            ready.clock.set(datetime(2026, 11, day - 1, 19, 0, tzinfo=UTC))
            # A night is passed over while the one before is still being tried.
            await failed(caplog, f"2026-11-{day}")
        user, chat = operator()
        told = [one.text for one in await ready.telegram.replies(chat)]
        while not any("昨晚的备份没做成" in text for text in told):
            told.append((await ready.telegram.reply(chat)).text)
        assert sum("昨晚的备份没做成" in text for text in told) == 1
        assert any("剩下的不到库的 3 倍大。上一份是 11月19日的。" in text for text in told)
        monkeypatch.undo()
        ready.clock.advance(timedelta(days=1))
        await made(ready, "2026-11-22")
        # It is over, and nobody needs to hear that: the next answer is the next word.
        assert (await ready.ask(user, chat, "/help")).text.startswith("直接发词")
    assert nights(small_database) == ["2026-11-19", "2026-11-22"]


async def test_a_clock_put_forward_and_back_costs_no_copy_that_is_made_after_it(
    small_database: Path,
) -> None:
    seed = random.randrange(2**32)
    some, zone, keep = random.Random(seed), ZoneInfo("Asia/Shanghai"), 3
    clock = SteppedClock(START)

    async def whole(_: Path) -> bool:
        return True

    async with Store.open(small_database, clock=clock) as store:
        for _ in range(12):
            clock.advance(timedelta(days=some.choice((1, 1, 3, 30, 400, -1, -3, -30, -400))))
            made: list[str] = []
            for _ in range(some.randrange(1, keep + 2)):
                clock.advance(timedelta(days=1))
                night = night_before(clock.now(), zone)
                if await copy_of(store.maintenance, night, clock.now(), keep, whole):
                    made.append(f"{night}")
                    copies = await store.maintenance.copies(clock.now())
                    assert copies.newest == clock.now(), seed
                    newest = newest_backup(small_database, clock.now())
                    assert newest is not None, seed
                    assert newest.stem == made[-1], seed
                    assert copies.number <= keep, seed
            assert set(made[-keep:]) <= set(nights(small_database)), seed


async def test_a_copy_of_a_damaged_store_takes_the_place_of_none(
    small_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The first look would find it in so small a store; in a large one it looks here and there.
    monkeypatch.setattr(maintenance, "glance", lambda _: None)
    good = [f"2026-11-{day}" for day in (19, 20, 21)]
    async with operated(small_database, KEPT) as ready:
        for night in good:
            ready.clock.set(datetime.fromisoformat(f"{night}T03:00+08:00"))
            await made(ready, night)
    with closing(sqlite3.connect(small_database)) as raw, raw:
        raw.execute("UPDATE text SET text = replace(text, '码头', '码题')")
    for day in range(22, 26):
        async with operated(small_database, KEPT) as ready:
            ready.clock.set(datetime(2026, 11, day, 3, 0, tzinfo=ZoneInfo("Asia/Shanghai")))
            _, chat = operator()
            while "昨晚的备份没做成" not in (told := await ready.telegram.reply(chat)).text:
                pass
            assert "用最近的备份恢复" in told.text
            assert told.text.endswith("上一份是 11月21日的。")
        assert nights(small_database) == good


async def test_none_is_made_where_none_is_wanted(small_database: Path) -> None:
    async with operated(small_database, replace(SETTINGS, backup_keep=0)) as ready:
        await ready.running.tick.settled()
        user, chat = operator()
        assert "；还没有备份" in (await ready.ask(user, chat, "/stats")).text
        assert "备份留" not in (await ready.ask(user, chat, "/privacy")).text
    assert not nights(small_database)


async def test_people_are_told_how_long_copies_live(small_database: Path) -> None:
    async with operated(small_database, KEPT) as ready:
        user, chat = await ready.person("甲")
        assert "备份留 3 天。" in (await ready.ask(user, chat, "/privacy")).text
        asked = await ready.ask(user, chat, "/forgetme")
        done = await ready.telegram.press(user, asked, "确认删除")
        said = "已删除。你在这里没有留下任何数据，3 天后备份里也没有了。"
        assert (await ready.telegram.edit(chat)).text.startswith(said), done


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "UTC"])
def test_each_night_of_a_year_has_one_copy(zone: str) -> None:
    now = START
    seen: list[date] = []
    for _ in range(24 * 400):
        night = night_before(now, ZoneInfo(zone))
        if not seen or seen[-1] != night:
            seen.append(night)
        now += timedelta(hours=1)
    assert seen == sorted(set(seen))
    assert len(seen) == (seen[-1] - seen[0]).days + 1
    assert nightly.HOUR.hour == 3


@pytest.mark.parametrize("written", ["-1", "7 天", "七", "99999"])
def test_a_number_that_is_none_is_refused(written: str) -> None:
    assert load({"BACKUP_KEEP": "0"}) == Settings(database=load({}).database, backup_keep=0)
    with pytest.raises(SettingsError, match="BACKUP_KEEP"):
        load({"BACKUP_KEEP": written})


async def test_room_is_asked_for_by_what_the_store_takes_where_it_is_kept(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_whole(_: Path) -> bool:
        return True

    async with Store.open(place, clock=SteppedClock(START)) as store:
        size = await store.maintenance.size()
        assert size > 100_000
        for free, enough in ((size * ROOM - 1, False), (size * ROOM, True)):
            monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: Usage(free, 0, free))
            making = copy_of(store.maintenance, START.date(), START, 7, is_whole)
            if enough:
                assert await making
            else:
                with pytest.raises(NoRoomForCopyError):
                    await making
