"""The command line as outside programs use it: names, formats, exit statuses."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli import main
from tests.support.stage import DOCUMENTS

if TYPE_CHECKING:
    from pathlib import Path

from localchat.server import LocalTelegram
from tests.support.programs import run, started, stop, until_open
from tests.support.stage import BOT, TOKEN
from tests.support.telegram import Telegram


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "材料"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "README.md").write_text("不收", encoding="utf-8")
    (folder / "照片.jpg").write_bytes(b"\xff\xd8")
    return folder


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    written = capsys.readouterr()
    return status, written.out, written.err


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    status, out, err = command(capsys, *arguments)
    assert status == 0, err
    return json.loads(out)


def test_ingest_counts_and_is_repeatable(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = printed(capsys, "ingest", str(library), "--json")
    assert first.keys() == {
        "added", "updated", "unchanged", "skipped", "failed", "speeches", "passages"
    }  # fmt: skip
    assert (first["added"], first["skipped"], first["speeches"]) == (2, 2, 2)
    again = printed(capsys, "ingest", str(library), "--json")
    assert (again["added"], again["unchanged"]) == (0, 2)
    changed = library / "医院讲话.txt"
    changed.write_text(changed.read_text(encoding="utf-8") + "再加一句，把灯点亮。\n", "utf-8")
    third = printed(capsys, "ingest", str(library), "--json")
    assert (third["updated"], third["unchanged"]) == (1, 1)
    assert printed(capsys, "search", "把灯点亮", "--json")["total"] == 1


def test_an_ingest_ends_with_what_the_library_holds(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = []
    for said in ("收录 2，", "收录 0，"):
        _, out, _ = command(capsys, "ingest", str(library))
        assert out.startswith(said)
        held.append(out.rstrip().partition("库里现有 ")[2])
    assert held[0] == held[1]
    assert held[0].startswith("2 篇 ")
    assert "0 段" not in held[0]


def test_a_file_that_fails_leaves_the_others(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = library.parent / "结果.csv"
    status, out, _ = command(
        capsys, "ingest", str(library), str(library / "照片.jpg"), str(library / "没有.txt"),
        "--json", "--report", str(report),
    )  # fmt: skip
    summary = json.loads(out)
    assert status == 1
    assert summary["added"] == 2
    assert [fail["source"] for fail in summary["failed"]] == ["照片.jpg", "没有.txt"]
    assert all(fail["error"] for fail in summary["failed"])
    assert len(report.read_text(encoding="utf-8-sig").splitlines()) == 5


def test_search_prints_the_contract(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(capsys, "ingest", str(library))
    found = printed(capsys, "search", "靠前服务", "--json")
    assert found.keys() == {
        "query", "match", "total", "speeches", "suggestions", "understood", "other_punctuation",
        "passages",
    }  # fmt: skip
    assert (found["match"], found["total"], found["speeches"]) == ("exact", 2, 2)
    for passage in found["passages"]:
        assert passage.keys() == {
            "id", "kind", "text", "match", "highlights", "speech", "title", "collection",
            "organisation", "speaker", "date", "heading", "number", "source", "also_in",
        }  # fmt: skip
        (start, end), *_ = passage["highlights"]
        assert passage["text"][start:end] == "靠前服务"
    port = next(one for one in found["passages"] if one["source"] == "港口讲话.txt")
    assert (port["organisation"], port["speaker"]) == ("澄湾港集团", "林远")
    assert (port["date"], port["heading"]) == ("2023-03-08", ["一、把服务做在前头"])
    assert len(printed(capsys, "search", "靠前服务", "--json", "--limit", "1")["passages"]) == 1
    none = printed(capsys, "search", "量子引力波", "--json")
    assert (none["match"], none["total"], none["passages"]) == (None, 0, [])


def test_a_query_may_begin_with_a_hyphen(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(capsys, "ingest", str(library))
    for query in ("-缆绳", "--缆绳", "-", "-h2", "- 缆绳", "-缆绳 -责任"):
        for arguments in (["--json", query], [query, "--limit", "1", "--json"]):
            assert printed(capsys, "search", *arguments)["query"] == query
    assert printed(capsys, "slogans", "-缆绳", "--json") == []


def test_slogans_print_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "讲话.txt"
    text = (
        "“一线三问”就是问船、问货、问人，一线三问一条也不能少。\n号召大家学本领、强作风、建新功。\n"
    )
    file.write_text(f"在晨会上的讲话\n林远\n（2023年3月8日）\n\n同志们：\n{text}", "utf-8")
    printed(capsys, "ingest", str(file), "--json")
    listed = printed(capsys, "slogans", "--json")
    assert listed[0] == {
        "slogan": "一线三问",
        "kind": "numeric",
        "passages": 1,
        "speeches": 1,
        "occurrences": 2,
        "variants": ["“一线三问”"],
        "members": ["问船", "问货", "问人"],
        "members_from": "text",
        "companions": [],
        "by_year": {"2023": 2},
    }
    assert {slogan["kind"] for slogan in listed} == {"numeric", "parallel"}
    assert len(printed(capsys, "slogans", "--limit", "1", "--json")) == 1
    meant = printed(capsys, "slogans", "一线三文", "--json")
    assert [slogan["slogan"] for slogan in meant] == ["一线三问"]
    assert printed(capsys, "slogans", "量子引力", "--json") == []
    assert command(capsys, "slogans", "yxsw")[:2] == (0, "1 一线三问 1 处 · 1 篇\n")


def test_sources_and_remove(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(capsys, "ingest", str(library))
    listed = printed(capsys, "sources", "--json")
    assert [one["source"] for one in listed] == ["医院讲话.txt", "港口讲话.txt"]
    assert listed[0].keys() == {"source", "speeches", "passages", "added"}
    assert command(capsys, "remove", "港口讲话.txt")[0] == 0
    assert printed(capsys, "search", "缆绳", "--json")["total"] == 0
    status, _, err = command(capsys, "remove", "港口讲话.txt")
    assert (status, len(err.splitlines())) == (1, 1)


def test_an_empty_library_is_said_and_not_made(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = library.parent / "另放" / "库.db"
    monkeypatch.setenv("DATABASE_PATH", str(database))
    for asked in (["search", "缆绳"], ["slogans"], ["slogans", "缆绳"], ["sources"]):
        status, out, _ = command(capsys, *asked)
        assert status == 0
        assert "还是空的" in out
        assert "python -m bot ingest" in out
    assert printed(capsys, "search", "缆绳", "--json")["match"] is None
    assert printed(capsys, "slogans", "--json") == printed(capsys, "sources", "--json") == []
    for changing in (
        ["remove", "甲.txt"],
        ["edit", "甲.txt", "--title", "乙"],
        ["backup", "丙.db"],
    ):
        status, _, err = command(capsys, *changing)
        assert status == 1
        assert "python -m bot ingest" in err
    assert not database.parent.exists()
    command(capsys, "ingest", str(library))
    command(capsys, "remove", "港口讲话.txt")
    assert command(capsys, "search", "缆绳")[1] == "库里没有“缆绳”。\n"
    command(capsys, "remove", "医院讲话.txt")
    assert "还是空的" in command(capsys, "search", "缆绳")[1]


def test_backup_is_a_whole_store(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command(capsys, "ingest", str(library))
    copy = library.parent / "备份.db"
    assert command(capsys, "backup", str(copy))[0] == 0
    monkeypatch.setenv("DATABASE_PATH", str(copy))
    assert printed(capsys, "search", "缆绳", "--json")["total"] == 1
    other = library.parent / "别人的.txt"
    other.write_text("重要", encoding="utf-8")
    status, _, err = command(capsys, "backup", str(other))
    assert status == 1
    assert err
    assert other.read_text(encoding="utf-8") == "重要"


def test_check_finds_and_mends_a_broken_index(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(capsys, "ingest", str(library))
    assert command(capsys, "check")[0] == 0
    with sqlite3.connect("data/sample.db") as raw:
        raw.execute("UPDATE segment SET state = 'dying'")
    raw.close()
    status, out, _ = command(capsys, "check")
    assert status == 1
    assert "--rebuild" in out
    assert command(capsys, "check", "--rebuild")[0] == 0
    assert printed(capsys, "search", "缆绳", "--json")["total"] == 1


async def test_check_names_the_host_that_does_not_answer_and_how(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{closed.getsockname()[1]}"
        refused = await run(
            tmp_path, "check", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=f"http://{place}"
        )
        proxied = await run(
            tmp_path, "check", TELEGRAM_BOT_TOKEN=TOKEN, PROXY_URL=f"http://me:secret@{place}"
        )
    async with await asyncio.start_server(_babble, "127.0.0.1", 0) as babbling:
        other = f"127.0.0.1:{babbling.sockets[0].getsockname()[1]}"
        answered = await run(
            tmp_path, "check", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=f"http://{other}"
        )
    assert f"连接  不通  到 {place} 被拒绝；请检查 TELEGRAM_API_URL\n" in refused.out
    assert f"连接  不通  经代理 {place} 到 api.telegram.org 被拒绝；请检查 PROXY_URL" in proxied.out
    assert f"连接  不通  到 {other} 应答不对；请检查 TELEGRAM_API_URL\n" in answered.out
    for done in (refused, proxied, answered):
        assert (done.status, done.err) == (1, "")
        assert f"库  还没有  {tmp_path}/data/" in done.out


async def _babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer as a web server does that is none of Telegram's."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nhi")
    await writer.drain()
    writer.close()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "no token"),
        ("TELEGRAM_API_URL", "ftp://x"),
        ("PROXY_URL", "://"),
        ("TIMEZONE", "Mars/Base"),
        ("ADMIN_USER_IDS", "1,two"),
        ("ALLOWED_CHAT_IDS", "1"),
        ("HEALTH_LISTEN", "nowhere"),
        ("LOCAL_CHAT_PORT", "99999"),
        ("LOG_LEVEL", "LOUD"),
        ("WEBHOOK_URL", "https://example.org/hook"),
    ],
)
def test_wrong_settings_name_their_key(
    key: str, value: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(key, value)
    status, _, err = command(capsys, "sources")
    assert status == 2
    assert key in err
    assert len(err.splitlines()) == 1


def test_the_environment_wins_over_dotenv(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("TIMEZONE=Mars/Base\n", encoding="utf-8")
    assert command(capsys, "sources")[0] == 2
    monkeypatch.setenv("TIMEZONE", "Asia/Tokyo")
    assert command(capsys, "sources")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (["search"], "缺 QUERY，请写成 python -m bot search"),
        (["search", ""], "写上要查的词"),
        (["search", " \u3000"], "写上要查的词"),
        (["search", "x", "y"], "多了“y”，请写成 python -m bot search"),
        (["search", "x", "--colour"], "没有 --colour，请写成 python -m bot search"),
        (["search", "x", "--limit"], "--limit 写法不对，请写成 python -m bot search"),
        (["search", "x", "--limit", "-1"], "--limit：要写 0 或更大的数"),
        (["edit", "x", "--number", "0"], "--number：要写 1 或更大的数"),
        (["edit", "x", "--date", "2023-02-30"], "请写成 2023-03-08、2023-03 或 2023"),
        (["edit", "x"], "请写成 python -m bot edit"),
        (["nonsense"], "没有 nonsense。全部命令：python -m bot --help"),
        (["--nonsense"], "没有 --nonsense，请写成 python -m bot [run|ingest|search"),
        (["copy", "--to", "mysql://me:hush@db/x"], "--to：地址 应当像 postgresql://"),
    ],
)
def test_wrong_use_is_one_sentence_that_names_what_to_write(
    capsys: pytest.CaptureFixture[str], arguments: list[str], cure: str
) -> None:
    assert cure in refusal(capsys, arguments)


def refusal(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    written = capsys.readouterr()
    assert (ended.value.code, written.out) == (2, "")
    assert len(written.err.splitlines()) == 1
    assert "hush" not in written.err
    return written.err.rstrip()


COMMANDS = {
    "run": ["--telegram"], "ingest": ["--report", "--allow-marked", "--json"],
    "search": ["--limit", "--offset", "--json"], "slogans": ["--terms", "--limit", "--json"],
    "random": ["--seed", "--json"], "sources": ["--json"], "remove": [],
    "edit": ["--number", "--title", "--organisation", "--speaker", "--date"],
    "check": ["--rebuild"], "backup": [], "copy": ["--from", "--to"],
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_misspelt_word_is_named_with_the_one_that_was_meant(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    slip = command[0] + command[2] + command[1] + command[3:]
    told = refusal(capsys, [slip, "靠前服务"])
    assert told == f"没有 {slip}，是不是 {command}？全部命令：python -m bot --help"
    for option in COMMANDS[command]:
        wrong = option[:-2] + option[-1]
        for arguments in ([command, wrong], [command, wrong, "5", "x"]):
            assert refusal(capsys, arguments) == f"没有 {wrong}，是不是 {option}？"


def test_what_copies_a_store_says_that_either_end_may_be_an_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "[--from PATH|URL] --to PATH|URL" in refusal(capsys, ["copy"])
    with pytest.raises(SystemExit):
        main(["copy", "--help"])
    assert "postgresql://" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_has_words_for_every_argument(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    for asked in ("--help", "--version"):
        with pytest.raises(SystemExit) as ended:
            main([*([command] if command else []), asked])
        assert ended.value.code == 0
        out = capsys.readouterr().out
        if asked == "--version":
            assert re.fullmatch(r"zhaiju \d+\.\d+\.\d+（Python 3\.\d+\.\d+）\n", out)
            continue
        # What is too long for its column goes on in the next line.
        shown = re.sub(r"\n {10,}", " ", out)
        listed = re.findall(
            r"(?m)^ {2,4}(?!-h|命令$)\S.*$", re.split(r"(?m)^\w.*:$", shown, maxsplit=1)[1]
        )
        assert all(re.search(r"[\u4e00-\u9fff]", line) for line in listed), listed
        for option in COMMANDS.get(command, ()):
            assert f"\n  {option} " in shown, option


async def test_the_program_serves_a_bot_api_server(small_database: Path, tmp_path: Path) -> None:
    async with LocalTelegram(bots={TOKEN: BOT}) as server, Telegram(server.control) as telegram:
        user = await telegram.user("小王")
        chat = await telegram.private(user)
        async with started(
            tmp_path,
            TELEGRAM_BOT_TOKEN=TOKEN,
            TELEGRAM_API_URL=server.url,
            DATABASE_PATH=str(small_database),
            LOG_LEVEL="DEBUG",
        ) as process:
            answer = await telegram.ask(user, chat, "靠前服务")
            assert answer.text.startswith("“靠前服务” 2 处")
            done = await stop(process)
        assert done.status == 0, done.err
        assert TOKEN not in done.out + done.err
        assert TOKEN.split(":")[1] not in done.out + done.err


async def test_a_wrong_token_is_one_sentence(tmp_path: Path) -> None:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        wrong = "43:another-one"
        done = await run(tmp_path, TELEGRAM_BOT_TOKEN=wrong, TELEGRAM_API_URL=server.url)
    assert done.status == 1
    assert "TELEGRAM_BOT_TOKEN" in done.err
    assert wrong not in done.err


async def test_without_a_token_it_serves_the_local_chat(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with started(tmp_path, LOCAL_CHAT_PORT=str(port)) as process:
        async with asyncio.timeout(60):
            shown = await until_open(process)
        assert f"http://127.0.0.1:{port}" in shown
        async with Telegram(f"http://127.0.0.1:{port}/control") as telegram:
            user = await telegram.user("新人")
            chat = await telegram.private(user)
            assert "处" in (await telegram.ask(user, chat, "靠前服务")).text
        second = await run(tmp_path, LOCAL_CHAT_PORT=str(port))
        assert second.status == 1
        assert "LOCAL_CHAT_PORT" in second.err
        assert len(second.err.splitlines()) == 1
        assert (await stop(process)).status == 0
