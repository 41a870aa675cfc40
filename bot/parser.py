"""One document parsed within bounds: the same for a folder on the command line and for the chat."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from bot.worker import Bounds, BrokenError, OverdueError, Worker
from corpus.errors import (
    PictureError,
    ScannedError,
    TooMuchMemoryError,
    TooSlowError,
    as_document_error,
)
from corpus.parse import parse_file, require_speech
from corpus.readers import scan

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from corpus.model import Document
    from corpus.readers.placed import PlacedLine

SECONDS = 120
"""Of processor time that parsing one document may take; 30,000 characters take 50 milliseconds."""
LEAST_MEMORY, MOST_MEMORY = 320 << 20, 800 << 20
"""Bytes of address space for the parsing of a small file and of the largest."""
MEMORY_BY_SIZE = 16
"""Bytes of address space added for each byte of a file.

A text of 30 MB takes 5 for each of its bytes, 20 where half of its lines must be cleaned.
"""


async def parsed(
    worker: Worker,
    path: Path,
    source: str,
    *,
    allow_marked: bool = False,
    seconds: int = SECONDS,
    tell: Callable[[int, int], None] = lambda _page, _pages: None,
) -> Document:
    """The parsed document; raises a DocumentError, TooCostlyError among them.

    Where the extra `ocr` is installed, a scan is read page by page: before each, `tell` is called
    with its number and how many there are.
    """
    here = Path.cwd() / path
    limits = bounds(here, seconds)
    try:
        try:
            return await worker.run(parse, here, source, allow_marked, bounds=limits)
        except (ScannedError, PictureError):
            if not scan.is_available():
                raise
        lines: list[PlacedLine] = []
        async for page, pages, found in recognised(here, source):
            tell(page, pages)
            lines += found
        return await worker.run(parse, here, source, allow_marked, lines, bounds=limits)
    except OverdueError:
        raise TooSlowError(PurePath(source).name, str(seconds)) from None
    except (BrokenError, MemoryError):
        raise TooMuchMemoryError(PurePath(source).name) from None


async def recognised(
    path: Path, source: str, niceness: int = 0
) -> AsyncGenerator[tuple[int, int, Sequence[PlacedLine]]]:
    """Give the lines of each page of a scan, after its number and how many pages there are.

    The process is one of its own: what recognises takes more memory than reading may. Each page
    has its own bounds. Raises what Worker.run does, and a DocumentError.
    """
    async with Worker.open(niceness) as reader:
        pages = await reader.run(count_pages, path, source)
        yield 1, pages, ()
        for number in range(pages):
            limits = Bounds(scan.SECONDS, scan.MEMORY)
            found = await reader.run(read_page, path, source, number, bounds=limits)
            yield min(number + 2, pages), pages, found


def bounds(path: Path, seconds: int) -> Bounds:
    """What the parsing of a file may take: a small bomb stays small."""
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        size = 0  # reading it tells what is wrong
    return Bounds(seconds, min(LEAST_MEMORY + MEMORY_BY_SIZE * size, MOST_MEMORY))


def parse(
    path: Path,
    source: str,
    allow_marked: bool = False,
    scanned: Sequence[PlacedLine] | None = None,
) -> Document:
    """Parse a file and refuse what is no speech; raises a DocumentError or MemoryError."""
    with as_document_error(source):
        document = parse_file(path, source, allow_marked=allow_marked, scanned=scanned)
        require_speech(document)
        return document


def count_pages(path: Path, source: str) -> int:
    """Count the pages of a scan; raises a DocumentError or MemoryError."""
    with as_document_error(source):
        return scan.count_pages(path, PurePath(source).name)


def read_page(path: Path, source: str, number: int) -> list[PlacedLine]:
    """Read one page of a scan, counted from 0; raises a DocumentError or MemoryError."""
    with as_document_error(source):
        return scan.read_page(path, PurePath(source).name, number)
