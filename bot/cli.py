"""The command line: `python -m bot [run|ingest|search|slogans|sources|remove|edit|check|backup]`.

Results go to stdout, logs and errors to stderr. Exit 0 done, 1 the work failed, 2 wrong use or
wrong settings.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot import commands, logs
from bot.errors import BotError
from bot.settings import SettingsError, load
from corpus.errors import DocumentError
from corpus.fields import written_date
from corpus.usage import WRONG_USE, SentenceParser
from store.corrections import FIELDS
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.settings import Settings
    from store.corrections import Field

DONE, FAILED = 0, 1
_ALL = "run|ingest|search|slogans|sources|remove|edit|check|backup"
_COUNTS = ("--limit", "--offset")
_OPTION = re.compile(r"-h|--[a-z]+(?:=.*)?", re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is the return value."""
    given = sys.argv[1:] if arguments is None else arguments
    options, unknown = _parser().parse_known_args(_with_query_last(given))
    if unknown:
        options.parser.error(f"unknown: {unknown}")
    if options.command == "edit" and not _values(options):
        options.parser.error("nothing to correct")
    try:
        settings = load(os.environ, Path(".env"))
    except SettingsError as error:
        _complain(error)
        return WRONG_USE
    # A check tells itself what is wrong, in a line each.
    levels = {"run": settings.log_level, "check": "CRITICAL"}
    logs.set_up(
        levels.get(options.command, "WARNING"),
        tuple(secret for secret in (settings.token, settings.webhook_secret) if secret),
    )
    try:
        return asyncio.run(_run(options, settings))
    except (StoreError, DocumentError, BotError) as error:
        _complain(error)
        return FAILED
    except BrokenPipeError:
        # The reader of our output has left, as `| head` does: nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return DONE if options.command == "run" else FAILED


async def _run(options: argparse.Namespace, settings: Settings) -> int:
    match options.command:
        case "ingest":
            return await commands.ingest(
                settings,
                options.paths,
                report=options.report,
                allow_marked=options.allow_marked,
                as_json=options.json,
            )
        case "search":
            return await commands.search(
                settings, options.query, options.limit, options.offset, as_json=options.json
            )
        case "slogans":
            return await commands.slogans(
                settings, options.query, options.limit, as_json=options.json
            )
        case "sources":
            return await commands.sources(settings, as_json=options.json)
        case "remove":
            return await commands.remove(settings, options.source)
        case "edit":
            return await commands.edit(settings, options.source, options.number, _values(options))
        case "check":
            return await commands.check(settings, rebuild=options.rebuild)
        case "backup":
            return await commands.backup(settings, options.file)
        case _:
            return await commands.run(settings)


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
        prog="python -m bot", usage=f"python -m bot [{_ALL}]", description="摘句：在讲话里找原句。"
    )
    parser.set_defaults(command="run", parser=parser)
    commands_ = parser.add_subparsers(dest="command", prog="python -m bot")
    commands_.add_parser("run", help="start the bot (the local chat without a token)")
    ingest = commands_.add_parser("ingest", help="add or update documents")
    ingest.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    ingest.add_argument("--report", type=Path, metavar="FILE.csv", help="a line for each file")
    ingest.add_argument(
        "--allow-marked",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="take in this file though it is marked as secret; may be given again",
    )
    ingest.add_argument("--json", action="store_true")
    search = commands_.add_parser("search", help="find passages")
    search.add_argument("query", type=_query, metavar="QUERY")
    search.add_argument("--limit", type=_count, default=10, metavar="N")
    search.add_argument("--offset", type=_count, default=0, metavar="N")
    search.add_argument("--json", action="store_true")
    slogans = commands_.add_parser("slogans", help="the slogans, or those that may be meant")
    slogans.add_argument("query", nargs="?", default="", metavar="QUERY")
    slogans.add_argument("--limit", type=_count, default=50, metavar="N")
    slogans.add_argument("--json", action="store_true")
    sources = commands_.add_parser("sources", help="list the documents")
    sources.add_argument("--json", action="store_true")
    remove = commands_.add_parser("remove", help="remove a document")
    remove.add_argument("source", metavar="SOURCE")
    _add_edit(commands_.add_parser("edit", help="correct what was recognised of a speech"))
    check = commands_.add_parser("check", help="settings, connection, database, index, font")
    check.add_argument("--rebuild", action="store_true", help="rebuild the index")
    backup = commands_.add_parser("backup", help="a consistent copy while the bot runs")
    backup.add_argument("file", type=Path, metavar="FILE")
    for command in commands_.choices.values():
        command.set_defaults(parser=command)
    return parser


def _add_edit(parser: argparse.ArgumentParser) -> None:
    parser.description = "An empty value takes out what the document gives."
    parser.add_argument("source", metavar="SOURCE")
    parser.add_argument("--number", type=_number, metavar="N", help="of the speech, from 1")
    parser.add_argument("--title", type=_title)
    parser.add_argument("--organisation")
    parser.add_argument("--speaker")
    parser.add_argument("--date", type=_date, help="as 2023-03-08, 2023-03 or 2023")


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


def _count(written: str) -> int:
    if not written.isdecimal():
        raise argparse.ArgumentTypeError(f"要写 0 或更大的数，不能是 {written}。")
    return int(written)


def _complain(error: Exception) -> None:
    sys.stderr.write(f"{error}\n")
