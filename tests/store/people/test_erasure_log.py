"""The record of erasures, whatever has become of its file."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from store.errors import ErasuresDamagedError
from store.people.erasure_log import bring_erasures, erased_since, note

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
        erased_since(store, NOW, None, [7])
    note(store, 7, NOW)
    assert erased_since(store, NOW, None, [6, 7])[0] == [7]
    assert (tmp_path / "store.db-erasures-damaged").read_bytes() == written


def test_what_is_noted_is_read(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    assert erased_since(store, NOW, None, [1, 2]) == ([], 0)
    for number in range(1, 4):
        note(store, number, NOW + timedelta(days=number))
    assert erased_since(store, NOW + timedelta(days=2), None, [1, 2, 3, 4])[0] == [2, 3]


@given(
    st.lists(st.tuples(st.integers(-100, 100), st.integers(1, 4)), max_size=8), st.integers(0, 8)
)
def test_a_copy_lacks_what_was_noted_after_it_whatever_the_clock_does(
    noted: list[tuple[int, int]], place: int
) -> None:
    place = min(place, len(noted))
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.db"
        known = [0, *(note(store, one, NOW + timedelta(days=day)) for day, one in noted)]
        again, last = erased_since(store, NOW, known[place], range(6))
    assert set(again) == {one for _, one in noted[place:]}
    assert last == known[-1]


def test_stores_that_are_brought_together_forget_all_whom_either_forgot(tmp_path: Path) -> None:
    old, new, third = (tmp_path / name for name in ("old.db", "new.db", "third.db"))
    bring_erasures(old, new)
    assert erased_since(new, NOW, None, range(9)) == ([], 0)
    for store, user_id in ((old, 1), (old, 2), (third, 3)):
        note(store, user_id, NOW + timedelta(days=user_id))
    bring_erasures(old, new)
    note(old, 4, NOW + timedelta(days=4))
    note(new, 5, NOW)
    bring_erasures(third, new)
    bring_erasures(old, new)
    assert erased_since(new, NOW, None, range(9))[0] == [1, 2, 3, 4, 5]
    known = note(new, 6, NOW)
    assert erased_since(new, NOW, known, range(9)) == ([], known)
    assert erased_since(old, NOW, None, range(9))[0] == [1, 2, 4]
