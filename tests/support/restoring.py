"""Restoring in tests."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store.maintenance.restoring import restore
from store.people.erasure import people as people_in

if TYPE_CHECKING:
    from pathlib import Path

    from store.db.engines import Place

SHANGHAI = ZoneInfo("Asia/Shanghai")


def put(store: Path | Place, copy: Path, now: datetime) -> Path | None:
    return restore(store, copy, now.astimezone(UTC), SHANGHAI, lambda _: None)


def whose(path: Path) -> set[int]:
    """All numbers of people that stand anywhere in a store."""
    with closing(sqlite3.connect(path)) as raw:
        return people_in(raw)
