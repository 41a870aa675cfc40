"""PostgreSQL beside SQLite: our own search on it, and its own index over pairs of characters."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import psycopg

from bench.peers import bigrams
from tests.support.postgres import absent, cluster

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.db.engines import Place

_TOP = 10


@contextlib.contextmanager
def database_at_hand() -> Iterator[str | None]:
    """The address of a database: BENCH_DATABASE_URL, or one of our own on this machine.

    None, with a word why on stderr, where no PostgreSQL is installed that could be started.
    """
    if given := os.environ.get("BENCH_DATABASE_URL"):
        yield given
    elif why := absent():
        sys.stderr.write(f"without PostgreSQL: {why}\n")
        yield None
    else:
        with cluster() as own:
            yield own.url


def emptied(place: Place) -> Place:
    """The same database, without a store of ours."""
    with psycopg.connect(place.url or "", autocommit=True) as raw:
        raw.execute("DROP SCHEMA IF EXISTS zhaiju CASCADE")
    return place


class Gin:
    """PostgreSQL's GIN over the pairs of characters of each passage, then a look at the text."""

    name = "PostgreSQL GIN, bigrams"

    def __init__(self, place: Place) -> None:
        self._raw: psycopg.Connection[Any] = psycopg.connect(place.url or "", autocommit=True)

    def build(self, texts: Sequence[str]) -> float:
        """Take in the passages, numbered from 1, and say how many seconds that took."""
        began = time.perf_counter()
        self._raw.execute("DROP TABLE IF EXISTS bench_gin")
        self._raw.execute("CREATE TABLE bench_gin (id int PRIMARY KEY, x text, pairs text[])")
        with self._raw.cursor().copy("COPY bench_gin FROM STDIN") as copy:
            for number, text in enumerate(texts, start=1):
                copy.write_row((number, text, bigrams(text).split()))
        self._raw.execute("CREATE INDEX bench_pairs ON bench_gin USING gin (pairs)")
        self._raw.execute("ANALYZE bench_gin")
        return time.perf_counter() - began

    def size(self) -> int:
        """Bytes of the index."""
        row = self._raw.execute("SELECT pg_relation_size('bench_pairs')").fetchone()
        return int(row[0]) if row else 0

    def find(self, words: Sequence[str]) -> tuple[int, list[int]]:
        """Count the passages that hold all words, and give ten."""
        pairs = [pair for word in words for pair in bigrams(word, "").split()]
        held = " AND ".join("strpos(x, %s) > 0" for _ in words)
        rows = self._raw.execute(
            f"SELECT id FROM bench_gin WHERE pairs @> %s::text[] AND {held}".encode(),
            (pairs, *words),
        ).fetchall()
        return len(rows), [row[0] for row in rows[:_TOP]]

    def close(self) -> None:
        """Delete the table."""
        self._raw.execute("DROP TABLE bench_gin")
        self._raw.close()
