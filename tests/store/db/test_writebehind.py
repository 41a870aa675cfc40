"""Writes that nobody waits for: one that can never be written keeps none of the others back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

import pytest

from bot.logs import DiscreetFormatter
from store.db.database import Database
from store.db.writebehind import WriteBehind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from store.db.port import RawConnection

SECRET = "某人说的话"
_INTO = "INSERT INTO meta (name, value) VALUES (?, ?)"
WRONG = {
    "no such table": ("INSERT INTO nothing (name) VALUES (?)", (SECRET,)),
    "no such column": ("UPDATE meta SET 某人说的话 = ?", (1,)),
    "no SQL": ("某人说的话 ?", (1,)),
    "a name twice": (_INTO, ("generation", 1)),
    "a value that is none": (_INTO, (SECRET, object())),
    "a number too large": (_INTO, (SECRET, 1 << 70)),
    "half a character": (_INTO, ("\ud800", 1)),
    "values missing": (_INTO, (SECRET,)),
    "two statements": ("DELETE FROM meta WHERE name = ?; VACUUM", (SECRET,)),
}
BESIDE = [(0, 0), (2, 2)]
"""Statements that are right, before and behind the wrong one in its batch."""


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("beside", BESIDE)
async def test_what_is_wrong_is_dropped_and_the_rest_is_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, wrong: str, beside: tuple[int, int]
) -> None:
    before, behind = beside
    async with Database.open(tmp_path / "store.db") as database:
        writer = WriteBehind(database)
        writer.start()
        for number in range(before):
            writer.put(_INTO, (f"before {number}", 1))
        writer.put(*WRONG[wrong])
        for number in range(behind):
            writer.put(_INTO, (f"behind {number}", 1))
        await writer.flush()
        writer.put(_INTO, ("later", 1))
        await writer.flush()
        await writer.close()
        wanted = [f"before {number}" for number in range(before)]
        wanted += [f"behind {number}" for number in range(behind)]
        assert await _kept(database) == {*wanted, "later"}
    told = [
        DiscreetFormatter().format(record)
        for record in caplog.records
        if record.name == "store.db.writebehind"
    ]
    assert len(told) == 1
    assert SECRET not in "".join(told)


async def test_an_error_from_outside_a_statement_delays_the_writes_and_loses_none(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.db.writebehind.PAUSE_AFTER_FAILURE", 0.0)

    async with _Failing.open(tmp_path / "store.db") as database:
        writer = WriteBehind(database)
        writer.start()
        with caplog.at_level(logging.WARNING):
            writer.put(_INTO, ("first", 1))
            await writer.flush()
        writer.put(_INTO, ("second", 1))
        await writer.close()
        assert await _kept(database) == {"first", "second"}
    told = "".join(map(DiscreetFormatter().format, caplog.records))
    assert "writing later: LookupError" in told
    assert SECRET not in told


T = TypeVar("T")


class _Failing(Database):
    """A store whose first write is met by an error that nobody foresaw."""

    failed = False

    async def change(self, work: Callable[[RawConnection], T], *, durable: bool = True) -> T:
        if not self.failed:
            self.failed = True
            raise LookupError(SECRET)
        return await super().change(work, durable=durable)


async def _kept(database: Database) -> set[str]:
    async with database.read() as reader:
        rows = await reader.fetch_all("SELECT name FROM meta")
    return {row["name"] for row in rows if row["name"].split()[0] in _NAMES}


_NAMES = {"before", "behind", "later", "first", "second"}
