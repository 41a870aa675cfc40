"""The bot in a process of its own, without Telegram's limits: `python -m bot` but for these.

python -m tests.support.serving_process serve [CRASH-TEXT]

With a text, the process dies at once, as by a fault of a library, on a message that says so.
In its environment `CLOCK` names the file of a clock that it shares with others, `LEASE` says for
how long a lease lasts and how often it is renewed, `TICK` how often it looks for what is due.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import Application

from bot import cli_run, service, tick
from bot.cli import main
from bot.receiver import Pace
from store.db import lease
from tests.support.clock import SharedClock
from tests.support.stage import UNHURRIED

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from bot.service import Running
    from bot.settings import Settings
    from store.clock import Clock

PACE = Pace(first=0.02, longest=0.2, quiet=1.0, conflict=0.5)


def unhurried(settings: Settings, clock: Clock) -> AbstractAsyncContextManager[Running]:
    if file := os.environ.get("CLOCK"):
        clock = SharedClock(Path(file))
    return service.running(settings, clock, UNHURRIED, PACE)


def crashing(text: str) -> None:
    worked = Application.process_update

    async def process_update(
        self: Application[Any, Any, Any, Any, Any, Any], update: object
    ) -> None:
        if isinstance(update, Update) and update.message and update.message.text == text:
            os.kill(os.getpid(), signal.SIGKILL)
            await asyncio.Event().wait()
        await worked(self, update)

    Application.process_update = process_update  # type: ignore[method-assign]


if __name__ == "__main__":
    if worth := os.environ.get("LEASE"):
        lease.WORTH, lease.RENEWED_EVERY = map(float, worth.split())
    if seconds := os.environ.get("TICK"):
        tick.SECONDS = int(seconds)
    cli_run.running = unhurried  # type: ignore[attr-defined, assignment]
    if len(sys.argv) > 2:
        crashing(sys.argv[2])
    sys.exit(main(["run"]))
