"""What `make` runs for the words behind it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from bench.__main__ import BENCHMARKS
from scripts.set_up import EXTRAS

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make")


def made(*words: str) -> list[str]:
    """The lines that would be run, without those that set up."""
    return [line for line in lines(*words) if "set_up" not in line and line != ":"]


def set_up(*words: str) -> list[str]:
    """The lines that would be run to set up."""
    return [line for line in lines(*words) if "set_up" in line]


def lines(*words: str) -> list[str]:
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(  # noqa: S603
        ["make", "--dry-run", "--no-print-directory", *words],  # noqa: S607
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_is_named_behind_bench(name: str) -> None:
    assert made("bench", name) == [f".venv/bin/python -m bench {name}"]
    assert made("bench-quick", name) == [f".venv/bin/python -m bench --quick {name}"]


def test_without_a_name_all_are_run_and_other_targets_stay_what_they_are() -> None:
    assert [line.rstrip() for line in made("bench")] == [".venv/bin/python -m bench"]
    two = made("bench", "search", "slogans")
    assert two == [".venv/bin/python -m bench search slogans"]
    assert made("bench", "search", "test-fast")[0] == two[0].removesuffix(" slogans")
    with pytest.raises(subprocess.CalledProcessError):
        made("search")


@pytest.mark.parametrize(
    "name",
    ["README.md", "README.zh-CN.md", "docs/operations.md", "bot/settings.py", ".env.example"],
)
def test_what_is_told_to_be_made_can_be_and_nothing_is_fetched_that_is_not_published(
    name: str,
) -> None:
    told = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"`make ([a-z-]+)", told)) | {"postgres"}
    assert "make postgres" in told
    assert "install 'zhaiju[" not in told
    for target in named:
        made(target)


@pytest.mark.parametrize("extra", ["ocr", "postgres"])
def test_an_extra_goes_by_its_lock_into_an_environment_without_pip(extra: str) -> None:
    assert EXTRAS[extra] == f"requirements/{extra}.lock"
    assert "--hash=sha256:" in (ROOT / EXTRAS[extra]).read_text(encoding="utf-8")
    assert set_up(extra) == [f"python3 scripts/set_up.py {extra}"]


def test_what_updates_the_locks_updates_all_that_is_installed_from() -> None:
    workflow = (ROOT / ".github" / "workflows" / "update.yml").read_text(encoding="utf-8")
    (command,) = re.findall(r"run: make (.*)", workflow)
    written = [re.search(r"-o (\S+\.lock)", line) for line in made(*command.split())]
    assert {found[1] for found in written if found} == {
        str(path.relative_to(ROOT)) for path in (ROOT / "requirements").glob("*.lock")
    }
    assert all("--upgrade" in line for line in made(*command.split()))
    assert not any("--upgrade" in line for line in made("lock"))


def test_what_only_some_machines_can_install_is_marked_so_in_the_locks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for some in project["optional-dependencies"].values() for one in some]
    marked = [one.split("; ") for one in (*project["dependencies"], *extras) if "; " in one]
    assert marked
    for lock in (ROOT / "requirements").glob("*.lock"):
        pinned = lock.read_text(encoding="utf-8").splitlines()
        for asked, marker in marked:
            name = re.split(r"[<>=~]", asked)[0]
            for line in (line for line in pinned if line.startswith(f"{name}==")):
                assert f" ; {marker} " in line, f"{lock.name}: {line}"
