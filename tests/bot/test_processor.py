"""The order of updates: one chat's in order, no chat waits for another, none is lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.processor import ChatOrder, lane_of
from store.delivery.inbox import Arrived


def arrived(number: int, chat: int) -> Arrived:
    return Arrived(number, f"chat {chat}", "{}")


async def test_one_chats_updates_keep_their_order() -> None:
    seen: list[int] = []
    gates = [asyncio.Event() for _ in range(100)]

    async def work(one: Arrived) -> None:
        await gates[one.update_id].wait()
        seen.append(one.update_id)

    order = ChatOrder(work)
    for number in range(100):
        order.put(arrived(number, 7))
    for gate in reversed(gates):
        gate.set()
        await asyncio.sleep(0)
    while order.waiting:
        await asyncio.sleep(0)
    assert seen == list(range(100))


async def test_slow_chats_delay_no_other() -> None:
    gate, done = asyncio.Event(), asyncio.Event()

    async def work(one: Arrived) -> None:
        if one.lane == "chat 0":
            done.set()
        else:
            await gate.wait()

    order = ChatOrder(work)
    for number in range(1000):
        order.put(arrived(number, 1 + number % 600))
    order.put(arrived(9999, 0))
    await done.wait()
    gate.set()
    while order.waiting:
        await asyncio.sleep(0)


async def test_the_end_begins_nothing_more() -> None:
    begun: list[int] = []
    ended: list[int] = []
    gate = asyncio.Event()

    async def work(one: Arrived) -> None:
        begun.append(one.update_id)
        await gate.wait()
        ended.append(one.update_id)

    order = ChatOrder(work)
    for number in range(6):
        order.put(arrived(number, number % 2))
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_soon(gate.set)
    await order.end(10)
    assert begun == ended == [0, 1]


async def test_the_end_waits_for_nobody_who_hangs() -> None:
    cancelled: list[int] = []

    async def work(one: Arrived) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(one.update_id)
            raise

    order = ChatOrder(work)
    for number in range(4):
        order.put(arrived(number, 3))
    await asyncio.sleep(0)
    await order.end(0)
    assert cancelled == [0]


PERSON, GROUP = {"id": 5, "is_bot": False}, {"id": -100, "type": "supergroup"}
SAID = {"message_id": 1, "from": PERSON, "chat": GROUP}


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"message": SAID}, "chat -100"),
        ({"edited_message": SAID}, "chat -100"),
        ({"callback_query": {"id": "1", "from": PERSON, "message": SAID}}, "chat -100"),
        ({"callback_query": {"id": "1", "from": PERSON, "inline_message_id": "x"}}, "user 5"),
        ({"inline_query": {"id": "1", "from": PERSON, "query": ""}}, "inline 5"),
        ({"chosen_inline_result": {"result_id": "1", "from": PERSON}}, "user 5"),
        ({"my_chat_member": {"chat": GROUP, "from": PERSON}}, "chat -100"),
    ],
)
def test_lanes(update: dict[str, Any], lane: str) -> None:
    assert lane_of({"update_id": 1, **update}) == lane


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "chat", "from", "id", "text", "callback_query"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=3) | st.just("message"), JSON, max_size=4))
def test_anything_has_a_lane(update: dict[str, Any]) -> None:
    assert isinstance(lane_of(update), str)
