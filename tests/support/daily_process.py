"""A process of its own that delivers what is due, or races for claims, and then ends.

python -m tests.support.daily_process deliver URL TOKEN STORE INSTANT
python -m tests.support.daily_process claim STORE INSTANT PROCESS
"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from store.db.engines import Place
from tests.support.daily import open_shelf
from tests.support.daily_bot import open_rig


def place(store: str) -> Place:
    """A file, or the address of a database with what lies beside it in the working folder."""
    return Place(Path("beside.db"), store) if "://" in store else Place(Path(store))


async def deliver(url: str, token: str, store: str, instant: str) -> None:
    now = datetime.fromisoformat(instant)
    async with open_rig(url, token, place(store), process=f"{now}{id(now)}", now=now) as rig:
        await rig.run()
    print("done")


async def claim(store: str, instant: str, process: str) -> None:
    now = datetime.fromisoformat(instant)
    async with open_shelf(place(store), process) as shelf:
        items = {
            item.delivery.chat_id: item for item in await shelf.planner.due(now, limit=100_000)
        }
        print("ready", flush=True)
        while line := sys.stdin.readline():
            won = await shelf.outbox.claim(items[int(line)], now)
            print("won" if won else "lost", flush=True)


if __name__ == "__main__":
    asyncio.run((deliver if sys.argv[1] == "deliver" else claim)(*sys.argv[2:]))
