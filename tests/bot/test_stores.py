"""Which store a command works on, and that nothing that was filled is forgotten in another one."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import pytest

from tests.support.programs import Done, run, started, stop, until_open
from tests.support.sizes import size
from tests.support.stage import DOCUMENTS, SAMPLES, TOKEN

if TYPE_CHECKING:
    from pathlib import Path


ASKED = {
    "ingest": ("{docs}",),
    "search": ("缆绳", "--json"),
    "slogans": ("--json",),
    "random": ("--seed", "3", "--json"),
    "sources": ("--json",),
    "edit": ("港口讲话.txt", "--speaker", "林远"),
    "check": (),
    "backup": ("{docs}/../备份.db",),
    "remove": ("医院讲话.txt",),
}
"""Every command that works on one store, in an order in which each has something to do."""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "材料"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


async def ask(folder: Path, command: str, docs: Path, **settings: str) -> Done:
    arguments = [one.format(docs=docs) for one in ASKED[command]]
    return await run(folder, command, *arguments, **settings)


def made(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.db")}


@pytest.mark.parametrize(
    ("settings", "store"),
    [
        ({}, "data/sample.db"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN}, "data/zhaiju.db"),
        ({"DATABASE_PATH": "别处/库.db"}, "别处/库.db"),
        ({"DATABASE_PATH": "库.db", "TELEGRAM_BOT_TOKEN": TOKEN}, "库.db"),
    ][: size("settings of a store", 2, 4)],
)
async def test_every_command_works_on_the_store_that_would_be_opened_and_says_so(
    tmp_path: Path, docs: Path, settings: dict[str, str], store: str
) -> None:
    # Nothing answers there, and `check` says so.
    settings = {"TELEGRAM_API_URL": "http://127.0.0.1:1", **settings}
    for command, arguments in ASKED.items():
        done = await ask(tmp_path, command, docs, **settings)
        said = done.out if command == "check" else done.err
        assert str(tmp_path / store) in said
        assert len(done.err.splitlines()) == (0 if command == "check" else 1), done.err
        if "--json" in arguments:
            assert json.loads(done.out)
    assert made(tmp_path) == {"备份.db", store}
    failed = await run(tmp_path, "remove", "没有.txt", **settings)
    assert (failed.status, len(failed.err.splitlines())) == (1, 1)
    assert str(tmp_path / store) in failed.err


async def opened(folder: Path, **settings: str) -> str:
    """What the local chat says until it is open."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with started(folder, LOCAL_CHAT_PORT=str(port), **settings) as process:
        said = await until_open(process)
        done = await stop(process)
    return said + done.err


async def test_samples_are_loaded_into_their_own_store_while_it_is_empty(
    tmp_path: Path, docs: Path
) -> None:
    assert f"[3/4] 库 {tmp_path}/data/sample.db · 示例资料：6 个文件" in await opened(tmp_path)
    found = json.loads((await run(tmp_path, "search", "靠前服务", "--json")).out)
    assert found["match"] == "exact"
    for sample in SAMPLES.glob("*.*"):
        await run(tmp_path, "remove", sample.name)
    await ask(tmp_path, "ingest", docs)
    assert "sample.db · 2 个文件" in await opened(tmp_path)
    assert "别处.db · 0 个文件" in await opened(tmp_path, DATABASE_PATH="别处.db")


async def test_what_was_filled_without_a_token_is_named_until_it_is_brought_over(
    tmp_path: Path, docs: Path
) -> None:
    named = "python -m bot copy --from data/sample.db --to data/zhaiju.db"
    await opened(tmp_path)
    # The samples alone are nobody's loss.
    assert named not in (await run(tmp_path, "sources", TELEGRAM_BOT_TOKEN=TOKEN)).err
    await ask(tmp_path, "ingest", docs)
    elsewhere = await run(tmp_path, "sources", TELEGRAM_BOT_TOKEN=TOKEN, DATABASE_PATH="x.db")
    assert named not in elsewhere.err
    for command in ("sources", "search", "slogans", "random"):
        done = await ask(tmp_path, command, docs, TELEGRAM_BOT_TOKEN=TOKEN)
        assert named in done.err
        assert "2 份资料" in done.err
    arguments = named.removeprefix("python -m bot ").split()
    done = await run(tmp_path, *arguments, TELEGRAM_BOT_TOKEN=TOKEN)
    assert (done.status, done.err) == (0, "")
    assert "示例资料 6 份没有带过去" in done.out
    done = await run(tmp_path, "sources", "--json", TELEGRAM_BOT_TOKEN=TOKEN)
    assert [one["source"] for one in json.loads(done.out)] == sorted(DOCUMENTS)
    assert named not in done.err


async def test_start_names_it_too(tmp_path: Path, docs: Path) -> None:
    await ask(tmp_path, "ingest", docs)
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:1"}
    async with started(tmp_path, **settings) as process:
        assert process.stderr is not None
        assert "bot copy --from data/sample.db" in (await process.stderr.readline()).decode()
