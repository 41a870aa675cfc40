"""A leader that is suspended while it stores a document: another one takes over all the same."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from localchat.server import LocalTelegram
from tests.support.postgres import free_port
from tests.support.sizes import chance_of
from tests.support.standby import (
    PATIENCE,
    TAKEN_OVER,
    TOKEN,
    answered,
    bot,
    ended,
    replies,
    until,
)
from tests.support.telegram import Telegram

if TYPE_CHECKING:
    from tests.support.postgres import Cluster
    from tests.support.telegram import Chat, User

pytestmark = pytest.mark.serial

SPEECH = "在第{}次调度会上的讲话\n澄湾港集团 周岚\n2024年6月5日\n\n同志们：\n"
LINES, MOST = 3_000, 8
HAN = [chr(0x4E00 + number) for number in range(3000)]


async def test_a_leader_that_is_suspended_while_it_takes_a_document_in_is_followed(
    tmp_path: Path, postgres: Cluster
) -> None:
    url = postgres.database("taking")
    ports = [free_port() for _ in range(2)]
    chance = chance_of(3)
    async with (
        LocalTelegram(bots={TOKEN: "standby_bot"}) as server,
        Telegram(server.control) as telegram,
        contextlib.AsyncExitStack() as stack,
    ):
        user = await telegram.user("小王")
        chat = await telegram.private(user, started=True)
        processes = []
        for number, port in enumerate(ports):
            folder, more = tmp_path / str(number), {"ADMIN_USER_IDS": str(user.id)}
            process = await stack.enter_async_context(bot(server, folder, url, port, **more))
            processes.append(process)
            await until(port, leads=number == 0)
        leader = processes[0].pid
        stopped: list[int] = []
        for number in range(1, MOST):
            lines = ("".join(chance.choices(HAN, k=60)) + "。" for _ in range(LINES))
            text = SPEECH.format(number) + "\n".join(lines)
            await telegram.send(user, chat, f"{number}.txt", text.encode())
            await pressed(telegram, user, chat, f"{number}.txt")
            if stopped := await asyncio.to_thread(suspended_while_it_sends, url, leader):
                break
        assert stopped, "never met while it sent rows"
        since = time.monotonic()
        await answered(telegram, user, chat, "/privacy")
        took = time.monotonic() - since
        for one in stopped:
            os.kill(one, signal.SIGCONT)
        assert "另一个进程已经接手" in await ended(processes[0])
        # What it was at is gone on with by the other one.
        async with asyncio.timeout(PATIENCE):
            while f"现在 {number} 篇" not in "".join(await replies(telegram, chat, 0)):
                await asyncio.sleep(0.2)
        print(f"suspended in the midst of rows, answered after {took:.1f} s")
        assert took < TAKEN_OVER


_SENDING = (
    "SELECT application_name FROM pg_stat_activity"
    " WHERE query LIKE 'COPY%' AND state = 'active' AND datname = current_database()"
)
_STORED = "SELECT count(*) FROM zhaiju.document"


async def pressed(telegram: Telegram, user: User, chat: Chat, name: str) -> None:
    """Have a document taken in once it is read."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for shown in await telegram.read(chat):
                for label in shown.labels:
                    if name in shown.text and label.startswith("收录"):
                        await telegram.press(user, shown, label)
                        return
            await asyncio.sleep(0.1)


def suspended_while_it_sends(url: str, leader: int) -> list[int]:
    """Suspend a process and its children in the midst of rows; empty where it was done before."""
    with psycopg.connect(url, autocommit=True) as raw:
        before = raw.execute(_STORED).fetchone()
        while raw.execute(_STORED).fetchone() == before:
            if not raw.execute(_SENDING).fetchone():
                time.sleep(0.003)
                continue
            stopped = family(leader)
            for one in stopped:
                os.kill(one, signal.SIGSTOP)
            # What was on its way has arrived.
            time.sleep(0.5)
            if raw.execute(_SENDING).fetchone() == ("zhaiju 1",):
                return stopped
            for one in stopped:
                os.kill(one, signal.SIGCONT)
    return []


def family(process: int) -> list[int]:
    """A process and all that it has started."""
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").iterdir():
            # A thread may end meanwhile.
            with contextlib.suppress(FileNotFoundError):
                found += map(int, (task / "children").read_text().split())
    return found
