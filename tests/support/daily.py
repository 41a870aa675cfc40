"""Stores with invented passages that stand alone, and people's commands in one line."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corpus.model import Block, Document, Speech
from store.daily.calendar import Calendar
from store.daily.candidates import Pools
from store.daily.evenings import Evenings
from store.daily.planner import Planner
from store.daily.subscriptions import Subscriptions
from store.delivery.outbox import Outbox
from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.store import Store
from tests.support.clock import SteppedClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from store.db.database import Database
    from store.db.engines import Place
    from store.delivery.model import Subscription

SOAK = os.environ.get("ZHAIJU_SOAK") == "1"
NOW = datetime(2025, 11, 20, 6, 0, tzinfo=UTC)
"""A Thursday, 14:00 in Shanghai; 2025 is a year with known holidays."""

_WHO = (
    "港口的人|调度员|修船的师傅|守灯塔的人|办事的窗口|带班的队长|记账的老人|看图纸的人|开吊车的姑娘"
)
_FIRST = "先把潮水看明白|肯在风口站一站|把零碎的小事收拢|常到货主身边坐坐|愿意听难听的真话"
_THEN = "心里才有一杆准秤|手上才出得了细活|话说出来才压得住阵|走夜路才不会慌张|别人才肯把后背交给他"
_WHY = "图热闹的办法难以长久|绕开的难处会在拐角等人|账面漂亮填不满空仓|嗓门再大也推不动船"
_LAST = (
    "慢工里的耐心胜过一时的聪明|把根扎深的树不怕摇晃|能收住手的人才算有本事|实在两个字比什么都顶用"
)


def sentences(count: int) -> list[str]:
    """Give invented passages, each unlike the others nearby."""
    lists = [part.split("|") for part in (_WHO, _FIRST, _THEN, _WHY, _LAST)]
    found: list[str] = []
    for number in itertools.count():
        who, first, then, why, last = (
            part[int(hashlib.md5(f"{number}/{place}".encode()).hexdigest(), 16) % len(part)]  # noqa: S324
            for place, part in enumerate(lists)
        )
        text = f"{who}只有{first}，{then}。{why}，{last}，这门功夫是熬出来的。"
        if text not in found:
            found.append(text)
        if len(found) == count:
            return found
    raise AssertionError


def document(
    name: str,
    texts: Sequence[str],
    *,
    speeches: int = 1,
    speaker: str = "某甲",
    date: str | None = None,
) -> Document:
    """Deal the texts out to so many speeches, one paragraph each."""
    return Document(
        source=f"{name}.txt",
        speeches=tuple(
            Speech(
                number=number,
                title=f"{name}之{number}",
                blocks=tuple(Block("paragraph", text) for text in texts[number - 1 :: speeches]),
                speaker=f"{speaker}{number}",
                date=date,
            )
            for number in range(1, speeches + 1)
        ),
    )


class Shelf(Store):
    """The part of a store that daily excerpts need, with its insides in reach."""

    def __init__(self, database: Database, process: str) -> None:
        self.database = database
        self.documents = Documents(database)
        self.pools = Pools(database, SteppedClock(NOW))
        self.calendar = Calendar(database, {})
        self.evenings = Evenings(database, self.pools, self.calendar, process)
        self.subscriptions = Subscriptions(database, self.pools, self.calendar)
        self.outbox = Outbox(database, process)
        self.planner = Planner(database, self.pools, self.outbox, self.calendar)


@contextlib.asynccontextmanager
async def open_shelf(path: Path | Place, process: str = "one") -> AsyncIterator[Shelf]:
    """The shelf at `path`, of a process of that name."""
    async with open_indexed(path) as database:
        yield Shelf(database, process)


async def fill(shelf: Shelf, count: int = 40, *, name: str = "甲编", speeches: int = 8) -> None:
    paper = document(name, sentences(count), speeches=speeches, speaker=name)
    await shelf.documents.ingest(paper, name, NOW)


async def subscribe(
    shelf: Shelf,
    chat_id: int = -1,
    *,
    now: datetime = NOW,
    time: str = "08:30",
    zone: str = "Asia/Shanghai",
    days: str = "daily",
) -> Subscription:
    return await shelf.subscriptions.subscribe(
        chat_id,
        time=time,
        zone=zone,
        days=days,
        set_by=7,
        title="澄湾港办公室",
        thread_id=None,
        now=now,
    )
