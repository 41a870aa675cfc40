"""The commands on a PostgreSQL database: what people do with a file goes with it, too."""

from __future__ import annotations

import asyncio
import contextlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from bot import storing
from bot.reading import write
from store.db.engines import Place
from store.documents.model import Incoming
from store.documents.packed import pack
from store.documents.uploads import KEPT
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.postgres import PASSWORD, free_port
from tests.support.programs import Done, run, started, stop, until_open
from tests.support.stage import DOCUMENTS
from tests.support.store_scan import NOW, make_document, make_speech
from tests.support.telegram import Telegram
from tests.support.there import there as there_

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.postgres import Cluster

pytestmark = pytest.mark.serial


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in DOCUMENTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


async def told(folder: Path, *arguments: str, **settings: str) -> Done:
    """Run a command; whatever it says, it says nothing of the password."""
    done = await run(folder, *arguments, **settings)
    assert PASSWORD not in done.out + done.err
    assert done.status == 0, done.err[-1500:]
    return done


async def refused(folder: Path, *arguments: str, **settings: str) -> str:
    """Run a command that ends with one sentence."""
    done = await run(folder, *arguments, **settings)
    assert PASSWORD not in done.out + done.err
    assert (done.status, len(done.err.splitlines())) == (1, 1)
    return done.err


async def test_the_commands_say_the_same_of_either_engine(folder: Path, postgres: Cluster) -> None:
    url = postgres.database("commands")
    for settings in ({"DATABASE_URL": url}, {"DATABASE_PATH": "file.db"}):
        taken = await told(folder, "ingest", *DOCUMENTS, "--json", **settings)
        assert json.loads(taken.out)["added"] == len(DOCUMENTS)
    for asked in (
        ["search", "--json", "靠前服务"],
        ["slogans", "--json"],
        ["sources"],
    ):
        there = await told(folder, *asked, DATABASE_URL=url)
        here = await told(folder, *asked, DATABASE_PATH="file.db")
        assert there.out == here.out, asked
    checked = await told(folder, "check", DATABASE_URL=url)
    assert f"库  ok  PostgreSQL 127.0.0.1:{postgres.port}/commands" in checked.out
    assert "索引一致" in checked.out


async def test_a_store_is_moved_there_and_back_by_commands(folder: Path, postgres: Cluster) -> None:
    url = postgres.database("copies")
    await told(folder, "ingest", *DOCUMENTS, DATABASE_PATH="old.db")
    moved = await told(folder, "copy", "--from", "old.db", "--to", url)
    assert f"到 PostgreSQL 127.0.0.1:{postgres.port}/copies\n" in moved.out
    assert "张表逐行相同" in moved.out
    again = await refused(folder, "copy", "--from", "old.db", "--to", url)
    assert f"里已有 {len(DOCUMENTS)} 篇，没有动" in again
    await told(folder, "backup", "copy.db", DATABASE_URL=url)
    await told(folder, "restore", "copy.db", DATABASE_PATH="restored.db")
    await told(folder, "restore", "copy.db", DATABASE_URL=url)
    await told(folder, "copy", "--to", "back.db", DATABASE_URL=url)
    wanted = (await told(folder, "search", "靠前服务", DATABASE_PATH="old.db")).out
    for path in ("restored.db", "back.db"):
        assert (await told(folder, "search", "靠前服务", DATABASE_PATH=path)).out == wanted
        await told(folder, "check", DATABASE_PATH=path)


async def test_without_a_token_the_chat_of_this_machine_is_on_that_store(
    folder: Path, postgres: Cluster
) -> None:
    settings = {"DATABASE_URL": postgres.database("chat")}
    place = f"库 PostgreSQL 127.0.0.1:{postgres.port}/chat"
    checked = await told(folder, "check", **settings)
    assert "会打开本机聊天页" in checked.out
    async with chatting(folder, settings) as (_, said):
        assert f"{place} · 0 个文件" in said
    await told(folder, "ingest", *DOCUMENTS, **settings)
    async with chatting(folder, settings) as (telegram, said):
        assert f"{place} · {len(DOCUMENTS)} 个文件" in said
        assert PASSWORD not in said
        user = await telegram.user("小王")
        answer = await telegram.ask(user, await telegram.private(user), "靠前服务")
        assert "1" in answer.labels
    assert not list(folder.rglob("sample.db"))  # noqa: ASYNC240


@contextlib.asynccontextmanager
async def chatting(folder: Path, settings: dict[str, str]) -> AsyncIterator[tuple[Telegram, str]]:
    """The local chat as it is started without a token, and what it said until it was open."""
    port = free_port()
    async with started(folder, LOCAL_CHAT_PORT=str(port), **settings) as process:
        said = await until_open(process)
        async with Telegram(f"http://127.0.0.1:{port}/control") as telegram:
            yield telegram, said
        assert (await stop(process)).status == 0


async def test_what_is_not_there_is_told_in_a_sentence(folder: Path, postgres: Cluster) -> None:
    postgres.database("locked")
    with psycopg.connect(postgres.url, autocommit=True) as raw:
        raw.execute(f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'".encode())
    guest = postgres.url.replace("zhaiju", "guest").replace("/postgres", "/locked")
    for url, said in (
        (postgres.url.replace(PASSWORD, f"{PASSWORD}-not"), "用户名和密码"),
        (postgres.url.replace("zhaiju", "nobody"), "用户名和密码"),
        (postgres.url.replace("/postgres", "/none"), "先建好它"),
        (postgres.url.replace(str(postgres.port), "1"), "是否在运行"),
        (f"{postgres.url}?sslmode=require", "检查地址"),
        (guest, "写的权限"),
    ):
        told = await refused(folder, "search", "x", DATABASE_URL=url)
        assert "PostgreSQL 127.0.0.1" in told
        assert "数据库" in told
        assert said in told, told
    said = await refused(folder, "restore", "none.db", DATABASE_URL=postgres.url)
    assert said.startswith("没有 none.db 这个文件，没有动现在的库。")


async def test_what_one_host_packed_another_one_takes_in_and_out(
    tmp_path: Path, postgres: Cluster
) -> None:
    url = postgres.database("uploads")
    here, there = Place(tmp_path / "here" / "x.db", url), Place(tmp_path / "there" / "x.db", url)
    document = make_document("a.txt", make_speech(1, "码头上的事，要在码头上办。"))
    clock = SteppedClock(NOW)
    async with Store.open(here, clock=clock) as one, Store.open(there, clock=clock) as other:
        batch, _ = await one.uploads.gather(Incoming("own", 7, 7, "甲", "zh", "", "a", "f", 1))
        (draft,) = there_(await one.uploads.get(batch)).drafts
        write(one.uploads.packed(draft.id), pack(document, "hash"))
        await one.uploads.keep(draft.id)
        files = other.uploads.packed(draft.id), other.uploads.replaced(draft.id)
        assert not files[0].exists()
        assert await asyncio.to_thread(storing.take, there, *files, NOW) == "added"
        assert (await one.documents.size()).documents == 1
        await asyncio.to_thread(storing.undo, there, document.source, None, NOW)
        assert (await one.documents.size()).documents == 0
        clock.advance(KEPT + timedelta(minutes=1))
        await one.uploads.forget_old()
        await other.uploads.forget_old()
        assert not await other._database.fetch_all("SELECT 1 FROM upload")
        assert not files[0].exists()
