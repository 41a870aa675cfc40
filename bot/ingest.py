"""Files into the store: found, told apart by content, parsed in a process of their own, stored.

Parsing is heavy, so it never runs in the process that answers people.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from bot.parser import parsed
from corpus.errors import DocumentError, SecretDocumentError
from corpus.parse import find_documents
from corpus.reader import fingerprint

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
    from pathlib import Path

    from bot.worker import Worker
    from corpus.model import Document
    from corpus.parse import Found
    from store.clock import Clock
    from store.documents.model import IngestOutcome
    from store.store import Store

    Result: TypeAlias = IngestOutcome | DocumentError | tuple[Document, str]
    _Done: TypeAlias = tuple[str, IngestOutcome | DocumentError]

MOST_TOGETHER, MOST_CHARACTERS = 8, 150_000
"""Documents that are stored in one transaction, and characters from which on no more are added."""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file: added, updated, unchanged, or failed by an `error`, in one sentence.

    `twins` counts the speeches that were known before, nearly word for word. `reason` is the same
    for all files that fail alike; `secret` ones are marked as such.
    """

    source: str
    state: str
    speeches: int = 0
    passages: int = 0
    twins: int = 0
    error: str = ""
    reason: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What an ingest did. The last three but `lines` count what was added or updated."""

    added: int
    updated: int
    unchanged: int
    skipped: int
    failed: tuple[Line, ...]
    speeches: int
    passages: int
    twins: int
    lines: tuple[Line, ...]


def _summary(lines: Sequence[Line], skipped: int) -> Summary:
    states = Counter(line.state for line in lines)
    taken = [line for line in lines if line.state in ("added", "updated")]
    return Summary(
        states["added"],
        states["updated"],
        states["unchanged"],
        skipped,
        tuple(line for line in lines if line.state == "failed"),
        sum(line.speeches for line in taken),
        sum(line.passages for line in taken),
        sum(line.twins for line in taken),
        tuple(lines),
    )


def _line(source: str, done: IngestOutcome | DocumentError) -> Line:
    if isinstance(done, DocumentError):
        secret = isinstance(done, SecretDocumentError)
        return Line(source, "failed", error=str(done), reason=done.reason, secret=secret)
    return Line(source, done.state, done.speeches, done.passages, done.twins)


@dataclass(slots=True)
class _Batch:
    """What became of some files, in order, of which the documents are stored at once."""

    results: list[tuple[str, Result]] = field(default_factory=list)
    _documents: int = 0
    _characters: int = 0
    _names: set[str] = field(default_factory=set)

    @property
    def is_full(self) -> bool:
        """Whether more would make its transaction long or keep it waiting."""
        return self._documents >= MOST_TOGETHER or self._characters >= MOST_CHARACTERS

    def holds(self, result: Result) -> bool:
        """Whether a document of that name or content is in it, so that this one comes after."""
        return isinstance(result, tuple) and not self._names.isdisjoint(_names(result))

    def add(self, source: str, result: Result) -> None:
        """Add what became of a file."""
        self.results.append((source, result))
        if isinstance(result, tuple):
            self._documents += 1
            self._names.update(_names(result))
            self._characters += sum(
                len(block.text) for speech in result[0].speeches for block in speech.blocks
            )


def _names(result: tuple[Document, str]) -> tuple[str, str]:
    document, content_hash = result
    return document.source, content_hash


async def ingest_paths(
    store: Store,
    worker: Worker,
    clock: Clock,
    paths: Iterable[Path],
    progress: Callable[[int, int, str], None] | None = None,
    allow_marked: Iterable[Path] = (),
) -> Summary:
    """Take in files and folders. A file that can't be taken in leaves all others as they are.

    Files among `allow_marked` go in though they are marked as secret.
    """
    found = await asyncio.to_thread(find_documents, paths)
    allowed = frozenset(path.resolve() for path in allow_marked)
    lines: list[Line] = []
    async with (
        aclosing(_parsed(store, worker, found.files, allowed, progress)) as results,
        aclosing(_stored(store, clock, _batches(results, found.files, progress))) as outcomes,
    ):
        async for source, outcome in outcomes:
            lines.append(_line(source, outcome))
    if progress is not None:
        progress(len(found.files), len(found.files), "")
    return _summary(lines, found.skipped)


async def _batches(
    results: AsyncGenerator[tuple[int, Found, Result], None],
    files: Sequence[Found],
    progress: Callable[[int, int, str], None] | None,
) -> AsyncGenerator[_Batch, None]:
    """Put together what is stored at once: a few small documents, or one large one."""
    batch = _Batch()
    async for number, file, result in results:
        if progress is not None:
            progress(number, len(files), file.source)
        if batch.holds(result):
            yield batch
            batch = _Batch()
        batch.add(file.source, result)
        if batch.is_full:
            yield batch
            batch = _Batch()
    yield batch


async def _stored(
    store: Store, clock: Clock, batches: AsyncGenerator[_Batch, None]
) -> AsyncGenerator[_Done, None]:
    """Store one batch while the next is being parsed."""
    behind: asyncio.Task[list[_Done]] | None = None
    try:
        async for batch in batches:
            done = await behind if behind is not None else []
            behind = asyncio.create_task(_store(store, clock, batch))
            for one in done:
                yield one
        if behind is not None:
            for one in await behind:
                yield one
    finally:
        await batches.aclose()
        if behind is not None and not behind.done():
            behind.cancel()
            await asyncio.gather(behind, return_exceptions=True)


async def _store(store: Store, clock: Clock, batch: _Batch) -> list[_Done]:
    coming = [result for _, result in batch.results if isinstance(result, tuple)]
    outcomes = iter(await store.documents.ingest_all(coming, clock.now()) if coming else ())
    return [
        (source, next(outcomes) if isinstance(result, tuple) else result)
        for source, result in batch.results
    ]


async def _parsed(
    store: Store,
    worker: Worker,
    files: Sequence[Found],
    allowed: frozenset[Path],
    progress: Callable[[int, int, str], None] | None,
) -> AsyncGenerator[tuple[int, Found, Result], None]:
    """Parse one file after another; while one batch is stored, the files of the next."""
    for number, file in enumerate(files):

        def tell(page: int, pages: int, number: int = number, file: Found = file) -> None:
            if progress is not None:
                progress(number, len(files), f"{file.source} {page}/{pages}")

        yield number, file, await _parse(store, worker, file, allowed, tell)


async def _parse(
    store: Store,
    worker: Worker,
    file: Found,
    allowed: frozenset[Path],
    tell: Callable[[int, int], None],
) -> Result:
    """Parse a file that isn't stored as it is; an error is a result, for others wait for theirs."""
    try:
        content_hash = await asyncio.to_thread(fingerprint, file.path, PurePath(file.source).name)
        known = await store.documents.known(content_hash, file.source)
        if known is not None:
            return known
        marked = file.path.resolve() in allowed
        document = await parsed(worker, file.path, file.source, allow_marked=marked, tell=tell)
    except DocumentError as error:
        return error
    return document, content_hash
