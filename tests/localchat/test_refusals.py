"""Every limit and every refusal, in Telegram's words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from localchat.people import People
from tests.support.bare_bot import Rig, rig
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def world() -> AsyncIterator[Rig]:
    async with rig() as running:
        yield running


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def button(**action: Any) -> dict[str, Any]:
    return {"text": "b", **action}


DATA = {"callback_data": "x"}
BAD_TEXTS = [
    ({"text": ""}, "Bad Request: message text is empty"),
    ({}, "Bad Request: message text is empty"),
    ({"text": "\ud83d"}, "Bad Request: strings must be encoded in UTF-8"),
    ({"text": " \n "}, "Bad Request: message text is empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
    ({"text": "字" * 4097}, "Bad Request: message is too long"),
    ({"text": "😀" * 2049}, "Bad Request: message is too long"),
    (
        {"text": "<b>x</b> " * 101, "parse_mode": "HTML"},
        "Bad Request: message has more than 100 entities",
    ),
    ({"text": "x", "parse_mode": "MarkdownV2"}, "is not supported by the local chat"),
    ({"text": "x", "parse_mode": "HTLM"}, "Bad Request: unsupported parse_mode"),
    ({"text": "x", "chat_id": 999}, "Bad Request: chat not found"),
    ({"text": "x", "chat_id": "@nobody"}, "Bad Request: chat not found"),
    ({"text": "x", "message_thread_id": 5}, "Bad Request: message thread not found"),
    (
        {"text": "x", "reply_parameters": {"message_id": 99}},
        "Bad Request: message to be replied not found",
    ),
    (
        {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "can't parse entities: entity beginning at UTF-16 offset 0 ends after the end",
    ),
]


@pytest.mark.parametrize(("arguments", "words"), BAD_TEXTS)
async def test_text_that_telegram_refuses(
    world: Rig, arguments: dict[str, Any], words: str
) -> None:
    arguments = {"chat_id": world.user.id, **arguments}
    assert words in await world.refused("sendMessage", **arguments)


@pytest.mark.parametrize(
    "text", ["字" * 4096, "😀" * 2048, "<b>" + "字" * 4096 + "</b>", "<b>x</b> " * 100]
)
async def test_text_at_the_limit_is_sent(world: Rig, text: str) -> None:
    sent = await world.ok("sendMessage", chat_id=world.user.id, text=text, parse_mode="HTML")
    assert sent["text"]


BAD_KEYBOARDS = [
    (keyboard([button(callback_data="字" * 22)]), "BUTTON_DATA_INVALID"),
    (keyboard([button(callback_data="")]), "BUTTON_DATA_INVALID"),
    (keyboard([button()]), "Text buttons are unallowed in the inline keyboard"),
    (keyboard([button(callback_data="x", url="https://a.example")]), "exactly one"),
    (keyboard([button(url="not a link")]), "is invalid: Wrong HTTP URL"),
    (keyboard([button(url="https://t.me/local_bot?start=a.b")]), "START_PARAM_INVALID"),
    (keyboard([button(url="https://t.me/local_bot?start=" + "a" * 65)]), "START_PARAM_INVALID"),
    (keyboard([button(copy_text={"text": "x" * 257})]), "BUTTON_COPY_TEXT_INVALID"),
    (keyboard([button(copy_text={"text": ""})]), "BUTTON_COPY_TEXT_INVALID"),
    (keyboard([{"text": " ", **DATA}]), "BUTTON_TEXT_INVALID"),
    (keyboard([button(**DATA)] * 9), "more than 8 buttons"),
    (keyboard(*[[button(**DATA)] * 8] * 13), "reply markup is too long"),
    (keyboard([]), "a row is empty"),
    (keyboard([button(colour="red", **DATA)]), 'unknown field "colour"'),
    ({"force_reply": "yes"}, "force_reply must be a Boolean"),
    ({"inline": []}, "is of none of the types"),
    ("{", "can't parse"),
]


@pytest.mark.parametrize(("markup", "words"), BAD_KEYBOARDS)
async def test_keyboard_that_telegram_refuses(
    world: Rig, markup: str | dict[str, Any], words: str
) -> None:
    refusal = await world.refused(
        "sendMessage", chat_id=world.user.id, text="x", reply_markup=markup
    )
    assert refusal.startswith("Bad Request: ")
    assert words in refusal


async def test_keyboard_at_the_limit_is_sent(world: Rig) -> None:
    rows = [[button(callback_data="字" * 21 + "x")] * 8] * 12
    rows.append([button(copy_text={"text": "字" * 256}), button(url="t.me/local_bot?start=a-_1")])
    sent = await world.ok(
        "sendMessage", chat_id=world.user.id, text="x", reply_markup=keyboard(*rows)
    )
    assert len(sent["reply_markup"]["inline_keyboard"]) == 13


BAD_CALLS = [
    ("sendMessage", {"text": "x", "colour": 1}, 400, 'unknown field "colour" in sendMessage'),
    ("sendMessage", {"text": "x", "chat_id": "12a"}, 400, "chat_id must be an Integer"),
    ("sendMessage", {"text": 5}, 400, "text must be a String"),
    ("sendMessage", {"text": "x", "reply_parameters": {"message_id": "1"}}, 400, "an Integer"),
    ("sendMessage", {"text": "x", "disable_notification": "maybe"}, 400, "must be a Boolean"),
    ("sendMessage", {"text": "x", "entities": {"type": "bold"}}, 400, "an Array of MessageEntity"),
    ("sendMessages", {}, 404, "Not Found: method not found"),
    ("sendDice", {}, 400, "method sendDice is not supported by the local chat"),
    ("sendChatAction", {"action": "sleeping"}, 400, "wrong parameter action"),
    ("sendDocument", {"document": "nowhere"}, 400, "wrong file identifier/HTTP URL specified"),
    ("sendDocument", {"document": "attach://lost"}, 400, "lost, which was not uploaded"),
    ("deleteMessage", {"message_id": 99}, 400, "Bad Request: message to delete not found"),
    ("editMessageText", {"text": "x"}, 400, "message identifier is not specified"),
    ("editMessageText", {"text": "x", "message_id": 99}, 400, "message to edit not found"),
]


@pytest.mark.parametrize(("method", "arguments", "status", "words"), BAD_CALLS)
async def test_call_that_does_not_fit_the_bot_api(
    world: Rig, method: str, arguments: dict[str, Any], status: int, words: str
) -> None:
    given = {"chat_id": world.user.id, **arguments}
    code, description = await world.call(method, **given)
    assert code == status
    assert words in description
    assert len(await world.telegram.refusals()) == 1


BAD_COMMANDS = [
    ([{"command": "Help", "description": "x"}], "BOT_COMMAND_INVALID"),
    ([{"command": "help-me", "description": "x"}], "BOT_COMMAND_INVALID"),
    ([{"command": "a" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
    ([{"command": "help", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
    ([{"command": "a", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
]


@pytest.mark.parametrize(("commands", "words"), BAD_COMMANDS)
async def test_commands_that_telegram_refuses(
    world: Rig, commands: list[dict[str, str]], words: str
) -> None:
    assert words in await world.refused("setMyCommands", commands=commands)


async def test_edits(world: Rig) -> None:
    sent = await world.ok("sendMessage", chat_id=world.user.id, text="one")
    target = {"chat_id": world.user.id, "message_id": sent["message_id"]}
    assert (await world.refused("editMessageText", text="one", **target)).startswith(
        "Bad Request: message is not modified: specified new message content and reply markup"
    )
    long = await world.refused("editMessageText", text="x" * 4097, **target)
    assert long == "Bad Request: MESSAGE_TOO_LONG"
    assert "no caption" in await world.refused("editMessageCaption", caption="x", **target)
    await world.ok("editMessageText", text="two", reply_markup=keyboard([button(**DATA)]), **target)
    changed = await world.ok("editMessageReplyMarkup", **target)
    assert changed["text"] == "two"
    assert "reply_markup" not in changed
    said = await world.telegram.say(world.user, world.chat, "mine")
    target["message_id"] = said.message_id
    assert "message can't be edited" in await world.refused("editMessageText", text="x", **target)


async def test_a_message_older_than_48_hours_stays(world: Rig) -> None:
    sent = await world.ok("sendMessage", chat_id=world.user.id, text="one")
    await world.telegram.clock(advance=48 * 3600 + 5)
    refusal = await world.refused(
        "deleteMessage", chat_id=world.user.id, message_id=sent["message_id"]
    )
    assert refusal == "Bad Request: message can't be deleted for everyone"


async def test_people_who_can_not_be_written_to(world: Rig) -> None:
    stranger = await world.telegram.user("乙")
    await world.telegram.private(stranger)
    with pytest.raises(Forbidden, match=r"(?i)bot can't initiate conversation with a user"):
        await world.bot.send_message(stranger.id, "x")
    await world.telegram.control("block", user_id=world.user.id)
    with pytest.raises(Forbidden, match=r"(?i)bot was blocked by the user"):
        await world.bot.send_message(world.user.id, "x")
    await world.telegram.say(world.user, world.chat, "back")
    await world.bot.send_message(world.user.id, "x")
    await world.telegram.control("deactivate", user_id=world.user.id)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await world.bot.send_message(world.user.id, "x")
    told = [one["my_chat_member"] for one in await world.updates() if "my_chat_member" in one]
    assert [one["new_chat_member"]["status"] for one in told] == ["kicked", "member"]


async def test_groups_that_can_not_be_written_to(world: Rig) -> None:
    group = await world.telegram.group("组", [world.user], [world.user], basic=True)
    await world.telegram.control("permissions", chat_id=group.id, can_send_messages=False)
    with pytest.raises(
        BadRequest, match=r"(?i)not enough rights to send text messages to the chat"
    ):
        await world.bot.send_message(group.id, "x")
    await world.telegram.member(group, None, "administrator")
    await world.bot.send_message(group.id, "x")
    await world.telegram.member(group, None, "kicked")
    with pytest.raises(Forbidden, match=r"(?i)bot was kicked from the group chat"):
        await world.bot.send_message(group.id, "x")
    await world.telegram.member(group, None, "left")
    with pytest.raises(Forbidden, match=r"(?i)bot is not a member of the group chat"):
        await world.bot.send_message(group.id, "x")
    elsewhere = await world.telegram.group("外", [world.user], bot_status=None)
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await world.bot.send_message(elsewhere.id, "x")


async def test_an_upgraded_group_names_its_new_id(world: Rig) -> None:
    group = await world.telegram.group("组", [world.user], [world.user], basic=True)
    grown = await world.telegram.control("migrate", chat_id=group.id)
    with pytest.raises(ChatMigrated) as caught:
        await world.bot.send_message(group.id, "x")
    assert caught.value.new_chat_id == grown["id"]
    assert (await world.bot.send_message(grown["id"], "x")).text == "x"
    services = [one["message"] for one in await world.updates() if "message" in one]
    assert services[-2]["migrate_to_chat_id"] == grown["id"]
    assert services[-1]["migrate_from_chat_id"] == group.id


async def test_topics_that_can_not_be_written_to(world: Rig) -> None:
    forum = await world.telegram.group(
        "坛", [world.user], [world.user], forum=True, topics=["早", "晚"]
    )
    early, late = forum.topics["早"], forum.topics["晚"]
    sent = await world.bot.send_message(forum.id, "x", message_thread_id=early)
    assert (sent.message_thread_id, sent.is_topic_message) == (early, True)
    with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
        await world.bot.send_message(forum.id, "x", message_thread_id=9999)
    await world.telegram.control("topic", chat_id=forum.id, topic=early, closed=True)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await world.bot.send_message(forum.id, "x", message_thread_id=early)
    await world.telegram.control("topic", chat_id=forum.id, topic=late, deleted=True)
    with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
        await world.bot.send_message(forum.id, "x", message_thread_id=late)


async def test_a_chain_of_replies_is_no_topic(world: Rig) -> None:
    group = await world.telegram.group("组", [world.user], [world.user])
    first = await world.telegram.say(world.user, group, "/a")
    second = await world.telegram.say(world.user, group, "/b", reply_to=first)
    said = there((await world.bot.get_updates())[-1].message)
    assert (said.message_thread_id, said.is_topic_message) == (first.message_id, None)
    assert there((await said.reply_text("plain", do_quote=True)).reply_to_message).text == "/b"
    with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
        await world.bot.send_message(group.id, "x", message_thread_id=first.message_id)
    assert second.topic is None


async def test_presses_are_answered_once_and_in_time(world: Rig) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    sent = await world.bot.send_message(world.user.id, "x", reply_markup=markup)
    await world.telegram.replies(world.chat)

    async def press() -> str:
        await world.telegram.control(
            "press",
            user_id=world.user.id,
            chat_id=world.user.id,
            message_id=sent.message_id,
            label="Go",
            wait=0,
        )
        query: str = (await world.updates())[-1]["callback_query"]["id"]
        return query

    number = await press()
    too_long = await world.refused("answerCallbackQuery", callback_query_id=number, text="x" * 201)
    assert too_long == "Bad Request: MESSAGE_TOO_LONG"
    for link in ("https://example.org", "t.me/other_bot?start=a", "t.me/local_bot?start=ä"):
        assert "URL_INVALID" in await world.refused(
            "answerCallbackQuery", callback_query_id=number, url=link
        )
    await world.ok(
        "answerCallbackQuery", callback_query_id=number, url="https://t.me/local_bot?start=p_1"
    )
    old = "query is too old and response timeout expired or query ID is invalid"
    assert old in await world.refused("answerCallbackQuery", callback_query_id=number)
    late = await press()
    await world.telegram.clock(advance=61)
    assert old in await world.refused("answerCallbackQuery", callback_query_id=late)


BAD_RESULTS = [
    ([{"id": str(n)} for n in range(51)], {}, "RESULTS_TOO_MUCH"),
    ([{"id": "1"}, {"id": "1"}], {}, "RESULT_ID_DUPLICATE"),
    ([{"id": "x" * 65}], {}, "RESULT_ID_INVALID"),
    ([{"id": ""}], {}, "RESULT_ID_INVALID"),
    ([{"id": "1"}], {"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
    ([], {"button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
    ([], {"button": {"text": "x"}}, "exactly one action"),
    ([{"id": "1", "text": "<b>"}], {}, "can't parse entities: Can't find end tag"),
    ([{"id": "1", "text": ""}], {}, "message text is empty"),
    ([{"id": "1", "type": "article!"}], {}, "no known kind of InlineQueryResult"),
    ([{"id": "1", "colour": "red"}], {}, 'unknown field "colour"'),
]


@pytest.mark.parametrize(("results", "more", "words"), BAD_RESULTS)
async def test_inline_answers_that_telegram_refuses(
    world: Rig, results: list[dict[str, str]], more: dict[str, Any], words: str
) -> None:
    asked = People(world.server.world).ask(
        world.server.world.user(world.user.id), world.server.world.first_bot, "q", "", None
    )
    filled = []
    for one in results:
        text = one.pop("text", "t")
        content = {"message_text": text, "parse_mode": "HTML"}
        filled.append({"type": "article", "title": "t", "input_message_content": content, **one})
    refusal = await world.refused(
        "answerInlineQuery", inline_query_id=asked.id, results=filled, **more
    )
    assert words in refusal


async def test_tokens(world: Rig) -> None:
    base = world.server.url
    assert (await world.client.get(f"{base}/bot43:x/getMe")).status_code == 401
    assert (await world.client.get(f"{base}/botnonsense/getMe")).status_code == 404


async def test_flood_limits_when_switched_on(world: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    await world.telegram.control("settings", flood_limits=True)
    for number in range(3):
        await world.bot.send_message(world.user.id, str(number))
    with pytest.raises(RetryAfter) as caught:
        await world.bot.send_message(world.user.id, "3")
    wait = caught.value.retry_after
    assert isinstance(wait, timedelta)
    assert 1 <= wait.total_seconds() <= 3
    assert any("Too Many Requests: retry after" in one for one in await world.telegram.refusals())


async def test_only_this_machine_and_our_page_may_ask(world: Rig) -> None:
    base = world.server.url
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        answer = await world.client.get(f"{base}/control/state", headers=headers)
        assert answer.status_code == 403
    own = await world.client.get(f"{base}/control/state", headers={"Origin": base})
    assert own.status_code == 200
    form = await world.client.post(f"{base}/control/reset", data={"x": "1"})
    assert form.status_code == 415
