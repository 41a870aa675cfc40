"""`python -m corpus parse PATH... --json`: parse documents, store nothing."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from corpus.errors import (
    DocumentError,
    PictureError,
    ScannedError,
    TooMuchMemoryError,
    TooSlowError,
    as_document_error,
)
from corpus.parse import find_documents, parse_file
from corpus.readers import scan
from corpus.usage import SentenceParser
from corpus.version import NAMED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

    from corpus.model import Document, Speech
    from corpus.parse import Found
    from corpus.readers.placed import PlacedLine

DONE, FAILED = 0, 1
SECONDS, MEMORY = 600, 8 << 30
"""Of processor time that one file may take, and bytes of address space of the process."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one JSON object a speech; return 1 when a file couldn't be read."""
    # A console's own encoding may lack a character, a file's name may hold bytes that are none.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    options = _parser().parse_args(arguments)
    status = DONE
    for found in find_documents(options.path).files:
        try:
            with as_document_error(found.source):
                document = _parsed(found)
        except (DocumentError, MemoryError) as error:
            print(_refusal(error, found), file=sys.stderr)
            status = FAILED
            continue
        for speech in document.speeches:
            print(_line(document, speech) if options.json else _summary(speech))
    return status


@contextlib.contextmanager
def _bounded(found: Found) -> Iterator[None]:
    """Give a file up that takes more than it may; raises TooSlowError or MemoryError."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError(PurePath(found.source).name, str(SECONDS))

    limits = resource.getrlimit(resource.RLIMIT_AS)
    most = min([MEMORY, *(one for one in limits if one != resource.RLIM_INFINITY)])
    before = signal.signal(signal.SIGPROF, give_up)
    resource.setrlimit(resource.RLIMIT_AS, (most, limits[1]))
    # Said again each second, for what is read beside a text may be passed over with its error.
    signal.setitimer(signal.ITIMER_PROF, SECONDS, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, limits)
        signal.signal(signal.SIGPROF, before)


def _refusal(error: DocumentError | MemoryError, found: Found) -> DocumentError:
    if isinstance(error, MemoryError):
        return TooMuchMemoryError(PurePath(found.source).name)
    return error


def _parsed(found: Found) -> Document:
    """Parse a file; a scan page by page where the extra `ocr` is installed."""
    try:
        with _bounded(found):
            return parse_file(found.path, found.source, allow_marked=True)
    except (ScannedError, PictureError):
        if not scan.is_available():
            raise
    name = PurePath(found.source).name
    pages = scan.count_pages(found.path, name)
    lines: list[PlacedLine] = []
    for number in range(pages):
        print(f"《{name}》是扫描件，正在识别第 {number + 1}/{pages} 页…", file=sys.stderr)
        with _bounded(found):
            lines += scan.read_page(found.path, name, number)
    with _bounded(found):
        return parse_file(found.path, found.source, allow_marked=True, scanned=lines)


def _parser() -> SentenceParser:
    usage = "python -m corpus parse PATH... [--json]"
    parser = SentenceParser(
        prog="python -m corpus", usage=usage, description="读资料，列出里面的讲话，什么也不存。"
    )
    parser.add_argument("--version", action="version", version=NAMED, help="程序的版本")
    commands = parser.add_subparsers(required=True, prog="python -m corpus", metavar="命令")
    parse = commands.add_parser("parse", usage=usage, help="读资料，列出里面的讲话")
    parse.add_argument("path", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
    parse.add_argument("--json", action="store_true", help="给程序用的 JSON，一篇一行")
    parse.add_argument("--version", action="version", version=NAMED, help=argparse.SUPPRESS)
    return parser


def _line(document: Document, speech: Speech) -> str:
    fields: dict[str, Any] = {"source": document.source, **asdict(speech)}
    blocks = [
        {name: value for name, value in block.items() if name != "level" or value is not None}
        for block in fields.pop("blocks")
    ]
    order = ("source", "number", "title", "collection", "organisation", "speaker", "date")
    ordered = {name: fields[name] for name in order}
    return json.dumps(
        {**ordered, "blocks": blocks, "warnings": list(speech.warnings)}, ensure_ascii=False
    )


def _summary(speech: Speech) -> str:
    about = "，".join(filter(None, (speech.organisation, speech.speaker, speech.date)))
    return f"{speech.number}. 《{speech.title}》{f'（{about}）' if about else ''}"


def _run() -> int:
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has left, as `| head` does: nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return status


if __name__ == "__main__":
    sys.exit(_run())
