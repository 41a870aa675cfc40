"""Files into the store: found, told apart by content, parsed in a process of their own, stored.

Parsing is heavy, so it never runs in the process that answers people.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.errors import DocumentError, UnreadableError
from corpus.parse import find_documents, parse_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable
    from concurrent.futures import Executor
    from pathlib import Path

    from corpus.model import Document
    from corpus.parse import Found
    from store.clock import Clock
    from store.model import IngestOutcome
    from store.store import Store


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was not taken in, and why, in one sentence."""

    source: str
    error: str


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file: added, updated, unchanged or failed."""

    source: str
    state: str
    speeches: int = 0
    passages: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an ingest did. `speeches` and `passages` count what was added or updated."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: tuple[Failure, ...] = ()
    speeches: int = 0
    passages: int = 0
    lines: tuple[Line, ...] = ()

    def with_outcome(self, source: str, outcome: IngestOutcome) -> Summary:
        """The summary with one more document taken in or found unchanged."""
        line = Line(source, outcome.state, outcome.speeches, outcome.passages)
        lines = (*self.lines, line)
        if outcome.state == "unchanged":
            return replace(self, unchanged=self.unchanged + 1, lines=lines)
        return replace(
            self,
            added=self.added + (outcome.state == "added"),
            updated=self.updated + (outcome.state == "updated"),
            speeches=self.speeches + outcome.speeches,
            passages=self.passages + outcome.passages,
            lines=lines,
        )

    def with_failure(self, source: str, error: str) -> Summary:
        """The summary with one more file that was not taken in."""
        return replace(
            self,
            failed=(*self.failed, Failure(source, error)),
            lines=(*self.lines, Line(source, "failed", detail=error)),
        )


class Parser:
    """Parses documents in a process of its own."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls) -> AsyncIterator[Parser]:
        """Give a parser whose process starts with the first document and ends with the block."""
        # Forking a process that has threads is unsafe, so the worker is started afresh.
        executor = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        try:
            yield cls(executor)
        finally:
            await asyncio.to_thread(executor.shutdown, wait=True, cancel_futures=True)

    async def parse(self, path: Path, source: str) -> Document:
        """The parsed document; raises a DocumentError."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, parse_file, path, source)


async def ingest_paths(
    store: Store,
    parser: Parser,
    clock: Clock,
    paths: Iterable[Path],
    progress: Callable[[int, int, str], None] | None = None,
) -> Summary:
    """Take in files and folders. A file that can't be taken in leaves all others as they are."""
    found = await asyncio.to_thread(find_documents, paths)
    summary = Summary(skipped=found.skipped)
    for number, file in enumerate(found.files):
        if progress is not None:
            progress(number, len(found.files), file.source)
        try:
            outcome = await _ingest_file(store, parser, clock, file)
        except DocumentError as error:
            summary = summary.with_failure(file.source, str(error))
        else:
            summary = summary.with_outcome(file.source, outcome)
    if progress is not None:
        progress(len(found.files), len(found.files), "")
    return summary


async def _ingest_file(store: Store, parser: Parser, clock: Clock, file: Found) -> IngestOutcome:
    content_hash = await asyncio.to_thread(_hash, file)
    known = await store.documents.known(content_hash, file.source)
    if known is not None:
        return known
    document = await parser.parse(file.path, file.source)
    return await store.documents.ingest(document, content_hash, clock.now())


def _hash(file: Found) -> str:
    try:
        with file.path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableError(file.source, error.strerror or "读不了") from error
