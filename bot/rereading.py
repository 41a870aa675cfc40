"""Has the best excerpts read a second time, in a process of the lowest priority."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from bot.worker import Bounds, Worker
from corpus.excerpt_meaning import read_by_meaning
from corpus.meaning import is_at_hand
from store.errors import StoreError

if TYPE_CHECKING:
    from store.documents.rereading import Rereading

_log = logging.getLogger(__name__)
EVERY = 60.0
"""Seconds after which it is asked whether there is more to read; at the start others come first."""
_NICENESS = 19
_BOUNDS = Bounds(seconds=600)


async def keep_rereading(rereading: Rereading) -> None:
    """Read what has come until cancelled; at once given up where the model can't run."""
    while is_at_hand():
        await asyncio.sleep(EVERY)
        # The process, and with it the model, is there only while there is something to read.
        async with Worker.open(_NICENESS) as worker:
            try:
                await rereading.catch_up(partial(worker.run, read_by_meaning, bounds=_BOUNDS))
            except StoreError as error:
                _log.warning("what was read of excerpts isn't kept, later again: %s", error)
            except Exception as error:  # noqa: BLE001 - the first reading stands
                _log.warning("no excerpt is read a second time any more: %s", error)
                return
