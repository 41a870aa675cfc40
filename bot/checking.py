"""`python -m bot check`: whether everything the bot needs is there, a line each."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from telegram import Bot
from telegram.error import InvalidToken, TelegramError, TimedOut

from bot.clock import SystemClock
from bot.request import Request
from handlers.fonts import NoFontError, find_fonts
from store.errors import StoreError
from store.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from telegram import User

    from bot.settings import Settings

CONNECT_SECONDS = 10
_TELEGRAM = "https://api.telegram.org"
# A refusal and its kin are somewhere among the causes of what the Telegram library raises.
_REASONS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (ConnectionRefusedError, "被拒绝"),
    ((TimedOut, TimeoutError, ProxyTimeoutError), "超时"),
    (socket.gaierror, "找不到这个主机"),
    (ssl.SSLError, "证书或加密不对"),
    ((ProxyError, aiohttp.ClientHttpProxyError), "被代理拒绝"),
    ((aiohttp.ClientConnectorError, ProxyConnectionError), "连不上"),
    ((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError), "中途断开"),
)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing that was looked at; `good` is false where the bot can't work with it."""

    subject: str
    state: str
    detail: str = ""
    good: bool = True

    def __str__(self) -> str:
        """The line as it is printed."""
        return "  ".join(part for part in (self.subject, self.state, self.detail) if part)


async def check_lines(settings: Settings) -> AsyncIterator[CheckLine]:
    """Look at each in turn."""
    yield CheckLine("设置", "ok")
    async for line in _connection(settings):
        yield line
    yield await _database(settings)
    yield await asyncio.to_thread(_font)


async def _connection(settings: Settings) -> AsyncIterator[CheckLine]:
    if settings.token is None:
        yield CheckLine("连接", "本机", "没有令牌，python -m bot 会打开本机聊天页")
        return
    try:
        user = await _who(settings)
    except InvalidToken:
        yield CheckLine("连接", "令牌无效", "请检查 TELEGRAM_BOT_TOKEN", good=False)
    except TelegramError as error:
        yield CheckLine("连接", "不通", _fault(settings, error), good=False)
    else:
        yield CheckLine("连接", "ok", f"令牌 ok（@{user.username}）")
        if not user.supports_inline_queries:
            detail = f"在 @BotFather 发 /setinline，选 @{user.username}"
            yield CheckLine("内联模式", "未开", detail)


def _fault(settings: Settings, error: TelegramError) -> str:
    """Say where the way ended, how, and what to do about it."""
    causes = tuple(_causes(error))
    reason = next(
        (reason for kind, reason in _REASONS if any(isinstance(cause, kind) for cause in causes)),
        "应答不对",
    )
    where = _place(settings.api_url or _TELEGRAM)
    if settings.proxy_url:
        way = f"经代理 {_place(settings.proxy_url)} 到 {where} {reason}"
        return f"{way}；请检查 PROXY_URL 和代理本身"
    if settings.api_url:
        return f"到 {where} {reason}；请检查 TELEGRAM_API_URL"
    return f"到 {where} {reason}；需要代理时在 .env 里写 PROXY_URL=http://127.0.0.1:7890"


def _causes(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__ or current.__context__


def _place(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


async def _who(settings: Settings) -> User:
    def request() -> Request:
        return Request(proxy=settings.proxy_url, connect_timeout=CONNECT_SECONDS)

    base = f"{settings.api_url or _TELEGRAM}/bot"
    bot = Bot(settings.token or "", base_url=base, request=request(), get_updates_request=request())
    async with bot:
        return await bot.get_me()


async def _database(settings: Settings) -> CheckLine:
    if not settings.database.exists():
        return CheckLine("数据库", "还没有", f"{settings.database} 会在第一次运行时建立")
    try:
        async with Store.open(settings.database, clock=SystemClock()) as store:
            size = await store.documents.size()
            faults = await store.maintenance.check()
    except StoreError as error:
        return CheckLine("数据库", "不能用", str(error), good=False)
    if faults:
        detail = f"{'；'.join(faults)}。运行 python -m bot check --rebuild 重建"
        return CheckLine("数据库", "索引不一致", detail, good=False)
    return CheckLine("数据库", "ok", f"{size.speeches:,} 篇 {size.passages:,} 段，索引一致")


def _font() -> CheckLine:
    try:
        find_fonts()
    except NoFontError:
        return CheckLine("中文字体", "没有", "装 fonts-noto-cjk 后才能出图")
    return CheckLine("中文字体", "ok")
