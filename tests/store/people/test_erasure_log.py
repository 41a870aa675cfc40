"""The record of erasures, whatever has become of its file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from store.errors import ErasuresDamagedError
from store.people.erasure_log import erased_since, note

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LINE = f"2026-03-01T00:00:00.000000+00:00 {'0' * 24}\n".encode()
KEY = b"0" * 32 + b"\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=200) | st.text(min_size=1).map(str.encode))
@example(b"SQLite format 3\x00\xff")
@example(b"0" * 100 + b"\n")
@example(KEY + LINE[:-5])
@example(LINE + KEY)
@example(KEY + b"\n")
def test_a_damaged_record_is_refused_for_a_restore_and_keeps_nobody(
    tmp_path: Path, written: bytes
) -> None:
    store = tmp_path / "store.db"
    path = tmp_path / "store.db-erasures"
    path.write_bytes(written)
    with pytest.raises(ErasuresDamagedError, match="坏了"):
        erased_since(store, NOW, [7])
    note(store, 7, NOW)
    assert erased_since(store, NOW, [6, 7]) == [7]
    assert (tmp_path / "store.db-erasures-damaged").read_bytes() == written


def test_what_is_noted_is_read(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    assert erased_since(store, NOW, [1, 2]) == []
    for number in range(1, 4):
        note(store, number, NOW + timedelta(days=number))
    assert erased_since(store, NOW + timedelta(days=2), [1, 2, 3, 4]) == [2, 3]
