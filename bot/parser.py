"""Documents parsed in a process of their own, which is given up when it takes too long."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from corpus.errors import DocumentError, TooCostlyError
from corpus.worker import LENGTH, Request

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

    from corpus.model import Document

SECONDS = 120
"""How long parsing one document may take; a report of 30,000 characters takes 50 milliseconds."""
MOST_DOCUMENTS = 500
"""Documents after which the process starts afresh, for memory that libraries keep."""


class Parser:
    """Parses one document at a time; the process starts with the first and again after a fall."""

    def __init__(self, seconds: int = SECONDS) -> None:
        self._seconds = seconds
        self._process: Process | None = None
        self._parsed = 0
        self._turn = asyncio.Lock()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, seconds: int = SECONDS) -> AsyncIterator[Parser]:
        """Give a parser whose process ends with the block."""
        parser = cls(seconds)
        try:
            yield parser
        finally:
            await parser.close()

    async def parse(self, path: Path, source: str, *, allow_marked: bool = False) -> Document:
        """The parsed document; raises a DocumentError, TooCostlyError among them."""
        request = Request(str(Path.cwd() / path), source, allow_marked, self._seconds)
        async with self._turn:
            process = await self._running()
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await _ask(process, request)
            except TimeoutError as error:
                await self.close()
                raise TooCostlyError(path.name, f"读了 {self._seconds} 秒还没读完") from error
            except (EOFError, ConnectionError) as error:
                # The system ends a process that takes too much memory.
                await self.close()
                raise TooCostlyError(path.name, "太占内存") from error
            except BaseException:
                # The answer would be taken for that of the next document.
                await self.close()
                raise
        if isinstance(answer, DocumentError):
            raise answer
        return answer

    async def close(self) -> None:
        """End the process, whatever it is at."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _running(self) -> Process:
        if self._process is not None and self._parsed >= MOST_DOCUMENTS:
            await self.close()
        if self._process is None or self._process.returncode is not None:
            self._process = await _start()
            self._parsed = 0
        self._parsed += 1
        return self._process


async def _start() -> Process:
    # The packages are found wherever this process found them.
    home = str(Path(corpus.__file__).parents[1])
    paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "corpus.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
    )


async def _ask(process: Process, request: Request) -> Document | DocumentError:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    written = pickle.dumps(request)
    process.stdin.write(LENGTH.pack(len(written)) + written)
    await process.stdin.drain()
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    answer: Document | DocumentError = pickle.loads(  # noqa: S301 - our own process wrote it
        await process.stdout.readexactly(length)
    )
    return answer
