"""Runs the programs as people do: as processes, with an environment of their own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Done:
    status: int
    out: str
    err: str


def environment(**settings: str) -> dict[str, str]:
    """Nothing of the caller's but what finds the programs and the project."""
    return {"PATH": os.defpath, "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1", **settings}


async def run(folder: Path, *arguments: str, module: str = "bot", **settings: str) -> Done:
    """Run `python -m MODULE ARGUMENTS` in a folder to its end."""
    process = await _start(folder, module, arguments, settings)
    out, err = await process.communicate()
    return Done(process.returncode or 0, out.decode(), err.decode())


@contextlib.asynccontextmanager
async def started(
    folder: Path, *arguments: str, module: str = "bot", **settings: str
) -> AsyncIterator[Process]:
    """Run a program until the block ends; it is killed if it doesn't end before."""
    process = await _start(folder, module, arguments, settings)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def until_open(process: Process) -> str:
    """Wait for the local chat to be open, and return what it has said until then."""
    assert process.stdout is not None
    said = ""
    while "[4/4]" not in said:
        line = (await process.stdout.readline()).decode()
        assert line, "it ended"
        said += line
    return said


async def stop(process: Process) -> Done:
    """Ask a program to end with SIGTERM and give it 10 s."""
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        out, err = await process.communicate()
    return Done(process.returncode or 0, out.decode(), err.decode())


async def _start(
    folder: Path, module: str, arguments: tuple[str, ...], settings: dict[str, str]
) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        cwd=folder,
        env=environment(**settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
