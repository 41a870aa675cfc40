"""Albums: files that people send at once, and those that bots send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import InputMediaDocument

from tests.support.bare_bot import Rig, rig
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def world() -> AsyncIterator[Rig]:
    async with rig() as running:
        yield running


async def test_files_of_one_album_are_a_media_group(world: Rig) -> None:
    for name in ("甲.txt", "乙.txt"):
        await world.telegram.send(world.user, world.chat, name, b"x", album="7")
    found = [update["message"]["media_group_id"] for update in await world.updates()]
    assert found == ["7", "7"]


async def test_a_bot_sends_albums_of_one_kind(world: Rig) -> None:
    document = InputMediaDocument(b"x", filename="甲.txt", caption="题")
    sent = await world.bot.send_media_group(world.user.id, [document] * 2)
    assert len({one.media_group_id for one in sent}) == 1
    assert [one.caption for one in sent] == ["题", "题"]
    for media, words in (
        ([], "no messages to send"),
        (
            [{"type": "document", "media": there(sent[0].document).file_id}] * 11,
            "too many messages",
        ),
        (
            [
                {"type": "document", "media": there(sent[0].document).file_id},
                {"type": "photo", "media": there(sent[0].document).file_id},
            ],
            "can't be mixed",
        ),
    ):
        assert words in await world.refused("sendMediaGroup", chat_id=world.user.id, media=media)
    assert len((await world.telegram.control("messages", chat_id=world.user.id))["messages"]) == 2
