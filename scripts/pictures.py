"""Make the pictures of the READMEs from the running program: `make pictures`.

Needs Chromium (Debian's `chromium`) and a Chinese font (`fonts-noto-cjk`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from playwright.async_api import ViewportSize, async_playwright

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PHONE = ViewportSize(width=390, height=760)
TALL_PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1160, height=800)
KEEP_WHOLE = """(log, newest) => {
    while (log.children.length > newest || log.scrollHeight > log.clientHeight) {
        log.firstElementChild.remove();
    }
}"""
WORD = "靠前服务"
SLOGAN = "一线三问"
THURSDAY = "2026-11-19T10:00"
"""A fixed day, so that the pictures change only when the program does; a workday follows it."""
# Chromium would otherwise look for hosts outside this machine at every start.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextlib.asynccontextmanager
async def program(folder: Path) -> AsyncIterator[str]:
    """Run the bot with its sample documents; gives the page's address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        cwd=folder,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LOCAL_CHAT_PORT": str(port)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the program has no output")
        shown = b""
        while b"[4/4]" not in shown:
            line = await process.stdout.readline()
            if not line:
                raise RuntimeError("the program ended before it was ready")
            shown += line
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        await process.communicate()


async def move_clock(address: str, **change: str) -> None:
    """Set the clock of the chat page."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{address}control/clock", json=change)
        answer.raise_for_status()


class Shooter:
    """One look at the page."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def enter(self, title: str) -> None:
        """Open a chat; on a phone the list of chats may be covered by another one."""
        if await self._page.locator("#back").is_visible():
            await self._page.locator("#back").click()
        named = self._page.get_by_text(title, exact=True)
        await self._page.locator(".chat").filter(has=named).click()

    async def say(self, text: str) -> None:
        """Say something and wait for the keyboard below the answer."""
        keyboards = self._page.locator(".keyboard")
        before = await keyboards.count()
        await self._page.locator("#text").fill(text)
        await self._page.locator("#text").press("Enter")
        await keyboards.nth(before).wait_for()

    async def press(self, label: str, then: str) -> None:
        """Press a button of the last message and wait for a text in the chat."""
        await self._page.locator(".keyboard").last.get_by_text(label, exact=True).click()
        await self.sees(then)

    async def be(self, name: str) -> None:
        """Be another person."""
        await self._page.get_by_role("radio", name=name).click()

    async def sees(self, text: str) -> None:
        """Wait for a text in the chat."""
        await self._page.locator("#log").get_by_text(text).last.wait_for()

    async def shoot(self, name: str, newest: int = 3) -> None:
        """Take the picture as a reader would see the page: without focus, toast or tour.

        At most the `newest` messages and days are shown, none of them cut at the top.
        """
        await self._page.evaluate("document.activeElement.blur()")
        await self._page.locator("#toast").evaluate("toast => { toast.hidden = true; }")
        closer = self._page.locator("#tour .icon")
        if await closer.is_visible():
            await closer.click()
            await self._page.evaluate("document.activeElement.blur()")
        await self._page.mouse.move(0, 0)
        await self._page.locator("#log").evaluate(KEEP_WHOLE, newest)
        await self._page.screenshot(path=PICTURES / name)


@contextlib.asynccontextmanager
async def look(
    browser: Browser, address: str, size: ViewportSize, *, dark: bool = False
) -> AsyncIterator[Shooter]:
    """Open the page in a size and colour."""
    page = await browser.new_page(
        viewport=size,
        device_scale_factor=2,
        locale="zh-CN",
        color_scheme="dark" if dark else "light",
    )
    await page.goto(address)
    await page.locator(".chat").first.wait_for()
    yield Shooter(page)
    await page.close()


async def on_a_phone(browser: Browser, address: str) -> None:
    """A word asked for, its first passage opened and saved; the morning's excerpt in a group."""
    async with look(browser, address, TALL_PHONE) as one:
        await one.enter("摘句")
        await one.say(WORD)
        await one.shoot("search-phone.png")
    async with look(browser, address, PHONE) as one:
        await one.enter("摘句")
        await one.press("1", "第 1 条")
        await one.press("收藏", "已收藏")
        await one.shoot("passage-phone.png")
    async with look(browser, address, PHONE) as one:
        await one.be("李主任")
        await one.enter("办公室")
        await one.say("/daily 08:30")
        await move_clock(address, until="08:30")
        await one.sees("每日一摘 · 11月20日")
        await one.shoot("morning-phone.png", newest=5)


async def on_a_desk(browser: Browser, address: str) -> None:
    """A page of passages on a large screen, in the dark."""
    async with look(browser, address, DESKTOP, dark=True) as one:
        await one.enter("材料组")
        await one.say(f"/s {SLOGAN}")
        await one.enter("办公室")
        await one.say(f"/s {WORD}")
        await one.press("1", "第 1 条")
        await one.shoot("group-desktop-dark.png", newest=4)


async def main() -> None:
    """Make all pictures."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit(
            "缺 Chromium：sudo apt install chromium fonts-noto-cjk，然后再运行 make pictures。"
        )
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with program(Path(folder)) as address, async_playwright() as playwright:
            await move_clock(address, set=THURSDAY)
            browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            await on_a_phone(browser, address)
            await on_a_desk(browser, address)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
