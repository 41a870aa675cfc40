"""The order of updates: one chat's in order, no chat waits for another, none fills all slots."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from telegram import Chat, Message, Update, User

from bot.processor import MOST_OF_ONE_CHAT, SLOTS, ChatOrder

if TYPE_CHECKING:
    from collections.abc import Awaitable


def update(number: int, chat_id: int) -> Update:
    chat = Chat(chat_id, Chat.PRIVATE)
    user = User(chat_id, "x", is_bot=False)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Update(number, message=Message(number, now, chat, from_user=user, text="x"))


async def test_one_chats_updates_keep_their_order() -> None:
    order = ChatOrder()
    seen: list[int] = []
    gates = [asyncio.Event() for _ in range(5)]

    async def work(number: int) -> None:
        await gates[number].wait()
        seen.append(number)

    tasks = [
        asyncio.create_task(order.process_update(update(number, 7), work(number)))
        for number in range(5)
    ]
    for gate in reversed(gates):
        gate.set()
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert seen == [0, 1, 2, 3, 4]


async def test_a_slow_chat_delays_no_other() -> None:
    order = ChatOrder()
    gate = asyncio.Event()
    done = asyncio.Event()

    async def slow() -> None:
        await gate.wait()

    async def quick() -> None:
        done.set()

    waiting = [
        asyncio.create_task(order.process_update(update(number, 1), slow())) for number in range(40)
    ]
    await asyncio.create_task(order.process_update(update(99, 2), quick()))
    assert done.is_set()
    gate.set()
    await asyncio.gather(*waiting)


async def test_one_chat_cannot_fill_the_slots() -> None:
    dropped: list[int] = []

    async def on_dropped(late: Update) -> None:
        dropped.append(late.update_id)

    order = ChatOrder(on_dropped)
    gate = asyncio.Event()

    async def slow() -> None:
        await gate.wait()

    async def run(work: Awaitable[None], number: int, chat: int) -> None:
        await order.process_update(update(number, chat), work)

    assert SLOTS >= 256
    flood = [asyncio.create_task(run(slow(), number, 1)) for number in range(MOST_OF_ONE_CHAT + 3)]
    await asyncio.sleep(0)
    while len(dropped) < 3:
        await asyncio.sleep(0)
    assert dropped == [MOST_OF_ONE_CHAT, MOST_OF_ONE_CHAT + 1, MOST_OF_ONE_CHAT + 2]
    gate.set()
    await asyncio.gather(*flood)
