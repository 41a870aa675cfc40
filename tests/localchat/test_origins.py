"""No page of another origin changes anything, whatever it asks for and however it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localchat.control.action import actions_of
from localchat.control.acts import Acts
from localchat.control.reads import Reads
from localchat.control.stage import Stage
from localchat.methods import METHODS
from tests.support.bare_bot import Rig, rig

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
JSON = "application/json"
TYPES = (JSON, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "")
EVIL = "http://evil.example"
# What makes each of these do something where it is carried out.
GIVEN = {
    "chat_id": "{user}", "user_id": "{user}", "text": "x", "name": "x", "title": "x",
    "members": "[{user}]", "message_id": "1", "status": "left", "enabled": "false",
    "method": "sendMessage", "action": "drop", "advance": "60", "until": "08:00",
    "flood_limits": "true", "blocked": "true", "kind": "document", "content": "eA==",
    "callback_data": "x", "query": "x", "commands": "[]",
}  # fmt: skip


@pytest.fixture
async def world() -> AsyncIterator[Rig]:
    async with rig() as running:
        await running.telegram.say(running.user, running.chat, "hello")
        yield running


def pages(world: Rig) -> Iterator[dict[str, str]]:
    """What browsers send for pages that are not ours."""
    port = world.server.url.rpartition(":")[2]
    yield from (
        {"Origin": origin}
        for origin in (EVIL, "null", "http://127.0.0.1:1", f"https://127.0.0.1:{port}", "http://[")
    )
    yield from ({"Sec-Fetch-Site": site} for site in ("cross-site", "same-site"))
    yield {"Referer": f"{EVIL}/page?{world.server.url}/"}
    # A name that was made to point here: to the browser it is one and the same site.
    rebound = f"evil.example:{port}"
    yield {"Host": rebound, "Origin": f"http://{rebound}", "Sec-Fetch-Site": "same-origin"}
    yield {"Host": f"127.0.0.1.evil.example:{port}"}
    yield {"Host": "["}


def controls(world: Rig) -> Iterator[str]:
    known = world.server.world
    reads = Reads(known, None, None)  # type: ignore[arg-type]
    for group in (Acts(known), Stage(known), reads):
        yield from (f"/control/{name}" for name in actions_of(group))


def routes(world: Rig) -> Iterator[str]:
    yield from controls(world)
    yield from (f"/bot{world.server.token}/{name}" for name in METHODS if name != "getUpdates")
    yield from ("/page/socket", "/control/file", f"/file/bot{world.server.token}/x", "/x")


def seen(world: Rig) -> object:
    """All that can be told of a world from outside."""
    known = world.server.world
    return (
        known.journal.last, known.clock.jumps, known.settings, len(known.users),
        {key: (chat.started, chat.blocked, chat.last_id) for key, chat in known.private.items()},
        list(known.groups), [len(bot.inbox) for bot in known.bots.values()],
    )  # fmt: skip


async def ask(world: Rig, verb: str, route: str, kind: str, headers: dict[str, str]) -> int:
    given = {key: text.format(user=world.user.id) for key, text in GIVEN.items()}
    more: dict[str, Any] = {"params": given}
    if verb not in {"GET", "HEAD"}:
        body = "{}" if kind == JSON else "&".join(f"{key}={text}" for key, text in given.items())
        more["content"] = body
    sent = {**headers, **({"Content-Type": kind} if kind else {})}
    answer = await world.client.request(verb, world.server.url + route, headers=sent, **more)
    return answer.status_code


async def test_no_other_page_changes_anything(world: Rig) -> None:
    before = seen(world)
    foreign = list(pages(world))
    for number, route in enumerate(routes(world)):
        for verb in VERBS:
            carried = verb in {"GET", "POST"}
            # All of them somewhere: what refuses is in one place.
            for kind in TYPES if number % 9 == 0 and verb == "POST" else (JSON,):
                for headers in foreign if carried else foreign[number % 4 :: 4]:
                    status = await ask(world, verb, route, kind, headers)
                    assert status in {400, 403} or route == "/x", (verb, route, kind, headers)
    assert seen(world) == before


async def test_nothing_is_changed_by_getting_a_control_address(world: Rig) -> None:
    """An old browser that loads a picture doesn't say for which page."""
    before = seen(world)
    for route in controls(world):
        for arguments in ("", "?advance=60", f"?user_id={world.user.id}&text=x"):
            await world.client.get(world.server.url + route + arguments)
    plain: dict[str, str | int] = {"user_id": world.user.id, "chat_id": world.user.id, "text": "x"}
    answer = await world.client.get(f"{world.server.control}/say", params=plain)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert seen(world) == before


async def test_our_own_page_and_bots_are_served(world: Rig) -> None:
    own = {"Origin": world.server.url, "Sec-Fetch-Site": "same-origin"}
    address = f"{world.server.control}/say"
    said = {"user_id": world.user.id, "chat_id": world.user.id, "text": "x"}
    assert (await world.client.post(address, json=said, headers=own)).status_code == 200
    send = f"{world.server.url}/bot{world.server.token}/sendMessage"
    told: dict[str, str | int] = {"chat_id": world.user.id, "text": "x"}
    for answer in (
        await world.client.get(send, params=told),
        await world.client.get(send, params=told, headers={"Sec-Fetch-Site": "none"}),
        await world.client.post(send, data=told),
        await world.client.post(send, json=told),
        await world.client.get(f"{world.server.control}/clock", params={"jumps": 7}),
        await world.client.get(world.server.url, headers={"Referer": EVIL}),
    ):
        assert answer.status_code == 200
