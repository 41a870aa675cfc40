"""Deliveries through the real library against a strict server that fails by plan."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.tick import Tick
from localchat.server import LocalTelegram
from tests.support.daily import NOW, fill, subscribe
from tests.support.daily_bot import Rig, open_rig
from tests.support.telegram import Chat, Telegram
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

MORNING = datetime.fromisoformat("2025-11-21T00:30:00+00:00")
TODAY = date(2025, 11, 21)


@pytest.fixture
async def server() -> AsyncIterator[LocalTelegram]:
    async with LocalTelegram() as server:
        yield server


@pytest.fixture
async def telegram(server: LocalTelegram) -> AsyncIterator[Telegram]:
    async with Telegram(server.control) as telegram:
        yield telegram


@pytest.fixture
async def rig(server: LocalTelegram, tmp_path: Path) -> AsyncIterator[Rig]:
    async with open_rig(server.url, server.token, tmp_path / "store.db", read_timeout=0.5) as rig:
        await fill(rig.shelf)
        yield rig


@pytest.fixture
async def group(telegram: Telegram) -> Chat:
    boss = await telegram.user("郑")
    return await telegram.group("澄湾港办公室", [boss], [boss], forum=True, topics=["早读"])


async def state(rig: Rig, chat: int, day: date = TODAY) -> str:
    rows = await rig.shelf.subscriptions.latest(chat, 50)
    return next((one.state for one in rows if one.local_date == day), "planned")


async def texts(telegram: Telegram, chat: Chat) -> list[str]:
    return [message.text for message in await telegram.replies(chat)]


async def test_each_chat_gets_its_excerpt_once_and_at_its_minute(
    rig: Rig, telegram: Telegram
) -> None:
    users = [await telegram.user(f"甲{number}") for number in range(30)]
    chats = [await telegram.private(user, started=True) for user in users]
    for chat in chats:
        await subscribe(rig.shelf, chat.id)
    await rig.run(at=MORNING - timedelta(seconds=1))
    assert [await texts(telegram, chat) for chat in chats] == [[]] * 30
    await rig.run(at=MORNING)
    await rig.run(after=10)
    for chat in chats:
        (text,) = await texts(telegram, chat)
        assert text.startswith("2025-11-21 ")
        assert "补发" not in text
        assert await state(rig, chat.id) == "sent"


async def test_after_an_outage_a_late_one_says_so(
    rig: Rig, telegram: Telegram, group: Chat
) -> None:
    await subscribe(rig.shelf, group.id)
    await rig.run(at=MORNING + timedelta(hours=1, minutes=35))
    (text,) = await texts(telegram, group)
    assert text.endswith("（补发）")


async def test_topic_and_silence_are_kept(rig: Rig, telegram: Telegram, group: Chat) -> None:
    await subscribe(rig.shelf, group.id)
    await rig.shelf.subscriptions.set_thread(group.id, group.topics["早读"])
    await rig.shelf.subscriptions.set_silent(group.id, silent=True)
    await rig.run(at=MORNING)
    message = await telegram.reply(group)
    assert message.topic == group.topics["早读"]


@pytest.mark.parametrize(
    ("fault", "outcome", "arrived"),
    [
        ({"action": "refuse", "code": 502, "description": "Bad Gateway"}, "unknown", 0),
        (
            {"action": "refuse", "code": 500, "description": "Internal", "when": "after"},
            "unknown",
            1,
        ),
        ({"action": "drop", "when": "after"}, "unknown", 1),
        ({"action": "drop"}, "unknown", 0),
        ({"action": "delay", "seconds": 1.0, "when": "after"}, "unknown", 1),
        ({"action": "refuse", "code": 400, "description": "Bad Request: odd"}, "failed", 0),
    ],
)
async def test_what_may_have_arrived_is_not_sent_again(
    rig: Rig, telegram: Telegram, group: Chat, fault: dict[str, Any], outcome: str, arrived: int
) -> None:
    await subscribe(rig.shelf, group.id)
    await telegram.control("fault", method="sendMessage", chat_id=group.id, **fault)
    await rig.run(at=MORNING)
    assert await state(rig, group.id) == outcome
    for _ in range(3):
        await rig.run(after=900)
    assert await state(rig, group.id) == outcome
    assert len(await texts(telegram, group)) == arrived


async def test_a_429_is_waited_for_and_then_it_is_sent(
    rig: Rig, telegram: Telegram, group: Chat
) -> None:
    await subscribe(rig.shelf, group.id)
    await telegram.control(
        "fault",
        method="sendMessage",
        action="refuse",
        code=429,
        description="Too Many Requests: retry after 1",
        parameters={"retry_after": 1},
    )
    await rig.run(at=MORNING)
    assert await state(rig, group.id) == "planned"
    await rig.run(after=0.5)
    assert await texts(telegram, group) == []
    await rig.run(after=1)
    assert await state(rig, group.id) == "sent"
    assert len(await texts(telegram, group)) == 1


async def test_without_a_connection_it_is_tried_again_with_longer_waits(
    server: LocalTelegram, telegram: Telegram, tmp_path: Path, group: Chat
) -> None:
    path = tmp_path / "store.db"
    async with open_rig(server.url, server.token, path) as rig:
        await fill(rig.shelf)
        await subscribe(rig.shelf, group.id)
        now = MORNING
        address = rig.sender.bot._base_url
        # Nothing listens there.
        rig.sender.bot._base_url = "http://127.0.0.1:1/bot"
        for wait in (5, 10, 20):
            await rig.run(at=now)
            assert await state(rig, group.id) == "planned"
            await rig.run(at=now + timedelta(seconds=wait - 1))
            now += timedelta(seconds=wait)
        rig.sender.bot._base_url = address
        await rig.run(at=now)
        assert await state(rig, group.id) == "sent"
        assert len(await texts(telegram, group)) == 1


async def test_rights_taken_away_are_told_once_and_forgiven(
    rig: Rig, telegram: Telegram, group: Chat
) -> None:
    boss = await telegram.user("管")
    await telegram.private(boss, started=True)
    await subscribe(rig.shelf, group.id)
    fault = await telegram.control(
        "fault",
        method="sendMessage",
        action="refuse",
        chat_id=group.id,
        times=0,
        code=400,
        description="Bad Request: not enough rights to send text messages to the chat",
    )
    await rig.run(at=MORNING)
    await rig.run(at=MORNING + timedelta(days=1))
    assert rig.sender.told == [("no_rights", group.id)]
    assert there(await rig.shelf.subscriptions.get(group.id)).active
    await telegram.control("release", id=fault["id"])
    await rig.run(at=MORNING + timedelta(days=2))
    assert await state(rig, group.id, date(2025, 11, 23)) == "sent"


async def test_a_chat_that_threw_the_bot_out_is_left_alone(
    rig: Rig, telegram: Telegram, group: Chat
) -> None:
    await subscribe(rig.shelf, group.id)
    await telegram.control("member", chat_id=group.id, status="kicked")
    await rig.run(at=MORNING)
    assert not there(await rig.shelf.subscriptions.get(group.id)).active
    assert await state(rig, group.id) == "failed"
    assert await rig.shelf.subscriptions.next_due(group.id, MORNING) is None
    assert rig.sender.told == []


async def test_a_user_who_blocked_the_bot_is_left_alone(rig: Rig, telegram: Telegram) -> None:
    user = await telegram.user("乙")
    chat = await telegram.private(user, started=True)
    await subscribe(rig.shelf, chat.id)
    await telegram.control("block", user_id=user.id, blocked=True)
    await rig.run(at=MORNING)
    assert not there(await rig.shelf.subscriptions.get(chat.id)).active


async def test_a_closed_topic_is_told_and_kept(rig: Rig, telegram: Telegram, group: Chat) -> None:
    topic = group.topics["早读"]
    await subscribe(rig.shelf, group.id)
    await rig.shelf.subscriptions.set_thread(group.id, topic)
    await telegram.control("topic", chat_id=group.id, topic=topic, closed=True)
    await rig.run(at=MORNING)
    assert rig.sender.told == [("topic_closed", group.id)]
    assert there(await rig.shelf.subscriptions.get(group.id)).thread_id == topic


async def test_after_a_deleted_topic_it_goes_to_the_general_one(
    rig: Rig, telegram: Telegram, group: Chat
) -> None:
    topic = group.topics["早读"]
    await subscribe(rig.shelf, group.id)
    await rig.shelf.subscriptions.set_thread(group.id, topic)
    await telegram.control("topic", chat_id=group.id, topic=topic, deleted=True)
    await rig.run(at=MORNING)
    assert rig.sender.told == [("topic_deleted", group.id)]
    message = await telegram.reply(group)
    assert message.topic is None
    assert await state(rig, group.id) == "sent"


async def test_a_group_that_became_a_supergroup_gets_it_there_once(
    rig: Rig, telegram: Telegram
) -> None:
    boss = await telegram.user("郑")
    group = await telegram.group("旧群", [boss], [boss], basic=True)
    await subscribe(rig.shelf, group.id)
    new = await telegram.control("migrate", chat_id=group.id, announce=False)
    await rig.run(at=MORNING)
    assert await rig.shelf.subscriptions.get(group.id) is None
    (delivery,) = await rig.shelf.subscriptions.latest(new["id"])
    assert delivery.state == "sent"


async def test_an_empty_store_is_told_once(
    server: LocalTelegram, tmp_path: Path, group: Chat
) -> None:
    async with open_rig(server.url, server.token, tmp_path / "empty.db") as rig:
        await subscribe(rig.shelf, group.id)
        await rig.run(at=MORNING)
        await rig.run(at=MORNING + timedelta(days=1))
        assert rig.sender.told == [("empty", group.id)]
        assert await state(rig, group.id) == "failed"


async def test_a_new_round_is_told(server: LocalTelegram, tmp_path: Path, group: Chat) -> None:
    async with open_rig(server.url, server.token, tmp_path / "small.db") as rig:
        await fill(rig.shelf, 3, speeches=1)
        await subscribe(rig.shelf, group.id)
        for day in range(5):
            await rig.run(at=MORNING + timedelta(days=day))
        assert rig.sender.told == [("exhausted", group.id)]


async def test_a_chat_switched_off_while_it_waits_gets_nothing(
    rig: Rig, telegram: Telegram, group: Chat
) -> None:
    await subscribe(rig.shelf, group.id)
    rig.clock.set(MORNING)
    while await rig.shelf.planner.plan(MORNING):
        pass
    (item,) = await rig.shelf.planner.due(MORNING, limit=5)
    await rig.shelf.subscriptions.stop(group.id, MORNING)
    await rig.deliverer._deliver(item)
    assert await texts(telegram, group) == []


async def test_two_processes_on_one_store_send_nothing_twice(
    server: LocalTelegram, telegram: Telegram, tmp_path: Path
) -> None:
    users = [await telegram.user(f"丁{number}") for number in range(60)]
    chats = [await telegram.private(user, started=True) for user in users]
    path = tmp_path / "store.db"
    async with (
        open_rig(server.url, server.token, path, process="one") as one,
        open_rig(server.url, server.token, path, process="two") as two,
    ):
        await fill(one.shelf)
        for chat in chats:
            await subscribe(one.shelf, chat.id)
        await asyncio.gather(one.run(at=MORNING), two.run(at=MORNING))
        counts = [len(await texts(telegram, chat)) for chat in chats]
    assert counts == [1] * 60


async def test_stopping_lets_what_is_under_way_end(
    rig: Rig, telegram: Telegram, group: Chat
) -> None:
    await subscribe(rig.shelf, group.id)
    fault = await telegram.control("fault", method="sendMessage", action="hold", chat_id=group.id)
    rig.clock.set(MORNING)
    round_ = asyncio.create_task(rig.deliverer.deliver_due())
    await telegram.control("events", types=["fault"], wait=10)
    round_.cancel()
    await telegram.control("release", id=fault["id"])
    with pytest.raises(asyncio.CancelledError):
        await round_
    assert await state(rig, group.id) == "sent"


async def test_a_tick_works_at_start_and_at_each_jump_of_the_clock(
    rig: Rig, telegram: Telegram, group: Chat
) -> None:
    await subscribe(rig.shelf, group.id)
    async with Tick(rig.deliverer.deliver_due, rig.clock):
        rig.clock.set(MORNING)
        first = await telegram.reply(group)
        rig.clock.advance(timedelta(days=1))
        second = await telegram.reply(group)
    assert (first.text[:10], second.text[:10]) == ("2025-11-21", "2025-11-22")
    assert NOW < MORNING
