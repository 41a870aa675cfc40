"""Tells operators once of what they must see to, and /healthz for as long as it lasts."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from telegram.error import TelegramError

from handlers.admin.views.alerts import alert_text, render_alert

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from handlers.admin.views.alerts import Alert
    from handlers.telegram.sender import Sender

    Over = Callable[[], Awaitable[bool]]

_log = logging.getLogger(__name__)
SECONDS = 5.0
"""How often it is looked whether a trouble is over, and who couldn't be told is told again."""


@dataclass(slots=True)
class _Raised:
    """A trouble that lasts: `untold` are the operators who don't know yet."""

    detail: str
    over: Over | None
    untold: set[int]


class Alerts:
    """The troubles that last. To be entered; while it is, operators are told and ends are noticed.

    A trouble is told when it is raised, not again while it lasts, and again when it comes back.
    """

    def __init__(self, sender: Sender, operators: Collection[int]) -> None:
        self._sender = sender
        self._operators = frozenset(operators)
        self._raised: dict[Alert, _Raised] = {}
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def raise_(self, kind: Alert, detail: str = "", *, over: Over | None = None) -> None:
        """Note that something is wrong; nothing happens where that is known.

        `over` is asked every few seconds whether it has ended; without it `clear` ends it.
        """
        if kind in self._raised:
            return
        _log.error("trouble: %s", kind)
        self._raised[kind] = _Raised(detail, over, set(self._operators))
        self._news.set()

    def clear(self, kind: Alert) -> None:
        """Note that it is over; nothing happens where it wasn't raised."""
        if self._raised.pop(kind, None) is not None:
            _log.warning("trouble is over: %s", kind)

    def faults(self) -> dict[str, str]:
        """What is wrong now, by kind."""
        return {kind: alert_text(kind, one.detail) for kind, one in self._raised.items()}

    async def __aenter__(self) -> Self:
        """Begin telling."""
        self._task = asyncio.create_task(self._run(), name="alerts")
        return self

    async def __aexit__(self, *_: object) -> None:
        """End; what hasn't been told is told by the next start, should it still be so."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SECONDS if self._raised else None):
                    await self._news.wait()
            self._news.clear()
            for kind, raised in list(self._raised.items()):
                try:
                    await self._tell(kind, raised)
                    if raised.over is not None and await raised.over():
                        self.clear(kind)
                except Exception:  # noqa: BLE001 - the others must be told all the same
                    _log.exception("an alert failed: %s", kind)

    async def _tell(self, kind: Alert, raised: _Raised) -> None:
        for operator in sorted(raised.untold):
            try:
                await self._sender.try_send(operator, render_alert(kind, raised.detail))
            except TelegramError as error:
                _log.info("operator %s not told, trying again: %s", operator, error)
            else:
                raised.untold.discard(operator)
