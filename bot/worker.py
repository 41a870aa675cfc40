"""Work done in another process, within bounds of time and memory: nobody's answer waits for it.

`python -m bot.worker` is that process: it reads requests from stdin and answers on stdout, each a
length of eight bytes and a pickle, an answer after a byte that tells that its work has begun. What
a hostile or enormous file does to it is no concern of the one that asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Callable, Coroutine
    from typing import Any, BinaryIO

T = TypeVar("T")

NICENESS = 10
"""How far a worker of the chat stands back behind answers on a machine that has much to do."""
MOST_WORKS = 500
"""Works after which the process starts afresh, for memory that libraries keep."""
PATIENCE = 5
"""How many times longer than its processor time a work may take by the clock."""
_LENGTH = struct.Struct(">Q")
_BEGUN = b"\1"
_GRACE = 10


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds of processor time that a work may take, and bytes of address space of its process.

    By the clock it may take PATIENCE times as long, for others may use the machine, too.
    """

    seconds: int = 60
    memory: int = 2 << 30


class OverdueError(Exception):
    """The work took longer than it may, and was ended."""


class BrokenError(Exception):
    """The process ended in the midst of the work, as when the system lacks memory."""


class Worker:
    """Does one work at a time; the process starts with the first and again after a fall.

    It leaves the processor to others by `niceness`, as nice(1) counts it.
    """

    def __init__(self, niceness: int = 0) -> None:
        self._niceness = niceness
        self._process: Process | None = None
        self._done = 0
        self._turn = asyncio.Lock()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, niceness: int = 0) -> AsyncIterator[Worker]:
        """Give a worker whose process ends with the block, however far it is."""
        worker = cls(niceness)
        try:
            yield worker
        finally:
            await worker.close()

    async def run(self, work: Callable[..., T], *values: object, bounds: Bounds = Bounds()) -> T:
        """Call a module's function with values that can be pickled.

        Raises what it raises, MemoryError among it, OverdueError and BrokenError.
        """
        async with self._turn:
            try:
                async with asyncio.timeout(bounds.seconds * PATIENCE):
                    process = await self._begun(pickle.dumps((work, values, bounds)))
                    good, answer = pickle.loads(await _message(process))  # noqa: S301 - our own
            except TimeoutError:
                await self.close()
                raise OverdueError from None
            except (EOFError, ConnectionError):
                raise (
                    OverdueError if await self._ended() == -signal.SIGPROF else BrokenError
                ) from None
            except BaseException:
                # The answer would be taken for that of the next work.
                await self.close()
                raise
        if not good:
            raise answer
        result: T = answer
        return result

    async def close(self) -> None:
        """End the process, whatever it is at, and wait until it is gone."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        await self._ended()

    async def _ended(self) -> int | None:
        """Wait for the end of a process that ends; its status, None where there is no process."""
        process = self._process
        if process is None:
            return None
        status = await _to_the_end(_gone(process))
        if self._process is process:
            self._process = None
        return status

    async def _begun(self, request: bytes) -> Process:
        """Hand a request over; where the process has died meanwhile, to another one."""
        if self._done >= MOST_WORKS:
            await self.close()
        if self._process is not None:
            with contextlib.suppress(EOFError, ConnectionError):
                return await self._hand(self._process, request)
            await self.close()
        return await self._hand(await _to_the_end(self._start()), request)

    async def _start(self) -> Process:
        self._process, self._done = await _start(self._niceness), 0
        return self._process

    async def _hand(self, process: Process, request: bytes) -> Process:
        if process.stdin is None or process.stdout is None:
            raise EOFError
        process.stdin.write(_LENGTH.pack(len(request)) + request)
        await process.stdin.drain()
        await process.stdout.readexactly(len(_BEGUN))
        self._done += 1
        return process


async def _to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Await what takes a moment, also when cancelled meanwhile: it would leave a process behind."""
    task = asyncio.ensure_future(work)
    cancelled = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    return task.result()


async def _gone(process: Process) -> int:
    """Wait until a process that ends is gone, and its pipes with it; give its status."""
    status = await process.wait()
    if process.stdin is not None:
        process.stdin.close()
    if process.stdout is not None:
        # Whoever reads already sees the end as well.
        with contextlib.suppress(RuntimeError):
            await process.stdout.read()
    return status


async def _start(niceness: int) -> Process:
    # The packages are found wherever this process found them.
    home = str(Path(__file__).parents[1])
    paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.worker", str(niceness)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
    )


async def _message(process: Process) -> bytes:
    if process.stdout is None:
        raise EOFError
    (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
    return await process.stdout.readexactly(length)


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Do what each request asks for until there are no more."""
    while len(head := requests.read(_LENGTH.size)) == _LENGTH.size:
        written = requests.read(*_LENGTH.unpack(head))
        answers.write(_BEGUN)
        answers.flush()
        answer = _answer(written)
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _answer(request: bytes) -> bytes:
    """Give a pickle of whether the work was done, and of its result or its exception."""
    try:
        work, values, bounds = pickle.loads(request)  # noqa: S301 - ours
        # Should the process that asked be gone, nobody else would end a work without end.
        signal.alarm(bounds.seconds * PATIENCE + _GRACE)
        signal.setitimer(signal.ITIMER_PROF, bounds.seconds)
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, hard))
        return pickle.dumps((True, work(*values)))
    except Exception as error:  # noqa: BLE001 - it is raised where the work was asked for
        return pickle.dumps((False, error))
    finally:
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_PROF, 0)


def main() -> None:
    """Serve the process that started this one."""
    # Ctrl-C is for the one who asked; it ends this process by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(int(sys.argv[1]))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # A library that prints would break the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
