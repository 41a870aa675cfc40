"""What is logged, at every level: no word that anybody wrote, no name, no token."""

from __future__ import annotations

import ast
import logging
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, Forbidden, NetworkError

from bot import cli_run, logs
from bot.cli import main
from bot.settings import LOG_LEVELS
from localchat.server import LocalTelegram
from tests.support.operators import OPERATOR
from tests.support.programs import PROJECT, started, stop
from tests.support.stage import BOT
from tests.support.telegram import Telegram

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings


TOKEN = "4242:AAsecret-token_of-thisbot"
SECRETS = tuple(
    f"{word}{number}"
    for number, word in enumerate(
        ("秘密问题", "zhangsecret", "群名机密", "闲聊机密", "标签机密", "机密文件名", "Secretname")
    )
)
QUESTION, NAME, TITLE, TALK, TAG, FILE, HANDLE = SECRETS
LIBRARIES = (
    "telegram.Bot", "telegram.ext.Application", "telegram.ext.Updater", "httpx", "httpcore",
    "aiohttp.access", "aiohttp.client", "apscheduler.scheduler", "asyncio",
    "tornado.access", "tornado.application", "jieba", "pypdf", "root", "bot.delivery",
    "handlers.telegram.sender", "store.db.writebehind", "corpus.pdf", "localchat.web",
)  # fmt: skip


OWN_LINE = rf" (?:{'|'.join(LOG_LEVELS)}) (?:{'|'.join(logs.OURS)})\."


async def converse(telegram: Telegram) -> None:
    """A long conversation in which everything that people write is somebody's secret."""
    user = await telegram.user(NAME, username=HANDLE)
    chat = await telegram.private(user)
    admin = await telegram.user(NAME, id=OPERATOR)
    office = await telegram.private(admin)
    group = await telegram.group(TITLE, [user, admin], [admin], greeted=True)
    await telegram.ask(user, chat, f"/start {QUESTION}")
    answer = await telegram.ask(user, chat, "靠前服务")
    await telegram.press(user, answer, "1")
    opened = await telegram.ask(user, chat, "缆绳")
    await telegram.press(user, opened, "收藏")
    await telegram.press(user, await telegram.current(opened), "备注")
    question = await telegram.reply(chat)
    await telegram.ask(user, chat, f"{TALK} #{TAG}", reply_to=question)
    for words in (
        QUESTION,
        f"/saved {TAG}",
        f"/slogan {QUESTION}",
        f"/daily {QUESTION}",
        "/export",
    ):
        await telegram.ask(user, chat, words)
    await telegram.inline(user, QUESTION)
    await telegram.say(user, group, TALK)
    said = await telegram.say(user, group, f"/s {QUESTION}")
    await telegram.rewrite(user, said, f"/s {TALK}")
    await telegram.send(admin, office, f"{FILE}.txt", f"{TALK}。".encode() * 20)
    await telegram.send(admin, office, f"{FILE}.pdf", f"%PDF-1.4 {TALK}".encode())
    for method, fault in (
        ("sendMessage", {"action": "refuse", "code": 400, "description": f"Bad: {QUESTION}"}),
        ("sendMessage", {"action": "refuse", "code": 403, "description": f"Forbidden: {NAME}"}),
        ("sendMessage", {"action": "refuse", "code": 502, "description": f"Bad {TITLE}"}),
        ("sendMessage", {"action": "drop", "when": "after"}),
        ("getUpdates", {"action": "refuse", "code": 500, "description": f"Internal {TALK}"}),
        ("getUpdates", {"action": "drop"}),
    ):
        await telegram.control("fault", method=method, **fault)
        await telegram.say(user, chat, QUESTION)
    await telegram.ask(user, chat, "/help")


@pytest.mark.parametrize("level", LOG_LEVELS)
@pytest.mark.parametrize("arguments", [[], ["run"]])
def test_the_chosen_level_holds_however_the_bot_is_started(
    monkeypatch: pytest.MonkeyPatch, level: str, arguments: list[str]
) -> None:
    async def run(_settings: Settings) -> int:
        return logging.getLogger("bot.service").getEffectiveLevel()

    monkeypatch.setattr(cli_run, "run", run)
    monkeypatch.setenv("LOG_LEVEL", level)
    assert main(arguments) == logging.getLevelNamesMapping()[level]
    assert logging.getLogger("telegram").getEffectiveLevel() >= logging.WARNING


async def test_a_conversation_leaves_no_word_in_the_logs(
    small_database: Path, tmp_path: Path
) -> None:
    async with (
        LocalTelegram(bots={TOKEN: BOT}) as server,
        Telegram(server.control) as people,
        started(
            tmp_path,
            TELEGRAM_BOT_TOKEN=TOKEN,
            TELEGRAM_API_URL=server.url,
            DATABASE_PATH=str(small_database),
            ADMIN_USER_IDS=str(OPERATOR),
            LOG_LEVEL="DEBUG",
        ) as process,
    ):
        await converse(people)
        done = await stop(process)
    assert done.status == 0
    for secret in (*SECRETS, TOKEN, TOKEN.split(":")[1]):
        assert secret not in done.err
        assert secret.encode("unicode_escape").decode() not in done.err
    assert " INFO handlers.telegram.sender: " in done.err
    assert " WARNING bot.receiver: polling failed, trying again: refused, HTTP 500" in done.err
    ours = [line for line in done.err.splitlines() if re.search(OWN_LINE, line)]
    assert ours
    assert [line for line in ours if logs.HIDDEN in line] == []
    # Where what failed stood, whichever message it was that Telegram refused.
    assert re.search(r"(?:handlers|bot)/\S+\.py:", done.err)


def written(record: logging.LogRecord) -> str:
    return logs.DiscreetFormatter((TOKEN,)).format(record)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(LIBRARIES),
    level=st.sampled_from([10, 20, 30, 40, 50]),
    secret=st.sampled_from([*SECRETS, TOKEN]),
    kind=st.sampled_from([BadRequest, Forbidden, NetworkError, ValueError, KeyError]),
    form=st.sampled_from(["argument", "inside", "mapping", "bytes", "error", "trace", "chain"]),
)
def test_no_record_of_any_logger_tells_its_values(
    name: str, level: int, secret: str, kind: type[Exception], form: str
) -> None:
    error = kind(secret)
    if form == "chain":
        error.__cause__ = ValueError(secret)
    message, arguments = {
        "argument": ("it said %s after %d ms", (secret, 7)),
        "inside": ("it has %r", ({"text": [secret]},)),
        "mapping": ("it has %(word)s", ({"word": secret},)),
        "bytes": ("it sent %s", (secret.encode(),)),
        "error": ("it failed: %s", (error,)),
        "trace": ("it failed", ()),
        "chain": ("it failed: %r", (error,)),
    }[form]
    if name.partition(".")[0] not in logs.OURS and form == "trace":
        message = f"put together before: {secret} {error!r}"
    record = logging.LogRecord(
        name, level, __file__, 1, message, arguments, (type(error), error, None)
    )
    assert secret not in written(record)
    assert ascii(secret) not in written(record)


def test_what_ours_log_is_given_as_it_is_and_not_as_a_text() -> None:
    """A text that is made of it, be it of a kind of exception alone, would be hidden."""
    made = []
    for path in (file for package in logs.OURS for file in (PROJECT / package).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("_log."):
                values = " , ".join(ast.unparse(value) for value in call.args[1:])
                if re.search(r"__name__|\b(?:str|repr|type)\(|\bf['\"]", values):
                    made.append(f"{path.name}:{call.lineno}")
    assert made == []


def test_exceptions_that_caused_each_other_are_told_once() -> None:
    first, second = ValueError("甲"), KeyError("乙")
    first.__cause__, second.__cause__ = second, first
    for error, kinds in ((first, ["KeyError", "ValueError"]), (ValueError("丙"), ["ValueError"])):
        if error is not first:
            error.__cause__ = error
        record = logging.LogRecord(
            "x", logging.ERROR, "x.py", 1, "failed", (), (type(error), error, None)
        )
        lines = logs.DiscreetFormatter().format(record).splitlines()
        assert [line.strip() for line in lines[1:]] == kinds
