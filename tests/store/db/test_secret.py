"""The secret beside a store, whatever has become of its file."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from store.db.secret import keyed
from tests.support.programs import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = (
    "import sys; from pathlib import Path; from store.db.secret import keyed\n"
    "print(keyed(Path(sys.argv[1]), 'test', '潮声'))"
)


def start(store: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", SCRIPT, str(store)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )


def said(running: subprocess.Popen[str]) -> str:
    output, _ = running.communicate(timeout=60)
    assert running.returncode == 0
    return output.strip()


def test_processes_that_begin_at_once_agree_and_other_stores_differ(tmp_path: Path) -> None:
    store, other = tmp_path / "store.db", tmp_path / "other.db"
    named = {said(one) for one in [start(store) for _ in range(3)]}
    assert named == {keyed(store, "test", "潮声")}
    assert keyed(other, "test", "潮声") not in named
    assert keyed(store, "else", "潮声") not in named
    assert (tmp_path / "store.db-secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 31, b"x" * 1000])
def test_what_is_no_secret_is_made_anew(tmp_path: Path, content: bytes) -> None:
    store, path = tmp_path / "store.db", tmp_path / "store.db-secret"
    path.write_bytes(content)
    named = keyed(store, "test", "潮声")
    assert path.read_bytes() != content
    assert said(start(store)) == named


def test_where_none_can_be_kept_this_process_has_its_own(tmp_path: Path) -> None:
    store, path = tmp_path / "store.db", tmp_path / "store.db-secret"
    path.mkdir()
    named = keyed(store, "test", "潮声")
    assert named == keyed(store, "test", "潮声")
    assert said(start(store)) != named
