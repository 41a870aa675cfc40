"""What a store of some size needs: seconds, memory and disk of each command, on either engine.

Each is a process of its own, as people start it: seconds by the clock and of the processor, which
hang less on what else the machine does, and the most memory that one process had.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from bench.corpora import questions
from bench.postgres import database_at_hand, emptied
from bench.programs import PROJECT
from bench.speeches import make_text
from bot.settings import NAMES, load
from store.db.engines import Place
from store.index.snapshot import open_indexed
from store.search.search import Search
from store.search.tokenizer import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES, QUICK = (10_000, 100_000), (1_000,)
_BYTES = 303
"""Bytes of text for each passage of ours."""
_DOCUMENT = 1_000
"""Passages of a document."""
_ASKED = 3
"""Times that each is asked, of which the fastest counts: others may use the machine, too."""
_REST = 3.0
"""Seconds after which a bot that has started is at rest."""


async def run(quick: bool) -> str:
    """Take in, ask, rebuild, check and copy at every size; a table of what each took."""
    lines: list[str] = []
    with database_at_hand() as address:
        for size in QUICK if quick else SIZES:
            with tempfile.TemporaryDirectory() as made:
                lines += await asyncio.to_thread(_measure, Path(made), size, address)
    return "\n".join(lines)


def _measure(folder: Path, size: int, address: str | None) -> list[str]:
    texts = folder / "texts"
    texts.mkdir()
    for number in range(max(1, size // _DOCUMENT)):
        part = make_text(min(size, _DOCUMENT) * _BYTES, seed=number)
        (texts / f"{number}.txt").write_text(part, encoding="utf-8")
    store = folder / "data" / "store.db"
    here = {"DATABASE_PATH": str(store)}
    lines = [
        f"\n{size:,} passages, {_held(texts):.0f} MB of text",
        *_engine(folder, here, "SQLite"),
    ]
    lines.append(f"disk: {_held(store.parent):.0f} MB, a copy {_held(folder / 'copy.db'):.0f} MB")
    if address is not None:
        emptied(Place(store, address))
        lines += _engine(folder, {"DATABASE_URL": address}, "PostgreSQL")
        with psycopg.connect(address) as raw:
            row = raw.execute("SELECT pg_database_size(current_database())").fetchone()
        lines.append(f"disk: {(row[0] if row else 0) / 1e6:.0f} MB")
    return lines


def _engine(folder: Path, settings: dict[str, str], name: str) -> list[str]:
    environment = {
        **{key: value for key, value in os.environ.items() if key not in NAMES},
        **settings,
        "PYTHONPATH": str(PROJECT),
    }
    bot = ("-m", "bot")
    steps = {
        "ingest": (*bot, "ingest", "texts"),
        "329 questions": ("-m", "bench.sizes"),
        "check --rebuild": (*bot, "check", "--rebuild"),
        "check": (*bot, "check"),
        "backup": (*bot, "backup", str(folder / "copy.db")),
    }
    lines = [f"{name:<12}{'seconds':>30}{'processor':>12}{'MB at most':>12}"]
    for step, command in steps.items():
        seconds, worked, memory, said = _timed(folder, environment, command)
        told = f"   {said}" if "questions" in step else ""
        lines.append(f"{step:<24}{seconds:>18.1f}{worked:>12.1f}{memory:>12.0f}{told}")
        sys.stderr.write(f"{lines[-1]}\n")
    if "DATABASE_PATH" in settings:
        lines.append(f"{'the bot at rest':<54}{_at_rest(folder, environment):>12.0f}")
    return lines


def _timed(
    folder: Path, environment: dict[str, str], command: tuple[str, ...]
) -> tuple[float, float, float, str]:
    """Run a command; its seconds, the processor's, megabytes at most, and what it printed."""
    began = time.perf_counter()
    with (folder / "said").open("w+") as said:
        process = subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, *command], cwd=folder, env=environment, stdout=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        said.seek(0)
        words = said.read().strip()
    if process.returncode:
        raise RuntimeError(f"{command} failed: {words}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, words


def _at_rest(folder: Path, environment: dict[str, str]) -> float:
    """Megabytes of a bot that waits, with the processes it keeps."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "bot"],
        cwd=folder,
        env={**environment, "LOCAL_CHAT_PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        while "[4/4]" not in process.stdout.readline():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0)
                raise RuntimeError("the bot has ended")
        time.sleep(_REST)
        held = sum(map(_resident, _family(process.pid)))
        process.terminate()
    return held


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from _family(int(child))


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _held(path: Path) -> float:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


async def _ask() -> str:
    """Ask the benchmark's questions of the store that is set, each for a whole answer."""
    place = load(os.environ).place
    seconds = []
    async with open_indexed(place) as database:
        rows = await database.fetch_all("SELECT text FROM text ORDER BY key LIMIT 5000")
        held = await database.fetch_one("SELECT count(*) AS places FROM place")
        search = Search(database, Words(place.path.parent))
        await search.search("发展")  # which loads the dictionary
        for question in questions([row["text"] for row in rows]):
            times = [await _took(search, question.text) for _ in range(_ASKED)]
            seconds.append(min(times))
    seconds.sort()
    p50, p95 = (1000 * seconds[int(share * len(seconds))] for share in (0.5, 0.95))
    places = held["places"] if held else 0
    return f"p50 {p50:.1f} ms, p95 {p95:.1f} ms in {places:,} passages"


async def _took(search: Search, text: str) -> float:
    began = time.perf_counter()
    await search.search(text)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(_ask()) + "\n")
