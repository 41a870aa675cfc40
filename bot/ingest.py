"""Files into the store: found, told apart by content, parsed in a process of their own, stored.

Parsing is heavy, so it never runs in the process that answers people.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from bot.parser import Parser
from corpus.errors import DocumentError, SecretDocumentError
from corpus.parse import find_documents
from corpus.reader import fingerprint

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
    from pathlib import Path

    from corpus.model import Document
    from corpus.parse import Found
    from store.clock import Clock
    from store.model import IngestOutcome
    from store.store import Store

    Result: TypeAlias = IngestOutcome | DocumentError | tuple[Document, str]
    _Done: TypeAlias = tuple[str, IngestOutcome | DocumentError]

__all__ = ["Failure", "Line", "Parser", "Summary", "ingest_paths"]

MOST_TOGETHER, MOST_CHARACTERS = 8, 150_000
"""Documents that are stored in one transaction, and characters from which on no more are added."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was not taken in, and why, in one sentence.

    `reason` is the same for all files that fail alike; `secret` ones are marked as such.
    """

    source: str
    error: str
    reason: str
    secret: bool = False


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
    """What an ingest did. `speeches` and `passages` count what was added or updated.

    `twins` counts those of the speeches that were known before, nearly word for word.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: tuple[Failure, ...] = ()
    speeches: int = 0
    passages: int = 0
    twins: int = 0
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
            twins=self.twins + outcome.twins,
            lines=lines,
        )

    def with_failure(self, source: str, error: DocumentError) -> Summary:
        """The summary with one more file that was not taken in."""
        secret = isinstance(error, SecretDocumentError)
        return replace(
            self,
            failed=(*self.failed, Failure(source, str(error), error.reason, secret=secret)),
            lines=(*self.lines, Line(source, "failed", detail=str(error))),
        )


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
    parser: Parser,
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
    summary = Summary(skipped=found.skipped)
    async with (
        aclosing(_parsed(store, parser, found.files, allowed)) as results,
        aclosing(_stored(store, clock, _batches(results, found.files, progress))) as outcomes,
    ):
        async for source, outcome in outcomes:
            if isinstance(outcome, DocumentError):
                summary = summary.with_failure(source, outcome)
            else:
                summary = summary.with_outcome(source, outcome)
    if progress is not None:
        progress(len(found.files), len(found.files), "")
    return summary


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
    store: Store, parser: Parser, files: Sequence[Found], allowed: frozenset[Path]
) -> AsyncGenerator[tuple[int, Found, Result], None]:
    """Parse one file ahead, so that one is parsed while the one before it is being stored."""
    ahead: asyncio.Task[Result] | None = None
    try:
        for number, file in enumerate(files):
            following = files[number + 1] if number + 1 < len(files) else None
            current = ahead or asyncio.create_task(_parse(store, parser, file, allowed))
            parsed = await current
            ahead = None
            if following is not None:
                ahead = asyncio.create_task(_parse(store, parser, following, allowed))
            yield number, file, parsed
    finally:
        if ahead is not None:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)


async def _parse(store: Store, parser: Parser, file: Found, allowed: frozenset[Path]) -> Result:
    """Parse a file that isn't stored as it is; an error is a result, for others wait for theirs."""
    try:
        content_hash = await asyncio.to_thread(fingerprint, file.path)
        known = await store.documents.known(content_hash, file.source)
        if known is not None:
            return known
        marked = file.path.resolve() in allowed
        return await parser.parse(file.path, file.source, allow_marked=marked), content_hash
    except DocumentError as error:
        return error
