"""How long people wait while a large document is taken in, by chat or on the command line.

Server, bot and command line are processes of their own, as they are in use; times are those of a
person: from saying something until the answer is there, from a press until it is answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.programs import PROJECT, process, server, until
from bench.speeches import SAMPLES, make_text
from tests.support.telegram import Chat, Message, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

OPERATOR = User(7001, "管理员")
DESK = Chat(7001, "private", "管理员")
WORDS = ("靠前服务", "一线三问", "窗口", "安全", "把问题解决", "责任", "船")
ANSWER_LIMIT, BOOKMARK_LIMIT = 0.1, 1.0
"""Seconds that an answer may wait longer than at rest, and a bookmark at all."""
BETWEEN = 0.1
"""Seconds between two people, so that the bot keeps below Telegram's 30 messages a second."""


@dataclass
class Waits:
    """Seconds that answers and bookmarks took."""

    answers: list[float] = field(default_factory=list)
    bookmarks: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Bench:
    """The chat, and how the bot's processes are started."""

    telegram: Telegram
    environment: dict[str, str]
    folder: Path


async def run(quick: bool) -> str:
    """Measure at rest, during an ingest by chat and during one on the command line.

    The sizes are those of a file that Telegram hands over and of 30 MB.
    """
    megabytes = (2.0, 3.0) if quick else (19.0, 30.0)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        sent = make_text(int(megabytes[0] * 1_000_000)).encode()[:20_000_000]
        file = folder / "large.txt"
        file.write_text(make_text(int(megabytes[1] * 1_000_000), seed=2), encoding="utf-8")
        async with _bench(folder) as bench:
            await _command(bench, "ingest", str(SAMPLES))
            async with _bot(bench):
                await _measure(bench, _after(2))  # what is loaded with the first answers
                rest = await _measure(bench, _after(10 if quick else 30))
                chat = await _by_chat(bench, sent.decode(errors="ignore").encode())
                command = asyncio.create_task(_command(bench, "ingest", str(file)))
                line = await _measure(bench, command.done)
                await command
    return "\n".join(
        [
            f"{'':<24}{'answers':>8}{'median':>9}{'95 %':>9}{'longest':>9}   bookmarks, longest",
            _line("at rest", rest),
            _line(f"{megabytes[0]:g} MB by chat", chat),
            _line(f"{megabytes[1]:g} MB by command", line),
            _verdict(rest, (chat, line)),
        ]
    )


async def _by_chat(bench: _Bench, content: bytes) -> Waits:
    telegram = bench.telegram
    await telegram.send(OPERATOR, DESK, "large-by-chat.txt", content)
    read = await _measure(bench, _shown(bench, "large-by-chat.txt"))
    shown = [one for one in await telegram.read(DESK) if "large-by-chat.txt" in one.text][-1]
    if "收录" not in shown.labels:
        raise RuntimeError(f"the document was not read: {shown.text}")
    await telegram.press(OPERATOR, shown, "收录")
    taken = await _measure(bench, _shown(bench, "收录了"))
    return Waits(read.answers + taken.answers, read.bookmarks + taken.bookmarks)


def _shown(bench: _Bench, word: str) -> Callable[[], bool]:
    """Whether an edit has brought a word to the operator."""

    async def wait() -> None:
        while word not in (await _edit(bench)).text:
            pass

    task = asyncio.create_task(wait())
    return task.done


async def _edit(bench: _Bench) -> Message:
    while True:
        with contextlib.suppress(AssertionError):
            return await bench.telegram.edit(DESK)


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


async def _measure(bench: _Bench, done: Callable[[], bool]) -> Waits:
    """Have one person after another ask and bookmark until it is done.

    Each is a new one, for the bot sends nobody more than Telegram lets it.
    """
    waits = Waits()
    turn = 0
    while not done() or not waits.bookmarks:
        person = await bench.telegram.user("小王")
        chat = await bench.telegram.private(person)
        word = WORDS[turn % len(WORDS)]
        turn += 1
        began = time.monotonic()
        answer = await bench.telegram.ask(person, chat, word)
        waits.answers.append(time.monotonic() - began)
        if "1" in answer.labels:
            answer = await bench.telegram.turn(person, answer, "1")
        began = time.monotonic()
        pressed = await bench.telegram.press(person, answer, "收藏")
        waits.bookmarks.append(time.monotonic() - began)
        if not pressed.answered:
            raise RuntimeError("a bookmark was not answered")
        await asyncio.sleep(BETWEEN)
    return waits


@contextlib.asynccontextmanager
async def _bench(folder: Path) -> AsyncIterator[_Bench]:
    settings = {"DATABASE_PATH": str(folder / "store.db"), "ADMIN_USER_IDS": str(OPERATOR.id)}
    async with server(settings) as (telegram, environment):
        yield _Bench(telegram, environment, folder)


@contextlib.asynccontextmanager
async def _bot(bench: _Bench) -> AsyncIterator[None]:
    async with process(bench.environment, "bot", "run"):
        await until(lambda: bench.telegram.user(OPERATOR.name, id=OPERATOR.id))
        await bench.telegram.private(OPERATOR, started=True)
        await bench.telegram.ask(OPERATOR, DESK, "/help")
        yield


async def _command(bench: _Bench, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=PROJECT, env=bench.environment, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"python -m bot {arguments[0]} failed: {said.decode()}")


def _line(name: str, waits: Waits) -> str:
    answers = sorted(waits.answers)
    times = (
        statistics.median(answers),
        answers[int(len(answers) * 0.95)],
        answers[-1],
        max(waits.bookmarks),
    )
    shown = "".join(f"{seconds * 1000:>6.0f} ms" for seconds in times[:3])
    return f"{name:<24}{len(answers):>8}{shown}{times[3] * 1000:>12.0f} ms"


def _verdict(rest: Waits, loaded: tuple[Waits, ...]) -> str:
    answers = max(max(waits.answers) for waits in loaded) - statistics.median(rest.answers)
    bookmarks = max(max(waits.bookmarks) for waits in loaded)
    kept = answers <= ANSWER_LIMIT and bookmarks <= BOOKMARK_LIMIT
    return (
        f"longest answer {answers * 1000:+.0f} ms over the median at rest (limit 100), "
        f"longest bookmark {bookmarks * 1000:.0f} ms (limit 1,000): "
        f"{'kept' if kept else 'NOT KEPT'}"
    )
