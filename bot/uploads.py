"""Documents that come by chat: fetched, then read, stored and taken back in other processes.

What an administrator asks to read of a colleague's is read in a process of its own, so that his own
documents wait for none of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
from typing import TYPE_CHECKING, Any, TypeVar

from telegram.error import TelegramError

from bot import storing
from bot.parser import bounds, recognised
from bot.reading import SCANNED, read, why
from bot.worker import NICENESS, Bounds, BrokenError, OverdueError, Worker
from corpus.errors import DocumentError
from handlers.telegram.services import GivenUpError
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from telegram.ext import ExtBot

    from corpus.readers.placed import PlacedLine
    from store.clock import Clock
    from store.db.engines import Place
    from store.documents.model import DocumentSummary, Taken, Upload
    from store.documents.uploads import Uploads

_log = logging.getLogger(__name__)
T = TypeVar("T")

LARGEST = 20_000_000
"""Bytes of a file that the Bot API hands over (https://core.telegram.org/bots/api#getfile)."""
SECONDS = 60
"""Of processor time that reading one document may take; 20 MB of text take some 25."""
STORING = Bounds(seconds=600, memory=4 << 30)
"""What storing one document may take; the largest that Telegram hands over takes a minute."""
LEAST_NICENESS = 15
"""How far the reading of a colleague's document stands back, behind that of administrators' own."""
TOO_BIG, NOT_FETCHED, TOO_MUCH = "!too_big", "!not_fetched", "!too_much"
"""Why a document can't be read, where it isn't the document that says so."""
TOO_SLOW = "!too_slow"
"""Before the seconds after which reading was given up."""


async def _say_nothing(_page: int, _pages: int) -> None:
    """Tell nobody of a page."""


class Library:
    """The processes that read and store, and the jobs that wait for them."""

    def __init__(self, bot: ExtBot[Any], drafts: Uploads, database: Place, clock: Clock) -> None:
        self._bot = bot
        self._drafts = drafts
        self._database = database
        self._clock = clock
        self._reader = Worker(NICENESS)
        self._storer = Worker(NICENESS)
        self._stranger = Worker(LEAST_NICENESS)
        self._jobs: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, bot: ExtBot[Any], drafts: Uploads, database: Place, clock: Clock
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

    async def read(
        self,
        draft: Upload,
        *,
        apart: bool = False,
        tell: Callable[[int, int], Awaitable[None]] = _say_nothing,
    ) -> DocumentSummary | str:
        """Fetch and parse a draft's document, and keep it packed.

        Gives the reason, as `why` does or one of this module's marks, where that can't be done.
        `apart` are documents that must not keep others waiting. Of a scan `tell` is given each
        page's number and how many there are.
        """
        done = await self._fetched(draft, apart=apart, tell=tell)
        await self._drafts.keep(draft.id)
        return done

    async def _fetched(
        self, draft: Upload, *, apart: bool, tell: Callable[[int, int], Awaitable[None]]
    ) -> DocumentSummary | str:
        if draft.size > LARGEST:
            return TOO_BIG
        folder = self._drafts.folder / f"{draft.id}.file"
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        try:
            file = await self._bot.get_file(draft.file_id)
            # Not by its own name, which may be longer than a file system allows.
            path = await file.download_to_drive(folder / "document")
            worker = self._stranger if apart else self._reader
            work = (read, path, draft.source, self._drafts.packed(draft.id))
            done = await self._run(draft, worker, bounds(path, SECONDS), *work)
            if done != SCANNED:
                return done
            lines: list[PlacedLine] = []
            niceness = LEAST_NICENESS if apart else NICENESS
            async for page, pages, found in recognised(path, draft.source, niceness):
                await tell(page, pages)
                lines += found
            return await self._run(draft, worker, bounds(path, SECONDS), *work, lines)
        except DocumentError as error:
            return why(error)
        except TelegramError as error:
            _log.warning("a document was not fetched: %s", error)
            return TOO_BIG if "too big" in str(error) else NOT_FETCHED
        except OverdueError:
            return f"{TOO_SLOW} {SECONDS}"
        except (GivenUpError, BrokenError, MemoryError):
            return TOO_MUCH
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def take(self, draft: Upload) -> Taken:
        """Store a draft's document, and keep what it takes the place of.

        Raises FileNotFoundError where the packed document is gone, StoreError, GivenUpError.
        """
        return await self._store(
            draft,
            storing.take,
            self._database,
            self._drafts.packed(draft.id),
            self._drafts.replaced(draft.id),
            self._clock.now(),
        )

    async def undo(self, draft: Upload) -> None:
        """Take a stored draft out again, and bring back what it took the place of.

        Raises StoreError and GivenUpError.
        """
        before = self._drafts.replaced(draft.id) if draft.replaced else None
        await self._store(
            draft, storing.undo, self._database, draft.source, before, self._clock.now()
        )

    async def remove(self, draft: Upload) -> bool:
        """Take a document out of the store and keep it packed; False where it isn't there.

        Raises StoreError and GivenUpError.
        """
        packed = self._drafts.packed(draft.id)
        return await self._store(
            draft, storing.remove, self._database, draft.source, packed, self._clock.now()
        )

    async def close(self) -> None:
        """End the jobs and the process."""
        jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        for worker in (self._reader, self._storer, self._stranger):
            await worker.close()

    async def _work(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            while True:
                self._again.discard(key)
                try:
                    await work()
                except Exception:  # noqa: BLE001 - a job has no caller who could be told
                    _log.exception("a job failed: %s", key.partition(" ")[0])
                if key not in self._again:
                    break
        finally:
            self._jobs.pop(key, None)
            if not self._jobs:
                # What read strangers' documents reads no more of them.
                await self._stranger.close()

    async def _store(self, draft: Upload, work: Callable[..., T], *values: object) -> T:
        try:
            return await self._run(draft, self._storer, STORING, work, *values)
        except (StoreError, FileNotFoundError, GivenUpError, asyncio.CancelledError):
            raise
        except Exception as error:
            _log.exception("a document was not stored")
            raise GivenUpError from error

    async def _run(
        self, draft: Upload, worker: Worker, limits: Bounds, work: Callable[..., T], *values: object
    ) -> T:
        """Have a draft worked on, unless that has ended a process twice, perhaps our own."""
        while await self._drafts.begin(draft.id):
            try:
                done = await worker.run(work, *values, bounds=limits)
            except BrokenError:
                _log.warning("a document ended the process that worked on it")
                continue
            except BaseException:
                await self._drafts.ended(draft.id)
                raise
            await self._drafts.ended(draft.id)
            return done
        raise GivenUpError
