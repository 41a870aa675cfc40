"""Stores with invented passages that stand alone, and people's commands in one line."""

import contextlib
import hashlib
import itertools
import os
from datetime import UTC, datetime
from types import SimpleNamespace

from corpus.model import Block, Document, Speech
from store.daily import Daily
from store.database import Database
from store.documents import Documents
from store.ledger import Ledger
from store.pool import Pools

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


def sentences(count):
    """Give invented passages, each unlike the others nearby."""
    lists = [part.split("|") for part in (_WHO, _FIRST, _THEN, _WHY, _LAST)]
    found = []
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


def document(name, texts, *, speeches=1, speaker="某甲", date=None):
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


@contextlib.asynccontextmanager
async def open_shelf(path, process="one"):
    """The part of a store that daily excerpts need."""
    async with Database.open(path) as database:
        pools = Pools(database)
        yield SimpleNamespace(
            database=database,
            documents=Documents(database),
            pools=pools,
            daily=Daily(database, pools),
            ledger=Ledger(database, pools, process),
        )


async def fill(shelf, count=40, *, name="甲编", speeches=8):
    paper = document(name, sentences(count), speeches=speeches, speaker=name)
    await shelf.documents.ingest(paper, name, NOW)


async def subscribe(
    shelf, chat_id=-1, *, now=NOW, time="08:30", zone="Asia/Shanghai", days="daily"
):
    return await shelf.daily.subscribe(
        chat_id,
        time=time,
        zone=zone,
        days=days,
        set_by=7,
        title="澄湾港办公室",
        thread_id=None,
        now=now,
    )
