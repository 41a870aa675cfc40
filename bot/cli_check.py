"""`{PROGRAM} check`: whether everything the bot needs is there, a line each."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from telegram import Bot
from telegram.error import InvalidToken, TelegramError, TimedOut

from bot.clock import SystemClock
from bot.nightly import nights_kept
from bot.output import PROGRAM
from bot.progress import Bar
from bot.request import Request
from bot.stores import stands, whole
from handlers.views.dates import past
from handlers.views.fonts import NoFontError, find_fonts
from handlers.views.lang import Lang
from store.delivery.workdays import Workdays
from store.errors import StoreError
from store.maintenance.maintenance import backups_of
from store.maintenance.nightly import look_at
from store.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from contextlib import AbstractAsyncContextManager

    from telegram import User

    from bot.settings import Settings
    from store.documents.judging import Progress

CONNECT_SECONDS = 10
STALE_COPY = timedelta(days=2)
_BY_HAND = f"不会自己做；要做就运行 {PROGRAM} backup 文件"
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


async def check(settings: Settings, *, rebuild: bool) -> int:
    """Tell the state of settings, connection, database, index and font, a line each."""
    healthy = True
    if rebuild:
        async with _store(settings) as store:
            # What is built from texts that are damaged would be so, too.
            if await store.maintenance.damage() is None:
                bar = Bar(sys.stderr)
                await store.maintenance.rebuild(lambda done, total: bar.show(done, total, "索引"))
                await store.slogans.catch_up()
                bar.clear()
    async for line in check_lines(settings):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        healthy = healthy and line.good
    return 0 if healthy else 1


async def check_lines(settings: Settings) -> AsyncIterator[CheckLine]:
    """Look at each in turn."""
    yield _settings(settings)
    async for line in _connection(settings):
        yield line
    workdays, progress = Workdays(settings.days), None
    if stands(settings.place):
        with contextlib.suppress(StoreError):
            async with _store(settings) as store:
                workdays = await store.calendar.workdays()
                progress = await store.judging.progress()
    yield await _database(settings)
    yield await asyncio.to_thread(_copies, settings)
    yield _holidays(workdays, settings)
    if progress is not None:
        yield _rules(progress)
    yield await asyncio.to_thread(_font)


def _settings(settings: Settings) -> CheckLine:
    read = "" if settings.dotenv is None else whole(settings.dotenv)
    told = "；".join(settings.warnings)
    return CheckLine("设置", "注意" if told else "ok", " · ".join(filter(None, (read, told))))


async def _connection(settings: Settings) -> AsyncIterator[CheckLine]:
    if settings.token is None:
        yield CheckLine("连接", "本机", f"没有令牌，{PROGRAM} 会打开本机聊天页")
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


def _store(settings: Settings) -> AbstractAsyncContextManager[Store]:
    return Store.open(settings.place, clock=SystemClock(), days=settings.days)


def _holidays(workdays: Workdays, settings: Settings) -> CheckLine:
    today = SystemClock().now().astimezone(ZoneInfo(settings.zone)).date()
    year = workdays.unannounced(today)
    if year is None:
        return CheckLine("节假日", "ok", f"到 {workdays.last_known(today.year)} 年底")
    detail = f"{year} 年还没公布；公布后发给机器人，或写进 {whole(settings.holidays)}"
    return CheckLine("节假日", "注意", detail)


async def _database(settings: Settings) -> CheckLine:
    path = whole(settings.place)
    if not stands(settings.place):
        return CheckLine("库", "还没有", f"{path} 会在第一次运行时建立")
    try:
        async with _store(settings) as store:
            size = await store.documents.size()
            damage = await store.maintenance.damage()
            faults = () if damage else await store.maintenance.check()
    except StoreError as error:
        return CheckLine("库", "不能用", f"{path}：{error}", good=False)
    if damage:
        detail = f"{path} · {damage}。停下机器人，用最近的备份恢复：{PROGRAM} restore 文件"
        return CheckLine("库", "坏了", detail, good=False)
    if faults:
        detail = f"{path} · {'；'.join(faults)}。运行 {PROGRAM} check --rebuild 重建"
        return CheckLine("库", "索引不一致", detail, good=False)
    return CheckLine("库", "ok", f"{path} · {size.speeches:,} 篇 {size.passages:,} 段，索引一致")


def _copies(settings: Settings) -> CheckLine:
    zone, now = ZoneInfo(settings.zone), SystemClock().now()
    folder = backups_of(settings.database)
    found = look_at(folder, now)
    if found.newest is None:
        each_night = f"每天 03:00 自己做一份，放在 {folder}"
        return CheckLine("备份", "未做", each_night if nights_kept(settings) else _BY_HAND)
    made = past(found.newest.astimezone(zone), now.astimezone(zone), Lang.ZH)
    if now - found.newest > STALE_COPY:
        return CheckLine("备份", "注意", f"超过 2 天没有备份，{folder} 里最近的一份是 {made}")
    return CheckLine("备份", "ok", f"{made}，{folder} 里 {found.number} 份")


def _rules(progress: Progress) -> CheckLine:
    if progress.done:
        return CheckLine("规则", "ok", f"每日一摘的 {progress.texts:,} 段都看过")
    share = f"已重看 {progress.judged:,} / {progress.texts:,} 段"
    return CheckLine("规则", "更新中", f"{share}，机器人运行时自己看完")


def _font() -> CheckLine:
    try:
        find_fonts()
    except NoFontError:
        return CheckLine("中文字体", "没有", "装 fonts-noto-cjk 后才能出图")
    return CheckLine("中文字体", "ok")
