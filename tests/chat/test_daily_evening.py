"""Excerpts seen the evening before, changed or skipped, and taken down when they have gone out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.stage import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.stage import Stage
    from tests.support.telegram import Message

EVENING = timedelta(hours=7)
"""From 10:00 to 17:00."""
NIGHT = timedelta(hours=15, minutes=30)
"""From 17:00 to 08:30."""


class Office:
    """A group whose administrator wants to see its excerpts the evening before."""

    def __init__(self, ready: Stage) -> None:
        self.stage = ready
        self.telegram = ready.telegram

    async def open(self, command: str = "/daily 08:30") -> None:
        self.admin, self.private = await self.stage.person("群管理")
        await self.stage.ask(self.admin, self.private, "/help")
        self.group = await self.stage.group("澄湾港办公室", [self.admin], [self.admin])
        await self.stage.ask(self.admin, self.group, command)

    async def switch_on(self) -> Message:
        more = await self.turn(await self.settings(), "更多…")
        on = await self.turn(more, "头天给我看")
        await self.telegram.replies(self.private)
        return on

    async def settings(self) -> Message:
        return await self.stage.ask(self.admin, self.private, f"/start gdaily{self.group.id}")

    async def turn(self, shown: Message, *labels: str) -> Message:
        for label in labels:
            shown = await self.telegram.turn(self.admin, shown, label)
        return shown

    async def later(self, step: timedelta) -> None:
        self.stage.clock.advance(step)
        await self.telegram.clock(advance=step.total_seconds())
        await self.stage.running.tick.settled()

    async def evening(self) -> Message:
        await self.telegram.replies(self.private)
        await self.later(EVENING)
        (shown,) = await self.telegram.replies(self.private)
        return shown

    async def morning(self) -> Message:
        await self.telegram.replies(self.group)
        await self.later(NIGHT)
        (sent,) = await self.telegram.replies(self.group)
        return sent

    async def latest(self) -> Message:
        return await self.turn(await self.settings(), "更多…", "最近发送")


@pytest.fixture
async def office(sample_database: Path) -> AsyncIterator[Office]:
    async with stage(sample_database) as ready:
        opened = Office(ready)
        await opened.open()
        yield opened


def quoted(message: Message) -> str:
    return message.text.split("\n")[1]


async def test_what_is_shown_is_what_goes_out_and_is_shown_once(office: Office) -> None:
    on = await office.switch_on()
    assert on.text == "好，每次发之前的工作日 17:00 先给你看，不改就照发。"
    assert on.labels == ["不用了", "返回"]
    shown = await office.evening()
    assert shown.text.startswith("“澄湾港办公室”明早 08:30 发这条：\n")
    assert shown.labels == ["换一条", "这句不用", "明天不发"]
    await office.later(timedelta(hours=1))
    assert await office.telegram.replies(office.private) == []
    assert quoted(shown) == quoted(await office.morning())
    assert await office.telegram.replies(office.private) == []


async def test_nothing_is_shown_unless_somebody_wants_it(office: Office) -> None:
    await office.telegram.replies(office.private)
    await office.later(EVENING)
    assert await office.telegram.replies(office.private) == []
    on = await office.switch_on()
    off = await office.turn(on, "不用了")
    assert off.text == "好，不再先给你看，到时间直接发。"
    await office.morning()
    await office.later(EVENING + timedelta(hours=1, minutes=30))
    assert await office.telegram.replies(office.private) == []


async def test_switched_on_after_five_it_begins_with_the_next(office: Office) -> None:
    await office.later(EVENING + timedelta(hours=1))
    await office.switch_on()
    await office.later(timedelta(minutes=1))
    assert await office.telegram.replies(office.private) == []


async def test_before_a_weekend_mondays_is_shown_on_friday(office: Office) -> None:
    await office.switch_on()
    await office.evening()
    await office.morning()
    await office.later(timedelta(hours=8, minutes=30))
    (shown,) = await office.telegram.replies(office.private)
    assert shown.text.startswith("“澄湾港办公室”星期一 08:30 发这条：\n")
    assert shown.labels[-1] == "那天不发"


async def test_another_one_takes_its_place_and_goes_out(office: Office) -> None:
    await office.switch_on()
    shown = await office.evening()
    changed = await office.turn(shown, "换一条")
    assert changed.text.startswith("“澄湾港办公室”明早 08:30 发这条：\n")
    assert quoted(changed) != quoted(shown)
    barred = await office.turn(changed, "这句不用")
    assert quoted(barred) not in (quoted(changed), quoted(shown))
    kinds = [one.kind for one in await office.stage.store.subscriptions.mutes(office.group.id)]
    assert kinds == ["passage"]
    assert quoted(await office.morning()) == quoted(barred)
    late = await office.telegram.press(office.admin, barred, "换一条")
    assert late.toast == "已经发出去了，要撤下到“最近发送”"
    never = await office.telegram.press(office.admin, barred, "这句不用")
    assert never.toast == "以后不再用它"


async def test_a_second_tap_on_what_has_been_replaced_replaces_nothing(office: Office) -> None:
    await office.switch_on()
    shown = await office.evening()
    changed = await office.turn(shown, "换一条")
    data = shown.button("换一条").data
    await office.telegram.press(office.admin, shown, data=data)
    assert quoted(await office.telegram.current(shown)) == quoted(changed)


async def test_a_day_is_skipped_and_taken_back(office: Office) -> None:
    await office.switch_on()
    shown = await office.evening()
    skipped = await office.turn(shown, "明天不发")
    assert skipped.text == "明天不发了，下一条：星期一。"
    assert skipped.labels == ["还是发"]
    again = await office.turn(skipped, "还是发")
    assert again.text == shown.text
    skipped = await office.turn(again, "明天不发")
    await office.telegram.replies(office.group)
    await office.later(NIGHT)
    assert await office.telegram.replies(office.group) == []
    late = await office.telegram.press(office.admin, skipped, "还是发")
    assert late.toast == "过了时间，不能发了"
    latest = await office.latest()
    assert latest.text == "1 11-20 星期五 不发"


async def test_a_skipped_day_stays_skipped_when_the_time_changes(office: Office) -> None:
    await office.switch_on()
    await office.turn(await office.evening(), "明天不发")
    await office.turn(await office.settings(), "时间", "09:00")
    await office.telegram.replies(office.group)
    await office.later(NIGHT + timedelta(hours=1))
    assert await office.telegram.replies(office.group) == []


async def test_what_has_gone_out_is_taken_down_and_never_used_again(office: Office) -> None:
    await office.later(EVENING)
    sent = await office.morning()
    page = await office.latest()
    assert page.text == "1 11-20 星期五 已发出"
    assert page.labels == ["1", "返回"]
    one = await office.turn(page, "1")
    assert one.text.startswith("11月20日 星期五 08:30 发出\n")
    assert quoted(one) == quoted(sent)
    assert one.labels[0] == "撤下"
    assert set(one.labels) >= {"这句不用", "这篇不用", "返回"}
    down = await office.turn(one, "撤下")
    assert down.text == "从群里删了，以后不再用它；今天不补发。"
    with pytest.raises(AssertionError, match="was deleted"):
        await office.telegram.current(sent)
    page = await office.turn(down, "返回")
    assert page.text == "1 11-20 星期五 已撤下"
    await office.later(timedelta(hours=2))
    assert await office.telegram.replies(office.group) == []
    (gone,) = await office.stage.store.subscriptions.latest(office.group.id)
    pool = await office.stage.store.subscriptions.preview(
        office.group.id, office.stage.clock.now(), 60
    )
    assert gone.passage_id not in {one.passage_id for one in pool}


async def test_after_two_days_it_says_that_it_cannot(office: Office) -> None:
    await office.later(EVENING)
    await office.morning()
    await office.later(timedelta(hours=49))
    one = await office.turn(await office.latest(), "1")
    kept = await office.telegram.press(office.admin, one, "撤下")
    assert kept.toast == "过了两天删不掉，请在群里手动删；以后不再用它"
    mutes = await office.stage.store.subscriptions.mutes(office.group.id)
    assert [one.kind for one in mutes] == ["passage"]


async def test_what_somebody_deleted_by_hand_is_gone(office: Office) -> None:
    await office.later(EVENING)
    sent = await office.morning()
    await office.stage.running.services.sender.delete(office.group.id, sent.message_id)
    one = await office.turn(await office.latest(), "1")
    gone = await office.turn(one, "撤下")
    assert gone.text == "群里已经没有它了，以后不再用它；今天不补发。"


async def test_the_speech_and_the_speaker_of_what_went_out_can_be_barred(office: Office) -> None:
    await office.later(EVENING)
    await office.morning()
    one = await office.turn(await office.latest(), "1")
    speech = await office.telegram.press(office.admin, one, "这篇不用")
    assert speech.toast == "以后不用这篇"
    mutes = await office.stage.store.subscriptions.mutes(office.group.id)
    assert [mute.kind for mute in mutes] == ["speech"]


async def test_who_is_no_administrator_any_more_sees_nothing(office: Office) -> None:
    await office.switch_on()
    boss, _ = await office.stage.person("群主")
    await office.telegram.member(office.group, boss, "creator")
    await office.telegram.member(office.group, office.admin, "member", by=boss)
    await office.telegram.replies(office.private)
    await office.later(EVENING)
    assert await office.telegram.replies(office.private) == []


async def test_ones_own_is_shown_too_and_erasing_ends_it(sample_stage: Stage) -> None:
    office = Office(sample_stage)
    office.admin, office.private = await sample_stage.person()
    await sample_stage.ask(office.admin, office.private, "/daily 08:30")
    desk = await sample_stage.ask(office.admin, office.private, "/daily")
    await office.turn(desk, "更多…", "头天给我看")
    shown = await office.evening()
    assert shown.text.startswith("你的每日一摘明早 08:30 发这条：\n")
    await sample_stage.store.erasure.forget(office.admin.id)
    assert await sample_stage.store.subscriptions.get(office.admin.id) is None


async def test_what_may_have_arrived_is_not_sent_again(office: Office) -> None:
    await office.switch_on()
    await office.telegram.fault("sendMessage", "drop", times=1)
    await office.later(EVENING)
    for _ in range(3):
        await office.later(timedelta(minutes=20))
    asked = await office.telegram.requests("sendMessage")
    assert len([one for one in asked if "明早 08:30 发这条" in str(one)]) == 1


async def test_what_was_refused_is_tried_again(office: Office) -> None:
    await office.switch_on()
    await office.telegram.fault(
        "sendMessage", "refuse", times=1, code=429, parameters={"retry_after": 1}
    )
    await office.later(EVENING)
    assert await office.telegram.replies(office.private) == []
    await office.later(timedelta(minutes=1))
    (shown,) = await office.telegram.replies(office.private)
    assert shown.text.startswith("“澄湾港办公室”明早 08:30 发这条：\n")


async def test_an_english_administrator_is_asked_in_english(sample_stage: Stage) -> None:
    office = Office(sample_stage)
    office.admin, office.private = await sample_stage.person("Grace", "en")
    await sample_stage.ask(office.admin, office.private, "/daily 8:30 am")
    desk = await sample_stage.ask(office.admin, office.private, "/daily")
    await office.turn(desk, "More…", "Show me")
    shown = await office.evening()
    assert shown.text.startswith("Your daily excerpt tomorrow at 08:30:\n")
    assert shown.labels == ["Another", "Never this", "Skip tomorrow"]
    skipped = await office.turn(shown, "Skip tomorrow")
    assert skipped.text == "Nothing goes out tomorrow; the next: Monday."
    assert skipped.labels == ["Send it"]


async def test_who_reads_english_sees_a_groups_excerpt_in_english(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    boss, private = await sample_stage.person("Boss", "en")
    group = await sample_stage.group("Office", [boss], [boss])
    await sample_stage.ask(boss, group, "/daily 8:30 am")
    desk = await sample_stage.ask(boss, private, f"/start gdaily{group.id}")
    await telegram.turn(boss, await telegram.turn(boss, desk, "More…"), "Show me")
    await telegram.replies(private)
    sample_stage.clock.advance(EVENING)
    await sample_stage.running.tick.settled()
    (shown,) = await telegram.replies(private)
    assert shown.text.startswith("“Office” tomorrow at 08:30:\n")
    assert shown.labels == ["Another", "Never this", "Skip tomorrow"]
    skipped = await telegram.turn(boss, shown, "Skip tomorrow")
    assert skipped.labels == ["Send it"]
    await telegram.turn(boss, skipped, "Send it")
    await telegram.replies(group)
    sample_stage.clock.advance(NIGHT)
    await sample_stage.running.tick.settled()
    (sent,) = await telegram.replies(group)
    # What the whole group reads stays in its own language.
    assert sent.text.startswith("每日一摘 · 11月20日 星期五\n")
