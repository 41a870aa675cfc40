"""只给本人: in a group that wants it, nobody but the asker sees commands and their answers."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from handlers.telegram.callback_data import Press, Verb, encode
from localchat import view
from localchat.state import CallbackQuery
from tests.support.office import Office
from tests.support.stage import BOT, stage
from tests.support.telegram import WAIT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.telegram import Message, User

GONE = {"code": 400, "description": "Bad Request: message to edit not found"}
LINE = "本群的回答只给本人看："
DRAFT = (
    "我们要靠前服务，把港口的事情办好，一条船一条船地问，一件事一件事地办，"
    "去年冬天大雾，轮渡停了四个小时，岸上压了三百多人。大家回去抓紧落实。"
)
COMMANDS = (
    "s", "search", "slogan", "random", "daily", "keep", "shelf", "help", "saved", "export", "watch",
    "read", "speeches", "privacy", "forgetme",
)  # fmt: skip
CLOSE = encode(Press(Verb.CLOSE))


class HiddenOffice(Office):
    """One whose administrator wants answers for the asker alone."""

    async def page(self) -> Message:
        page = await self.stage.ask(self.admin, self.his, f"/start gsettings{self.group.id}")
        return await self.telegram.turn(self.admin, page, "回答")

    async def hide(self) -> Message:
        chosen = await self.telegram.turn(self.admin, await self.page(), "只给本人")
        await self.telegram.replies(self.group)
        return chosen

    async def ask(self, text: str, **more: object) -> Message:
        return await self.stage.ask(self.first, self.group, text, **more)

    async def forge(self, user: User, shown: Message, data: str) -> dict[str, Any]:
        """Have somebody press a button under what another alone sees; what he is answered."""
        world = self.stage.server.world
        bot = world.first_bot
        presser, now = world.user(user.id), world.clock.now().timestamp()
        query = CallbackQuery(f"{user.id}{world.number():06d}", bot.user.id, presser, now)
        world.callbacks[query.id] = query
        message = view.message(world.chat(self.group.id).messages[shown.message_id])
        told = {"id": query.id, "from": view.user(presser), "chat_instance": "1", "data": data}
        bot.inbox.put("callback_query", {**told, "message": message})
        async with asyncio.timeout(WAIT):
            while query.answer is None:
                await asyncio.sleep(0.005)
        return query.answer

    async def follow(self, line: Message) -> Message:
        """Go where the way into private leads that stands below a line for all."""
        url = line.button("到私聊看").url or ""
        return await self.stage.ask(self.first, self.hers, f"/start {url.partition('start=')[2]}")

    async def turn(self, shown: Message, *labels: str) -> Message:
        for label in labels:
            shown = await self.telegram.turn(self.first, shown, label)
        return shown


@pytest.fixture
async def office(sample_database: Path) -> AsyncIterator[HiddenOffice]:
    async with stage(sample_database) as ready:
        opened = HiddenOffice(ready)
        await opened.open()
        await opened.hide()
        yield opened
        assert await ready.telegram.refusals() == []


async def test_a_group_that_is_come_back_to_hides_its_commands_again(office: HiddenOffice) -> None:
    telegram, menu = office.telegram, office.stage.running.services.menu
    await menu.show_in_group(office.group.id, hidden=False)
    assert (await telegram.say(office.admin, office.group, "/s 靠前服务")).owner is None
    for status in ("left", "member"):
        await telegram.member(office.group, None, status, by=office.admin)
    while not (await telegram.reply(office.group)).text.startswith("大家好"):
        pass
    said = await telegram.say(office.admin, office.group, "/s 靠前服务")
    assert said.owner == office.admin.id


async def test_an_administrator_wants_it_and_the_group_is_told_once(office: HiddenOffice) -> None:
    page = await office.page()
    assert page.text.startswith("在群里查句子，回答给谁看？\n只给本人：")
    assert page.labels == ["大家", "只给本人 ✓", "返回"]
    again = await office.telegram.press(office.admin, page, "只给本人")
    assert again.answered
    assert await office.telegram.replies(office.group) == []
    open_ = await office.telegram.turn(office.admin, page, "大家")
    assert open_.text == "改好了：在“澄湾港办公室”查句子，回答大家都看得到。"
    assert (await office.ask("/s 靠前服务")).owner is None
    chosen = await office.telegram.turn(office.admin, open_, "只给本人")
    assert chosen.text.startswith("改好了：在“澄湾港办公室”用 /s 查句子，只有本人看得到。")
    (told,) = [
        one for one in await office.telegram.replies(office.group) if "不打扰大家" in one.text
    ]
    assert (told.text, told.owner) == ("以后用 /s 查句子，只有自己看得到，不打扰大家。", None)


async def test_question_and_answer_are_the_askers_alone(office: HiddenOffice) -> None:
    said = await office.telegram.say(office.first, office.group, "/s 靠前服务")
    answer = await office.telegram.reply(office.group)
    assert said.owner == answer.owner == office.first.id
    assert "收起" not in answer.labels
    assert "全部" in answer.labels
    following = await office.turn(answer, "下一页")
    assert following.owner == office.first.id
    assert " · 2/" in following.text
    opened = await office.turn(following, "1")
    assert opened.labels[:8] == [
        "收藏", "复制", "原句", "分享", "上下文", "全文", "卡片", "发到群里"
    ]  # fmt: skip
    saved = await office.turn(opened, "收藏")
    assert "已收藏" in saved.labels
    assert "备注" not in saved.labels
    assert (await office.stage.ask(office.first, office.hers, "/saved")).text.startswith(
        "我的收藏 1"
    )
    around = await office.turn(saved, "上下文")
    assert "收起上下文" in around.labels
    back = await office.turn(around, "返回")
    assert " · 2/" in back.text
    for label in ("全文", "卡片"):
        pressed = await office.telegram.press(office.first, around, data=around.button(label).data)
        assert pressed.url is not None


async def test_what_was_found_is_shown_to_all_once(office: HiddenOffice) -> None:
    opened = await office.turn(await office.ask("/s 靠前服务"), "1")
    await office.telegram.replies(office.group)
    pressed = await office.telegram.press(office.first, opened, "发到群里")
    assert pressed.toast == "发到群里了"
    (shown,) = await office.telegram.replies(office.group)
    assert shown.owner is None
    assert shown.text.startswith("甲找到的：\n")
    assert shown.labels in (["收藏", "复制", "查更多"], ["收藏", "查更多"])
    pressed = await office.telegram.press(office.first, opened, "发到群里")
    assert pressed.toast == "刚才已经发过了"
    assert await office.telegram.replies(office.group) == []
    saved = await office.telegram.press(office.second, shown, "收藏")
    assert saved.toast == "已收藏，私聊我发 /saved 查看"
    # Talk below it is no question.
    await office.telegram.say(office.second, office.group, "这句好！", reply_to=shown)
    kept = await office.ask("/keep 年底用", reply_to=shown)
    assert kept.text.startswith("放进本群摘抄了，第 1 条。")


async def test_what_leads_on_from_a_single_hit_stays_below_it(office: HiddenOffice) -> None:
    only = await office.ask("/s 澄湾港集团")
    assert "关注" in only.labels
    kept = await office.turn(only, "收藏")
    around = await office.turn(kept, "上下文")
    assert "关注" in kept.labels
    assert "关注" in around.labels


async def test_the_speeches_of_a_name_are_the_askers_alone(office: HiddenOffice) -> None:
    listed = await office.ask("/s 单位:澄湾港集团")
    assert listed.owner == office.first.id
    assert listed.text.startswith("澄湾港集团 · 16 篇 · 2019—2025 · 1/6\n1《")
    assert "收起" not in listed.labels
    turned = await office.turn(listed, "下一页")
    assert (turned.owner, turned.text.partition("\n")[0][-3:]) == (office.first.id, "2/6")


async def test_what_was_asked_anew_may_be_shown_anew(office: HiddenOffice) -> None:
    earlier: list[Message] = []
    for _ in range(3):
        await office.telegram.clock(advance=7 * 86_400)
        for gone in earlier:
            # Its number is free again, and the next answer gets it.
            await office.telegram.control(
                "delete", chat_id=office.group.id, message_id=gone.message_id
            )
        opened = await office.turn(await office.ask("/s 靠前服务"), "1")
        earlier = [opened]
        for toast in ("发到群里了", "刚才已经发过了"):
            pressed = await office.telegram.press(office.first, opened, "发到群里")
            assert pressed.toast == toast
        (shown,) = await office.telegram.replies(office.group)
        assert shown.text.startswith("甲找到的：\n")


async def test_a_question_that_is_edited_changes_its_own_answer(office: HiddenOffice) -> None:
    said = await office.telegram.say(office.first, office.group, "/s 靠前服务")
    answer = await office.telegram.reply(office.group)
    other = await office.stage.ask(office.second, office.group, "/s 靠前服务")
    await office.telegram.rewrite(office.first, said, "/s 量子引力波")
    changed = await office.telegram.edit(office.group)
    assert changed.message_id == answer.message_id
    assert changed.text == "没有“量子引力波”。"
    assert (await office.telegram.current(other)).text == other.text


async def test_an_answer_that_has_gone_is_given_anew(office: HiddenOffice) -> None:
    said = await office.telegram.say(office.first, office.group, "/s 靠前服务")
    answer = await office.telegram.reply(office.group)
    await office.telegram.control("delete", chat_id=office.group.id, message_id=answer.message_id)
    # Telegram may not know the message any more, which is nobody's fault.
    await office.telegram.fault("editEphemeralMessageText", "refuse", **GONE)
    await office.telegram.rewrite(office.first, said, "/s 量子引力波")
    again = await office.telegram.reply(office.group)
    assert (again.text, again.owner) == ("没有“量子引力波”。", office.first.id)


@pytest.mark.parametrize("first", ["/s 靠前服务", "靠前服务", "/help"])
async def test_what_is_edited_a_day_later_asks_nothing_that_is_refused(
    office: HiddenOffice, first: str
) -> None:
    said = await office.telegram.say(office.first, office.group, first)
    await office.stage.handled(office.first, office.hers)
    await office.telegram.clock(advance=86_400)
    await office.telegram.rewrite(office.first, said, "/slogan 一线三问")
    await office.stage.handled(office.first, office.hers)
    shown = [one.text for one in await office.telegram.read(office.group)]
    # What was answered for him alone is changed; nothing else can be told him there.
    assert any("一线三问：" in text for text in shown) == first.startswith("/s ")
    assert (LINE in shown) != first.startswith("/s ")
    assert await office.telegram.refusals() == []


async def test_a_press_on_what_has_gone_says_so(office: HiddenOffice) -> None:
    answer = await office.ask("/s 靠前服务")
    await office.telegram.fault("editEphemeralMessageText", "refuse", **GONE)
    pressed = await office.telegram.press(office.first, answer, "下一页")
    assert pressed.toast == "这条太旧了，请再发一次"


async def test_a_mention_is_led_into_private(office: HiddenOffice) -> None:
    line = await office.stage.ask(office.second, office.group, f"@{BOT} 靠前服务")
    assert (line.text, line.owner) == (LINE, None)
    url = line.button("到私聊看").url or ""
    opened = await office.stage.ask(
        office.second, office.theirs, f"/start {url.partition('start=')[2]}"
    )
    assert opened.text.startswith("“靠前服务” ")
    await office.telegram.say(office.second, office.group, f"@{BOT} 谢谢")
    (before,) = [one for one in await office.telegram.read(office.group) if one.text == LINE]
    assert before.message_id == line.message_id


@pytest.mark.parametrize("caption", ["/s 靠前服务", f"@{BOT} 靠前服务"])
async def test_words_below_a_picture_are_led_into_private(
    office: HiddenOffice, caption: str
) -> None:
    await office.telegram.replies(office.group)
    await office.telegram.send(
        office.first, office.group, "a.jpg", b"x", kind="photo", caption=caption
    )
    line = await office.telegram.reply(office.group)
    assert (line.text, line.owner) == (LINE, None)
    opened = await office.follow(line)
    assert opened.text.startswith("“靠前服务” ")


async def test_what_telegram_refuses_is_never_shown_to_all(office: HiddenOffice) -> None:
    await office.telegram.fault(
        "sendMessage", "refuse", code=400, description="Bad Request: EPHEMERAL_MESSAGES_FORBIDDEN"
    )
    line = await office.ask("/s 靠前服务")
    assert (line.text, line.owner) == (LINE, None)
    opened = await office.follow(line)
    assert opened.text.startswith("“靠前服务” ")


@pytest.mark.parametrize("way", ["behind the command", "replied to"])
async def test_a_draft_goes_by_itself_too(office: HiddenOffice, way: str) -> None:
    if way == "replied to":
        said = await office.telegram.say(office.second, office.group, DRAFT)
        shown = await office.ask("/s", reply_to=said)
    else:
        shown = await office.ask("/s " + DRAFT)
    assert "原话" in shown.text
    for label in ("1", "返回"):
        assert shown.owner == office.first.id
        assert "收起" not in shown.labels
        if label in shown.labels:
            shown = await office.turn(shown, label)


@pytest.mark.parametrize("asked", ["/s 靠前服务", "/s " + DRAFT, "/shelf", "/random"])
async def test_a_forged_press_takes_nobodys_answer_away(office: HiddenOffice, asked: str) -> None:
    others = await office.stage.ask(office.second, office.group, asked)
    own = await office.ask(asked)
    assert own.raw["ephemeral_message_id"] == others.raw["ephemeral_message_id"]
    await office.telegram.press(office.first, own, data=CLOSE)
    assert (await office.telegram.current(own)).text == "已收起。"
    assert await office.telegram.current(others) == others


@pytest.mark.parametrize("text", ["/s 靠前服务", "/s 量子引力波", "/s"])
async def test_words_in_reply_are_answered_as_unseen(office: HiddenOffice, text: str) -> None:
    await office.stage.ask(office.second, office.group, "/random")
    shown = await office.ask(text)
    found = await office.ask("船等不起", reply_to=shown)
    assert found.owner == office.first.id
    assert found.text.startswith("“船等不起” ")
    await office.telegram.say(office.first, office.group, "谢谢", reply_to=shown)
    excerpt = await office.ask("/random")
    await office.telegram.say(office.first, office.group, "船等不起", reply_to=excerpt)
    await office.stage.handled(office.first, office.hers)
    assert await office.telegram.replies(office.group) == []


async def test_words_in_reply_that_telegram_shows_all_lead_into_private(
    office: HiddenOffice,
) -> None:
    shown = await office.ask("/s 靠前服务")
    await office.telegram.fault(
        "sendMessage", "refuse", code=400, description="Bad Request: EPHEMERAL_MESSAGES_FORBIDDEN"
    )
    line = await office.ask("船等不起", reply_to=shown)
    assert (line.text, line.owner) == (LINE, None)
    opened = await office.follow(line)
    assert opened.text.startswith("“船等不起” ")


async def test_anothers_press_changes_nothing(office: HiddenOffice) -> None:
    """Telegram lets nobody make it; numbers are each person's own, so it may fit two messages."""
    own = await office.ask("/s 靠前服务")
    others = await office.stage.ask(office.second, office.group, "/s 船等不起")
    opened = await office.turn(own, "1")
    pressed = [one.data for shown in (own, opened) for row in shown.buttons for one in row]
    for data in {*filter(None, pressed), CLOSE}:
        answer = await office.forge(office.second, own, data)
        assert (answer["text"], answer["url"]) == ("这个按钮已经过时了，请再发一次", None)
    assert await office.telegram.current(own) == opened
    assert await office.telegram.current(others) == others
    assert (await office.stage.ask(office.second, office.theirs, "/saved")).text.startswith(
        "还没有收藏"
    )


@pytest.mark.parametrize("command", COMMANDS)
async def test_nobody_sees_what_is_asked_with_a_command(office: HiddenOffice, command: str) -> None:
    for text in (f"/{command}", f"/{command} 心事"):
        said = await office.telegram.say(office.first, office.group, text)
        answer = await office.telegram.reply(office.group)
        assert (said.owner, answer.owner) == (office.first.id, office.first.id), text


async def test_a_bot_that_starts_hides_what_groups_want_hidden(
    office: HiddenOffice,
) -> None:
    services = office.stage.running.services
    await services.menu.show_in_group(office.group.id, hidden=False)
    await services.menu.publish(frozenset(), await services.store.groups.hidden())
    assert (await office.telegram.say(office.first, office.group, "/watch 心事")).owner


async def test_other_commands_are_as_hidden(office: HiddenOffice) -> None:
    asked = await office.ask("/s")
    assert (asked.text, asked.force_reply) == ("把词写在后面，像 /s 靠前服务", False)
    card = await office.ask("/slogan 一线三问")
    chart = await office.telegram.press(office.first, card, "用量图")
    assert chart.url is not None
    for text in ("/slogan", "/random", "/help", "/daily", "/shelf", "/keep", "/settings"):
        assert (await office.ask(text)).owner == office.first.id, text
    opened = await office.ask("/random")
    kept = await office.ask("/keep", reply_to=opened)
    assert kept.text == "先按“发到群里”，再回复那条发 /keep。"


async def test_who_writes_in_the_groups_name_is_led_into_private(office: HiddenOffice) -> None:
    await office.telegram.replies(office.group)
    await office.telegram.say(office.admin, office.group, "/s 靠前服务", anonymous=True)
    line = await office.telegram.reply(office.group)
    assert (line.text, line.owner) == (LINE, None)


async def test_a_server_that_knows_no_such_messages_shows_nothing(office: HiddenOffice) -> None:
    """It takes them for any other, so what it has shown to everybody goes at once."""
    said = await office.telegram.say(office.second, office.group, f"@{BOT} 靠前服务")
    line = await office.telegram.reply(office.group)
    # The answer to come is taken for that line.
    result = {key: line.raw[key] for key in ("message_id", "date", "chat", "from", "text")}
    body = json.dumps({"ok": True, "result": result}).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    raw = base64.b64encode(head % len(body) + body).decode()
    await office.telegram.fault("sendMessage", "answer", raw=raw)
    led = await office.ask("/s 靠前服务")
    assert (led.text, led.owner) == (LINE, None)
    shown = [one.message_id for one in await office.telegram.read(office.group)]
    assert said.message_id in shown
    assert line.message_id not in shown


async def test_an_apology_is_as_hidden_as_the_question(
    office: HiddenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(office.stage.store.overviews, "of", fails)
    said = await office.ask("/s 靠前服务")
    assert said.owner == office.first.id
    assert "靠前服务" not in said.text


async def test_it_goes_along_with_a_group_that_grows(office: HiddenOffice) -> None:
    group = await office.stage.group(
        "材料组", [office.admin, office.first], [office.admin], basic=True
    )
    page = await office.stage.ask(office.admin, office.his, f"/start gsettings{group.id}")
    page = await office.telegram.turn(office.admin, page, "回答")
    await office.telegram.turn(office.admin, page, "只给本人")
    moved = await office.telegram.control("migrate", chat_id=group.id)
    grown = replace(group, id=moved["id"], type="supergroup")
    # One chat is answered in order: this one after what the group became.
    await office.telegram.ask(office.admin, grown, "/help")
    said = await office.telegram.say(office.first, grown, "/s 靠前服务")
    answer = await office.telegram.reply(grown)
    assert said.owner == answer.owner == office.first.id
