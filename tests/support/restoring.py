"""Restoring in tests."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store.maintenance.restoring import restore
from store.people.erasure import people as people_in
from tests.support.programs import PROJECT, environment
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.db.engines import Place

SHANGHAI = ZoneInfo("Asia/Shanghai")


def deaths(*arguments: object) -> Iterator[None]:
    """Restore again and again until one comes to its end; what each death left can be looked at.

    `arguments` are those of `tests.support.restoring_process`.
    """
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.support.restoring_process", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env=environment(),
    ) as worker:
        for line in there(worker.stdout):
            if line == "done\n":
                break
            yield
            there(worker.stdin).write("\n")
            there(worker.stdin).flush()
        assert worker.wait() == 0


def put(store: Path | Place, copy: Path, now: datetime) -> Path | None:
    return restore(store, copy, now.astimezone(UTC), SHANGHAI, lambda _: None)


def whose(path: Path) -> set[int]:
    """All numbers of people that stand anywhere in a store."""
    with closing(sqlite3.connect(path)) as raw:
        return people_in(raw)
