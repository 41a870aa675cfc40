"""A folder of documents of all kinds in one command: the summary adds up, memory stays bounded."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.folders import fill
from tests.support.programs import environment
from tests.support.sizes import size

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.serial

MOST_MEMORY = 300
"""Megabytes that no process of an ingest may have at once."""

# A process starts with the peak of the one that forks it (Linux, setmax_mm_hiwater_rss), so that a
# small one has to start what is measured: the greatest of the program and all that it started.
_MEASURE = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""


def test_a_folder_of_all_kinds(tmp_path: Path) -> None:
    folder = tmp_path / "材料库"
    folder.mkdir()
    expected = fill(folder, size("documents", 150, 3_000))
    command = [sys.executable, "-m", "bot", "ingest", str(folder), "--json"]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _MEASURE, *command],
        cwd=tmp_path,
        env=environment(DATABASE_PATH="a.db"),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode()
    written, peak = done.stdout.decode().splitlines()
    summary = json.loads(written)
    assert summary["added"] == summary["speeches"] == expected.added
    assert len(summary["failed"]) == expected.failed
    assert summary["skipped"] == expected.skipped
    assert summary["passages"] == 5 * expected.added
    print(f"peak memory: {int(peak) // 1024} MB")
    assert int(peak) < MOST_MEMORY * 1024
