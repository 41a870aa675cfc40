"""How much memory the process that parses may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus import worker

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("size", "allowed"),
    [
        (0, worker.LEAST_MEMORY),
        (1_000, worker.LEAST_MEMORY + 1_000 * worker.MEMORY_BY_SIZE),
        (64 << 20, worker.MOST_MEMORY),
    ],
)
def test_memory_follows_the_size_of_the_file(tmp_path: Path, size: int, allowed: int) -> None:
    file = tmp_path / "a.txt"
    with file.open("wb") as opened:
        opened.truncate(size)
    assert worker._memory_for(file) == allowed


def test_a_file_that_is_gone_gets_the_least(tmp_path: Path) -> None:
    assert worker._memory_for(tmp_path / "gone.txt") == worker.LEAST_MEMORY
