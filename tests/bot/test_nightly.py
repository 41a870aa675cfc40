"""Copies that are made by themselves: one a night, the last few kept, and trouble told once."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from bot.settings import Settings, SettingsError, load
from store.maintenance import nightly
from store.maintenance.nightly import night_before
from store.maintenance.restoring import restore
from store.store import Store
from tests.support.operators import SETTINGS, operated, operator
from tests.support.stage import START

if TYPE_CHECKING:
    from pathlib import Path

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


async def test_operators_are_told_once_where_one_failed(
    small_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with operated(small_database, KEPT) as ready:
        await made(ready, "2026-11-19")
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 0))
        for day in (20, 21):
            ready.clock.set(datetime(2026, 11, day - 1, 19, 0, tzinfo=UTC))
            await ready.running.tick.settled()
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
        assert (await ready.telegram.edit(chat)).text == said, done


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
