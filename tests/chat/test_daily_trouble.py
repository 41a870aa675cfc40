"""The daily excerpt in a group's life: what goes wrong, who is told, and what a hand changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.settings import Settings
from localchat.server import LocalTelegram
from tests.support.daily import sentences
from tests.support.stage import BOT, TOKEN, Stage, stage, text_store
from tests.support.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.telegram import Chat, Message, User

OPERATOR = 7001
MORNING = timedelta(hours=22, minutes=31)
"""From the stage's start to the next day's 08:31."""
DAY = timedelta(days=1)


class Office:
    """A group whose administrator has started a private chat, and the bot's daily round."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.telegram = stage.telegram

    async def open(self, *, basic: bool = False, topics: tuple[str, ...] = ()) -> None:
        self.admin, self.private = await self.stage.person("群管理")
        await self.stage.ask(self.admin, self.private, "/help")
        self.group = await self.telegram.group(
            "澄湾港办公室",
            [self.admin],
            [self.admin],
            basic=basic,
            forum=bool(topics),
            topics=topics,
            greeted=True,
        )

    async def daily(self, text: str = "/daily 08:30", topic: int | None = None) -> Message:
        return await self.stage.ask(self.admin, self.group, text, topic=topic)

    async def settings(self) -> Message:
        return await self.stage.ask(self.admin, self.private, f"/start gdaily{self.group.id}")

    async def later(self, step: timedelta) -> None:
        self.stage.clock.advance(step)
        await self.stage.running.tick.settled()

    async def heard(self, chat: Chat | None = None) -> list[str]:
        """The texts that have come to a chat since it was last asked for; the group's else."""
        return [message.text for message in await self.telegram.replies(chat or self.group)]

    async def states(self) -> list[str]:
        rows = await self.stage.store.subscriptions.latest(self.group.id, 20)
        return [one.state for one in reversed(rows)]


@pytest.fixture
async def office(sample_database: Path) -> AsyncIterator[Office]:
    async with stage(sample_database) as ready:
        yield Office(ready)


@pytest.fixture
def two_passages(tmp_path: Path) -> Path:
    texts = "\n".join(sentences(2))
    document = f"在晨会上的讲话\n澄湾港集团 林远\n（2023年3月8日）\n\n同志们：\n{texts}\n"
    return text_store(tmp_path / "two.db", {"晨会.txt": document})


async def test_without_the_right_to_write_the_administrator_is_told_once(office: Office) -> None:
    await office.open()
    await office.daily("/daily 08:30")
    await office.telegram.control("permissions", chat_id=office.group.id, can_send_messages=False)
    await office.later(MORNING)
    await office.later(3 * DAY)
    assert await office.heard(office.private) == [
        "“澄湾港办公室”不让我发言，今天的没发出去。恢复权限后发 /daily。"
    ]
    await office.telegram.control("permissions", chat_id=office.group.id, can_send_messages=True)
    await office.heard()
    await office.later(DAY)
    (excerpt,) = await office.heard()
    assert excerpt.startswith("每日一摘 · 11月24日 星期二\n")
    assert await office.states() == ["failed", "failed", "sent"]


async def test_a_topic_is_kept_told_of_when_closed_and_left_when_deleted(office: Office) -> None:
    await office.open(topics=("早读",))
    topic = office.group.topics["早读"]
    await office.daily(topic=topic)
    await office.later(MORNING)
    (excerpt,) = await office.telegram.replies(office.group)
    assert excerpt.topic == topic
    await office.telegram.control("topic", chat_id=office.group.id, topic=topic, closed=True)
    await office.later(3 * DAY)
    (closed,) = await office.heard(office.private)
    assert "话题关闭了" in closed
    assert await office.heard() == []
    await office.telegram.control(
        "topic", chat_id=office.group.id, topic=topic, closed=False, deleted=True
    )
    await office.later(DAY)
    (deleted,) = await office.heard(office.private)
    assert "话题没有了" in deleted
    (general,) = await office.telegram.replies(office.group)
    assert general.topic is None
    assert general.text.startswith("每日一摘")


async def test_who_throws_the_bot_out_hears_no_more(office: Office) -> None:
    await office.open()
    await office.daily()
    await office.telegram.control("member", chat_id=office.group.id, status="kicked")
    await office.later(MORNING)
    subscription = await office.stage.store.subscriptions.get(office.group.id)
    assert subscription is not None
    assert not subscription.active
    assert await office.heard(office.private) == []


async def test_who_blocks_the_bot_and_comes_back_finds_it_off(office: Office) -> None:
    await office.open()
    await office.stage.ask(office.admin, office.private, "/daily 08:30")
    await office.telegram.control("block", user_id=office.admin.id, blocked=True)
    await office.later(MORNING)
    await office.telegram.control("block", user_id=office.admin.id, blocked=False)
    await office.heard(office.private)
    again = await office.stage.ask(office.admin, office.private, "/daily")
    assert again.text == "你的每日一摘：现在没有开。"


@pytest.mark.parametrize("announced", [True, False])
async def test_it_moves_with_a_group_that_becomes_a_supergroup(
    office: Office, announced: bool
) -> None:
    await office.open(basic=True)
    await office.daily()
    new = await office.telegram.control("migrate", chat_id=office.group.id, announce=announced)
    await office.later(MORNING)
    await office.later(timedelta(minutes=10))
    (delivery,) = await office.stage.store.subscriptions.latest(new["id"])
    assert delivery.state == "sent"
    assert await office.stage.store.subscriptions.get(office.group.id) is None
    sent = [
        one
        for one in await office.telegram.requests("sendMessage")
        if "每日一摘 ·" in str(one) and one.get("ok", True) and str(new["id"]) in str(one)
    ]
    assert len(sent) == 1


async def test_when_all_has_been_sent_the_administrator_may_change_the_content(
    two_passages: Path,
) -> None:
    async with stage(two_passages) as ready:
        office = Office(ready)
        await office.open()
        await office.daily()
        await office.settings()
        await ready.store.subscriptions.set_days(office.group.id, "daily", ready.clock.now())
        await office.later(MORNING)
        await office.later(DAY)
        assert await office.heard(office.private) == []
        await office.later(DAY)
        (notice,) = await office.telegram.replies(office.private)
        assert notice.text == "“澄湾港办公室”：能独立成句的都发过一遍了，从头再来。"
        content = await office.telegram.turn(office.admin, notice, "换内容")
        assert content.labels[:3] == ["全部 ✓", "某个词", "某个口号"]
        assert await office.states() == ["sent"] * 3


async def test_a_hand_changes_todays_before_its_time_and_tomorrows_after_it(
    office: Office,
) -> None:
    await office.open()
    await office.daily()
    await office.later(timedelta(hours=22))
    page = await office.telegram.turn(office.admin, await office.settings(), "看接下来 7 条")
    assert page.text.startswith("1 11-20 星期五")
    before = await office.telegram.turn(office.admin, page, "1")
    after = await office.telegram.turn(office.admin, before, "换一条")
    await office.heard()
    await office.later(timedelta(minutes=30))
    (excerpt,) = await office.heard()
    assert after.text.split("\n")[1] in excerpt
    late = await office.telegram.press(office.admin, after, "换一条")
    assert late.toast == "今天的已经发了，从明天起不再用它"
    (barred,) = await office.stage.store.subscriptions.mutes(office.group.id)
    (sent,) = await office.stage.store.subscriptions.latest(office.group.id)
    assert (barred.kind, barred.value) == ("passage", sent.passage_id)


async def test_a_changed_zone_or_time_brings_no_second_one_on_a_date(office: Office) -> None:
    await office.open()
    await office.daily()
    await office.later(MORNING)
    assert len(await office.heard()) == 1
    desk = await office.settings()
    more = await office.telegram.turn(office.admin, desk, "更多…")
    zones = await office.telegram.turn(office.admin, more, "时区")
    await office.telegram.turn(office.admin, zones, "London")
    for _ in range(23):
        await office.later(timedelta(hours=1))
    assert await office.heard() == []
    desk = await office.settings()
    times = await office.telegram.turn(office.admin, desk, "时间")
    await office.telegram.turn(office.admin, times, "07:30")
    await office.later(2 * DAY + timedelta(hours=8))
    assert await office.states() == ["sent", "sent"]


async def test_silence_and_a_pause_are_kept(office: Office) -> None:
    await office.open()
    await office.daily()
    desk = await office.settings()
    more = await office.telegram.turn(office.admin, desk, "更多…")
    await office.telegram.turn(office.admin, more, "改成静音")
    desk = await office.settings()
    pauses = await office.telegram.turn(office.admin, desk, "暂停")
    paused = await office.telegram.turn(office.admin, pauses, "一天")
    assert "暂停到 11月21日" in paused.text
    await office.heard()
    await office.later(MORNING)
    assert await office.heard() == []
    await office.later(3 * DAY)
    assert [text.split("\n")[0] for text in await office.heard()] == ["每日一摘 · 11月23日 星期一"]
    (sent,) = [
        one for one in await office.telegram.requests("sendMessage") if "每日一摘 ·" in str(one)
    ]
    assert sent["arguments"]["disable_notification"] == "true"


async def test_it_says_that_nobody_knows_next_years_holidays(office: Office) -> None:
    await office.open()
    office.stage.clock.set(datetime(2026, 12, 31, 4, 0, tzinfo=UTC))
    said = "2027 年的放假安排还没公布，先避开法定节日和长假。"
    done = await office.daily()
    assert done.text.endswith(said)
    state = await office.daily("/daily")
    assert said in state.text
    assert said in (await office.settings()).text
    every = await office.telegram.turn(office.admin, await office.settings(), "星期")
    every = await office.telegram.turn(office.admin, every, "每天")
    assert said not in (await office.daily("/daily")).text


async def test_the_next_seven_say_where_nobody_knows_the_holidays(office: Office) -> None:
    await office.open()
    await office.daily()
    office.stage.clock.set(datetime(2026, 12, 29, 4, 0, tzinfo=UTC))
    page = await office.telegram.turn(office.admin, await office.settings(), "看接下来 7 条")
    lines = page.text.split("\n")
    assert [line[:11] for line in lines[:3]] == [
        "1 12-30 星期三", "2 12-31 星期四", "3 01-04 星期一",
    ]  # fmt: skip
    assert lines[-1] == (
        "2027 年的放假安排还没公布：法定节日和春节、国庆长假不发，其余星期一到星期五发。"
    )


async def test_operators_see_what_was_sent_and_what_was_not(sample_database: Path) -> None:
    async with LocalTelegram(bots={TOKEN: BOT}) as server, Telegram(server.control) as people:
        boss = await people.user("管理员", id=OPERATOR)
        chat = await people.private(boss, started=True)
        settings = Settings(operators=frozenset({OPERATOR}))
        async with stage(sample_database, server=server, settings=settings) as ready:
            office = Office(ready)
            await office.open()
            await office.daily()
            await office.later(MORNING)
            assert "每日一摘 1 个聊天，发出 1，漏发 0" in await stats(ready, boss, chat)
            await office.later(3 * DAY + timedelta(hours=5))
            assert "每日一摘 1 个聊天，发出 0，漏发 1" in await stats(ready, boss, chat)


async def stats(ready: Stage, boss: User, chat: Chat) -> str:
    shown = await ready.ask(boss, chat, "/stats")
    await ready.telegram.reply(chat)  # the picture
    return shown.text
