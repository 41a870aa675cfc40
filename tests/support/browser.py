"""A real browser on the chat page: no walk through it may leave an error or scroll sideways."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import ViewportSize, async_playwright, expect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

CHROMIUM = shutil.which("chromium")
# Chromium would otherwise look for hosts outside this machine at every start.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1280, height=800)
needs_chromium = [
    pytest.mark.browser,
    pytest.mark.serial,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt install chromium fonts-noto-cjk"),
]
READABLE = Path(__file__).with_name("readable.js")
PATIENCE = 30_000
"""Milliseconds that a page may take to show something, on a machine with much else to do."""
expect.set_options(timeout=PATIENCE)

_SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll("body *")]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth
        && ["auto", "scroll", "visible"].includes(getComputedStyle(one).overflowX)
        && getComputedStyle(one).display !== "inline")
    .map((one) => `${one.tagName}.${one.className} ${one.scrollWidth} > ${one.clientWidth}`)"""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running browser; one is enough for all tests of a module."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        await running.close()


@asynccontextmanager
async def visit(
    browser: Browser,
    url: str,
    *,
    size: ViewportSize = DESKTOP,
    dark: bool = False,
    language: str = "zh-CN",
) -> AsyncIterator[Page]:
    """Open the page; at the end nothing may have gone wrong in its console."""
    errors: list[str] = []
    page = await browser.new_page(
        viewport=size, locale=language, color_scheme="dark" if dark else "light"
    )
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    await page.goto(url)
    await expect(page.locator(".chat")).to_have_count(3)
    yield page
    await fits(page)
    await page.close()
    assert errors == [], errors


async def fits(page: Page) -> None:
    """Assert that nothing is wider than its place."""
    wide = await page.evaluate(_SIDEWAYS)
    assert wide == [], wide


async def readable(page: Page) -> None:
    """Assert that every text stands out from its ground and every control has a name."""
    unreadable = await page.evaluate(READABLE.read_text())
    assert unreadable == [], unreadable
