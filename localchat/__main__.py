"""`python -m localchat`: the Bot API server and the chat page alone, for any bot."""

from __future__ import annotations

import argparse
import asyncio
import difflib
import platform
import re
import signal
import sys
from typing import NoReturn

from localchat import VERSION
from localchat.server import DEFAULT_BOT, LocalTelegram

DEFAULT_PORT = 8010
WRONG_USE = 2


_OPTIONS = ("--port", "--username", "--version", "--help")
_UNKNOWN = re.compile(r"unrecognized arguments: (?P<word>[^\s=]+)")
_NAMED = re.compile(r"argument (?P<word>--\w+)")


class _Parser(argparse.ArgumentParser):
    """Tells wrong use in one sentence that names the word that was wrong."""

    def error(self, message: str) -> NoReturn:
        usage = "python -m localchat [--port N] [--username NAME]"
        cure = f"请写成 {usage}，端口是 0 到 65535 的数。"
        if unknown := _UNKNOWN.match(message):
            word = unknown["word"]
            meant = difflib.get_close_matches(word, _OPTIONS, 1)
            told = f"没有 {word}，是不是 {meant[0]}？" if meant else f"没有 {word}，{cure}"
        else:
            named = _NAMED.match(message)
            told = f"{named['word'] if named else ''} 写法不对，{cure}".lstrip()
        sys.stderr.write(f"{told}\n")
        sys.exit(WRONG_USE)


def main() -> int:
    """Run until Ctrl-C or SIGTERM; returns the exit code."""
    parser = _Parser(
        prog="python -m localchat", description="本机的聊天页和 Bot API 服务器，任何机器人都能用。"
    )
    name = next(iter(DEFAULT_BOT.values()))
    parser.add_argument(
        "--port",
        type=_port,
        default=DEFAULT_PORT,
        metavar="N",
        help=f"本机的端口，0 是随便一个空的；不写是 {DEFAULT_PORT}",
    )
    parser.add_argument(
        "--username", default=name, metavar="NAME", help=f"机器人的用户名；不写是 {name}"
    )
    version = f"localchat {VERSION}（Python {platform.python_version()}）"
    parser.add_argument("--version", action="version", version=version, help="程序的版本")
    arguments = parser.parse_args()
    try:
        asyncio.run(_serve(arguments.port, arguments.username))
    except OSError:
        sys.stderr.write(f"端口 {arguments.port} 被占用或不让用，请用 --port 换一个。\n")
        return 1
    return 0


def _port(written: str) -> int:
    port = int(written)
    if not 0 <= port <= 65535:
        raise ValueError(written)
    return port


async def _serve(port: int, username: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    token = next(iter(DEFAULT_BOT))
    async with LocalTelegram(port, bots={token: username}, any_token=True) as server:
        sys.stdout.write(
            f"Chat page: {server.url}\n"
            f"For your bot: TELEGRAM_API_URL={server.url}, any token such as {token}\n"
        )
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    sys.exit(main())
