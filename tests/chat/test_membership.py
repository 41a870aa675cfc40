"""Every place in a group that Telegram can tell of, and whether who has it is served."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from telegram import ChatMember

from bot.settings import Settings
from handlers.telegram import deeplink
from localchat.server import LocalTelegram
from tests.support.stage import BOT, TOKEN, Stage, stage
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

OPERATOR = 7001
SETTINGS = Settings(operators=frozenset({OPERATOR}), allowed=frozenset({OPERATOR}))
BOSS, DESK = User(OPERATOR, "管理员"), Chat(OPERATOR, "private", "管理员")
SOON = 2_000_000_000


@dataclass(frozen=True)
class Place:
    status: str
    inside: bool
    details: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return "-".join([self.status, *map(str, self.details.values())])


SILENT = {"can_send_messages": False}
PLACES = [
    Place("creator", inside=True),
    Place("administrator", inside=True),
    Place("member", inside=True),
    Place("member", inside=True, details={"until": SOON}),
    *(
        Place("restricted", inside=inside, details={"is_member": inside, **more})
        for inside in (True, False)
        for more in ({}, {"until": SOON}, {"rights": SILENT})
    ),
    Place("left", inside=False),
    Place("kicked", inside=False),
    Place("kicked", inside=False, details={"until": SOON}),
]


def test_every_status_is_tried() -> None:
    known = {
        ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER, ChatMember.RESTRICTED,
        ChatMember.LEFT, ChatMember.BANNED,
    }  # fmt: skip
    assert {place.status for place in PLACES} == known


@pytest.fixture
async def ready(small_database: Path) -> AsyncIterator[Stage]:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            await people.private(await people.user("管理员", id=OPERATOR), started=True)
        async with stage(small_database, server=server, settings=SETTINGS) as running:
            yield running


async def office(ready: Stage) -> Chat:
    """A group that is allowed: an administrator has added the bot to it."""
    group = await ready.group("澄湾港办公室", [], [BOSS])
    await ready.telegram.reply(DESK)
    return group


async def test_who_is_in_an_allowed_group_is_served_and_nobody_else(ready: Stage) -> None:
    group = await office(ready)
    links = (
        deeplink.Link(deeplink.Kind.SURFACE, surface="speeches"),
        deeplink.Link(deeplink.Kind.SLOGAN),
        deeplink.Link(deeplink.Kind.SEARCH, query="AAAAAAAA"),
    )
    for place in [*PLACES, None]:
        user, private = await ready.person(f"群友 {place}")
        if place is not None:
            await ready.telegram.member(group, user, place.status, **place.details)
        served = place is not None and place.inside
        found = await ready.telegram.inline(user, "靠前服务")
        assert bool(found.results) == served, f"inline: {place}"
        asked = ["靠前服务", "/random", *(f"/start {deeplink.payload(link)}" for link in links)]
        for text in asked:
            answer = await ready.ask(user, private, text)
            refused = answer.text.startswith("这个机器人只给本单位用")
            assert refused != served, f"{text}: {place}"
        pressed = await ready.telegram.press(user, answer, data="1ls....")
        assert (pressed.toast == "这个机器人只给本单位用") != served, f"press: {place}"


async def test_the_bot_greets_where_it_comes_in_and_nowhere_else(ready: Stage) -> None:
    group = await office(ready)
    member = PLACES[2]
    inside, arrivals = True, 1
    for pair in product(PLACES, PLACES):
        for place in (*pair, member):
            await ready.telegram.member(group, None, place.status, by=BOSS, **place.details)
            arrivals += place.inside and not inside
            inside = place.inside
        # One chat is answered in order: what was to be said before has been said by then.
        asked = await ready.telegram.say(BOSS, group, "/help")
        while (await ready.telegram.reply(group)).reply_to != asked.message_id:
            pass
        sent = [one["arguments"] for one in await ready.telegram.requests("sendMessage")]
        greetings = [one for one in sent if "大家好" in one["text"]]
        assert len(greetings) == arrivals, f"{pair[0]} to {pair[1]}"
