"""The notice of days off: sent by an operator, taken by one press, taken back; and who is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bot.holidays_file import read_days
from bot.settings import SettingsError, load
from localchat.server import LocalTelegram
from tests.store.delivery.test_holiday_notice import NOTICE_2027
from tests.support.operators import SETTINGS, operator
from tests.support.stage import BOT, TOKEN, stage
from tests.support.telegram import Telegram

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.stage import Stage

MISSING = "还不知道 2027 年的放假安排。通知出来后把原文发给我就行；没有也会避开法定节日和长假。"
UNKNOWN = "2027 年的放假安排还没公布，先避开法定节日和长假。"


async def test_a_notice_is_read_taken_and_taken_back(admin_stage: Stage) -> None:
    telegram, store = admin_stage.telegram, admin_stage.store
    user, chat = operator()
    member, private = await admin_stage.person("甲")
    await admin_stage.ask(member, private, "/daily 08:30")
    # The last workday of 2026 has gone by; the next one is in a year that nobody announced.
    admin_stage.clock.set(datetime(2026, 12, 31, 10, 0, tzinfo=UTC))
    await admin_stage.running.tick.settled()
    await telegram.replies(private)
    assert UNKNOWN in (await admin_stage.ask(member, private, "/daily")).text
    shown = await admin_stage.ask(user, chat, NOTICE_2027)
    assert shown.text.splitlines()[0] == "2027 年放假安排：放 28 天，周末上班 6 天"
    assert "春节 2月5日—12日，2月20日、2月28日上班；" in shown.text
    assert shown.labels == ["就用这个", "不用"]
    assert not (await store.calendar.workdays()).known(2027)
    taken = await telegram.turn(user, shown, "就用这个")
    assert taken.text == "记下了，1 个聊天的每日一摘照这个发。"
    workdays = await store.calendar.workdays()
    assert workdays.known(2027)
    assert workdays.is_workday(date(2027, 2, 20))
    assert UNKNOWN not in (await admin_stage.ask(member, private, "/daily")).text
    undone = await telegram.turn(user, taken, "撤回")
    assert undone.text == "撤回了，2027 年又先避开法定节日和长假。"
    assert not (await store.calendar.workdays()).known(2027)


async def test_a_planned_date_moves_with_the_notice(admin_stage: Stage) -> None:
    store = admin_stage.store
    user, chat = operator()
    member, private = await admin_stage.person("甲")
    admin_stage.clock.set(datetime(2027, 2, 18, 10, 0, tzinfo=UTC))
    await admin_stage.ask(member, private, "/daily 08:30")

    async def days() -> list[str]:
        now = admin_stage.clock.now()
        return [
            f"{one.local_date:%m-%d}" for one in await store.subscriptions.preview(member.id, now)
        ]

    assert (await days())[:3] == ["02-19", "02-22", "02-23"]
    shown = await admin_stage.ask(user, chat, NOTICE_2027)
    await admin_stage.telegram.turn(user, shown, "就用这个")
    assert (await days())[:3] == ["02-19", "02-20", "02-22"]


async def test_a_notice_that_contradicts_itself_changes_nothing(admin_stage: Stage) -> None:
    user, chat = operator()
    wrong = NOTICE_2027.replace("共8天", "共9天")
    shown = await admin_stage.ask(user, chat, wrong)
    assert "春节写的是共9天，日子数下来是 8 天" in shown.text
    assert not shown.labels


async def test_who_is_no_operator_asks_a_question(admin_stage: Stage) -> None:
    user, chat = await admin_stage.person("甲")
    shown = await admin_stage.ask(user, chat, NOTICE_2027)
    assert "就用这个" not in shown.labels


async def test_operators_are_told_once_of_a_year_that_is_missing(small_database: Path) -> None:
    user, chat = operator()
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            await people.private(await people.user("管理员", id=user.id), started=True)
        for _ in range(2):
            async with stage(small_database, server=server, settings=SETTINGS) as ready:
                await ready.running.tick.settled()
                # Read from the first message on, each time.
                told = [one.text for one in await ready.telegram.replies(chat)]
                assert told.count(MISSING) == 1
                assert MISSING in (await ready.ask(user, chat, "/stats")).text


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("2027-02-05 休\n2027-02-31 休", "第 2 行"),
        ("2027-02-05 放假", "第 1 行"),
        ("二月五日 休", "第 1 行"),
        ("2027-02-05", "第 1 行"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, written: str, wrong: str
) -> None:
    file = tmp_path / "holidays.txt"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError, match=f"HOLIDAYS_FILE 的{wrong}"):
        load({"HOLIDAYS_FILE": str(file)})


def test_a_file_says_of_days_whether_they_are_worked(tmp_path: Path) -> None:
    file = tmp_path / "holidays.txt"
    file.write_text("\ufeff# 自己的\n2027-02-05 休\n\n2027-02-20  班 # 补班\n", encoding="utf-8")
    assert read_days(file) == {date(2027, 2, 5): False, date(2027, 2, 20): True}
    assert load({"HOLIDAYS_FILE": str(file)}).days == read_days(file)


@pytest.mark.parametrize("place", ["none.txt", "/dev/zero", "."])
def test_what_is_no_file_or_has_no_end_is_refused(tmp_path: Path, place: str) -> None:
    for key in ("HOLIDAYS_FILE", "TELEGRAM_BOT_TOKEN_FILE"):
        with pytest.raises(SettingsError, match=f"{key} 读不了"):
            load({key: str(tmp_path / place)})
