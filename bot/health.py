"""`/healthz` and `/metrics`, on an address of their own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import tornado.web
from prometheus_client import CONTENT_TYPE_LATEST
from tornado.httpserver import HTTPServer

from bot.errors import ServiceError
from bot.request import Request
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from typing import Any

    from bot.metrics import Metrics
    from bot.settings import Address
    from store.clock import Clock
    from store.store import Store

QUIET_SECONDS = 90.0
"""A long poll answers after 10 s at most, even when nobody writes; so much later it is broken."""
ANSWERED_FIRST = 0.006
"""Seconds between two polls. PTB polls again at once, beside the search, which then takes 1.4 ms
longer; most answers have left by then."""
DAY = timedelta(days=1)


class WatchedRequest(Request):
    """The request that polls, which remembers when Telegram last answered it."""

    answered: float | None = None

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401
        """Make the request; an answer of any kind shows that Telegram is there."""
        if self.answered is not None:
            await asyncio.sleep(ANSWERED_FIRST)
        result = await super().do_request(*args, **kwargs)
        self.answered = time.monotonic()
        return result


class Health:
    """Whether the bot can do its work, asked anew each time."""

    def __init__(self, store: Store, clock: Clock, poll: Callable[[], str | None]) -> None:
        self.store = store
        self.clock = clock
        self._poll = poll

    async def faults(self) -> dict[str, str]:
        """What is wrong, by part; empty where all is well."""
        found = {}
        try:
            await self.store.documents.size()
        except StoreError as error:
            found["store"] = str(error)
        if (fault := self._poll()) is not None:
            found["telegram"] = fault
        return found


def poll_fault(request: WatchedRequest, started: float) -> str | None:
    """Why polling seems broken, None where it works."""
    last = request.answered if request.answered is not None else started
    silence = time.monotonic() - last
    return None if silence < QUIET_SECONDS else f"no answer for {silence:.0f} s"


@contextlib.asynccontextmanager
async def listening(address: Address, health: Health, metrics: Metrics) -> AsyncIterator[None]:
    """Serve both pages until the block ends; ServiceError where the address can't be had."""
    parts = {"health": health, "metrics": metrics}
    application = tornado.web.Application(
        [("/healthz", _Healthz, parts), ("/metrics", _MetricsPage, parts)],
        log_function=lambda _: None,
    )
    server = HTTPServer(application)
    opened = listener(address, "HEALTH_LISTEN")
    opened.setblocking(False)
    server.add_socket(opened)
    try:
        yield
    finally:
        server.stop()
        await server.close_all_connections()


def listener(address: Address, key: str) -> socket.socket:
    """A listening socket; ServiceError that names the setting where the address can't be had."""
    try:
        return socket.create_server((address.host, address.port))
    except OSError:
        raise ServiceError(f"{key} 的 {address.host}:{address.port} 用不了，请换一个。") from None


class _Page(tornado.web.RequestHandler):
    def initialize(self, health: Health, metrics: Metrics) -> None:
        self.health = health
        self.metrics = metrics

    def data_received(self, chunk: bytes) -> None:
        """Take no body."""
        raise tornado.web.HTTPError(400, "%d bytes not wanted", len(chunk))


class _Healthz(_Page):
    async def get(self) -> None:
        faults = await self.health.faults()
        self.set_status(503 if faults else 200)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"ok": not faults, "faults": faults}, ensure_ascii=False))


class _MetricsPage(_Page):
    async def get(self) -> None:
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        since = self.health.clock.now() - DAY
        self.finish(await self.metrics.page(self.health.store, since))
