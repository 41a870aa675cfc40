"""What a newcomer does, in a real browser, with the very program that `make run` starts."""

from __future__ import annotations

import asyncio
import re
import socket
import zipfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, expect

from bot.local import run_local
from bot.settings import Settings
from tests.support.browser import DESKTOP, PHONE, chromium, fits, needs_chromium, readable, visit
from tests.support.stage import copy_store
from tests.support.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, Locator, Page, ViewportSize

pytestmark = needs_chromium

THURSDAY = "2026-11-19T10:00"
WORD = "靠前服务"
DOCUMENT = """在春季调度会上的讲话
澄湾港集团 周岚
（2024年3月5日）

同志们：
春潮计划不是一句口号，是把每一条船的靠泊时间提前半个钟头，把每一张单子少跑一个窗口，把每一个电话接在第一声。
"""


@dataclass(frozen=True, slots=True)
class Local:
    """The running program: its page and the control of its Telegram."""

    url: str
    telegram: Telegram


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def local(sample_template: Path, tmp_path: Path) -> AsyncIterator[Local]:
    """The program on a store of its sample documents, on a Thursday morning."""
    database = copy_store(sample_template, tmp_path / "store.db")
    port = _free_port()
    ready, stop = asyncio.Event(), asyncio.Event()
    settings = Settings(database=database, local_chat_port=port)
    program = asyncio.create_task(run_local(settings, ready, stop))
    url = f"http://127.0.0.1:{port}"
    try:
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({program, waiting}, return_when=asyncio.FIRST_COMPLETED)
        assert waiting.done()
        async with Telegram(f"{url}/control") as telegram:
            await telegram.clock(set=THURSDAY)
            yield Local(url, telegram)
            # Operators who never wrote to the bot can't be told of a year that isn't announced.
            refusals = await telegram.refusals()
            assert [one for one in refusals if "can't initiate conversation" not in one] == []
    finally:
        stop.set()
        await program


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Walk:
    """Somebody at the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def last(self) -> Locator:
        """The newest message."""
        return self.page.locator("article.message").last

    async def be(self, name: str) -> None:
        await self.page.get_by_role("radio", name=name).click()

    async def enter(self, title: str) -> None:
        if await self.page.locator("#back").is_visible():
            await self.page.locator("#back").click()
        named = self.page.get_by_text(title, exact=True)
        await self.page.locator(".chat").filter(has=named).click()

    async def say(self, text: str) -> None:
        """Say something and wait for an answer by another."""
        others = self.page.locator("article.message:not(.own)")
        before = await others.count()
        await self.page.locator("#text").fill(text)
        await self.page.locator("#text").press("Enter")
        await expect(others).to_have_count(before + 1)

    async def press(self, label: str) -> None:
        """Press a button of the newest message that has one."""
        shown = self.page.locator("article.message:has(.keyboard)").last
        await shown.get_by_role("button", name=re.compile(f"^{re.escape(label)}")).first.click()

    async def reach(self, label: str, key: str) -> None:
        """Go on with a key until the button with this label has the focus."""
        focused = self.page.locator("button:focus")
        for _ in range(40):
            if await focused.count() and label in await focused.inner_text():
                return
            await self.page.keyboard.press(key)
        raise AssertionError(f"{key} never gets to {label}")

    async def sees(self, text: str) -> None:
        await expect(self.last).to_contain_text(text)
        await fits(self.page)

    async def is_told(self, text: str) -> None:
        await expect(self.page.locator("#toast")).to_contain_text(text)


@asynccontextmanager
async def walk(
    browser: Browser, local: Local, *, size: ViewportSize = DESKTOP, dark: bool = False
) -> AsyncIterator[Walk]:
    async with visit(browser, local.url, size=size, dark=dark) as page:
        walker = Walk(page)
        await walker.enter("摘句")
        yield walker


async def test_from_a_word_to_a_bookmark_with_a_note_and_a_file(
    browser: Browser, local: Local
) -> None:
    async with walk(browser, local) as one:
        await one.page.get_by_role("button", name=f"查一个词 {WORD}").click()
        await one.sees(f"“{WORD}” ")
        await expect(one.last.locator("strong").first).to_have_text(WORD)
        await one.press("1")
        await one.sees("第 1 条")
        await one.press("收藏")
        await one.is_told("已收藏，共 1 条")
        await one.press("备注")
        await expect(one.page.locator("#replying")).to_contain_text("备注")
        await one.say("结尾用 #收尾")
        await one.sees("记下了：结尾用")
        await one.say("/saved")
        await one.sees("我的收藏 1 条")
        await one.say("/export")
        async with one.page.expect_download() as download:
            await one.press("Word")
            await one.page.locator(".message:not(.own) .file").click()
        saved = await download.value
        assert saved.suggested_filename.endswith(".docx")
        with zipfile.ZipFile(await saved.path()) as document:
            assert WORD in document.read("word/document.xml").decode()


SEARCHES = (
    WORD, "马上就办", "一线三问", "服务", "作风", "港", "食堂", "病人", "司机", "窗口", "责任",
    "码头", "群众", "干部", "马上 服务", "服务 作风", "既要…又要", "靠钱服务", "贺望潮 服务",
    "怎么写整改的收尾",
)  # fmt: skip


async def test_the_best_hit_is_on_the_phones_screen(browser: Browser, local: Local) -> None:
    async with walk(browser, local, size=PHONE) as one:
        log = one.page.locator("#log")
        for words in SEARCHES:
            await one.say(words)
            await expect(one.last.locator(".keyboard")).to_be_in_viewport(ratio=1)
            shown, place = await one.last.bounding_box(), await log.bounding_box()
            assert shown
            assert place
            assert shown["y"] >= place["y"], words


async def test_a_passage_becomes_a_picture_on_a_dark_phone(browser: Browser, local: Local) -> None:
    async with walk(browser, local, size=PHONE, dark=True) as one:
        await one.say(WORD)
        await fits(one.page)
        await one.press("1")
        await one.sees("第 1 条")
        await one.press("卡片")
        picture = one.last.locator("img")
        await expect(picture).to_be_visible()
        width = await picture.evaluate("one => one.decode().then(() => one.naturalWidth)")
        assert width == 1080
        background = await one.page.locator("body").evaluate(
            "body => getComputedStyle(body).backgroundColor"
        )
        assert max(map(int, re.findall(r"\d+", background))) < 64


async def test_a_slogan_has_a_card_and_a_picture_of_its_years(
    browser: Browser, local: Local
) -> None:
    async with walk(browser, local) as one:
        await one.say("/slogan 一线三问")
        await one.sees("一线三问")
        await one.press("用量图")
        await expect(one.last.locator("img")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
async def test_all_can_be_read_and_has_a_name(browser: Browser, local: Local, dark: bool) -> None:
    async with walk(browser, local, dark=dark) as one:
        await readable(one.page)
        await one.say(WORD)
        await one.say("/daily 08:30")
        file: FilePayload = {"name": "甲.txt", "mimeType": "text/plain", "buffer": b"x"}
        await one.page.set_input_files("#file", file)
        await one.page.locator("#text").press("Enter")
        await readable(one.page)
        await one.enter("办公室")
        await one.say(f"/s {WORD}")
        await one.page.locator("#text").fill("/")
        await expect(one.page.get_by_role("option").first).to_be_visible()
        await readable(one.page)


async def test_the_keyboard_alone_gets_to_a_bookmark(browser: Browser, local: Local) -> None:
    async with walk(browser, local) as one:
        await one.page.reload()
        await expect(one.page.locator(".chat")).to_have_count(3)
        await one.reach("摘句", "Tab")
        await one.page.keyboard.press("Enter")
        await expect(one.page.locator("#text")).to_be_focused()
        await one.page.keyboard.type(WORD)
        await one.page.keyboard.press("Enter")
        await one.sees(f"“{WORD}” ")
        await one.reach("1", "Shift+Tab")
        await one.page.keyboard.press("Enter")
        await one.sees("第 1 条")
        await one.reach("收藏", "Shift+Tab")
        await one.page.keyboard.press("Enter")
        await one.is_told("已收藏，共 1 条")
        await expect(one.page.locator(":focus")).to_have_text("已收藏")


async def test_inline_mode_puts_a_sentence_into_a_group(browser: Browser, local: Local) -> None:
    async with walk(browser, local) as one:
        await one.enter("办公室")
        await one.page.locator("#text").fill(f"@zhaiju_bot {WORD}")
        offered = one.page.get_by_role("option")
        await expect(offered.nth(2)).to_be_visible()
        await fits(one.page)
        await one.page.locator("#text").press("ArrowDown")
        await one.page.locator("#text").press("ArrowDown")
        await one.page.locator("#text").press("Enter")
        await one.sees("@zhaiju_bot")
        await expect(one.last).to_have_class(re.compile("own"))
        await one.press("收藏")
        await one.is_told("已收藏")


async def test_in_a_group_only_the_asker_turns_the_page(browser: Browser, local: Local) -> None:
    async with walk(browser, local) as one:
        await one.enter("办公室")
        await one.say(f"/s {WORD}")
        await one.sees(f"“{WORD}” ")
        before = await one.last.locator(".text").inner_text()
        await one.be("李主任")
        await one.press("下一页")
        await expect(one.page.locator(".chat[aria-current]")).to_contain_text("摘句")
        await one.sees(f"“{WORD}” ")
        await one.be("小王")
        await one.enter("办公室")
        await expect(one.last.locator(".text")).to_have_text(before, use_inner_text=True)
        await one.press("下一页")
        await expect(one.last.locator(".text")).not_to_have_text(before, use_inner_text=True)


async def test_a_topic_gets_its_own_answers(browser: Browser, local: Local) -> None:
    async with walk(browser, local, size=PHONE) as one:
        await one.enter("材料组")
        await one.page.get_by_role("tab", name="讨论").click()
        await one.say(f"/s {WORD}")
        await one.sees(f"“{WORD}” ")
        await one.page.get_by_role("tab", name="综合").click()
        await expect(one.page.locator("#log")).not_to_contain_text(f"“{WORD}” ")


async def test_the_morning_excerpt_arrives_in_the_group(browser: Browser, local: Local) -> None:
    async with walk(browser, local) as one:
        await one.be("李主任")
        await one.enter("办公室")
        await one.say("/daily 08:30")
        await one.sees("第一条：明天，星期五")
        await one.be("小王")
        await one.page.get_by_role("button", name="到明天早上").click()
        await one.sees("每日一摘 · 11月20日 星期五")
        text = await one.last.locator(".text").inner_text()
        await one.press("收藏")
        await one.is_told("已收藏")
        await expect(one.last.locator(".text")).to_have_text(text, use_inner_text=True)


async def test_the_tour_ends_with_an_excerpt_in_private(browser: Browser, local: Local) -> None:
    async with walk(browser, local, size=PHONE) as one:
        await one.page.get_by_role("button", name="/daily 08:30").click()
        # The answer, not what was said, which holds the time, too.
        await one.sees("第一条：明天，星期五")
        await one.page.locator("#tour").get_by_role("button", name="到明天早上").click()
        await one.sees("每日一摘 · 11月20日 星期五")


async def test_an_administrator_takes_a_document_in(browser: Browser, local: Local) -> None:
    async with walk(browser, local) as one:
        await one.be("李主任")
        await one.enter("摘句")
        await one.page.set_input_files(
            "#file",
            {"name": "春季调度会.txt", "mimeType": "text/plain", "buffer": DOCUMENT.encode()},
        )
        await one.page.locator("#text").press("Enter")
        await one.sees("1 篇")
        await one.press("收录")
        await one.sees("收录了")
        await one.say("春潮计划不是一句口号")
        await one.sees("在春季调度会上的讲话")
        await one.page.locator("#text").fill("/sour")
        await expect(one.page.get_by_role("option")).to_contain_text(["/sources"])
