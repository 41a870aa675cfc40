"""Who is served where ALLOWED_CHAT_IDS is set, and how groups are let in."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from telegram import Update

from bot.settings import Settings
from handlers.admin.admission import DECIDED_WITHIN
from localchat.server import LocalTelegram
from tests.support.stage import BOT, START, TOKEN, Stage, stage
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path
    from typing import Any

OPERATOR, COLLEAGUE = 7001, 7003
SETTINGS = Settings(operators=frozenset({OPERATOR}), allowed=frozenset({COLLEAGUE}))
BOSS, DESK = User(OPERATOR, "管理员"), Chat(OPERATOR, "private", "管理员")


@contextlib.asynccontextmanager
async def guarded(
    database: Path, server: LocalTelegram, refused: str = "getUpdates: Conflict"
) -> AsyncIterator[Stage]:
    """A stage; `refused` begins the one refusal that is expected, after a restart as a rule."""
    async with stage(database, server=server, settings=SETTINGS) as ready:
        # What operators are told at the start is no answer to anything.
        await ready.telegram.replies(DESK)
        yield ready
        refusals = await ready.telegram.refusals()
        assert [one for one in refusals if not one.startswith(refused)] == []


@pytest.fixture
async def server() -> AsyncIterator[LocalTelegram]:
    async with LocalTelegram(bots={TOKEN: BOT}) as running:
        async with Telegram(running.control) as people:
            for number, name in ((OPERATOR, "管理员"), (COLLEAGUE, "同事")):
                await people.private(await people.user(name, id=number), started=True)
        yield running


async def left(ready: Stage) -> list[int]:
    """The chats that the bot has left."""
    asked = await ready.telegram.requests("leaveChat")
    return [int(one["arguments"]["chat_id"]) for one in asked]


async def test_a_stranger_learns_his_number(small_database: Path, server: LocalTelegram) -> None:
    async with guarded(small_database, server) as ready:
        user, chat = await ready.person("路人")
        for text in ("/start", "靠前服务"):
            answer = await ready.ask(user, chat, text)
            assert answer.text.startswith("这个机器人只给本单位用")
            assert answer.button("复制编号").copy == str(user.id)
        colleague = User(COLLEAGUE, "同事")
        private = Chat(COLLEAGUE, "private", "同事")
        assert "2 处" in (await ready.ask(colleague, private, "靠前服务")).text


async def test_who_has_left_can_still_have_all_that_is_his_deleted(
    small_database: Path, server: LocalTelegram
) -> None:
    async with guarded(small_database, server) as ready:
        user, private = await ready.person("群友")
        group = await ready.telegram.group("澄湾港办公室", [user], [BOSS])
        await ready.telegram.reply(DESK)
        answer = await ready.ask(user, private, "缆绳")
        await ready.telegram.press(user, answer, "收藏")
        await ready.telegram.replies(private)
        await ready.telegram.member(group, user, "left")
    # Begun anew, for who belongs to a group is remembered for a while.
    async with guarded(small_database, server) as ready:
        for words in ("靠前服务", "/saved", "/export", "/watch 缆绳"):
            refused = await ready.ask(user, private, words)
            assert refused.text.startswith("这个机器人只给本单位用"), words
        told = await ready.ask(user, private, "/privacy")
        assert told.text.startswith("我记：")
        question = await ready.telegram.turn(user, told, "全部删除")
        assert question.text.startswith("会删掉你的 1 条收藏")
        assert (await ready.ask(user, private, "/forgetme")).text == question.text
        assert (await ready.telegram.turn(user, question, "确认删除")).text.startswith("已删除。")
        assert (await ready.store.bookmarks.page(user.id, "", limit=1, offset=0)).total == 0
        # Nothing of it is answered in a group that isn't served.
        foreign = await ready.telegram.group("老乡群", [user], [user])
        await ready.telegram.say(user, foreign, "/privacy")
        assert not [one for one in await ready.telegram.replies(foreign) if "我记" in one.text]


@pytest.mark.parametrize("kind", ["code", "bold", "url"])
@pytest.mark.parametrize("form", ["message", "edited_message"])
async def test_what_only_looks_like_a_command_lets_no_stranger_in(
    small_database: Path, server: LocalTelegram, kind: str, form: str
) -> None:
    async with guarded(small_database, server) as ready:
        user, chat = await ready.person("路人")
        file = "各位同志，港口要靠前服务。".encode() * 20
        await ready.telegram.send(user, chat, "x.txt", file, caption="/privacy")
        assert (await ready.telegram.reply(chat)).text.startswith("这个机器人只给本单位用")
        marked = {"type": kind, "offset": 0, "length": len("/privacy")}
        message = {
            "message_id": 1,
            "date": int(START.timestamp()),
            "chat": {"id": chat.id, "type": "private", "first_name": "路人"},
            "from": {"id": user.id, "is_bot": False, "first_name": "路人"},
            "text": "/privacy 靠前服务",
            "entities": [marked],
        }
        application = ready.running.application
        update = Update.de_json({"update_id": 999_999, form: message}, application.bot)
        await application.process_update(update)
        for reply in await ready.telegram.replies(chat):
            assert reply.text.startswith("这个机器人只给本单位用")


async def test_a_group_of_an_operator_is_let_in_for_good(
    small_database: Path, server: LocalTelegram
) -> None:
    async with guarded(small_database, server) as ready:
        member, private = await ready.person("群友")
        assert (await ready.ask(member, private, "靠前服务")).text.startswith("这个机器人只给")
        group = await ready.telegram.group("澄湾港办公室", [member], [BOSS])
        told = await ready.telegram.reply(DESK)
        assert told.text == "“澄湾港办公室”已开通，群里 2 人也可以私聊我。"
        greeting = await ready.telegram.reply(group)
        assert greeting.text.startswith("大家好")
        assert "2 处" in (await ready.ask(member, group, "/s 靠前服务")).text
        assert "2 处" in (await ready.ask(member, private, "靠前服务")).text
    async with guarded(small_database, server) as again:
        assert "2 处" in (await again.ask(member, group, "/s 靠前服务")).text
        await again.telegram.member(group, member, "left")


async def test_a_foreign_group_waits_in_silence_for_a_decision(
    small_database: Path, server: LocalTelegram
) -> None:
    async with guarded(small_database, server, "getChatMemberCount: Forbidden") as ready:
        stranger, _ = await ready.person("外人")
        group = await ready.telegram.group("老乡群", [stranger], [stranger])
        told = await ready.telegram.reply(DESK)
        assert told.text == "有人把我拉进“老乡群”。"
        assert told.labels == ["允许这个群", "退出"]
        await ready.telegram.say(stranger, group, "/s 靠前服务")
        await ready.telegram.silence(group, BOSS)
        await ready.telegram.replies(DESK)
        gone = await ready.telegram.turn(BOSS, told, "退出")
        assert gone.text == "已退出“老乡群”。"
        assert await left(ready) == [group.id]
        late = await ready.telegram.press(BOSS, told, data=f"1ad....y:{group.id}")
        assert late.answered
        assert "请再拉我进去" in (await ready.telegram.current(told)).text


async def test_a_foreign_group_can_be_allowed(small_database: Path, server: LocalTelegram) -> None:
    async with guarded(small_database, server) as ready:
        stranger, _ = await ready.person("外人")
        group = await ready.telegram.group("兄弟单位", [stranger], [stranger])
        told = await ready.telegram.reply(DESK)
        allowed = await ready.telegram.turn(BOSS, told, "允许这个群")
        assert allowed.text.startswith("“兄弟单位”已开通")
        greeting = await ready.telegram.reply(group)
        assert greeting.text.startswith("大家好，我是摘句")
        assert len(greeting.text.split("\n")) == 3
        await ready.telegram.press(BOSS, allowed, data=f"1ad....y:{group.id}")
        await ready.quiet(group, stranger)
        assert "2 处" in (await ready.ask(stranger, group, "/s 靠前服务")).text


async def test_an_undecided_group_is_left_in_time(
    small_database: Path, server: LocalTelegram
) -> None:
    async with guarded(small_database, server) as ready:
        stranger, _ = await ready.person("外人")
        group = await ready.telegram.group("老乡群", [stranger], [stranger])
        await ready.telegram.reply(DESK)
        ready.clock.advance(DECIDED_WITHIN)
        await ready.telegram.say(stranger, group, "/s 靠前服务")
        await ready.telegram.requests("leaveChat", wait=10)
        assert await left(ready) == [group.id]
        assert not any(one.text for one in await ready.telegram.replies(group))


async def test_only_operators_decide(small_database: Path, server: LocalTelegram) -> None:
    async with guarded(small_database, server) as ready:
        stranger, _ = await ready.person("外人")
        group = await ready.telegram.group("老乡群", [stranger], [stranger])
        await ready.telegram.reply(DESK)
        colleague = User(COLLEAGUE, "同事")
        private = Chat(COLLEAGUE, "private", "同事")
        answer = await ready.ask(colleague, private, "靠前服务")
        pressed = await ready.telegram.press(colleague, answer, data=f"1ad....y:{group.id}")
        assert pressed.toast == "只有管理员能决定"
        await ready.telegram.say(stranger, group, "/s 靠前服务")
        await ready.telegram.silence(group, BOSS)


async def test_a_group_that_became_a_supergroup_stays_allowed(
    small_database: Path, server: LocalTelegram
) -> None:
    async with guarded(small_database, server) as ready:
        member, _ = await ready.person("群友")
        group = await ready.telegram.group("澄湾港办公室", [member], [BOSS], basic=True)
        await ready.telegram.reply(DESK)
        await ready.telegram.reply(group)
        moved = await ready.telegram.control("migrate", chat_id=group.id)
        after = Chat(moved["id"], "supergroup", group.title)
        await ready.telegram.say(member, after, "/s 靠前服务")
        while "2 处" not in (await ready.telegram.reply(after)).text:
            pass


async def test_operators_have_their_own_menu(small_database: Path, server: LocalTelegram) -> None:
    async with guarded(small_database, server) as ready:
        after = 0
        own: list[dict[str, Any]] = []
        while not own:
            asked = await ready.telegram.control(
                "requests", method="setMyCommands", after=after, wait=10
            )
            assert asked["requests"]
            after = asked["seq"]
            menus = [one["arguments"] for one in asked["requests"]]
            own = [menu for menu in menus if str(OPERATOR) in str(menu)]
        assert "sources" in str(own[0]["commands"])
