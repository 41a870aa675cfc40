"""No document stops the work on others: bounds, attempts, and whose file is read at all."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot import uploads as documents
from localchat.server import LocalTelegram
from tests.support.nested import chain, docx_nested
from tests.support.operators import OPERATOR, SETTINGS, TWO, operator, send, until
from tests.support.stage import BOT, TOKEN, Stage, stage
from tests.support.telegram import Telegram

if TYPE_CHECKING:
    from pathlib import Path

    from bot.worker import Worker
    from tests.support.telegram import Message

# Tens of thousands of speeches: it takes half a minute to tell them apart.
ENDLESS = "在全港大会上的讲话\n\n同志们：\n\n今天讲一件事，讲完就散会。\n\n" * 70_000


def library(ready: Stage) -> documents.Library:
    made = ready.running.services.library
    assert isinstance(made, documents.Library)
    return made


async def process_of(worker: Worker, *, other_than: int = 0) -> int:
    """The process of a worker, once there is one that has work."""
    while worker._process is None or worker._process.pid == other_than or not worker._done:
        await asyncio.sleep(0)
    return worker._process.pid


async def becomes(ready: Stage, shown: Message, word: str) -> Message:
    """The message once it holds the word, however long a process of low priority takes."""
    while word not in (current := await ready.telegram.current(shown)).text:
        await asyncio.sleep(0.01)
    return current


async def test_a_colleagues_file_is_read_when_an_administrator_asks(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    colleague, private = await admin_stage.person("甲")
    await telegram.send(colleague, private, "总结.docx", docx_nested(chain(25)))
    await telegram.turn(colleague, await telegram.reply(private), "请管理员看看")
    offered = await telegram.reply(chat)
    assert offered.text.startswith("甲 推荐了 总结.docx（")
    assert offered.labels == ["收录", "不收", "看看"]
    assert not admin_stage.store.uploads.folder.exists()
    await telegram.press(user, offered, "收录")
    assert (await becomes(admin_stage, offered, "收录了")).text == "收录了，现在 3 篇。"


async def test_what_is_slow_is_given_up_and_keeps_nobodys_own_documents_waiting(
    admin_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    colleague, private = await admin_stage.person("甲")
    await telegram.send(colleague, private, "总结.txt", ENDLESS.encode())
    await telegram.turn(colleague, await telegram.reply(private), "请管理员看看")
    offered = await telegram.reply(chat)
    monkeypatch.setattr(documents, "SECONDS", 2)
    await telegram.press(user, offered, "看看")
    # It gets no further, however long it is given.
    os.kill(await process_of(library(admin_stage)._stranger), signal.SIGSTOP)
    await send(admin_stage, user, chat, "调度会讲话.txt", TWO)
    given_up = await becomes(admin_stage, offered, "没读完")
    assert given_up.text.splitlines()[1:] == [
        "总结.txt 读了 2 秒没读完，未收；请在服务器上运行 python -m bot ingest。"
    ]
    assert given_up.labels == []


async def test_what_ends_its_process_twice_is_given_up(admin_stage: Stage) -> None:
    user, chat = operator()
    reader = library(admin_stage)._reader
    await admin_stage.telegram.send(user, chat, "讲话.txt", ENDLESS.encode())
    first = await process_of(reader)
    os.kill(first, signal.SIGKILL)
    os.kill(await process_of(reader, other_than=first), signal.SIGKILL)
    given_up = await until(admin_stage, chat, "未收")
    assert given_up.text == (
        "讲话.txt 太占内存，没读完，未收；请在服务器上运行 python -m bot ingest。"
    )
    admin_stage.clock.advance(timedelta(minutes=1))
    await send(admin_stage, user, chat, "调度会讲话.txt", TWO)


@pytest.mark.parametrize("times", [1, 2])
async def test_attempts_are_counted_across_restarts(small_database: Path, times: int) -> None:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            await people.private(await people.user("管理员", id=OPERATOR), started=True)
        user, chat = operator()
        async with stage(small_database, server=server, settings=SETTINGS) as first:
            shown = await send(first, user, chat, "调度会讲话.txt", TWO)
            (batch,) = [
                one for number in range(1, 9) if (one := await first.store.uploads.get(number))
            ]
            # As a bot leaves it that was killed in the midst of taking it in.
            await first.store.uploads.move(batch.id, "taking", of=("waiting",))
            for _ in range(times):
                assert await first.store.uploads.begin(batch.drafts[0].id)
        async with stage(small_database, server=server, settings=SETTINGS) as second:
            if times == 2:
                failed = await until(second, chat, "试了两次都没做成")
                await second.telegram.press(user, failed, "再试一次")
            assert (await until(second, chat, "收录了")).message_id == shown.message_id


@pytest.mark.parametrize("stem", ["长" * 250, "a" * 250, "𠮷" * 250])
@pytest.mark.parametrize("end", [".txt", "", ".第十次讲话", ".𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷"])
async def test_a_name_of_any_length_is_read(admin_stage: Stage, stem: str, end: str) -> None:
    user, chat = operator()
    await admin_stage.telegram.send(user, chat, stem + end, TWO.encode())
    if end not in {".txt", ""}:
        assert (await until(admin_stage, chat, "不认识这种格式")).labels == []
        return
    shown = await until(admin_stage, chat, stem[:20])
    assert "2 篇" in shown.text
    assert "1 篇要看一眼" in shown.text
