"""The page in a real browser: what people see and press reaches the bot and comes back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from localchat.sample import ADMIN_ID, MEMBER_ID
from tests.localchat_rig import Rig, rig

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]


@pytest.fixture
async def world() -> AsyncIterator[Rig]:
    async with rig() as running:
        await running.telegram.control("reset")
        await running.telegram.control("settings", suggestions=["靠前服务"])
        yield running


@pytest.fixture
async def page(world: Rig) -> AsyncIterator[Page]:
    """A page of a phone's width; an error in its console fails the test."""
    errors: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = await browser.new_page(
            viewport={"width": 390, "height": 800}, locale="zh-CN", color_scheme="dark"
        )
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on(
            "console", lambda said: errors.append(said.text) if said.type == "error" else None
        )
        await opened.goto(world.server.url)
        await expect(opened.locator(".chat")).to_have_count(3)
        yield opened
        await browser.close()
    assert errors == []


def keyboard(**action: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "按", **action}]]}


async def take(world: Rig, kind: str) -> dict[str, Any]:
    """Take updates until one of a kind comes; the bot's own arrival in groups is passed over."""
    while True:
        for update in await world.ok("getUpdates", timeout=10):
            await world.ok("getUpdates", offset=update["update_id"] + 1)
            if kind in update and "new_chat_members" not in update[kind]:
                return dict(update[kind])


async def enter(page: Page, place: int) -> None:
    await page.locator(".chat").nth(place).click()


async def test_a_suggestion_is_said_and_its_answer_edited_in_place(world, page):
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
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width == 390


async def test_a_forced_reply_is_answered_as_a_reply(world, page):
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


async def test_an_own_message_is_edited(world, page):
    await enter(page, 0)
    await page.fill("#text", "靠钱")
    await page.press("#text", "Enter")
    await page.get_by_role("button", name="修改").click()
    await page.fill("#text", "靠前")
    await page.press("#text", "Enter")
    assert (await take(world, "edited_message"))["text"] == "靠前"
    await expect(page.locator(".bubble")).to_have_count(1)


async def test_commands_are_completed_and_sent_in_a_topic(world, page):
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


async def test_an_inline_result_is_chosen(world, page):
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


async def test_a_deep_link_of_another_opens_his_own_chat(world, page):
    group = next(
        one["id"]
        for one in (await world.telegram.control("state"))["chats"]
        if one["type"] == "supergroup"
    )
    link = "https://t.me/local_bot?start=p_1"
    await world.ok("sendMessage", chat_id=group, text="x", reply_markup=keyboard(url=link))
    await page.get_by_role("radio", name="李主任").click()
    await enter(page, 1)
    await page.get_by_role("button", name="按").click()
    said = await take(world, "message")
    while said.get("text") != "/start p_1":
        said = await take(world, "message")
    assert said["chat"]["id"] == ADMIN_ID


async def test_files_go_out_and_come_in(world, page):
    await enter(page, 0)
    await page.set_input_files(
        "#file", {"name": "总结.docx", "mimeType": "application/zip", "buffer": b"content"}
    )
    said = await take(world, "message")
    assert (said["document"]["file_name"], said["document"]["file_size"]) == ("总结.docx", 7)
    await world.ok("sendDocument", chat_id=MEMBER_ID, document=said["document"]["file_id"])
    async with page.expect_download() as download:
        await page.locator(".message:not(.own) .file").click()
    assert (await download.value).suggested_filename == "总结.docx"


async def test_the_clock_goes_to_tomorrow_morning(world, page):
    await page.get_by_role("button", name="到明天早上").click()
    await expect(page.locator(".now")).to_contain_text("08:30")
    assert world.server.clock.now().hour == 0
