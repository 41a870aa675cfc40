"""What texts mean, read beside everything else by a process that stands back behind it.

The best excerpts are read first, for the next morning has need of them; then passages.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from functools import partial
from typing import TYPE_CHECKING

from bot.worker import Bounds, Worker
from corpus.excerpt_meaning import read_by_meaning
from corpus.meaning import is_at_hand, passage_vectors
from store.errors import StoreError

if TYPE_CHECKING:
    from store.documents.rereading import Rereading
    from store.search.meaning import Meaning

_log = logging.getLogger(__name__)
EVERY = 60.0
"""Seconds after the start at which it begins, and after which it looks for what has come in."""
_NICENESS = 19
_BOUNDS = Bounds(seconds=600)


async def keep_reading(meaning: Meaning, rereading: Rereading) -> None:
    """Read what isn't read yet and what comes in, until cancelled or the model breaks."""
    read = None
    async with Worker.open(_NICENESS) as worker:
        try:
            with contextlib.suppress(StoreError):
                await make_ready(meaning, worker)
            while is_at_hand():
                # The model's process is there only while there is something to read.
                await worker.close()
                await asyncio.sleep(EVERY)
                try:
                    generation = await meaning.generation()
                    if generation != read:
                        await catch_up(meaning, rereading, worker)
                        read = generation
                except StoreError as error:
                    _log.warning("what was read isn't kept, later again: %s", error)
        except Exception as error:  # noqa: BLE001 - questions and mornings go on without it
            _log.warning("no more is read by meaning: %s", error)


async def catch_up(meaning: Meaning, rereading: Rereading, worker: Worker) -> None:
    """Read all that isn't read yet, passages the newest first; what is read stays read.

    Raises what the store does, and Worker.run.
    """
    below = None
    while True:
        # Between the passages, too: those of a large store take hours, a new excerpt is read soon.
        await rereading.catch_up(partial(worker.run, read_by_meaning, bounds=_BOUNDS))
        texts = await meaning.unread(below)
        if not texts:
            return
        vectors = await worker.run(passage_vectors, list(texts.values()), bounds=_BOUNDS)
        below = min(texts)
        await meaning.keep(texts, vectors)
        await meaning.load()


async def make_ready(meaning: Meaning, worker: Worker) -> None:
    """Load the model where there is something to order by it, once the worker has borne it.

    Raises what Worker.run does: on a processor that it isn't made for the process dies.
    """
    if is_at_hand() and await meaning.is_kept():
        await worker.run(passage_vectors, [""], bounds=_BOUNDS)
        await meaning.load()
