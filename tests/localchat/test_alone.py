"""The local chat on its own: as a command, for any token, under nonsense."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from corpus.version import VERSION
from localchat import LocalTelegram
from localchat.__main__ import main
from localchat.methods import METHODS
from localchat.spec import load
from tests.support.bare_bot import Rig, rig

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


ROOT = Path(__file__).resolve().parents[2]
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
async def world() -> AsyncIterator[Rig]:
    async with rig() as running:
        yield running


async def _started(port: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "localchat",
        f"--port={port}",
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_the_command_serves_until_it_is_told_to_stop() -> None:
    process = await _started(0)
    assert process.stdout
    address = (await process.stdout.readline()).decode().split()[-1]
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{address}/bot77:any_token/getMe")
    assert answer.json()["result"]["username"] == "local_bot"
    process.send_signal(signal.SIGTERM)
    _, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")


@pytest.fixture
def said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], str]:
    """Give what an argument alone makes it print before it ends well."""

    def printed(argument: str) -> str:
        monkeypatch.setattr(sys, "argv", ["localchat", argument])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
        return capsys.readouterr().out

    return printed


def test_its_help_has_words_for_every_argument(said: Callable[[str], str]) -> None:
    listed = [line.split() for line in said("--help").splitlines() if "  --" in line]
    assert [words[0] for words in listed] == ["--port", "--username", "--version"]
    assert all(HAN.search("".join(words)) for words in listed)


def test_it_says_its_version_which_is_the_bots(said: Callable[[str], str]) -> None:
    assert said("--version").split("（")[0] == f"localchat {VERSION}"


async def test_a_port_in_use_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = await _started(taken.getsockname()[1])
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert errors.decode().count("\n") == 1
    assert "请用 --port 换一个" in errors.decode()


def test_every_method_carried_out_is_in_the_bot_api() -> None:
    assert set(METHODS) <= set(load().methods)


NONSENSE: list[dict[str, Any]] = [
    {},
    {"chat_id": None},
    {"chat_id": -1, "message_id": 0, "user_id": 0, "text": "\ud800"},
    {"chat_id": [], "text": {}, "reply_markup": 7},
]


@pytest.mark.parametrize("arguments", NONSENSE)
async def test_no_call_breaks_the_server(world: Rig, arguments: dict[str, Any]) -> None:
    for method in load().methods:
        if method == "getUpdates":
            continue
        status, answer = await world.call(method, **arguments)
        assert status in {200, 400, 403, 404}, (method, answer)


async def test_malformed_bodies_are_refused(world: Rig) -> None:
    address = f"{world.server.url}/bot{world.server.token}/sendMessage"
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"[]", b"\xff"):
        answer = await world.client.post(address, content=body, headers=headers)
        assert answer.status_code == 400
        assert answer.json()["ok"] is False


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--port", "x"], "--port 写法不对，请写成 python -m localchat [--port N]"),
        (["--port", "65536"], "--port 写法不对，请写成 python -m localchat [--port N]"),
        (["--port"], "--port 写法不对，请写成 python -m localchat [--port N]"),
        (["serve"], "没有 serve，请写成 python -m localchat [--port N]"),
        (["--colour"], "没有 --colour，请写成 python -m localchat [--port N]"),
        (["--prot=8010"], "没有 --prot，是不是 --port？"),
    ],
)
def test_wrong_use_is_one_sentence_that_names_the_word(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.setattr(sys, "argv", ["localchat", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(told)


async def test_a_server_stops_while_bots_and_tests_wait() -> None:
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
        async with LocalTelegram() as server:
            waiting = [
                asyncio.create_task(
                    client.get(f"{server.url}/bot{server.token}/getUpdates?timeout=50")
                ),
                asyncio.create_task(client.get(f"{server.control}/events?after=99&wait=50")),
            ]
            await client.get(f"{server.control}/state")
        ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert len(ended) == 2
