"""Payloads and buttons that we never made: each gets one answer, and nothing breaks."""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING

import pytest

from handlers.telegram import deeplink
from handlers.telegram.callback_data import LIMIT, Verb
from localchat.server import LocalTelegram
from tests.support.operators import OPERATOR, SETTINGS
from tests.support.stage import BOT, TOKEN, Stage, stage
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

pytestmark = pytest.mark.endure

BOSS, DESK = User(OPERATOR, "管理员"), Chat(OPERATOR, "private", "管理员")
SURFACES = (
    "saved", "export", "daily", "read", "privacy", "forgetme", "speeches", "sources", "ingest",
    "stats", "backup", "nosuch",
)  # fmt: skip
SEVERAL = ("gstats", "gbackup")
"""What an operator gets in more than one message."""
KEYS = ("A" * 8, "-" * 8, "0" * 12, "_-" * 6)
NUMBERS = ("0", "-", "--", "-0", "00", "1", "-1", "9" * 7, "9" * 16, f"-{'9' * 20}", "1-", "٣")
TAILS = (
    "", " ", "?", "x" * 300, "港口", "ключ", "😀", "\u202e", "<b>", "%00", "'--", "a b", "../..",
    "*", *KEYS, *NUMBERS,
)  # fmt: skip
EXTRAS = (
    "", "0", "1", "y", "n", "o", "off", ":", "-", "+", "::", "9" * 24, "x" * 24, "A" * 12,
    f"{'A' * 12}p", f"{'A' * 12}s99999", f"{'_' * 12}r1", "y:-", "y:0", f"y:-{'9' * 15}",
    *(f"{kind}:{number}" for kind in ("m", "t", "d", "p", "c", "z") for number in
      ("", "-", "0", "7001", "-1001", "9" * 16, "0:x", "0:9999", "0:99999999999999", "0:1")),
    *(f"{action}:{number}" for action in ("add", "show", "ask", "all", "undo", "o", "l", "r", "x")
      for number in ("", "-", "1", "s1", "d1", "dA", "9" * 18, "A" * 8)),
)  # fmt: skip


PRESSES = 12
"""Buttons tried of each verb, others each time."""
HEADS = (
    "", *(kind.value for kind in deeplink.Kind), *(f"g{surface}" for surface in SURFACES),
    f"s{'A' * 8}", f"p{'A' * 12}", "gdaily-1", "gsaved-",
)  # fmt: skip


def presses(verb: str, some: random.Random) -> Iterator[str]:
    made = [f"1{verb}", f"1{verb}....", f"2{verb}....", f"1{verb}.港...", f"{verb}\n"]
    for extra in EXTRAS:
        key, passage = some.choice(("", *KEYS)), some.choice(("", "A" * 12, "_" * 12, "A"))
        offset = some.choice(("", "0", "1", "a", "zz", "zzzz", "-1", "zzzzz"))
        made.append(f"1{verb}.{key}.{offset}.{passage}.{extra}")
    fitting = [one for one in made if len(one.encode()) <= LIMIT]
    yield from some.sample(fitting, PRESSES)


@pytest.fixture
async def ready(small_database: Path) -> AsyncIterator[Stage]:
    """A stage on which Telegram may be asked about chats that somebody made up."""
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            await people.private(await people.user("管理员", id=OPERATOR), started=True)
        async with stage(small_database, server=server, settings=SETTINGS) as running:
            yield running
            refusals = await running.telegram.refusals()
            assert [
                one for one in refusals if "not found" not in one and "not mod" not in one
            ] == []


async def somebody(ready: Stage, who: str) -> tuple[User, Chat]:
    if who != "operator":
        return await ready.person()
    # From November on operators are told first that next year's holidays aren't announced.
    await ready.telegram.say(BOSS, DESK, "/nosuch")
    while "/nosuch" not in (await ready.telegram.reply(DESK)).text:
        pass
    return BOSS, DESK


def broken(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]


# Copies come by themselves, and where they take longer in between other answers.
@pytest.mark.sqlite
@pytest.mark.parametrize("who", ["anybody", "operator"])
async def test_every_start_payload_gets_one_answer(
    ready: Stage, caplog: pytest.LogCaptureFixture, who: str
) -> None:
    user, chat = await somebody(ready, who)
    for head in HEADS:
        for payload in (f"{head}{tail}" for tail in TAILS):
            answer = await ready.ask(user, chat, f"/start {payload}")
            if "放假安排" in answer.text:
                answer = await ready.telegram.reply(chat)
            assert answer.text, payload
            assert not broken(caplog), payload
            if payload.startswith(SEVERAL):
                await ready.telegram.say(user, chat, "/nosuch")
                while "/nosuch" not in (await ready.telegram.reply(chat)).text:
                    pass
        # One chat is answered in order: were there an answer too many, it would be in between.
        await ready.telegram.say(user, chat, f"/nosuch{len(head)}")
        last = await ready.telegram.reply(chat)
        # From November on operators are told once that next year's holidays aren't announced.
        if "放假安排" in last.text:
            last = await ready.telegram.reply(chat)
        assert "/nosuch" in last.text, head


async def test_every_button_is_answered(ready: Stage, caplog: pytest.LogCaptureFixture) -> None:
    people = [(BOSS, DESK), await ready.person()]
    seed = random.randrange(2**32)
    some = random.Random(seed)
    for verb in [*(verb.value for verb in Verb), "", "zz", "港"]:
        for data in presses(verb, some):
            user, chat = some.choice(people)
            # Some buttons delete what they stand under.
            under = await ready.ask(user, chat, "/nosuch")
            pressed = await ready.telegram.press(user, under, data=data)
            assert pressed.answered, (data, seed)
            assert not broken(caplog), (data, seed)
