"""What /metrics shows: updates handled and how long they took, excerpts, the store's size."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from telegram import Update

from bot.processor import ChatOrder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime
    from typing import Any

    from store.store import Store

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
KINDS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")


class Metrics:
    """One program's measurements, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.updates = Counter(
            "zhaiju_updates", "Updates handled, by kind.", ["kind"], registry=self._registry
        )
        self.seconds = Histogram(
            "zhaiju_update_seconds",
            "Seconds from an update's turn to its end.",
            buckets=SECONDS,
            registry=self._registry,
        )
        self._excerpts = Gauge(
            "zhaiju_daily_deliveries",
            "Daily excerpts of the last 24 hours, by what came of them.",
            ["state"],
            registry=self._registry,
        )
        self._chats = Gauge(
            "zhaiju_daily_chats", "Chats with a daily excerpt.", registry=self._registry
        )
        self._size = Gauge(
            "zhaiju_store", "What the store holds.", ["what"], registry=self._registry
        )

    async def page(self, store: Store, since: datetime) -> bytes:
        """All measurements in Prometheus' text format."""
        for state, count in (await store.ledger.counts(since)).items():
            self._excerpts.labels(state).set(count)
        self._chats.set(await store.ledger.active_chats())
        size = await store.documents.size()
        for what in ("documents", "speeches", "passages"):
            self._size.labels(what).set(getattr(size, what))
        return generate_latest(self._registry)


class MeasuredOrder(ChatOrder):
    """The order of updates, measured."""

    def __init__(
        self, metrics: Metrics, on_dropped: Callable[[Update], Awaitable[None]] | None = None
    ) -> None:
        super().__init__(on_dropped)
        self._metrics = metrics

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the update in its turn, and count it."""

        async def timed() -> None:
            start = time.perf_counter()
            try:
                await coroutine
            finally:
                self._metrics.updates.labels(kind_of(update)).inc()
                self._metrics.seconds.observe(time.perf_counter() - start)

        await super().do_process_update(update, timed())


def kind_of(update: object) -> str:
    """Which field of the update is set."""
    if isinstance(update, Update):
        for kind in KINDS:
            if getattr(update, kind) is not None:
                return kind
    return "other"
