"""A container's health: that Telegram is reached and the store can be read, and nothing else."""

from __future__ import annotations

import asyncio
import json
import re
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from dotenv import dotenv_values
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot import probe
from bot.settings import load
from corpus.version import VERSION
from scripts.notes import notes
from tests.bot.test_webhook_health import free_port
from tests.support.programs import PROJECT, run

if TYPE_CHECKING:
    from pathlib import Path


class Healthz(RequestHandler):
    faults: dict[str, str]

    def initialize(self, faults: dict[str, str]) -> None:
        self.faults = faults

    def get(self) -> None:
        self.set_status(503 if self.faults else 200)
        self.finish(json.dumps({"ok": not self.faults, "faults": self.faults}))


async def asked(monkeypatch: pytest.MonkeyPatch, address: str) -> int:
    monkeypatch.setenv("HEALTH_LISTEN", address)
    return await asyncio.to_thread(probe.main)


@pytest.mark.parametrize(
    ("faults", "status"),
    [
        ({}, 0),
        ({"disk_full": "满了"}, 0),
        ({"telegram": "很久没有收到"}, 1),
        ({"store": "打不开", "conflict": "两个"}, 1),
    ],
)
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - asked for, not opened
async def test_what_the_bot_cannot_do_without(
    monkeypatch: pytest.MonkeyPatch, faults: dict[str, str], status: int, host: str
) -> None:
    port = free_port()
    server = HTTPServer(Application([("/healthz", Healthz, {"faults": faults})]))
    server.listen(port, "127.0.0.1")
    assert await asked(monkeypatch, f"{host}:{port}") == status
    server.stop()
    await server.close_all_connections()


async def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await asked(monkeypatch, f"127.0.0.1:{free_port()}") == 1
    assert await asked(monkeypatch, "") == 1


def in_the_container(image: dict[str, str], written: str) -> dict[str, str]:
    """The environment that compose.yaml makes of the image's and of what .env says."""
    dot = {key: value or "" for key, value in dotenv_values(stream=StringIO(written)).items()}
    compose = (PROJECT / "compose.yaml").read_text(encoding="utf-8")
    first = re.findall(r"^ +([A-Z_]+): \$\{\1:-(.+)\}$", compose, re.MULTILINE)
    return {**image, **dot, **{key: dot.get(key) or default for key, default in first}}


@pytest.mark.parametrize(
    ("changed", "address"),
    [
        ({}, "127.0.0.1:8081"),
        ({"HEALTH_LISTEN=": ""}, "127.0.0.1:8081"),
        ({"HEALTH_LISTEN=": "HEALTH_LISTEN=0.0.0.0:9000"}, "0.0.0.0:9000"),
    ],
)
def test_what_the_image_sets_holds_beside_an_env_file_that_was_copied(
    changed: dict[str, str], address: str
) -> None:
    dockerfile = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    pairs = " ".join(re.findall(r"^ENV (.+)$", dockerfile, re.MULTILINE)).split()
    image = dict(pair.split("=", 1) for pair in pairs)
    written = (PROJECT / ".env.example").read_text(encoding="utf-8")
    assert image.items() <= in_the_container(image, written).items()
    for old, new in changed.items():
        written = written.replace(old, new)
    given = in_the_container(image, written)
    assert given["HEALTH_LISTEN"] == address
    assert load(given).health_listen is not None


def test_whichever_image_makes_the_volume_its_user_may_write_there() -> None:
    # An empty volume gets its owner from the folder in the first container that has it.
    told = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    composed = (PROJECT / "compose.yaml").read_text(encoding="utf-8")
    services = re.findall(r"(?m)^  \w+:\n(?:    .*\n)+", composed + told)
    holding = [one for one in services if re.search(r"\bdata:/zhaiju/data\b", one)]
    assert len(holding) == 2
    image = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    for service in holding:
        inline = "dockerfile_inline: |" in service
        owner = "-o 1000 -g 1000" if inline else "-o zhaiju -g zhaiju"
        assert f"install -d {owner} /zhaiju/data" in (service if inline else image)
    assert "useradd --create-home --uid 1000 zhaiju" in image
    assert 'user: "1000:1000"' in told


async def test_a_bot_without_a_token_says_so_and_ends(tmp_path: Path) -> None:
    done = await run(tmp_path, "run", "--telegram")
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        ".env 里没有 TELEGRAM_BOT_TOKEN，没有启动。填上再来；只想看看，不用容器：make run\n"
    )
    assert not list(tmp_path.iterdir())  # noqa: ASYNC240


def test_the_changelog_tells_of_this_version() -> None:
    assert "### Added" in notes(VERSION)
    with pytest.raises(ValueError, match="99"):
        notes("99.0.0")
