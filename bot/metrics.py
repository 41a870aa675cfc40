"""What /metrics shows: updates handled and how long they took, excerpts, the store's size."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from telegram import Update

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
        self._leads = Gauge(
            "zhaiju_leads",
            "Whether this one of several processes serves.",
            ["process"],
            registry=self._registry,
        )
        self._size = Gauge(
            "zhaiju_store", "What the store holds.", ["what"], registry=self._registry
        )

    @contextlib.contextmanager
    def timed(self, update: Update) -> Iterator[None]:
        """Count an update that is handled in the block, and how long that takes."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.updates.labels(kind_of(update)).inc()
            self.seconds.observe(time.perf_counter() - start)

    async def page(self, store: Store, since: datetime) -> bytes:
        """All measurements in Prometheus' text format."""
        if store.lease is not None:
            self._leads.labels(store.lease.holder).set(store.lease.held)
        for state, count in (await store.outbox.counts(since)).items():
            self._excerpts.labels(state).set(count)
        self._chats.set(await store.outbox.active_chats())
        size = await store.documents.size()
        for what in ("documents", "speeches", "passages"):
            self._size.labels(what).set(getattr(size, what))
        return generate_latest(self._registry)


def kind_of(update: Update) -> str:
    """Which field of the update is set."""
    return next((kind for kind in KINDS if getattr(update, kind) is not None), "other")
