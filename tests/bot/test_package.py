"""The wheel alone, in an environment that holds nothing else of ours."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from typing import TYPE_CHECKING

import aiohttp
import pytest

from corpus.version import VERSION
from tests.support.programs import PROJECT
from tests.support.stage import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


PACKAGES = ("bot", "corpus", "handlers", "localchat", "store")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source as `make package` builds them: the wheel out of that source."""
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, source)
    for name in PACKAGES:
        shutil.copytree(PROJECT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    python("build", "--no-isolation", "--outdir", str(folder), str(source))
    (wheel,), (archive,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, archive


@pytest.fixture(scope="module")
def zhaiju(tmp_path_factory: pytest.TempPathFactory, built: tuple[Path, Path]) -> Path:
    """The command of the installed wheel; the libraries are those of this environment."""
    folder, (wheel, _) = tmp_path_factory.mktemp("installed"), built
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    within = str(environment / "bin" / "python")
    python("pip", "--no-input", "--python", within, "install", "--no-deps", str(wheel))
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_paths()["purelib"])
    return environment / "bin" / "zhaiju"


def python(*module: str) -> None:
    """Run a module, which finds nothing on the network."""
    there = clean(PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", *module], env=there, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def clean(**more: str) -> dict[str, str]:
    return {"PATH": os.defpath, "PYTHONUTF8": "1", **more}


def run(zhaiju: Path, folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(  # noqa: S603
        [zhaiju, *arguments], cwd=folder, env=clean(), capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_all_that_runs_is_in_the_wheel_and_in_the_source(built: tuple[Path, Path]) -> None:
    listed = subprocess.run(  # noqa: S603
        ["git", "ls-files", "-z", *PACKAGES],  # noqa: S607
        cwd=PROJECT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("no git repository")
    wanted = {name for name in listed.stdout.decode().split("\0") if (PROJECT / name).is_file()}
    wheel, archive = built
    with zipfile.ZipFile(wheel) as held, tarfile.open(archive) as packed:
        assert wanted <= set(held.namelist())
        sources = {name.partition("/")[2] for name in packed.getnames()}
    assert wanted | {"pyproject.toml", "README.md", "LICENSE"} <= sources


def test_its_version_and_its_name(zhaiju: Path, tmp_path: Path) -> None:
    status, out, _ = run(zhaiju, tmp_path, "--version")
    assert (status, out.split("（")[0]) == (0, f"zhaiju {VERSION}")
    status, _, err = run(zhaiju, tmp_path, "serach", "靠前服务")
    assert (status, err) == (2, "没有 serach，是不是 search？全部命令：zhaiju --help\n")


def test_it_ingests_and_finds(zhaiju: Path, tmp_path: Path) -> None:
    library = tmp_path / "材料"
    library.mkdir()
    for name, text in DOCUMENTS.items():
        (library / name).write_text(text, encoding="utf-8")
    status, out, err = run(zhaiju, tmp_path, "search", "靠前服务")
    assert "zhaiju ingest" in out + err
    status, out, err = run(zhaiju, tmp_path, "ingest", "材料", "--json")
    assert (status, json.loads(out)["added"]) == (0, len(DOCUMENTS)), err
    assert str(tmp_path / "data" / "sample.db") in err
    status, out, err = run(zhaiju, tmp_path, "search", "靠前服务", "--json")
    assert status == 0, err
    assert json.loads(out)["total"] > 0


async def test_it_opens_the_page(zhaiju: Path, tmp_path: Path) -> None:
    async with (
        serving(zhaiju, tmp_path) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        async with session.get("/") as page:
            assert "<html" in await page.text()
        async with session.get("/app.js") as script:
            assert "import" in await script.text()


@contextlib.asynccontextmanager
async def serving(zhaiju: Path, folder: Path) -> AsyncIterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        zhaiju,
        cwd=folder,
        env=clean(LOCAL_CHAT_PORT=str(port)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            while f"http://127.0.0.1:{port}" not in (await process.stdout.readline()).decode():
                assert process.returncode is None
        yield port
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
