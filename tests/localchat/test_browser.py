"""The page in a real browser: what people see and press reaches the bot and comes back."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest_asyncio
from PIL import Image
from playwright.async_api import FilePayload, Page, expect
from telegram import InputMediaPhoto

from localchat.sample import ADMIN_ID, ENGLISH_ID, MEMBER_ID
from tests.support.bare_bot import Rig, rig
from tests.support.browser import PHONE, chromium, needs_chromium, visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser

pytestmark = needs_chromium


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def world() -> AsyncIterator[Rig]:
    async with rig() as running:
        await running.telegram.control("reset")
        await running.telegram.control("settings", suggestions=["靠前服务"])
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page(world: Rig, browser: Browser) -> AsyncIterator[Page]:
    async with visit(browser, world.server.url, size=PHONE, dark=True) as one:
        yield one


def keyboard(**action: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "按", **action}]]}


async def take(world: Rig, kind: str) -> dict[str, Any]:
    """Take updates until one of a kind comes; the bot's own arrival in groups is passed over."""
    while True:
        for update in await world.ok("getUpdates", timeout=10):
            await world.ok("getUpdates", offset=update["update_id"] + 1)
            if kind in update and "new_chat_members" not in update[kind]:
                return dict(update[kind])


async def chat_id(world: Rig, title: str) -> int:
    chats = (await world.telegram.control("state"))["chats"]
    return next(int(one["id"]) for one in chats if one.get("title") == title)


async def enter(page: Page, place: int) -> None:
    if await page.locator("#back").is_visible():
        await page.locator("#back").click()
    await page.locator(".chat").nth(place).click()


async def test_a_suggestion_is_said_and_its_answer_edited_in_place(world: Rig, page: Page) -> None:
    await enter(page, 0)
    await page.get_by_text("靠前服务").click()
    said = await take(world, "message")
    assert (said["text"], said["from"]["id"]) == ("靠前服务", MEMBER_ID)
    html = "<b>粗</b> <tg-spoiler>藏</tg-spoiler>\n<blockquote>引</blockquote>\n&lt;img src=x&gt;"
    sent = await world.ok(
        "sendMessage",
        chat_id=MEMBER_ID,
        text=html,
        parse_mode="HTML",
        reply_markup=keyboard(callback_data="go"),
    )
    bubble = page.locator(".bubble").last
    await expect(bubble.locator("strong")).to_have_text("粗")
    await expect(bubble.locator("blockquote")).to_have_text("引")
    await expect(bubble).to_contain_text("<img src=x>")
    await page.get_by_role("button", name="按").click()
    query = await take(world, "callback_query")
    assert query["data"] == "go"
    await world.ok("answerCallbackQuery", callback_query_id=query["id"], text="好了")
    await expect(page.locator("#toast")).to_have_text("好了")
    await world.ok("editMessageText", chat_id=MEMBER_ID, message_id=sent["message_id"], text="换了")
    await expect(page.locator(".bubble").last).to_contain_text("换了")
    await expect(page.locator(".bubble")).to_have_count(2)


async def test_a_forced_reply_is_answered_as_a_reply(world: Rig, page: Page) -> None:
    await enter(page, 0)
    await world.telegram.control("private", user_id=MEMBER_ID, started=True)
    asked = await world.ok(
        "sendMessage", chat_id=MEMBER_ID, text="写一句备注", reply_markup={"force_reply": True}
    )
    await expect(page.locator("#replying")).to_contain_text("写一句备注")
    await page.fill("#text", "结尾用")
    await page.press("#text", "Enter")
    said = await take(world, "message")
    assert said["reply_to_message"]["message_id"] == asked["message_id"]


async def test_an_own_message_is_edited(world: Rig, page: Page) -> None:
    await enter(page, 0)
    await page.fill("#text", "靠钱")
    await page.press("#text", "Enter")
    await page.get_by_role("button", name="修改").click()
    await page.fill("#text", "靠前")
    await page.press("#text", "Enter")
    assert (await take(world, "edited_message"))["text"] == "靠前"
    await expect(page.locator(".bubble")).to_have_count(1)


async def test_commands_are_completed_and_sent_in_a_topic(world: Rig, page: Page) -> None:
    await world.ok("setMyCommands", commands=[{"command": "daily", "description": "每日一摘"}])
    await enter(page, 2)
    await page.get_by_role("tab", name="每日一摘").click()
    await page.fill("#text", "/da")
    await expect(page.get_by_role("option")).to_have_text("/daily每日一摘")
    await page.press("#text", "Enter")
    said = await take(world, "message")
    while said.get("text") != "/daily":
        said = await take(world, "message")
    assert said["is_topic_message"]


async def test_an_inline_result_is_chosen(world: Rig, page: Page) -> None:
    await enter(page, 1)
    await page.fill("#text", "@local_bot 港")
    query = await take(world, "inline_query")
    assert (query["query"], query["chat_type"]) == ("港", "supergroup")
    content = {"message_text": "一句话"}
    result = {"type": "article", "id": "1", "title": "题", "input_message_content": content}
    await world.ok("answerInlineQuery", inline_query_id=query["id"], results=[result])
    await page.get_by_role("option", name="题").click()
    await expect(page.locator(".bubble").last).to_contain_text("一句话")
    assert (await take(world, "chosen_inline_result"))["result_id"] == "1"


async def test_a_deep_link_of_another_opens_his_own_chat(world: Rig, page: Page) -> None:
    group = await chat_id(world, "办公室")
    link = "https://t.me/local_bot?start=p_1"
    await world.ok("sendMessage", chat_id=group, text="x", reply_markup=keyboard(url=link))
    await page.get_by_role("radio", name="李主任").click()
    await enter(page, 1)
    await page.get_by_role("button", name="按").click()
    said = await take(world, "message")
    while said.get("text") != "/start p_1":
        said = await take(world, "message")
    assert said["chat"]["id"] == ADMIN_ID


async def test_files_go_out_and_come_in(world: Rig, page: Page) -> None:
    await enter(page, 0)
    await page.set_input_files(
        "#file", {"name": "总结.docx", "mimeType": "application/zip", "buffer": b"content"}
    )
    await expect(page.locator("#replying")).to_contain_text("总结.docx")
    await expect(page.locator(".bubble")).to_have_count(0)
    await page.fill("#text", "请看看")
    await page.press("#text", "Enter")
    said = await take(world, "message")
    assert (said["document"]["file_name"], said["document"]["file_size"]) == ("总结.docx", 7)
    assert said["caption"] == "请看看"
    await expect(page.locator("#replying")).to_be_hidden()
    await world.ok("sendDocument", chat_id=MEMBER_ID, document=said["document"]["file_id"])
    async with page.expect_download() as download:
        await page.locator(".message:not(.own) .file").click()
    assert (await download.value).suggested_filename == "总结.docx"


async def test_what_one_began_is_not_left_to_another(page: Page) -> None:
    await enter(page, 0)
    file = FilePayload(name="总结.docx", mimeType="application/zip", buffer=b"content")
    await page.set_input_files("#file", file)
    await page.fill("#text", "请看看")
    await page.locator("#back").click()
    await page.get_by_role("radio", name="李主任").click()
    await expect(page.locator("#text")).to_have_value("")
    await page.fill("#text", "/s 词")
    await enter(page, 1)
    await expect(page.locator("#text")).to_have_value("")
    await expect(page.locator("#replying")).to_be_hidden()
    line = await page.locator("#text").bounding_box()
    assert line is not None
    assert line["height"] > 20, "the line is there to be written in"


async def test_the_clock_goes_to_tomorrow_morning(world: Rig, page: Page) -> None:
    await world.telegram.clock(set="2026-11-19T10:00")
    await page.get_by_role("button", name="到明天早上").click()
    await expect(page.locator(".now")).to_contain_text("20日周五 08:30")
    await page.get_by_role("button", name="到周一早上").click()
    await expect(page.locator(".now")).to_contain_text("23日周一 08:30")
    assert world.server.clock.now().hour == 0


async def test_the_tour_stays_until_all_was_said(world: Rig, page: Page) -> None:
    given = [{"text": "甲词", "zh": "查词", "en": "Search"}, "/daily"]
    await world.telegram.control("settings", suggestions=given)
    await page.reload()
    await enter(page, 0)
    await page.get_by_role("button", name="查词 甲词").click()
    left = page.locator("#tour .chip")
    await expect(left).to_have_text(["/daily"])
    await left.click()
    await expect(left).to_have_text([re.compile("早上$")])
    await left.click()
    await expect(page.locator("#tour")).to_be_hidden()
    assert world.server.clock.jumps


async def test_several_files_are_one_album_in_one_bubble(world: Rig, page: Page) -> None:
    await enter(page, 0)
    files: list[FilePayload] = [
        {"name": name, "mimeType": "text/plain", "buffer": b"content"}
        for name in ("甲.txt", "乙.txt")
    ]
    await page.set_input_files("#file", files)
    await page.press("#text", "Enter")
    albums = {(await take(world, "message"))["media_group_id"] for _ in files}
    assert len(albums) == 1
    await expect(page.locator(".bubble")).to_have_count(1)
    await expect(page.locator(".bubble .file")).to_have_count(2)


async def test_what_is_hidden_is_shown_by_the_keyboard(world: Rig, page: Page) -> None:
    await enter(page, 0)
    await world.telegram.control("private", user_id=MEMBER_ID, started=True)
    quoted = "<blockquote expandable>甲\n乙\n丙\n丁\n戊</blockquote><tg-spoiler>藏</tg-spoiler>"
    await world.ok("sendMessage", chat_id=MEMBER_ID, text=quoted, parse_mode="HTML")
    await page.locator(".spoiler").press("Space")
    await expect(page.locator(".spoiler.open")).to_have_text("藏")
    await page.locator("blockquote").press("Enter")
    await expect(page.locator("blockquote.folded")).to_have_count(0)


async def test_a_hidden_picture_is_shown_at_a_press(world: Rig, page: Page) -> None:
    await enter(page, 0)
    await world.telegram.control("private", user_id=MEMBER_ID, started=True)
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(picture, "PNG")
    await world.bot.send_photo(MEMBER_ID, picture.getvalue(), has_spoiler=True)
    await page.locator(".veiled").click()
    await expect(page.locator(".frame:not(.veiled) img")).to_be_visible()
    sent = await world.bot.send_media_group(
        MEMBER_ID, [InputMediaPhoto(picture.getvalue()) for _ in range(2)]
    )
    assert len({one.media_group_id for one in sent}) == 1
    await expect(page.locator(".bubble").last.locator("img")).to_have_count(2)


async def test_the_first_tap_on_a_phone_leads_into_the_chat(world: Rig, page: Page) -> None:
    await page.get_by_role("radio", name="李主任").click()
    await expect(page.locator("#text")).to_be_visible()
    await page.locator("#back").click()
    await world.telegram.control("private", user_id=ADMIN_ID, started=True)
    await world.ok("sendMessage", chat_id=ADMIN_ID, text="好")
    await page.get_by_role("radio", name="小王").click()
    await page.locator("#back").click()
    await page.get_by_role("radio", name="李主任").click()
    await expect(page.locator("#text")).to_be_hidden()


async def test_the_bot_has_one_colour(world: Rig, page: Page) -> None:
    group = await chat_id(world, "办公室")
    await world.ok("sendMessage", chat_id=group, text="好")
    await enter(page, 1)
    sender = page.locator(".sender").last
    colour = re.search(r"hue\d", await sender.get_attribute("class") or "")
    assert colour
    await page.locator("#back").click()
    for name in ("小王", "李主任"):
        await page.get_by_role("radio", name=name).click()
        if await page.locator("#back").is_visible():
            await page.locator("#back").click()
        named = page.get_by_text("local_bot", exact=True)
        own = page.locator(".chat").filter(has=named).locator(".avatar")
        await expect(own).to_have_class(re.compile(colour[0]))


async def test_what_is_forwarded_and_where_somebody_is_is_shown(world: Rig, page: Page) -> None:
    await enter(page, 0)
    telegram = world.telegram
    said = await telegram.control("say", user_id=MEMBER_ID, chat_id=MEMBER_ID, text="甲")
    await telegram.control(
        "forward",
        user_id=MEMBER_ID,
        chat_id=MEMBER_ID,
        from_chat_id=MEMBER_ID,
        message_id=said["message_id"],
    )
    await expect(page.locator(".bubble").last).to_contain_text("转发自 小王")
    place = {"latitude": 39.9, "longitude": 116.4}
    await telegram.control("location", user_id=MEMBER_ID, chat_id=MEMBER_ID, **place)
    await expect(page.locator(".bubble").last).to_contain_text("位置 39.9, 116.4")
    number = {"phone_number": "010", "first_name": "林远"}
    await telegram.control("contact", user_id=MEMBER_ID, chat_id=MEMBER_ID, **number)
    await expect(page.locator(".bubble").last).to_contain_text("联系人 林远 010")
    updates = await world.ok("getUpdates")
    forwarded, located, told = [one["message"] for one in updates if "message" in one][-3:]
    assert forwarded["forward_origin"]["sender_user"]["id"] == MEMBER_ID
    assert located["location"] == place
    assert told["contact"] == number


async def test_unread_messages_are_counted_by_topic(world: Rig, page: Page) -> None:
    forum = await chat_id(world, "材料组")
    topics = (await world.telegram.control("state"))["chats"][-1]["topics"]
    await world.ok(
        "sendMessage", chat_id=forum, text="新", message_thread_id=topics[0]["message_thread_id"]
    )
    # The chat of the latest message moves up; the one with the bot leads until it has begun.
    await expect(page.locator(".chat strong")).to_have_text(["local_bot", "材料组", "办公室"])
    await expect(page.locator(".chat").nth(1).locator(".unread")).to_have_text("1")
    await enter(page, 1)
    await expect(page.get_by_role("tab").nth(1).locator(".unread")).to_have_text("1")
    await page.get_by_role("tab").first.press("ArrowRight")
    await expect(page.locator(".bubble").last).to_contain_text("新")
    await expect(page.locator("#topics .unread")).to_have_count(0)
    await page.get_by_role("button", name="返回会话列表").click()
    await expect(page.locator(".chat .unread")).to_have_count(0)


async def test_an_administrator_writes_anonymously(world: Rig, page: Page) -> None:
    await page.get_by_role("radio", name="小王").press("ArrowRight")
    await enter(page, 1)
    await page.get_by_role("button", name="匿名发言").click()
    await page.fill("#text", "/s 词")
    await page.press("#text", "Enter")
    said = await take(world, "message")
    assert said["sender_chat"]["title"] == "办公室"
    await expect(page.locator(".bubble").last).to_contain_text("/s 词")


async def test_people_who_read_english_get_an_english_page(world: Rig, browser: Browser) -> None:
    await world.telegram.control(
        "settings", suggestions=[{"text": "甲", "zh": "查", "en": "Search"}]
    )
    async with visit(browser, world.server.url, language="en-GB") as page:
        assert await page.evaluate("document.documentElement.lang") == "en"
        await expect(page.get_by_role("radio", name="Grace")).to_be_checked()
        await page.get_by_role("button", name="Search 甲").click()
        assert (await take(world, "message"))["from"]["id"] == ENGLISH_ID
        await expect(page.get_by_role("button", name="Edit")).to_be_visible()


async def test_what_one_person_sees_is_shown_to_him_alone(world: Rig, page: Page) -> None:
    group = await chat_id(world, "办公室")
    await world.telegram.control("say", user_id=MEMBER_ID, chat_id=group, text="/s 词")
    await world.ok(
        "sendMessage",
        chat_id=group,
        text="只给他看",
        ephemeral_message_parameters={"receiver_user_id": MEMBER_ID},
    )
    await world.ok("sendMessage", chat_id=group, text="给大家看")
    await enter(page, 1)
    hidden = page.locator(".bubble", has_text="只给他看")
    await expect(hidden).to_contain_text("只有你看得到")
    await page.locator(".icon.back").click()
    await page.get_by_role("radio", name=re.compile("管理员")).click()
    await enter(page, 1)
    await expect(page.locator(".bubble", has_text="给大家看")).to_have_count(1)
    await expect(hidden).to_have_count(0)
