"""What is left of who was forgotten, in the file and in the log beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from store.people.erasure import SETTLED, SWEPT_EVERY
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.stage import START

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "珊瑚夜谈"
TICK = timedelta(seconds=10)


def is_forgotten(path: Path) -> bool:
    """Whether nobody's traces have to be wiped out any more."""
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT 1 FROM meta WHERE name = 'forgotten'").fetchone() is None


def holds(path: Path, words: str) -> bool:
    return words.encode() in path.read_bytes()


@pytest.mark.sqlite
async def test_who_reads_the_log_for_good_has_tables_written_once_and_the_log_emptied_later(
    small_database: Path,
) -> None:
    clock = SteppedClock(START)
    log = small_database.with_name(f"{small_database.name}-wal")
    async with Store.open(small_database, clock=clock) as store:
        await store.erasure.sweep()
        await store.watches.add(7, WORDS, "zh")
        with closing(sqlite3.connect(small_database, isolation_level=None)) as reader:
            # As Litestream does.
            reader.execute("BEGIN")
            reader.execute("SELECT 1 FROM meta").fetchone()
            await store.erasure.forget(7)
            clock.advance(SETTLED)
            await store.erasure.sweep()
            assert is_forgotten(small_database)
            assert holds(log, WORDS)
            held = log.stat()
            for _ in range(5):
                clock.advance(TICK)
                await store.erasure.sweep()
            assert (log.stat().st_size, log.stat().st_mtime_ns) == (held.st_size, held.st_mtime_ns)
            reader.execute("COMMIT")
        clock.advance(TICK)
        await store.erasure.sweep()
        assert log.stat().st_size == 0
        assert not holds(small_database, WORDS)
        # Once it is empty it is left alone until the hour is over.
        await store.watches.add(8, WORDS, "zh")
        clock.advance(TICK)
        await store.erasure.sweep()
        assert log.stat().st_size > 0
        clock.advance(SWEPT_EVERY)
        await store.erasure.sweep()
        assert log.stat().st_size == 0
