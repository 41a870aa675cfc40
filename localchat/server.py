"""The server: Bot API, files, control interface and page on one port of 127.0.0.1."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Self

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from localchat.api import BotApi, FileHandler, MethodHandler
from localchat.check import Checker
from localchat.control.action import actions_of
from localchat.control.acts import Acts
from localchat.control.handler import ControlHandler, StoredFileHandler
from localchat.control.reads import Reads
from localchat.control.stage import Stage
from localchat.faults import FaultPlan
from localchat.pages import PageHandler, SocketHandler
from localchat.sample import fill_sample
from localchat.spec import load
from localchat.webhook import WebhookPoster
from localchat.world import World

if TYPE_CHECKING:
    from types import TracebackType

    from localchat.clock import Clock
    from localchat.state import Suggestion

HOST = "127.0.0.1"
BODY_LIMIT = 64_000_000
DEFAULT_BOT = {"42:local-chat": "local_bot"}
PAGE = Path(__file__).with_name("page")


class LocalTelegram:
    """A whole Telegram for one or several bots.

    Use as `async with LocalTelegram() as server:`; then `server.url` is the root for bots and
    `server.control` the root of the control interface.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        bots: dict[str, str] | None = None,
        name: str | None = None,
        any_token: bool = False,
        sample: bool = False,
        suggestions: tuple[Suggestion, ...] = (),
        zone: str = "Asia/Shanghai",
    ) -> None:
        """Prepare a server; port 0 takes a free one.

        Args: `bots` are usernames by token; `name` is the first one's as people see it;
        `any_token`: every well-formed token means the first bot; `sample`: the page's people
        are there from the start, so that a bot can give them menus before anyone looks;
        `suggestions` are offered by the page as first things to type; `zone` is where its
        clock hangs.
        """
        self.bots = bots or DEFAULT_BOT
        self.world = World(self.bots, any_token=any_token)
        if name:
            self.world.first_bot.user.first_name = name
        if sample:
            fill_sample(self.world)
        self.world.settings.suggestions = suggestions
        self.world.settings.zone = zone
        self.world.clock.watch(self._clock_jumped)
        self._port = port
        self._faults = FaultPlan()
        self._server: HTTPServer | None = None
        self._webhooks: WebhookPoster | None = None

    @property
    def url(self) -> str:
        """Root of the server: methods at URL/bot<token>/<method>, the page at URL/."""
        return f"http://{HOST}:{self._port}"

    @property
    def control(self) -> str:
        """Root of the control interface."""
        return f"{self.url}/control"

    @property
    def token(self) -> str:
        """Token of the first bot."""
        return self.world.first_bot.token

    @property
    def clock(self) -> Clock:
        """The simulated clock, for a bot in the same process."""
        return self.world.clock

    async def __aenter__(self) -> Self:
        """Start to listen; OSError when the port is in use."""
        sockets = bind_sockets(self._port, HOST, family=socket.AF_INET)
        self._port = sockets[0].getsockname()[1]
        self._server = HTTPServer(
            self._application(), max_body_size=BODY_LIMIT, max_buffer_size=2 * BODY_LIMIT
        )
        self._server.add_sockets(sockets)
        self._webhooks = WebhookPoster(self.world)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening, end everything that waits and cut the connections."""
        self._faults.clear()
        self.world.journal.close()
        for bot in self.world.bots.values():
            bot.inbox.interrupt()
        if self._webhooks:
            await self._webhooks.close()
        if self._server:
            self._server.stop()
            await self._server.close_all_connections()

    def _application(self) -> tornado.web.Application:
        api = BotApi(self.world, Checker(load()), self._faults)
        reads = Reads(self.world, self._faults, api)
        control = {
            "actions": {
                **actions_of(Acts(self.world)),
                **actions_of(Stage(self.world)),
                **actions_of(reads),
            },
            "looks": reads.looks(),
        }
        return tornado.web.Application(
            [
                (r"/bot([^/]+)/(\w+)", MethodHandler, {"api": api}),
                (r"/file/bot([^/]+)/(.+)", FileHandler, {"api": api, "world": self.world}),
                (r"/page/socket", SocketHandler, {"world": self.world}),
                (r"/control/file", StoredFileHandler, {"world": self.world}),
                (r"/control/(\w+)", ControlHandler, control),
                (r"/(.*)", PageHandler, {"path": PAGE, "default_filename": "index.html"}),
            ],
            log_function=_no_log,
        )

    def _clock_jumped(self) -> None:
        clock = self.world.clock
        self.world.journal.write("clock", now=clock.now().timestamp(), jumps=clock.jumps)


def _no_log(handler: tornado.web.RequestHandler) -> None:
    """Keep tokens, which stand in the URLs, out of the log."""
