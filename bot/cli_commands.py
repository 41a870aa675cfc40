"""What the commands do that need the store alone; the exit status is the return value."""

from __future__ import annotations

import asyncio
import contextlib
import random as chance
import sys
import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import output
from bot.clock import SystemClock
from bot.errors import CommandError
from bot.ingest import ingest_paths
from bot.meaning import make_ready
from bot.progress import Bar
from bot.report import require_place, write_report
from bot.stores import sample_hashes, stands, whole
from bot.worker import Worker
from store.errors import StoreBusyError
from store.maintenance.copying import StoreCopy
from store.maintenance.restoring import restore as restore_copy
from store.maintenance.transfer import move
from store.search.model import SearchPage
from store.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.settings import Settings
    from store.db.engines import Place
    from store.documents.model import Field, Source
    from store.maintenance.copying import Transfer
    from store.maintenance.restoring import Copied
    from store.search.query import Order


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
    if report is not None:
        require_place(report, settings.database)
    # Said before the work, which may take an evening and fill the wrong one.
    sys.stderr.write(f"库：{whole(settings.place)}\n")
    async with _store(settings) as store, Worker.open() as worker:
        bar = Bar(sys.stderr)
        summary = await ingest_paths(store, worker, clock, paths, bar.show, allow_marked)
        size = await store.documents.size()
        bar.clear()
    if report is not None:
        write_report(report, summary)
    if as_json:
        _print(output.as_json(output.summary_value(summary)))
    else:
        _print(output.summary_lines(summary, size, report))
    return 1 if summary.failed else 0


async def search(
    settings: Settings,
    query: str,
    limit: int,
    offset: int,
    *,
    order: Order | None,
    as_json: bool,
    explain: bool,
) -> int:
    """Find passages; to `explain`, say on stderr how the question was read and answered."""
    page, empty = SearchPage(query, None, 0, 0, offset, ()), True
    counts: dict[str, int] = {}
    if stands(settings.place):
        async with _store(settings) as store:
            if not await store.search.count(query):
                await _make_ready(store)
            page = await store.search.search(query, limit=limit, offset=offset, order=order)
            size = await store.documents.size()
            empty = page.match is None and not size.documents
            if explain:
                counts = {word: await store.search.count(word) for word in page.words}
                sys.stderr.write(output.explained(page, counts, size.passages) + "\n")
    if as_json:
        _print(output.as_json(output.search_value(page)))
    else:
        _print(output.EMPTY if empty else output.search_lines(page))
    return 0


async def _make_ready(store: Store) -> None:
    """Have what is found below the exact tier ordered by meaning, too, as the bot does."""
    with contextlib.suppress(Exception):
        async with Worker.open() as worker:
            await make_ready(store.search.meaning, worker)


async def slogans(
    settings: Settings, query: str, limit: int, *, terms: bool = False, as_json: bool
) -> int:
    """List the slogans, most used first, or those that may be meant by a query, surest first."""
    if not stands(settings.place):
        _print(output.as_json([]) if as_json else output.EMPTY)
        return 0
    async with _store(settings) as store:
        # What another program's writing keeps from being counted is counted another time.
        with contextlib.suppress(StoreBusyError):
            await store.slogans.catch_up()
        if query:
            page = await store.slogans.meant(query, terms=terms, limit=limit)
        else:
            page = await store.slogans.most_used(terms=terms, limit=limit)
        if as_json:
            cards = [await store.slogans.card(slogan.key) for slogan in page.items]
            _print(output.as_json([output.slogan_value(card) for card in cards if card]))
        else:
            _print(output.slogans_lines(page, query))
    return 0


async def random(settings: Settings, seed: int | None, *, as_json: bool) -> int:
    """Give a good excerpt, by the rules of /random; the same one for the same seed."""
    hit = None
    if stands(settings.place):
        async with _store(settings) as store:
            chosen = chance.SystemRandom().getrandbits(63) if seed is None else seed
            hit = await store.excerpts.random(chosen)
    if as_json:
        _print(output.as_json(None if hit is None else output.passage_value(hit)))
    else:
        _print(output.EMPTY if hit is None else output.passage_lines(hit))
    return 0


async def sources(settings: Settings, *, as_json: bool) -> int:
    """List the documents."""
    found: tuple[Source, ...] = ()
    if stands(settings.place):
        async with _store(settings) as store:
            found = await store.documents.sources()
    _print(output.as_json(output.sources_value(found)) if as_json else output.sources_lines(found))
    return 0


async def remove(settings: Settings, source: str) -> int:
    """Remove a document; what people bookmarked of it stays theirs."""
    async with _filled(settings) as store:
        if not await store.documents.remove(source, SystemClock().now()):
            raise CommandError(f"库里没有《{source}》，用 {output.PROGRAM} sources 看看叫什么。")
    _print(f"已删除《{source}》")
    return 0


async def edit(
    settings: Settings, source: str, number: int | None, values: dict[Field, str]
) -> int:
    """Correct a speech of a document, or without a number all of them; it stays corrected."""
    async with _filled(settings) as store:
        speeches = await store.corrections.outlines(source)
        if not speeches:
            raise CommandError(f"库里没有《{source}》，用 {output.PROGRAM} sources 看看叫什么。")
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


async def backup(settings: Settings, file: Path) -> int:
    """Copy the store consistently while the bot runs."""
    async with _filled(settings) as store:
        await store.maintenance.backup(file, SystemClock().now())
    _print(f"已备份到 {file}")
    return 0


async def restore(settings: Settings, file: Path) -> int:
    """Put a copy in the store's place, and tell what it is while it goes on."""
    place, zone, bar = settings.place, ZoneInfo(settings.zone), Bar(sys.stderr)

    def tell(copied: Copied) -> None:
        _print(output.copied_line(copied, zone))

    def show(done: int, total: int) -> None:
        bar.show(done, total, "")

    now = SystemClock().now()
    kept = await asyncio.to_thread(restore_copy, place, file, now, zone, tell, show)
    bar.clear()
    _print(output.restored_line(place, kept))
    async with _store(settings) as opened:
        made_anew = bool(await opened.maintenance.check())
        if made_anew:
            bar = Bar(sys.stderr)
            await opened.maintenance.rebuild(lambda done, total: bar.show(done, total, "索引"))
            bar.clear()
    _print(output.index_line(made_anew=made_anew))
    return 0


async def copy(settings: Settings, origin: Place | None, target: Place) -> int:
    """Copy the whole store, sample documents left out, into an empty one."""
    origin = origin or settings.place
    if not stands(origin):
        raise CommandError(f"没有 {whole(origin)} 这个库，--from 要写一个有的。")
    _print(f"从 {whole(origin)} 到 {whole(target)}")
    bar, start = Bar(sys.stderr), time.monotonic()
    done = await _moved(origin, target, lambda rows, total: bar.show(rows, total, ""))
    bar.clear()
    _print(output.copied_lines(done, time.monotonic() - start))
    if whole(target) == whole(settings.place):
        _print(f"现在可以启动：{output.PROGRAM}；原来的库没有动")
    elif target.url is None:
        _print(f"接着在 .env 里写 DATABASE_PATH={target.path}，再启动；原来的库没有动")
    else:
        _print("接着在 .env 里写这个库的 DATABASE_URL，再启动；原来的库没有动")
    return 0


async def _moved(origin: Place, target: Place, show: Callable[[int, int], None]) -> Transfer:
    if origin.url is not None or target.url is not None:
        return await move(origin, target, sample_hashes(), show)
    work = StoreCopy(origin.path, target.path)
    before = await work.interrupted()
    if before is not None:
        _print(f"上次搬到 {before:.0%}，从头再搬 …")
    return await work.make(sample_hashes(), show)


@contextlib.asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[Store]:
    async with Store.open(settings.place, clock=SystemClock()) as store:
        yield store


@contextlib.asynccontextmanager
async def _filled(settings: Settings) -> AsyncIterator[Store]:
    """Open the store for a command that has nothing to do in a new one, and so makes none."""
    if not stands(settings.place):
        raise CommandError(output.EMPTY)
    async with _store(settings) as store:
        yield store


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
