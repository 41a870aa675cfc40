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

from playwright.async_api import async_playwright

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PHONE = {"width": 390, "height": 940}
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


async def search_phone(browser: Browser, address: str) -> None:
    """A word asked for, on a phone."""
    page = await browser.new_page(viewport=PHONE, device_scale_factor=2, locale="zh-CN")
    await page.goto(address)
    await page.locator("#chats button, #chats li").first.click()
    await say(page, "靠前服务")
    await page.screenshot(path=PICTURES / "search-phone.png")
    await page.close()


async def say(page: Page, text: str) -> None:
    """Type a message and wait for the bot's keyboard below its answer."""
    keyboards = page.locator(".keyboard")
    before = await keyboards.count()
    await page.locator("#text").fill(text)
    await page.locator("#text").press("Enter")
    await keyboards.nth(before).wait_for()


async def main() -> None:
    """Make all pictures."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("缺 Chromium：sudo apt install chromium fonts-noto-cjk，然后再运行 make pictures。")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with program(Path(folder)) as address, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            await search_phone(browser, address)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
