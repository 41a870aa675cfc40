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
import venv
from typing import TYPE_CHECKING

import aiohttp
import pytest

from store.db.version import VERSION
from tests.support.programs import PROJECT
from tests.support.stage import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture(scope="module")
def zhaiju(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of the installed wheel; the libraries are those of this environment."""
    folder = tmp_path_factory.mktemp("installed")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, source)
    for name in ("bot", "corpus", "handlers", "localchat", "store"):
        shutil.copytree(PROJECT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(source))
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    pip("--python", str(environment / "bin" / "python"), "install", "--no-deps", str(wheel))
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_paths()["purelib"])
    return environment / "bin" / "zhaiju"


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check"]
    done = subprocess.run(  # noqa: S603
        [*command, *arguments], env=clean(PIP_NO_INDEX="1"), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def clean(**more: str) -> dict[str, str]:
    return {"PATH": os.defpath, "PYTHONUTF8": "1", **more}


def run(zhaiju: Path, folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(  # noqa: S603
        [zhaiju, *arguments], cwd=folder, env=clean(), capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


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
