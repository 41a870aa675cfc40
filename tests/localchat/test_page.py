"""The page's files, its protection, its people, and the stream of events it follows."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

import localchat
from tests.support.bare_bot import Rig, rig

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PAGE = Path(localchat.__file__).with_name("page")


@pytest.fixture
async def world() -> AsyncIterator[Rig]:
    async with rig() as running:
        yield running


async def test_the_page_loads_nothing_from_elsewhere(world: Rig) -> None:
    answer = await world.client.get(f"{world.server.url}/")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for file in PAGE.iterdir():
        assert (await world.client.get(f"{world.server.url}/{file.name}")).status_code == 200
        found = re.findall(
            r"(?:src|href|from|import|url)[=( ]*[\"']?(https?:[^\"')]+)", file.read_text()
        )
        assert not found, file.name


def test_no_message_can_become_markup() -> None:
    for file in PAGE.glob("*.js"):
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in file.read_text(), file.name


async def test_files_outside_the_page_stay_closed(world: Rig) -> None:
    for path in ("../server.py", "%2e%2e/server.py", "/etc/passwd"):
        answer = await world.client.get(f"{world.server.url}/{path}")
        assert answer.status_code in {403, 404}


async def test_the_page_starts_with_three_people_a_group_and_a_forum(world: Rig) -> None:
    await world.telegram.control("sample")
    assert len((await world.telegram.control("state"))["users"]) == 1
    await world.telegram.control("reset")
    for _ in range(2):
        await world.telegram.control("sample")
    state = await world.telegram.control("state")
    assert [one["language_code"] for one in state["users"]] == ["zh-hans", "zh-hans", "en"]
    assert sorted(one["type"] for one in state["chats"]) == [
        "private",
        "private",
        "private",
        "supergroup",
        "supergroup",
    ]
    forum = next(one for one in state["chats"] if one.get("is_forum"))
    assert len(forum["topics"]) == 2
    assert {one["status"] for one in forum["members"]} == {"creator", "member"}


async def test_events_arrive_over_the_socket(world: Rig) -> None:
    address = f"{world.server.url.replace('http', 'ws')}/page/socket"
    own = HTTPRequest(address, headers={"Origin": world.server.url})
    socket = await websocket_connect(own)
    await world.telegram.say(world.user, world.chat, "live")
    event = json.loads(await socket.read_message() or "")
    assert (event["type"], event["message"]["text"]) == ("message", "live")
    socket.close()


async def test_the_socket_is_closed_to_other_pages(world: Rig) -> None:
    address = f"{world.server.url.replace('http', 'ws')}/page/socket"
    foreign = HTTPRequest(address, headers={"Origin": "http://evil.example"})
    with pytest.raises(HTTPClientError, match="403"):
        await websocket_connect(foreign)


async def test_documents_are_saved_and_never_shown_as_pages(world: Rig) -> None:
    sent = await world.telegram.send(world.user, world.chat, "x.html", b"<script>1</script>")
    answer = await world.client.get(
        f"{world.server.control}/file", params={"file_id": sent.file_id}
    )
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_the_clock_passes_over_a_weekend(world: Rig) -> None:
    await world.telegram.clock(set="2026-11-19T10:00")
    for morning in ("2026-11-20", "2026-11-23"):
        now = await world.telegram.clock(until="08:30", weekday=True)
        assert datetime.fromtimestamp(now, ZoneInfo("Asia/Shanghai")).date().isoformat() == morning


async def test_suggestions_have_labels(world: Rig) -> None:
    shown = await world.telegram.control("settings", suggestions=["甲", {"text": "乙", "en": "B"}])
    assert shown["suggestions"] == [
        {"text": "甲", "zh": "", "en": ""},
        {"text": "乙", "zh": "", "en": "B"},
    ]
    with pytest.raises(AssertionError, match="a suggestion has"):
        await world.telegram.control("settings", suggestions=[{"zh": "乙"}])
