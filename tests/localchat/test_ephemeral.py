"""Messages that one person of a group sees: who may be sent one, how it changes, who sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.bare_bot import Rig, rig
from tests.support.telegram import ControlRefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.telegram import Chat, Message, User

KEYBOARD = {"inline_keyboard": [[{"text": "b", "callback_data": "x"}]]}


class Group:
    """A group of two people and the bot, which is no administrator."""

    def __init__(self, world: Rig) -> None:
        self.world, self.telegram = world, world.telegram

    async def open(self) -> None:
        self.first = self.world.user
        self.second: User = await self.telegram.user("乙")
        self.chat: Chat = await self.telegram.group("办公室", [self.first, self.second])

    async def hidden(self, user: User, text: str = "x", **more: Any) -> tuple[int, Any]:
        return await self.world.call(
            "sendMessage",
            chat_id=self.chat.id,
            text=text,
            ephemeral_message_parameters={"receiver_user_id": user.id, **more},
            reply_markup=KEYBOARD,
        )

    def edit(self, user: User, number: int, **more: Any) -> dict[str, Any]:
        named = {"receiver_user_id": user.id, "ephemeral_message_id": number}
        return {"chat_id": self.chat.id, **named, **more}

    async def shown(self) -> Message:
        return (await self.telegram.read(self.chat))[-1]


@pytest.fixture
async def group() -> AsyncIterator[Group]:
    async with rig() as running:
        opened = Group(running)
        await opened.open()
        yield opened


async def test_it_answers_a_command_or_a_press_alone(group: Group) -> None:
    status, why = await group.hidden(group.first)
    assert (status, "not enough rights" in why) == (400, True)
    await group.telegram.say(group.first, group.chat, "/s 词")
    status, sent = await group.hidden(group.first)
    assert status == 200
    assert (sent["message_id"], sent["ephemeral_message_id"]) == (0, 1)
    assert sent["receiver_user"]["id"] == group.first.id
    assert (await group.hidden(group.second))[0] == 400
    await group.telegram.control("clock", advance=61)
    assert (await group.hidden(group.first))[0] == 400
    await group.telegram.control("member", chat_id=group.chat.id, status="administrator")
    assert (await group.hidden(group.second))[0] == 200


async def test_only_groups_and_their_members_get_one(group: Group) -> None:
    refused = await group.world.refused(
        "sendMessage",
        chat_id=group.first.id,
        text="x",
        ephemeral_message_parameters={"receiver_user_id": group.first.id},
    )
    assert "groups and supergroups" in refused
    stranger = await group.telegram.user("丙")
    assert (await group.hidden(stranger))[1] == "Bad Request: user not found"


async def test_numbers_are_a_persons_own_and_come_again(group: Group) -> None:
    for user in (group.first, group.second):
        await group.telegram.say(user, group.chat, "/s 词")
    numbers = [
        (await group.hidden(user))[1]["ephemeral_message_id"]
        for user in (group.first, group.second, group.first)
    ]
    assert numbers == [1, 1, 2]
    await group.world.ok("deleteEphemeralMessage", **group.edit(group.first, 1))
    assert (await group.hidden(group.first))[1]["ephemeral_message_id"] == 1


async def test_it_is_changed_by_its_own_methods(group: Group) -> None:
    await group.telegram.say(group.first, group.chat, "/s 词")
    await group.hidden(group.first)
    changed = await group.world.ok(
        "editEphemeralMessageText", **group.edit(group.first, 1, text="y")
    )
    assert changed is True
    assert (await group.shown()).text == "y"
    refused = [
        await group.world.refused(method, **group.edit(group.first, 1, **more))
        for method, more in (
            ("editEphemeralMessageText", {"text": "y"}),
            ("editEphemeralMessageReplyMarkup", {}),
        )
    ]
    assert all("not modified" in one for one in refused)
    for user, number in ((group.second, 1), (group.first, 2)):
        missing = group.edit(user, number, text="z")
        assert "not found" in await group.world.refused("editEphemeralMessageText", **missing)
    inner = (await group.shown()).message_id
    for method, more in (("editMessageText", {"text": "z"}), ("deleteMessage", {})):
        for number in (0, inner):
            said = {"chat_id": group.chat.id, "message_id": number, **more}
            assert "not found" in await group.world.refused(method, **said)


async def test_nobody_else_presses_forwards_or_answers_it(group: Group) -> None:
    await group.telegram.say(group.first, group.chat, "/s 词")
    await group.hidden(group.first)
    shown = await group.shown()
    with pytest.raises(ControlRefusedError, match="nobody else sees"):
        await group.telegram.press(group.second, shown, "b")
    with pytest.raises(ControlRefusedError, match="nobody else sees"):
        await group.telegram.say(group.second, group.chat, "好", reply_to=shown)
    said = await group.telegram.say(group.first, group.chat, "好", reply_to=shown)
    assert said.message_id < 0
    await group.telegram.control("clock", advance=16)
    with pytest.raises(ControlRefusedError, match="15 seconds"):
        await group.telegram.say(group.first, group.chat, "好", reply_to=shown)


async def test_a_press_is_answered_by_a_new_one_or_by_a_toast(group: Group) -> None:
    await group.telegram.say(group.first, group.chat, "/s 词")
    await group.hidden(group.first)
    await group.world.updates()
    shown = await group.shown()
    await group.telegram.control(
        "press", user_id=group.first.id, chat_id=group.chat.id, message_id=shown.message_id,
        label="b", wait=0,
    )  # fmt: skip
    (update,) = await group.world.updates()
    query = update["callback_query"]
    assert query["message"]["ephemeral_message_id"] == 1
    status, _ = await group.hidden(
        group.first, callback_query_id=query["id"], replace_callback_query_message=True
    )
    assert status == 400
    assert (await group.hidden(group.first, callback_query_id=query["id"]))[0] == 200
    await group.world.ok("answerCallbackQuery", callback_query_id=query["id"])
    assert (await group.hidden(group.first, callback_query_id=query["id"]))[0] == 400


async def test_a_command_may_be_hidden_too(group: Group) -> None:
    scope = {"type": "chat", "chat_id": group.chat.id}
    command = {"command": "s", "description": "查", "is_ephemeral": True}
    await group.world.ok("setMyCommands", commands=[command], scope=scope)
    await group.world.updates()
    said = await group.telegram.say(group.first, group.chat, "/s 词")
    assert said.message_id < 0
    (update,) = await group.world.updates()
    message = update["message"]
    assert (message["message_id"], message["ephemeral_message_id"]) == (0, 1)
    assert message["receiver_user"]["is_bot"]
    open_ = await group.telegram.say(group.first, group.chat, "/help")
    assert open_.message_id > 0
