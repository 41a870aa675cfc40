"""Documents that come by chat: fetched, then read, stored and taken back in a process of their own.

The worker writes to the store through a connection of its own, as the command line does. It works
at a lower priority than the bot, and may be ended at any time: a document is stored whole or not.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import multiprocessing
import os
import resource
import shutil
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, TypeVar

from telegram.error import TelegramError

from corpus.errors import DocumentError, SecretDocumentError
from corpus.parse import parse_file, require_speech
from store.database import Database
from store.documents import Documents
from store.packing import outline, pack, unpack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from concurrent.futures import Future
    from datetime import datetime
    from pathlib import Path

    from telegram.ext import ExtBot

    from store.clock import Clock
    from store.drafts import Draft, Drafts, Taken
    from store.packing import Outline

_log = logging.getLogger(__name__)
T = TypeVar("T")

LARGEST = 20_000_000
"""Bytes of a file that the Bot API hands over (https://core.telegram.org/bots/api#getfile)."""
MOST_MEMORY = 4 << 30
"""Bytes of address space that reading one document may take."""
TOO_BIG, NOT_FETCHED, TOO_MUCH = "!too_big", "!not_fetched", "!too_much"
"""Why a document can't be read, where it isn't the document that says so."""
MARKED = "!secret"
"""Before the mark that a secret document bears: it must go from the chat, too."""


class Library:
    """The worker process, and the jobs that wait for it."""

    def __init__(self, bot: ExtBot[Any], drafts: Drafts, database: Path, clock: Clock) -> None:
        self._bot = bot
        self._drafts = drafts
        self._database = database
        self._clock = clock
        self._executor = _executor()
        self._process: Future[int] | None = None
        self._jobs: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, bot: ExtBot[Any], drafts: Drafts, database: Path, clock: Clock
    ) -> AsyncIterator[Library]:
        """Give a library whose jobs and process end with the block, however far they are."""
        library = cls(bot, drafts, database, clock)
        try:
            yield library
        finally:
            await library.close()

    def submit(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        """Have work done beside the answers; once more after that where it is being done."""
        if key in self._jobs:
            self._again.add(key)
            return
        task = asyncio.create_task(self._work(key, work), name=key)
        self._jobs[key] = task

    async def read(self, draft: Draft) -> Outline | str:
        """Fetch and parse a draft's document, and keep it packed.

        Gives the reason, a sentence or one of this module's marks, where that can't be done.
        """
        if draft.size > LARGEST:
            return TOO_BIG
        folder = self._drafts.folder / f"{draft.id}.file"
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        try:
            file = await self._bot.get_file(draft.file_id)
            path = await file.download_to_drive(folder / draft.source)
            return await self._run(_read, path, draft.source, self._drafts.packed(draft.id))
        except TelegramError as error:
            _log.warning("a document was not fetched: %s", error)
            return TOO_BIG if "too big" in str(error) else NOT_FETCHED
        except Exception:  # noqa: BLE001 - files are hostile, and their sender is waiting
            _log.exception("a document was not read")
            return TOO_MUCH
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def take(self, draft: Draft) -> Taken:
        """Store a draft's document, and keep what it takes the place of.

        Raises FileNotFoundError where the packed document is gone, and a StoreError.
        """
        return await self._run(
            _take,
            self._database,
            self._drafts.packed(draft.id),
            self._drafts.replaced(draft.id),
            self._clock.now(),
        )

    async def undo(self, draft: Draft) -> None:
        """Take a stored draft out again, and bring back what it took the place of."""
        before = self._drafts.replaced(draft.id) if draft.replaced else None
        await self._run(_undo, self._database, draft.source, before, self._clock.now())

    async def remove(self, draft: Draft) -> bool:
        """Take a document out of the store and keep it packed; False where it isn't there."""
        packed = self._drafts.packed(draft.id)
        return await self._run(_remove, self._database, draft.source, packed)

    async def close(self) -> None:
        """End the jobs and the process."""
        jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        if self._process is not None and self._process.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.result(), signal.SIGKILL)
        await asyncio.to_thread(self._executor.shutdown, wait=True, cancel_futures=True)

    async def _work(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            while True:
                self._again.discard(key)
                try:
                    await work()
                except Exception:  # noqa: BLE001 - a job has no caller who could be told
                    _log.exception("the job %s failed", key)
                if key not in self._again:
                    break
        finally:
            self._jobs.pop(key, None)

    async def _run(self, work: Callable[..., T], *values: object) -> T:
        loop = asyncio.get_running_loop()
        if self._process is None:
            self._process = self._executor.submit(os.getpid)
        try:
            return await loop.run_in_executor(self._executor, work, *values)
        except BrokenProcessPool:
            # The system ends a process that takes too much memory; the next work gets a new one.
            self._executor, self._process = _executor(), None
            raise


def _executor() -> ProcessPoolExecutor:
    # Forking a process that has threads is unsafe, so the worker is started afresh.
    return ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("spawn"), initializer=_be_modest
    )


def _be_modest() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _read(path: Path, source: str, packed: Path) -> Outline | str:
    content_hash = hashlib.sha256(path.read_bytes()).hexdigest()
    try:
        document = parse_file(path, source)
        require_speech(document)
    except SecretDocumentError as error:
        return f"{MARKED} {error.mark}"
    except DocumentError as error:
        return str(error)
    _write(packed, pack(document, content_hash))
    return outline(document, content_hash)


def _take(database: Path, packed: Path, before: Path, now: datetime) -> Taken:
    document, content_hash = unpack(packed.read_bytes())
    stored = _ask(database, lambda documents: documents.read(document.source))
    if stored is not None and stored[1] != content_hash:
        _write(before, pack(*stored))
    outcome = _ask(database, lambda documents: documents.ingest(document, content_hash, now))
    # Work that was interrupted is done again: then it is its own version that stands there.
    if before.exists():
        return "replaced"
    return "added" if outcome.state == "added" else "unchanged"


def _undo(database: Path, source: str, before: Path | None, now: datetime) -> None:
    if before is not None and before.exists():
        document, content_hash = unpack(before.read_bytes())
        _ask(database, lambda documents: documents.ingest(document, content_hash, now))
        before.unlink()
    else:
        _ask(database, lambda documents: documents.remove(source))


def _remove(database: Path, source: str, packed: Path) -> bool:
    stored = _ask(database, lambda documents: documents.read(source))
    if stored is not None:
        _write(packed, pack(*stored))
    return _ask(database, lambda documents: documents.remove(source))


def _ask(database: Path, question: Callable[[Documents], Awaitable[T]]) -> T:
    async def ask() -> T:
        async with Database.open(database, readers=1) as opened:
            return await question(Documents(opened))

    return asyncio.run(ask())


def _write(file: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_bytes(data)
    new.replace(file)
