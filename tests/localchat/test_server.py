"""Updates, webhook, files, faults, clock and members of the local chat."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
import tornado.web
from telegram import BotCommand, BotCommandScopeAllGroupChats, InputMediaPhoto, Message
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from localchat import LocalTelegram
from localchat.check import Checker
from localchat.spec import load
from tests.support.bare_bot import Rig, rig
from tests.support.telegram import Telegram, User
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.telegram_shown import InlineAnswer


@pytest.fixture
async def world() -> AsyncIterator[Rig]:
    async with rig() as running:
        yield running


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress((b"\0" + b"\x80" * width) * height))
    return b"\x89PNG\r\n\x1a\n" + head + rows + chunk(b"IEND", b"")


async def test_updates_stay_until_a_higher_offset_confirms_them(world: Rig) -> None:
    for text in ("1", "2", "3"):
        await world.telegram.say(world.user, world.chat, text)
    first = await world.bot.get_updates(limit=2)
    assert [there(one.message).text for one in first] == ["1", "2"]
    assert [one.update_id for one in await world.bot.get_updates()][:2] == [
        one.update_id for one in first
    ]
    rest = await world.bot.get_updates(offset=first[1].update_id + 1)
    assert [there(one.message).text for one in rest] == ["3"]
    assert await world.bot.get_updates(offset=rest[0].update_id + 1) == ()


async def test_a_negative_offset_forgets_all_but_the_last(world: Rig) -> None:
    for text in ("1", "2", "3"):
        await world.telegram.say(world.user, world.chat, text)
    assert [there(one.message).text for one in await world.bot.get_updates(offset=-1)] == ["3"]
    assert len(await world.bot.get_updates()) == 1


async def test_a_long_poll_ends_with_the_first_update(world: Rig) -> None:
    waiting = asyncio.create_task(world.bot.get_updates(timeout=30))
    await world.telegram.say(world.user, world.chat, "late")
    assert [there(one.message).text for one in await waiting] == ["late"]


async def test_a_second_poll_ends_the_first_with_409(world: Rig) -> None:
    polls = [asyncio.create_task(world.call("getUpdates", timeout=30)) for _ in range(2)]
    done, still = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
    code, words = done.pop().result()
    assert code == 409
    assert words.startswith("Conflict: terminated by other getUpdates request")
    await world.telegram.say(world.user, world.chat, "x")
    code, updates = await still.pop()
    assert [one["message"]["text"] for one in updates] == ["x"]


async def test_allowed_updates_are_remembered(world: Rig) -> None:
    await world.bot.get_updates(allowed_updates=["callback_query"])
    await world.telegram.say(world.user, world.chat, "unwanted")
    assert await world.bot.get_updates() == ()
    await world.bot.get_updates(allowed_updates=[])
    await world.telegram.say(world.user, world.chat, "wanted")
    assert len(await world.bot.get_updates()) == 1


async def test_chat_member_updates_come_to_administrators_who_ask(world: Rig) -> None:
    other = await world.telegram.user("乙")
    group = await world.telegram.group("组", [world.user], [world.user], bot_status="administrator")
    await world.bot.get_updates(allowed_updates=["chat_member", "my_chat_member"])
    await world.telegram.member(group, other, "member", by=world.user)
    changes = [one["chat_member"] for one in await world.updates() if "chat_member" in one]
    assert [one["new_chat_member"]["user"]["id"] for one in changes] == [other.id]
    everyone = await world.bot.get_chat_administrators(group.id)
    assert [one.status for one in everyone] == ["creator", "administrator"]
    assert await world.bot.get_chat_member_count(group.id) == 3
    assert (await world.bot.get_chat_member(group.id, other.id)).status == "member"
    await world.bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member"):
        await world.bot.send_message(group.id, "x")


async def test_a_webhook_gets_updates_with_its_secret_until_it_accepts_them(world: Rig) -> None:
    seen: list[tuple[str, str]] = []
    done = asyncio.Event()

    class Hook(tornado.web.RequestHandler):
        def post(self) -> None:
            text = json.loads(self.request.body)["message"]["text"]
            seen.append((self.request.headers["X-Telegram-Bot-Api-Secret-Token"], text))
            if len(seen) == 1:
                self.set_status(500)
            elif len(seen) == 3:
                done.set()

    sockets = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(tornado.web.Application([("/hook", Hook)], log_function=lambda _: None))
    server.add_sockets(sockets)
    try:
        url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/hook"
        with pytest.raises(BadRequest, match=r"(?i)HTTPS URL must be provided"):
            await world.bot.set_webhook("http://example.org/hook")
        await world.bot.set_webhook(url, secret_token="s-1")
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await world.bot.get_updates()
        await world.telegram.say(world.user, world.chat, "1")
        await world.telegram.say(world.user, world.chat, "2")
        await asyncio.wait_for(done.wait(), 10)
        assert seen == [("s-1", "1"), ("s-1", "1"), ("s-1", "2")]
        assert "500" in there((await world.bot.get_webhook_info()).last_error_message)
        await world.bot.delete_webhook()
        assert (await world.bot.get_webhook_info()).url == ""
    finally:
        server.stop()
        await server.close_all_connections()


async def test_files_go_both_ways(world: Rig) -> None:
    content = "内容".encode() * 1000
    sent = await world.telegram.send(world.user, world.chat, "总结.docx", content, caption="看")
    update = (await world.bot.get_updates())[-1]
    assert there(there(update.message).document).file_name == "总结.docx"
    assert there(update.message).caption == "看"
    fetched = await (await there(there(update.message).document).get_file()).download_as_bytearray()
    assert bytes(fetched) == content
    assert await world.telegram.file(sent) == content
    answer = await world.bot.send_document(world.user.id, content, filename="摘句 收藏.docx")
    assert there(answer.document).file_name == "摘句 收藏.docx"
    again = await world.bot.send_document(
        world.user.id, there(answer.document).file_id, caption="again"
    )
    assert there(again.document).file_name == "摘句 收藏.docx"
    huge = await world.telegram.send(world.user, world.chat, "大.pdf", b"x", size=20_000_001)
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await world.bot.get_file(there(huge.file_id))
    with pytest.raises(BadRequest, match=r"(?i)invalid file_id"):
        await world.bot.get_file("nonsense")


async def test_pictures_are_measured(world: Rig) -> None:
    sent = await world.bot.send_photo(
        world.user.id, png(108, 144), caption="<b>卡</b>", parse_mode="HTML"
    )
    assert (sent.photo[-1].width, sent.photo[-1].height) == (108, 144)
    edited = await world.bot.edit_message_media(
        InputMediaPhoto(png(60, 80), caption="new"), world.user.id, sent.message_id
    )
    assert isinstance(edited, Message)
    assert (edited.photo[-1].width, edited.caption) == (60, "new")
    for content, words in (
        (b"no picture", "image_process_failed"),
        (png(2100, 100), "photo_invalid_dimensions"),
        (b"", "file must be non-empty"),
    ):
        with pytest.raises(BadRequest, match=f"(?i){words}"):
            await world.bot.send_photo(world.user.id, content)


async def test_faults_hit_as_planned(world: Rig) -> None:
    telegram, bot, user = world.telegram, world.bot, world.user
    await telegram.fault("sendMessage", "refuse", code=502, description="Bad Gateway", skip=1)
    await bot.send_message(user.id, "passes")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(user.id, "never sent")
    await telegram.fault("sendMessage", "drop", when="after")
    with pytest.raises(NetworkError):
        await bot.send_message(user.id, "sent but unanswered")
    held = await telegram.fault("sendMessage", "hold")
    seq = (await telegram.control("state"))["seq"]
    waiting = asyncio.create_task(bot.send_message(user.id, "held"))
    await telegram.control("events", types=["fault"], after=seq, wait=10)
    await telegram.control("release", id=held)
    await waiting
    texts = [one.text for one in await telegram.read(world.chat)]
    assert texts == ["passes", "sent but unanswered", "held"]
    assert await telegram.refusals() == []


async def test_the_clock_is_moved_and_watched(world: Rig) -> None:
    telegram = world.telegram
    before = await telegram.control("clock")
    watching = asyncio.create_task(telegram.control("clock", jumps=before["jumps"], wait=30))
    after = await telegram.clock(set="2026-03-29T01:30:00+00:00")
    assert after == pytest.approx(1774747800, abs=5)
    assert (await watching)["jumps"] == before["jumps"] + 1
    morning = await telegram.clock(until="08:30")
    assert morning == pytest.approx(1774747800 + 23 * 3600, abs=5)
    assert world.server.clock.now().timestamp() == pytest.approx(morning, abs=5)
    said = await telegram.say(world.user, world.chat, "x")
    assert said.raw["date"] == pytest.approx(morning, abs=5)


async def test_commands_and_texts_by_scope_and_language(world: Rig) -> None:
    bot = world.bot
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("s", "查")], BotCommandScopeAllGroupChats(), "zh")
    assert [one.command for one in await bot.get_my_commands()] == ["help"]
    assert await bot.get_my_commands(language_code="zh") == ()
    found = await bot.get_my_commands(BotCommandScopeAllGroupChats(), "zh")
    assert [one.command for one in found] == ["s"]
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    await bot.set_my_description("长", language_code="zh")
    assert (await bot.get_my_description("zh")).description == "长"
    assert (await bot.get_my_description()).description == ""


async def test_anonymous_administrators_and_edits_of_people(world: Rig) -> None:
    group = await world.telegram.group("组", [world.user], [world.user], bot_status="administrator")
    said = await world.telegram.say(world.user, group, "/daily", anonymous=True)
    await world.telegram.rewrite(world.user, said, "/daily off")
    updates = await world.updates()
    assert updates[-2]["message"]["from"]["id"] == 1087968824
    assert updates[-2]["message"]["sender_chat"]["id"] == group.id
    assert updates[-1]["edited_message"]["text"] == "/daily off"


async def test_inline_answers_are_cached_unless_personal(world: Rig) -> None:
    other = await world.telegram.user("乙")
    content = {"message_text": "t"}
    result = {"type": "article", "id": "1", "title": "t", "input_message_content": content}

    async def ask(user: User, personal: bool) -> InlineAnswer:
        waiting = asyncio.create_task(world.telegram.inline(user, f"q{personal}"))
        asked = (await world.ok("getUpdates", timeout=10))[0]
        await world.updates()
        await world.ok(
            "answerInlineQuery",
            inline_query_id=asked["inline_query"]["id"],
            results=[result],
            is_personal=personal,
        )
        return await waiting

    await ask(world.user, personal=False)
    assert (await world.telegram.inline(other, "qFalse")).results == [result]
    await ask(world.user, personal=True)
    assert (await world.telegram.inline(world.user, "qTrue")).results == [result]
    assert (await ask(other, personal=True)).results == [result]


async def test_a_forged_press_reaches_the_bot(world: Rig) -> None:
    sent = await world.bot.send_message(world.user.id, "x")
    await world.telegram.control(
        "press",
        user_id=world.user.id,
        chat_id=world.user.id,
        message_id=sent.message_id,
        data="forged",
        wait=0,
    )
    assert (await world.updates())[-1]["callback_query"]["data"] == "forged"


async def test_every_update_and_answer_fits_the_bot_api(world: Rig) -> None:
    checker = Checker(load())
    other = await world.telegram.user("乙", username="yi_name")
    forum = await world.telegram.group(
        "坛", [other], [world.user], forum=True, topics=["早"], bot_status="administrator"
    )
    early = forum.topics["早"]
    await world.telegram.say(world.user, forum, "/s 港 #词", topic=early)
    sent = await world.bot.send_message(forum.id, "x", message_thread_id=early)
    await world.telegram.say(
        other,
        forum,
        "re",
        reply_to=await world.telegram.current((await world.telegram.read(forum))[-1]),
    )
    for kind in ("document", "sticker", "voice", "video", "audio", "animation"):
        await world.telegram.send(world.user, world.chat, "f.bin", b"x", kind=kind)
    await world.telegram.send(world.user, world.chat, "f.png", png(3, 2), kind="photo")
    await world.bot.pin_chat_message(forum.id, sent.message_id)
    await world.telegram.member(forum, other, "restricted")
    await world.telegram.member(forum, other, "kicked")
    updates = await world.updates()
    assert {kind for update in updates for kind in update} == {
        "update_id",
        "message",
        "my_chat_member",
    }
    for update in updates:
        assert checker.fault_in("Update", update) is None
    for method, kind in (("getChat", "ChatFullInfo"), ("getChatMember", "ChatMember")):
        arguments = {"chat_id": forum.id, **({"user_id": other.id} if "Member" in method else {})}
        assert checker.fault_in(kind, await world.ok(method, **arguments)) is None
    assert checker.fault_in("User", await world.ok("getMe")) is None


async def test_several_bots_have_private_chats_of_their_own() -> None:
    bots = {"1:a": "one_bot", "2:b": "two_bot"}
    async with (
        LocalTelegram(bots=bots) as server,
        Telegram(server.control) as first,
        Telegram(server.control, bot="two_bot") as second,
    ):
        user = await first.user("甲")
        chat = await first.private(user)
        await first.say(user, chat, "to one")
        await second.say(user, chat, "to two")
        assert [one.text for one in await first.read(chat)] == ["to one"]
        assert [one.text for one in await second.read(chat)] == ["to two"]


async def test_reset_forgets_people_and_chats(world: Rig) -> None:
    await world.telegram.say(world.user, world.chat, "x")
    await world.telegram.control("reset")
    state = await world.telegram.control("state")
    assert (state["users"], state["chats"], state["bots"][0]["pending"]) == ([], [], 0)


async def test_control_says_what_is_wrong(world: Rig) -> None:
    for action, given, words in (
        ("say", {"user_id": 1, "chat_id": 1, "text": "x"}, "no user 1"),
        ("say", {"user_id": 1}, "missing a required"),
        ("nonsense", {}, "no action nonsense"),
        ("fault", {"method": "getMe", "action": "burn"}, "action must be one of"),
        ("clock", {"set": "yesterday"}, "no such time"),
        ("messages", {"chat_id": -5}, "no chat -5"),
    ):
        with pytest.raises(AssertionError, match=words):
            await world.telegram.control(action, **given)


async def test_base64_of_a_file_is_checked(world: Rig) -> None:
    with pytest.raises(AssertionError, match="content is not base64"):
        await world.telegram.control(
            "send", user_id=world.user.id, chat_id=world.user.id, content="?"
        )
    good = base64.b64encode(b"x").decode()
    sent = await world.telegram.control(
        "send", user_id=world.user.id, chat_id=world.user.id, content=good
    )
    assert sent["document"]["file_size"] == 1
