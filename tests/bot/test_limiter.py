"""Flood limits against simulated time: never beyond, and hardly below what is permitted."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.limiter import FloodLimiter, Limits, Order
from bot.request import NotSentError
from tests.support.virtual_time import VirtualTimer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

OVERALL, CHAT, GROUP = (30, 1.0), (3, 3.0), (20, 60.0)
"""What Telegram permits: messages within seconds."""


class Server:
    """Notes when requests arrive, and answers as it is told."""

    def __init__(self, timer: VirtualTimer) -> None:
        self.timer = timer
        self.arrived: list[tuple[float, int]] = []
        self.answers: dict[int, list[Exception]] = {}

    async def receive(self, chat: int) -> dict[str, int]:
        self.arrived.append((self.timer.now, chat))
        queue = self.answers.get(chat)
        if queue:
            raise queue.pop(0)
        return {"message_id": len(self.arrived)}

    def times(self, chat: int | None = None) -> list[float]:
        return [when for when, to in self.arrived if chat in (None, to)]


@pytest.fixture
def timer() -> VirtualTimer:
    return VirtualTimer()


@pytest.fixture
def server(timer: VirtualTimer) -> Server:
    return Server(timer)


@pytest.fixture
async def limiter(timer: VirtualTimer) -> AsyncIterator[FloodLimiter]:
    limiter = FloodLimiter(timer=timer)  # type: ignore[arg-type] # as much of one as it needs
    yield limiter
    await limiter.shutdown()


def send(
    limiter: FloodLimiter,
    server: Server,
    chat: int,
    order: Order | None = None,
    endpoint: str = "sendMessage",
) -> Coroutine[Any, Any, object]:
    return limiter.process_request(server.receive, (chat,), {}, endpoint, {"chat_id": chat}, order)


def most_within(times: list[float], seconds: float) -> int:
    times = sorted(times)
    return max(
        sum(1 for other in times[index : index + 200] if other < when + seconds)
        for index, when in enumerate(times)
    )


async def test_ten_thousand_chats_get_95_percent_of_the_permitted_rate(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    began = timer.now
    chats = range(1, 10_001)
    workers = 64
    queue = iter(chats)

    async def work() -> None:
        for chat in queue:
            await send(limiter, server, chat, Order(broadcast=True))

    await timer.run(asyncio.gather(*(work() for _ in range(workers))))
    assert len({chat for _, chat in server.arrived}) == 10_000
    assert 10_000 / (timer.now - began) >= 0.95 * 30
    assert most_within(server.times(), OVERALL[1]) <= OVERALL[0]


async def test_a_late_event_loop_costs_no_place_and_breaks_no_limit(
    timer: VirtualTimer, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter = FloodLimiter(timer=timer)  # type: ignore[arg-type] # as much of one as it needs
    late = timer.call_at
    lateness = itertools.cycle([0.0, 0.004, 0.001, 0.012, 0.0, 0.008])
    monkeypatch.setattr(
        timer, "call_at", lambda when, callback: late(when + next(lateness), callback)
    )
    began = timer.now
    await timer.run(asyncio.gather(*(send(limiter, server, chat) for chat in range(1, 1001))))
    assert 1000 / (timer.now - began) >= 0.95 * 30
    assert most_within(server.times(), OVERALL[1]) <= OVERALL[0]


@pytest.mark.parametrize("stall", [0.2, 0.7, 3.0])
async def test_a_server_that_stalls_is_not_sent_too_many_for_any_second(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server, stall: float
) -> None:
    async def receive(chat: int) -> dict[str, int]:
        if (timer.now - 1000.0) % 10.0 < stall:
            await timer.sleep(stall - (timer.now - 1000.0) % 10.0)
        result = await server.receive(chat)
        await timer.sleep(0.01)
        return result

    began = timer.now
    sends = (
        limiter.process_request(receive, (chat,), {}, "sendMessage", {"chat_id": chat}, None)
        for chat in range(1, 1001)
    )
    await timer.run(asyncio.gather(*sends))
    assert most_within(server.times(), OVERALL[1]) <= OVERALL[0]
    served = (timer.now - began) * (1 - stall / 10)
    assert 1000 / served >= 0.9 * 30


async def test_one_private_chat_gets_one_a_second(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    began = timer.now
    await timer.run(asyncio.gather(*(send(limiter, server, 7) for _ in range(100))))
    assert most_within(server.times(), CHAT[1]) <= CHAT[0]
    assert 100 / (timer.now - began) >= 0.95


async def test_one_group_gets_20_a_minute_and_holds_up_no_other(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    began = timer.now
    crowded = [send(limiter, server, -5) for _ in range(100)]
    others = [send(limiter, server, -100 - chat) for chat in range(50)]
    await timer.run(asyncio.gather(*crowded, *others))
    assert most_within(server.times(-5), GROUP[1]) <= GROUP[0]
    assert most_within(server.times(-5), CHAT[1]) <= CHAT[0]
    permitted = GROUP[0] * ((timer.now - began) // GROUP[1] + 1)
    assert len(server.times(-5)) >= 0.95 * permitted
    assert max(when for when, chat in server.arrived if chat != -5) < began + 3


async def test_people_go_before_broadcasts(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    broadcasts = [send(limiter, server, chat, Order(broadcast=True)) for chat in range(1, 301)]

    async def person() -> float:
        await timer.sleep(2)
        asked = timer.now
        await send(limiter, server, 9999)
        return timer.now - asked

    _, waited = await timer.run(asyncio.gather(asyncio.gather(*broadcasts), person()))
    assert waited <= 2 / 28.8


@pytest.mark.parametrize("wait", [7, timedelta(seconds=7)])
async def test_a_429_halts_its_chat_for_as_long_as_it_says(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server, wait: int | timedelta
) -> None:
    server.answers[1] = [RetryAfter(wait)]
    began = timer.now
    await timer.run(asyncio.gather(*(send(limiter, server, chat) for chat in (1, 2, 1, 3, 2))))
    assert server.times(1)[0] - began < 1
    # The second message to the chat left beside the first, before the halt was known.
    assert all(when >= began + 7 for when in server.times(1)[2:])
    assert all(when < began + 1 for when in server.times(2) + server.times(3))


async def test_429s_for_several_chats_at_once_halt_everything(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    for chat in (1, 2, 3):
        server.answers[chat] = [RetryAfter(10)]
    began = timer.now
    first = asyncio.gather(*(send(limiter, server, chat) for chat in (1, 2, 3)))
    second = asyncio.ensure_future(first)

    async def later() -> None:
        await timer.sleep(1)
        await send(limiter, server, 4)

    await timer.run(asyncio.gather(second, later()))
    assert server.times(4)[0] >= began + 10


async def test_a_halt_is_not_ended_by_other_requests(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    server.answers[1] = [RetryAfter(30)]
    began = timer.now

    async def others() -> None:
        for chat in range(10, 20):
            await timer.sleep(1)
            await send(limiter, server, chat)

    await timer.run(asyncio.gather(send(limiter, server, 1), others()))
    assert server.times(1)[1] >= began + 30


async def test_the_hook_runs_after_admission_and_can_refuse(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    seen = []

    class RefusedError(Exception):
        pass

    async def claim() -> None:
        seen.append(timer.now)
        if len(seen) == 3:
            raise RefusedError

    async def one(chat: int) -> str:
        try:
            await send(limiter, server, chat, Order(broadcast=True, before=claim))
        except RefusedError:
            return "refused"
        return "sent"

    outcomes = await timer.run(asyncio.gather(*(one(chat) for chat in range(1, 61))))
    assert outcomes.count("refused") == 1
    assert len(server.arrived) == 59
    assert sorted(set(seen)) == sorted(seen)[: len(set(seen))] or len(seen) == 60
    assert seen[-1] - seen[0] >= 58 / 28.8 - 1


async def test_slow_hooks_do_not_let_a_crowd_leave_at_once(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    disk = asyncio.Event()

    async def claim() -> None:
        await disk.wait()

    async def free_the_disk() -> None:
        await timer.sleep(5)
        disk.set()

    order = Order(broadcast=True, before=claim)
    await timer.run(
        asyncio.gather(
            *(send(limiter, server, chat, order) for chat in range(1, 100)), free_the_disk()
        )
    )
    assert most_within(server.times(), OVERALL[1]) <= OVERALL[0]


async def test_what_never_left_is_tried_again_and_nothing_else(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    server.answers = {
        1: [NotSentError("no route")],
        2: [TimedOut()],
        3: [BadRequest("no")],
        4: [Forbidden("no")],
        5: [NetworkError("torn")],
    }
    await timer.run(send(limiter, server, 1))
    for chat, error in ((2, TimedOut), (3, BadRequest), (4, Forbidden), (5, NetworkError)):
        with pytest.raises(error):
            await timer.run(send(limiter, server, chat))
    assert [len(server.times(chat)) for chat in range(1, 6)] == [2, 1, 1, 1, 1]


async def test_a_request_with_a_hook_is_never_repeated_here(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    async def claim() -> None:
        pass

    server.answers[1] = [RetryAfter(3)]
    with pytest.raises(RetryAfter):
        await timer.run(send(limiter, server, 1, Order(before=claim)))
    assert len(server.arrived) == 1


async def test_a_wait_beyond_patience_is_reported_at_once(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    server.answers[1] = [RetryAfter(3600)]
    with pytest.raises(RetryAfter):
        await timer.run(send(limiter, server, 1))


async def test_answers_to_presses_and_questions_about_chats_never_wait(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    began = timer.now
    for endpoint in ("answerCallbackQuery", "getChat", "getChatMember", "sendChatAction", "getMe"):
        calls = [send(limiter, server, -5, endpoint=endpoint) for _ in range(50)]
        await timer.run(asyncio.gather(*calls))
    assert timer.now == began


async def test_a_cancelled_waiter_leaves_the_queue_working(
    timer: VirtualTimer, limiter: FloodLimiter, server: Server
) -> None:
    async def claim() -> None:
        pass

    order = Order(before=claim)
    tasks = [asyncio.ensure_future(send(limiter, server, chat, order)) for chat in range(1, 50)]
    await asyncio.sleep(0)
    for task in tasks[:40]:
        task.cancel()
    results = await timer.run(asyncio.gather(*tasks, return_exceptions=True))
    assert sum(isinstance(result, dict) for result in results) >= 9


async def test_chats_that_fell_silent_are_forgotten(timer: VirtualTimer, server: Server) -> None:
    limiter = FloodLimiter(Limits(interval=0.001, slack=0), timer)  # type: ignore[arg-type]

    async def many() -> None:
        for chat in range(1, 4000):
            await send(limiter, server, chat)
            await timer.sleep(0.1)

    await timer.run(many())
    assert len(limiter._queue._lanes) < 1000
