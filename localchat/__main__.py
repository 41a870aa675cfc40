"""`python -m localchat`: the Bot API server and the chat page alone, for any bot."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from localchat.server import DEFAULT_BOT, LocalTelegram

DEFAULT_PORT = 8010


def main() -> int:
    """Run until Ctrl-C or SIGTERM; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m localchat", description=__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--username", default=next(iter(DEFAULT_BOT.values())))
    arguments = parser.parse_args()
    try:
        asyncio.run(_serve(arguments.port, arguments.username))
    except OSError as error:
        sys.stderr.write(f"Port {arguments.port} can't be used ({error}); choose one by --port.\n")
        return 1
    return 0


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
