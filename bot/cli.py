"""The command line: `python -m bot [COMMAND]`.

Results go to stdout, logs, errors and which store it was to stderr. Exit 0 done, 1 the work failed,
2 wrong use or wrong settings.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import re
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from bot import logs
from bot.errors import BotError
from bot.output import PROGRAM, by_name
from bot.settings import STORE, Settings, SettingsError, database_url, is_address, load
from bot.stores import left_behind, whole
from corpus.dates import written_date
from corpus.errors import DocumentError
from corpus.usage import WRONG_USE, SentenceParser
from corpus.version import NAMED
from store.db.engines import Place
from store.documents.corrections import FIELDS
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.documents.model import Field

_log = logging.getLogger(__name__)
DONE, FAILED = 0, 1
_TELL_THEMSELVES = frozenset(("run", "ingest", "check", "restore", "copy"))
"""Commands that say which store it is where it matters: before the work, or as its result."""
_OF = defaultdict(lambda: "bot.cli_commands", run="bot.cli_run", check="bot.cli_check")
"""Where a command is. Only one is loaded: Telegram's library takes longer than most commands do."""
_NOT_STARTED = ".env 里没有 TELEGRAM_BOT_TOKEN，没有启动。填上再来；只想看看，不用容器：make run"
_COUNTS = ("--limit", "--offset")
_OF_PARSER = ("command", "parser", "telegram")
_OPTION = re.compile(r"-h|--[a-z]+(?:=.*)?", re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is the return value."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(_with_query_last(given))
    if options.command == "edit" and not _values(options):
        options.parser.error("nothing to correct")
    try:
        settings = _settings(options)
    except SettingsError as error:
        _complain(error)
        return WRONG_USE
    # A check tells itself what is wrong, in a line each.
    levels = {"run": settings.log_level, "check": "CRITICAL"}
    logs.set_up(
        levels.get(options.command, "WARNING"),
        tuple(filter(None, (settings.token, settings.webhook_secret, *_of_url(settings)))),
    )
    told = () if options.command == "check" else settings.warnings
    for warning in (*told, left_behind(settings)):
        if warning and options.command != "copy":
            _complain(warning)
    try:
        work = getattr(import_module(_OF[options.command]), options.command)
        status: int = asyncio.run(work(settings, **_given(options)))
    except (StoreError, DocumentError, BotError) as error:
        _complain(_with_store(str(error), options.command, settings))
        return FAILED
    except BrokenPipeError:
        # The reader of our output has left, as `| head` does: nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return DONE if options.command == "run" else FAILED
    except Exception:  # noqa: BLE001
        # Python's own account of it would quote what the exception holds.
        _log.critical("ended by an unexpected error", exc_info=True)
        return FAILED
    if options.command not in _TELL_THEMSELVES:
        _complain(f"库：{whole(settings.place)}")
    return status


def _settings(options: argparse.Namespace) -> Settings:
    settings = load(os.environ, Path(".env"))
    if options.telegram and settings.local:
        raise SettingsError(_NOT_STARTED)
    return settings


def _with_store(sentence: str, command: str, settings: Settings) -> str:
    """An error with the store that it is about, unless it names it already."""
    path = whole(settings.place)
    return sentence if path in sentence or command == "copy" else f"{sentence}（库：{path}）"


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """What was written behind a command, by the names of what the command takes."""
    given = {name: value for name, value in vars(options).items() if name not in _OF_PARSER}
    if given.get("order") == "best":
        given["order"] = None
    if options.command != "edit":
        return given
    corrected = _values(options)
    return {name: given[name] for name in given.keys() - set(FIELDS)} | {"values": corrected}


def _with_query_last(arguments: Sequence[str]) -> list[str]:
    """Put a query such as -试点 behind a --, for there a leading hyphen makes no option."""
    given = list(arguments)
    if given[:1] not in (["search"], ["slogans"]) or "--" in given:
        return given
    for at in range(1, len(given)):
        value = given[at - 1] in _COUNTS
        if given[at].startswith("-") and not value and not _OPTION.fullmatch(given[at]):
            return [*given[:at], *given[at + 1 :], "--", given[at]]
    return given


def _parser() -> SentenceParser:
    parser = SentenceParser(
        prog=PROGRAM,
        description="摘句：在讲话里找原句。不写命令就是 run。",
        epilog=f"每条命令都用 {PROGRAM} 会打开的那个库。.env 和 data/ 是运行时所在文件夹里的。",
    )
    commands_ = parser.add_subparsers(dest="command", prog=PROGRAM, metavar="命令")
    # Only after the option is known, or its own default would go before this one.
    parser.set_defaults(command="run", telegram=False, parser=parser)
    start = commands_.add_parser("run", help="启动：有令牌是 Telegram，没有是本机聊天")
    start.add_argument("--telegram", action="store_true", help="没有令牌就不启动，容器和服务器上用")
    _add_ingest(commands_.add_parser("ingest", help="收录或更新资料"))
    _add_search(commands_.add_parser("search", help="找段落"))
    slogans = commands_.add_parser("slogans", help="口号，最常用的在前；带词时列出想找的")
    slogans.add_argument("query", nargs="?", default="", metavar="QUERY", help="口号，记不全也行")
    slogans.add_argument("--terms", action="store_true", help="连固定提法也列出")
    _add_limit(slogans, 50)
    _add_json(slogans)
    random = commands_.add_parser("random", help="来一条好句子")
    random.add_argument("--seed", type=_count, metavar="N", help="同一个数给同一条")
    _add_json(random)
    _add_json(commands_.add_parser("sources", help="列出收录的资料"))
    remove = commands_.add_parser("remove", help="删掉一份资料")
    remove.add_argument("source", metavar="SOURCE", help="资料的名字，如 sources 所列")
    _add_edit(commands_.add_parser("edit", help="改标题、单位、讲话人、日期"))
    check = commands_.add_parser("check", help="检查设置、连接、库、索引、字体")
    check.add_argument("--rebuild", action="store_true", help="重建索引")
    backup = commands_.add_parser("backup", help="备份，机器人运行时也能做")
    backup.add_argument("file", type=_file, metavar="FILE", help="备份写到哪个文件")
    restore = commands_.add_parser("restore", help="把备份换到库的位置，先停下机器人")
    restore.add_argument("file", type=_file, metavar="FILE", help="哪一份备份")
    _add_copy(commands_.add_parser("copy", help="把整个库搬到一个空的库"))
    parser.add_argument("--version", action="version", version=NAMED, help="程序的版本")
    parser.usage = f"{PROGRAM} [{'|'.join(commands_.choices)}]"
    for command in commands_.choices.values():
        command.add_argument("--version", action="version", version=NAMED, help=argparse.SUPPRESS)
        command.set_defaults(parser=command)
    return parser


def _add_ingest(parser: SentenceParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
    parser.add_argument(
        "--report", type=_file, metavar="FILE.csv", help="每个文件的结果，一行一个，写到这里"
    )
    parser.add_argument(
        "--allow-marked",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="这个文件带密级标志也收；可以写几次",
    )
    _add_json(parser)


def _add_search(parser: SentenceParser) -> None:
    parser.add_argument("query", type=_query, metavar="QUERY", help="要查的词，多个词用引号括住")
    _add_limit(parser, 10)
    parser.add_argument("--offset", type=_count, default=0, metavar="N", help="跳过前几段")
    parser.add_argument(
        "--sort",
        dest="order",
        choices=("best", "newest", "oldest"),
        default="best",
        help="最准、最新还是最早的在前，不写是 best",
    )
    parser.add_argument("--explain", action="store_true", help="说明怎么读的、为什么这样排")
    _add_json(parser)


def _add_copy(parser: SentenceParser) -> None:
    parser.description = "示例资料不带过去；逐行核对；机器人运行时不搬。URL 是 postgresql://用户:密码@主机:5432/库名。"
    parser.add_argument(
        "--from",
        dest="origin",
        type=_place,
        metavar="PATH|URL",
        help=f"从哪个库，文件或 PostgreSQL；不写就是 {PROGRAM} 会打开的",
    )
    parser.add_argument(
        "--to",
        dest="target",
        type=_place,
        required=True,
        metavar="PATH|URL",
        help="搬到哪个空的库，文件或 PostgreSQL",
    )


def _add_limit(parser: SentenceParser, default: int) -> None:
    parser.add_argument(
        "--limit", type=_count, default=default, metavar="N", help=f"最多几条，不写是 {default}"
    )


def _add_json(parser: SentenceParser) -> None:
    parser.add_argument("--json", dest="as_json", action="store_true", help="给程序用的 JSON")


def _add_edit(parser: SentenceParser) -> None:
    parser.description = "写空的值就去掉原来认出的。"
    parser.add_argument("source", metavar="SOURCE", help="资料的名字，如 sources 所列")
    parser.add_argument("--number", type=_number, metavar="N", help="第几篇，从 1 数；不写是全部")
    parser.add_argument("--title", type=_title, help="标题")
    parser.add_argument("--organisation", help="单位")
    parser.add_argument("--speaker", help="讲话人")
    parser.add_argument("--date", type=_date, help="日期：2023-03-08、2023-03 或 2023")


def _values(options: argparse.Namespace) -> dict[Field, str]:
    given = {field: getattr(options, field) for field in FIELDS}
    return {field: value for field, value in given.items() if value is not None}


def _number(written: str) -> int:
    if not written.isdecimal() or not int(written):
        raise argparse.ArgumentTypeError(f"要写 1 或更大的数，不能是 {written}。")
    return int(written)


def _title(written: str) -> str:
    if not written.strip():
        raise argparse.ArgumentTypeError("标题不能空着。")
    return written


def _date(written: str) -> str:
    date = written_date(written) if written.strip() else ""
    if date is None:
        raise argparse.ArgumentTypeError(
            f"“{written}”不是日期，请写成 2023-03-08、2023-03 或 2023。"
        )
    return date


def _query(written: str) -> str:
    if not written.strip():
        raise argparse.ArgumentTypeError("不能空着，写上要查的词。")
    return written


def _place(written: str) -> Place:
    if not is_address(written):
        return Place(Path(written))
    try:
        # What lies on this machine beside a database lies where it does beside the usual file.
        return Place(STORE, database_url(written, "地址"))
    except SettingsError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _file(written: str) -> Path:
    if is_address(written):
        raise argparse.ArgumentTypeError("要写文件的路径，不是数据库的地址。")
    return Path(written)


def _count(written: str) -> int:
    if not written.isdecimal():
        raise argparse.ArgumentTypeError(f"要写 0 或更大的数，不能是 {written}。")
    return int(written)


def _of_url(settings: Settings) -> tuple[str, ...]:
    """What of the database's address must stand in no log."""
    url = settings.database_url
    password = urlsplit(url).password if url else None
    return tuple(filter(None, (url, password, unquote(password or ""))))


def _complain(said: object) -> None:
    sys.stderr.write(f"{by_name(str(said))}\n")
