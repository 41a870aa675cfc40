"""What most tests share. No test reads the caller's environment, .env or token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localchat.server import LocalTelegram
from tests.operators import OPERATOR, SECOND, SETTINGS
from tests.stage import BOT, TOKEN, Stage, copy_store, sample_store, stage, text_store
from tests.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for key in (
        "TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL", "PROXY_URL", "DATABASE_PATH", "TIMEZONE",
        "ADMIN_USER_IDS", "ALLOWED_CHAT_IDS", "WEBHOOK_URL", "WEBHOOK_SECRET", "WEBHOOK_LISTEN",
        "HEALTH_LISTEN", "LOCAL_CHAT_PORT", "LOG_LEVEL",
    ):  # fmt: skip
        monkeypatch.delenv(key, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def sample_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_store(tmp_path_factory.mktemp("store") / "sample.db")


@pytest.fixture
def sample_database(sample_template: Path, tmp_path: Path) -> Path:
    return copy_store(sample_template, tmp_path / "store.db")


@pytest.fixture
async def sample_stage(sample_database: Path) -> AsyncIterator[Stage]:
    async with stage(sample_database) as ready:
        yield ready
        assert await ready.telegram.refusals() == []


DOCUMENTS = {
    "港口讲话.txt": (
        "在晨会上的讲话\n澄湾港集团 林远\n（2023年3月8日）\n\n同志们：\n"
        "一、把服务做在前头\n"
        "靠前服务不是站得近，是想得早。问题解决在靠泊之前，才算数，船到了才找人就已经晚了，"
        "我们要把窗口搬到码头上去。大家记住这一句。\n"
        "二、把责任扛在肩上\n"
        "码头上没有小事，每一根缆绳都连着一条船，每一张单子都连着一家企业，马虎不得，也等不得。\n"
    ),
    "医院讲话.txt": (
        "在安全例会上的讲话\n青禾医院 苏宁\n（2022年11月）\n\n同志们：\n"
        "安全这件事，靠前服务也好，事后补救也好，都不如把规矩立在床边，把提醒说在前面，"
        "让每一位病人都能放心。\n"
        "查房要慢一步，交班要多一句，病历要细一点，这三件小事做好了，大事就少了一半。\n"
    ),
}


@pytest.fixture(scope="session")
def small_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return text_store(tmp_path_factory.mktemp("store") / "small.db", DOCUMENTS)


@pytest.fixture
def small_database(small_template: Path, tmp_path: Path) -> Path:
    return copy_store(small_template, tmp_path / "store.db")


@pytest.fixture
async def small_stage(small_database: Path) -> AsyncIterator[Stage]:
    async with stage(small_database) as ready:
        yield ready
        assert await ready.telegram.refusals() == []


@pytest.fixture
async def admin_stage(small_database: Path) -> AsyncIterator[Stage]:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            for number in (OPERATOR, SECOND):
                await people.private(await people.user("管理员", id=number), started=True)
        async with stage(small_database, server=server, settings=SETTINGS) as ready:
            yield ready
            # A press on what another operator decided meanwhile shows what stands there already.
            refusals = await ready.telegram.refusals()
            assert [one for one in refusals if "not modified" not in one] == []
