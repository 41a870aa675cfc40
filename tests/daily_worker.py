"""A process of its own that delivers what is due, or races for claims, and then ends.

python -m tests.daily_worker deliver URL TOKEN STORE INSTANT
python -m tests.daily_worker claim STORE INSTANT PROCESS
"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from tests.dailykit import open_shelf
from tests.dailyrig import open_rig


async def deliver(url, token, store, instant):
    now = datetime.fromisoformat(instant)
    async with open_rig(url, token, Path(store), process=f"{now}{id(now)}", now=now) as rig:
        await rig.run()
    print("done")


async def claim(store, instant, process):
    now = datetime.fromisoformat(instant)
    async with open_shelf(Path(store), process) as shelf:
        items = {item.delivery.chat_id: item for item in await shelf.ledger.due(now, limit=100_000)}
        print("ready", flush=True)
        while line := sys.stdin.readline():
            won = await shelf.ledger.claim(items[int(line)], now)
            print("won" if won else "lost", flush=True)


if __name__ == "__main__":
    asyncio.run({"deliver": deliver, "claim": claim}[sys.argv[1]](*sys.argv[2:]))
