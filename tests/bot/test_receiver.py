"""Whatever getUpdates or a webhook brings, the bot goes on, or ends with its sentence."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import alerts, request
from bot.contact import BAD_TOKEN, Failed
from bot.receiver import Fetched, Pace, read_answer
from bot.settings import Address
from tests.bot.test_inbox import bot, empty, telegram_with_group
from tests.bot.test_webhook_health import SECRET, free_port, hooked
from tests.chat.test_trouble import Health, people
from tests.support import programs
from tests.support.operators import OPERATOR, SECOND, SETTINGS, operator
from tests.support.stage import TOKEN, stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.stage import Stage

pytestmark = pytest.mark.endure

PACE = Pace(first=0.01, longest=0.05, quiet=1.0, conflict=0.3)
PRIVATE = "私下里说的话"
STATUSES = (
    200,
    201,
    204,
    206,
    301,
    307,
    400,
    401,
    403,
    404,
    409,
    413,
    418,
    429,
    500,
    502,
    503,
    599,
)
KINDS = (
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
    "poll",
    "?",
)
FIELDS = (
    "message_id", "date", "chat", "from", "text", "id", "type", "data", "query", "entities",
    "reply_to_message", "photo", "first_name", "is_bot", "new_chat_member", "status",
)  # fmt: skip


class Maker:
    """Makes answers by chance."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._id = 0

    def answer(self) -> bytes:
        """A whole HTTP answer, or something that is none."""
        one = self._chance
        body = self._body()
        status = one.choice(STATUSES)
        head = f"HTTP/1.1 {status} X\r\nConnection: close\r\n".encode()
        length = f"Content-Length: {len(body)}\r\n".encode()
        return one.choice(
            [
                head + length + b"\r\n" + body,
                head + length + b"Content-Type: application/json\r\n\r\n" + body,
                head + length + b"\r\n" + body[: one.randrange(1 + len(body))],
                head + b"Content-Length: -5\r\n\r\n" + body,
                head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + body,
                head + b"Content-Encoding: gzip\r\n" + length + b"\r\n" + body,
                head + length + b"Location: /elsewhere\r\n\r\n" + body,
                head + b"X-Much: " + b"x" * 90_000 + b"\r\n\r\n" + body,
                body,
                b"",
            ]
        )

    def _body(self) -> bytes:
        one = self._chance
        ways: list[Callable[[], bytes]] = [
            lambda: b"",
            f"<html>{PRIVATE}</html>".encode,
            f'{{"ok":true,"result":[{{"text":"{PRIVATE}"'.encode,
            lambda: b"[" * 50_000,
            lambda: b'{"ok":true,"result":' + b"9" * 10_000 + b"}",
            lambda: f'"{PRIVATE}'.encode() * 40_000,
            lambda: b'{"ok":true,"result":[{"update_id":1,"message":"\\ud800"}]}',
            lambda: json.dumps(self._value(3)).encode(),
            lambda: json.dumps(self._result()).encode(),
            lambda: json.dumps(self._result()).encode(),
            lambda: json.dumps(self._result()).encode("utf-16"),
            lambda: json.dumps(self._refusal()).encode(),
        ]
        return one.choice(ways)()

    def _result(self) -> dict[str, Any]:
        one = self._chance
        updates = [self._update() for _ in range(one.randrange(4))]
        return {
            "ok": one.choice([True, True, True, 1, None, False]),
            "result": one.choice([updates, updates, updates, {"a": updates}, PRIVATE, None]),
        }

    def _refusal(self) -> dict[str, Any]:
        return {
            "ok": False,
            "error_code": self._chance.choice([*STATUSES, None, PRIVATE]),
            "description": self._chance.choice([PRIVATE, None, 5]),
            "parameters": self._chance.choice(
                [None, {"retry_after": self._chance.choice([-1, 0, "x", None, [], True])}, PRIVATE]
            ),
        }

    def _update(self) -> Any:
        one = self._chance
        self._id += 1
        update_id = one.choice([self._id] * 5 + [0, -4, 1.5, "7", None, True, 1 << 40, 10**30])
        update = {"update_id": update_id, one.choice(KINDS): self._value(4)}
        return one.choice([update, update, update, self._value(2), update | {"update_id": 3}])

    def _value(self, depth: int) -> Any:
        one = self._chance
        if not depth:
            return one.choice([None, True, -1, 0, 10**20, 0.5, "", PRIVATE, "/s 缆绳", "private"])
        ways: list[Callable[[], Any]] = [
            lambda: self._value(0),
            lambda: [self._value(depth - 1) for _ in range(one.randrange(3))],
            lambda: {name: self._value(depth - 1) for name in one.sample(FIELDS, 6)},
            lambda: {name: self._value(depth - 1) for name in FIELDS},
        ]
        return one.choice(ways)()


async def plan(ready: Stage, answers: list[bytes]) -> None:
    for answer in answers:
        raw = base64.b64encode(answer).decode()
        await ready.telegram.fault("getUpdates", "answer", raw=raw)


async def struck(ready: Stage) -> None:
    """Wait until every planned answer was given."""
    async with asyncio.timeout(30):
        while not all(one["hits"] for one in (await ready.telegram.control("faults"))["faults"]):
            await asyncio.sleep(0.01)


@pytest.fixture
def seed() -> int:
    chosen = random.SystemRandom().randrange(1 << 32)
    print("seed", chosen)
    return chosen


async def test_polling_goes_on_after_anything(
    small_database: Path, caplog: pytest.LogCaptureFixture, monkeypatch: Any, seed: int
) -> None:
    monkeypatch.setattr(request, "_LARGEST", 400_000)
    caplog.set_level(logging.INFO)
    make = Maker(seed)
    async with stage(small_database, pace=PACE) as ready:
        user, chat = await ready.person()
        for _ in range(25):
            await plan(ready, [make.answer() for _ in range(8)])
            # Ends the poll that waits, so that the next ones meet what is planned.
            await ready.telegram.say(user, chat, "缆绳")
            assert "缆绳" in (await ready.telegram.reply(chat)).text
            await struck(ready)
            await ready.telegram.control("release")
        assert "靠前服务" in (await ready.ask(user, chat, "靠前服务")).text
        assert not ready.running.failed.done()
        await empty(small_database)
    assert PRIVATE not in caplog.text
    assert TOKEN not in caplog.text


async def test_a_webhook_goes_on_after_anything(
    small_database: Path, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    caplog.set_level(logging.INFO)
    make = Maker(seed)
    port = free_port()
    async with stage(small_database, settings=hooked(port)) as ready:
        user, chat = await ready.person()
        async with httpx.AsyncClient(trust_env=False) as client:
            for _ in range(150):
                posted = await client.post(
                    f"http://127.0.0.1:{port}/hook/here",
                    content=make._body(),
                    headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
                )
                assert posted.status_code in {200, 400}
        assert "缆绳" in (await ready.ask(user, chat, "缆绳")).text
        await empty(small_database)
    assert PRIVATE not in caplog.text


async def test_what_is_no_text_is_answered_and_stays_nowhere(small_database: Path) -> None:
    port = free_port()
    async with stage(small_database, settings=hooked(port)) as ready:
        user, chat = await ready.person()
        await ready.ask(user, chat, "/help")
        async with httpx.AsyncClient(trust_env=False) as client:
            said = [
                f"{words}{bad}"
                for bad in ("\0", "\ud800", "a\udfff港", "\0\0")
                for words in ("", "/watch 灯塔", "/s 靠前服务", "/saved ", "/slogan ", "/daily ")
            ]
            for number, text in enumerate(said, 10**6):
                told = {"id": user.id, "is_bot": False, "first_name": text}
                message = {
                    "message_id": number, "date": 1, "text": text, "from": told,
                    "chat": {"id": chat.id, "type": "private", "first_name": text},
                }  # fmt: skip
                if text.startswith("/"):
                    length = len(text.split()[0])
                    command = {"type": "bot_command", "offset": 0, "length": length}
                    message["entities"] = [command]
                posted = await client.post(
                    f"http://127.0.0.1:{port}/hook/here",
                    content=json.dumps({"update_id": number, "message": message}),
                    headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
                )
                assert posted.status_code == 200
                heard = await ready.telegram.reply(chat)
                assert "出了点问题" not in heard.text, repr(text)
        for words in ("/watch", "/saved", "/export", "/daily"):
            assert "出了点问题" not in (await ready.ask(user, chat, words)).text


ANSWER = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["ok", "result", "error_code", "parameters", "retry_after"]), inner
        )
    ),
)


@given(
    st.integers(100, 999), st.binary(max_size=50) | ANSWER.map(lambda one: json.dumps(one).encode())
)
def test_any_answer_can_be_read(status: int, body: bytes) -> None:
    read = read_answer(status, body)
    assert isinstance(read, Fetched | Failed)
    assert isinstance(read, Fetched) or 0 <= read.wait <= 300


def answer(status: int, body: str) -> str:
    whole = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
    return base64.b64encode(whole.encode()).decode()


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_that_is_taken_back_ends_the_program(small_database: Path, code: int) -> None:
    async with telegram_with_group() as (server, telegram, user, _group):
        chat = await telegram.private(user)
        async with bot(server, small_database) as process:
            await telegram.ask(user, chat, "缆绳")
            for method in ("getMe", "getUpdates"):
                await telegram.fault(method, "refuse", code=code, description="No", times=0)
            await telegram.say(user, chat, "缆绳")
            out, err = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 1
        assert err.decode().splitlines()[-1].startswith(BAD_TOKEN)
        assert "Traceback" not in err.decode()
        assert TOKEN not in (out + err).decode()


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_is_not_given_up_on_a_doubt(small_database: Path, code: int) -> None:
    """Refused for polling alone, or by a proxy's page: not for certain."""
    async with stage(small_database, pace=PACE) as ready:
        user, chat = await ready.person()
        raw = answer(code, "<html>no</html>")
        for method in ("getMe", "getUpdates"):
            await ready.telegram.fault(method, "answer", raw=raw, times=12)
        await ready.telegram.say(user, chat, "缆绳")
        await ready.telegram.reply(chat)
        await ready.telegram.say(user, chat, "缆绳")
        await ready.telegram.reply(chat)
        await ready.telegram.control("release")
        await ready.telegram.fault("getUpdates", "refuse", code=code, times=12)
        await ready.telegram.say(user, chat, "缆绳")
        await ready.telegram.reply(chat)
        assert not ready.running.failed.done()


async def test_another_program_that_polls_is_told_once_and_over_by_itself(
    small_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "SECONDS", 0.1)
    port = free_port()
    health = Health(port)
    settings = replace(SETTINGS, health_listen=Address("127.0.0.1", port))
    async with (
        people() as (server, telegram),
        stage(small_database, server=server, settings=settings, pace=PACE) as ready,
    ):
        user, chat = await ready.person()
        await ready.ask(user, chat, "缆绳")
        for times in (1, 2):
            other = await telegram.fault("getUpdates", "refuse", code=409, times=0)
            await telegram.say(user, chat, "缆绳")
            await telegram.reply(chat)
            async with asyncio.timeout(20):
                while "conflict" not in await health.faults():
                    await asyncio.sleep(0.05)
            # Polls go on for a while, in which nobody is told once more.
            async with asyncio.timeout(20):
                while "telegram" not in await health.faults():
                    await asyncio.sleep(0.05)
            await telegram.control("release", id=other)
            await health.until(set())
            for number in (OPERATOR, SECOND):
                said = [one.text for one in await telegram.read(operator(number)[1])]
                conflicts = [one for one in said if one.startswith("另一个程序在用同一个令牌收")]
                assert len(conflicts) == times
            assert "缆绳" in (await ready.ask(user, chat, "缆绳")).text


async def test_a_program_started_with_a_wrong_token_ends_with_a_sentence(tmp_path: Path) -> None:
    async with telegram_with_group() as (server, _telegram, _user, _group):
        done = await programs.run(
            tmp_path, "run", TELEGRAM_BOT_TOKEN="9:wrong", TELEGRAM_API_URL=server.url
        )
    assert done.status == 1
    assert done.err.startswith(BAD_TOKEN)
    assert len(done.err.splitlines()) == 1
