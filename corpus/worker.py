"""`python -m corpus.worker`: parses documents for another process, within bounds of its own.

Reads requests from stdin and answers on stdout, each a length of eight bytes and a pickle. What a
hostile or enormous file does to this process is no concern of the one that asked.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DamagedError, DocumentError, TooCostlyError
from corpus.parse import parse_file, require_speech

if TYPE_CHECKING:
    from typing import BinaryIO

    from corpus.model import Document

LENGTH = struct.Struct(">Q")
"""How the length of a message is written before it."""
LEAST_MEMORY, MOST_MEMORY = 320 << 20, 800 << 20
"""Bytes of address space for the parsing of a small file and of the largest."""
MEMORY_BY_SIZE = 16
"""Bytes of address space added for each byte of a file.

A text of 30 MB takes 5 for each of its bytes, 20 where half of its lines must be cleaned.
"""
_GRACE = 10


@dataclass(frozen=True, slots=True)
class Request:
    """A file to parse; `seconds` is how long that may take."""

    path: str
    source: str
    allow_marked: bool
    seconds: int


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each request with a Document or a DocumentError until there are no more."""
    while len(head := requests.read(LENGTH.size)) == LENGTH.size:
        request: Request = pickle.loads(requests.read(*LENGTH.unpack(head)))  # noqa: S301 - ours
        answer = pickle.dumps(_answer(request))
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _answer(request: Request) -> Document | DocumentError:
    # Should the process that asked be gone, nobody else would end a parse without end.
    signal.alarm(request.seconds + _GRACE)
    path = Path(request.path)
    try:
        _allow(_memory_for(path))
        document = parse_file(path, request.source, allow_marked=request.allow_marked)
        require_speech(document)
    except DocumentError as error:
        return error
    except MemoryError:
        return TooCostlyError(path.name, "太占内存")
    except Exception:  # noqa: BLE001 - libraries fail on hostile files in ways they don't list
        return DamagedError(path.name)
    else:
        return document
    finally:
        signal.alarm(0)


def _memory_for(path: Path) -> int:
    """Return the bytes of address space that parsing a file may take: a small bomb stays small."""
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        size = 0  # reading it tells what is wrong
    return min(LEAST_MEMORY + MEMORY_BY_SIZE * size, MOST_MEMORY)


def _allow(memory: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))


def main() -> None:
    """Serve the process that started this one."""
    # Ctrl-C is for the one who asked; it ends this process by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # A library that prints would break the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
