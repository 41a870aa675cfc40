"""`python -m localchat`: the Bot API server and the chat page alone, for any bot."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from typing import NoReturn

from localchat.server import DEFAULT_BOT, LocalTelegram

DEFAULT_PORT = 8010
WRONG_USE = 2


class _Parser(argparse.ArgumentParser):
    """Tells wrong use in one sentence."""

    def error(self, message: str) -> NoReturn:  # noqa: ARG002  # the usage says it better
        usage = "python -m localchat [--port N] [--username NAME]"
        sys.stderr.write(f"写法不对，请写成 {usage}，端口是 0 到 65535 的数。\n")
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
