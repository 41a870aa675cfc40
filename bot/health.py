"""`/healthz` and `/metrics`, on an address of their own."""

from __future__ import annotations

import json
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

import tornado.web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.errors import ServiceError
from bot.receiver import serving
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bot.metrics import Metrics
    from bot.settings import Address
    from store.clock import Clock
    from store.store import Store

DAY = timedelta(days=1)


class Health:
    """Whether the bot can do its work, asked anew each time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        # Who stands by receives nothing yet.
        self._poll: Callable[[], str | None] = lambda: None
        self._troubles: Callable[[], dict[str, str]] = dict

    def watch(self, poll: Callable[[], str | None], troubles: Callable[[], dict[str, str]]) -> None:
        """Say from now on whether Telegram is reached, and what operators are told of."""
        self._poll = poll
        self._troubles = troubles

    def role(self) -> dict[str, object]:
        """Of several processes on one store, which this is and whether it serves."""
        lease = self.store.lease
        return {"process": lease.holder, "leads": lease.held} if lease else {}

    async def faults(self) -> dict[str, str]:
        """What is wrong, by part; empty where all is well."""
        found = self._troubles()
        try:
            await self.store.documents.size()
        except StoreError as error:
            found["store"] = str(error)
        if (fault := self._poll()) is not None:
            found["telegram"] = fault
        return found


def listening(
    address: Address, health: Health, metrics: Metrics
) -> AbstractAsyncContextManager[None]:
    """Serve both pages until the block ends; ServiceError where the address can't be had."""
    parts = {"health": health, "metrics": metrics}
    pages = [("/healthz", _Healthz, parts), ("/metrics", _MetricsPage, parts)]
    return serving(listener(address, "HEALTH_LISTEN"), pages)


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
        told = {"ok": not faults, "faults": faults, **self.health.role()}
        self.finish(json.dumps(told, ensure_ascii=False))


class _MetricsPage(_Page):
    async def get(self) -> None:
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        since = self.health.clock.now() - DAY
        self.finish(await self.metrics.page(self.health.store, since))
