"""What each command of the command line does; the exit status is the return value."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import signal
import sys
from typing import TYPE_CHECKING

from bot import output
from bot.checking import check_lines
from bot.clock import SystemClock
from bot.errors import CommandError
from bot.ingest import Parser, ingest_paths
from bot.local import run_local
from bot.progress import Bar
from bot.service import running, warm_up
from store.model import SearchPage
from store.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.ingest import Summary
    from bot.settings import Settings
    from store.corrections import Field
    from store.model import Source


async def run(settings: Settings) -> int:
    """Serve Telegram, or without a token the chat on this machine, until told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    ready = asyncio.Event()
    serving = asyncio.create_task(_serve(settings, ready, stop))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop.is_set() and not ready.is_set():
        # Still waiting for a network that isn't there: there is nothing to end in good order.
        serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    return 0


async def _serve(settings: Settings, ready: asyncio.Event, stop: asyncio.Event) -> None:
    if settings.local:
        await run_local(settings, ready, stop)
        return
    async with running(settings, SystemClock()) as bot:
        ready.set()
        _print(f"@{bot.services.username} 在线，Ctrl+C 停止")
        await warm_up(bot.services.store)
        await stop.wait()


async def ingest(
    settings: Settings,
    paths: list[Path],
    *,
    report: Path | None,
    allow_marked: list[Path],
    as_json: bool,
) -> int:
    """Add or update documents."""
    clock = SystemClock()
    async with _store(settings) as store, Parser.open() as parser:
        bar = Bar(sys.stderr)
        summary = await ingest_paths(store, parser, clock, paths, bar.show, allow_marked)
        size = await store.documents.size()
        bar.clear()
    if report is not None:
        _write_report(report, summary)
    if as_json:
        _print(output.as_json(output.summary_value(summary)))
    else:
        _print(output.summary_lines(summary, size, report))
    return 1 if summary.failed else 0


async def search(settings: Settings, query: str, limit: int, offset: int, *, as_json: bool) -> int:
    """Find passages."""
    page, empty = SearchPage(query, None, 0, 0, offset, ()), True
    if settings.database.exists():
        async with _store(settings) as store:
            page = await store.search.search(query, limit=limit, offset=offset)
            empty = page.match is None and not (await store.documents.size()).documents
    if as_json:
        _print(output.as_json(output.search_value(page)))
    else:
        _print(output.EMPTY if empty else output.search_lines(page))
    return 0


async def slogans(settings: Settings, query: str, limit: int, *, as_json: bool) -> int:
    """List the slogans, most used first, or those that may be meant by a query, surest first."""
    if not settings.database.exists():
        _print(output.as_json([]) if as_json else output.EMPTY)
        return 0
    async with _store(settings) as store:
        await store.slogans.catch_up()
        if query:
            page = await store.slogans.meant(query, limit=limit)
        else:
            page = await store.slogans.most_used(limit=limit)
        if as_json:
            cards = [await store.slogans.card(slogan.key) for slogan in page.items]
            _print(output.as_json([output.slogan_value(card) for card in cards if card]))
        else:
            _print(output.slogans_lines(page, query))
    return 0


async def sources(settings: Settings, *, as_json: bool) -> int:
    """List the documents."""
    found: tuple[Source, ...] = ()
    if settings.database.exists():
        async with _store(settings) as store:
            found = await store.documents.sources()
    _print(output.as_json(output.sources_value(found)) if as_json else output.sources_lines(found))
    return 0


async def remove(settings: Settings, source: str) -> int:
    """Remove a document; what people bookmarked of it stays theirs."""
    async with _filled(settings) as store:
        if not await store.documents.remove(source):
            raise CommandError(f"库里没有《{source}》，用 python -m bot sources 看看叫什么。")
    _print(f"已删除《{source}》")
    return 0


async def edit(
    settings: Settings, source: str, number: int | None, values: dict[Field, str]
) -> int:
    """Correct a speech of a document, or without a number all of them; it stays corrected."""
    async with _filled(settings) as store:
        speeches = await store.corrections.outlines(source)
        if not speeches:
            raise CommandError(f"库里没有《{source}》，用 python -m bot sources 看看叫什么。")
        if number is not None:
            speeches = tuple(one for one in speeches if one.number == number)
        elif "title" in values and len(speeches) > 1:
            raise CommandError(
                f"《{source}》有 {len(speeches)} 篇，改标题要用 --number 说是第几篇。"
            )
        if not speeches:
            raise CommandError(f"《{source}》没有第 {number} 篇。")
        await store.corrections.correct(speeches, values)
    _print(f"改好了 {len(speeches)} 篇；这份文件再来时也照这样。")
    return 0


async def check(settings: Settings, *, rebuild: bool) -> int:
    """Tell the state of settings, connection, database, index and font, a line each."""
    healthy = True
    if rebuild:
        async with _store(settings) as store:
            bar = Bar(sys.stderr)
            await store.maintenance.rebuild(lambda done, total: bar.show(done, total, "索引"))
            await store.slogans.catch_up()
            bar.clear()
    async for line in check_lines(settings):
        _print(str(line))
        healthy = healthy and line.good
    return 0 if healthy else 1


async def backup(settings: Settings, file: Path) -> int:
    """Copy the store consistently while the bot runs."""
    async with _filled(settings) as store:
        await store.maintenance.backup(file)
    _print(f"已备份到 {file}")
    return 0


@contextlib.asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[Store]:
    async with Store.open(settings.database, clock=SystemClock()) as store:
        yield store


@contextlib.asynccontextmanager
async def _filled(settings: Settings) -> AsyncIterator[Store]:
    """Open the store for a command that has nothing to do in a new one, and so makes none."""
    if not settings.database.exists():
        raise CommandError(output.EMPTY)
    async with _store(settings) as store:
        yield store


def _write_report(file: Path, summary: Summary) -> None:
    try:
        # Excel reads a CSV as UTF-8 only with a byte order mark.
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            table = csv.writer(opened)
            table.writerow(("source", "state", "speeches", "passages", "detail"))
            for line in summary.lines:
                table.writerow((line.source, line.state, line.speeches, line.passages, line.detail))
    except OSError as error:
        raise CommandError(f"写不了 {file}（{error.strerror}），请换一个位置。") from error


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
