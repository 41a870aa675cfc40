"""Whether Telegram still posts to us: our webhook may be taken away, and the token taken back."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

from telegram.error import TelegramError

from bot.contact import Contact, Failed, read_result

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.receiver import Pace
    from bot.request import Request

_log = logging.getLogger(__name__)
_FAILING = "the webhook can't be looked at, trying again: %s, HTTP %s"
_LOOKS = 2.5
"""So many looks long it must have been ours again until another program's doing is over."""


class WebhookWatch:
    """Looks now and then whether the webhook is ours, and sets it again where it isn't.

    `set_again` sets it, `on_lost` is called whenever it was another's or nobody's.
    """

    def __init__(
        self,
        request: Request,
        url: str,
        webhook: str,
        *,
        pace: Pace,
        set_again: Callable[[], Awaitable[object]],
        on_lost: Callable[[], None],
    ) -> None:
        self._telegram = Contact(
            request,
            url,
            "getWebhookInfo",
            _FAILING,
            _log,
        )
        self._webhook = webhook
        self._pace = pace
        self._set_again = set_again
        self._on_lost = on_lost
        self._lost: float | None = None
        self._error_date: object = None
        self._undelivered = False

    async def run(self) -> None:
        """Look until cancelled; raises ServiceError where the token is refused for certain."""
        while True:
            await asyncio.sleep(self._pace.look)
            read = await self._ask()
            if isinstance(read, Failed):
                await self._telegram.failed(read)
            else:
                await self._seen(read)

    def fault(self) -> str | None:
        """Why nothing may arrive, None where all seems well."""
        silent = self._telegram.fault(max(self._pace.quiet, 2 * self._pace.look))
        undelivered = "Telegram could not deliver to WEBHOOK_URL" if self._undelivered else None
        return silent or undelivered

    async def settled(self) -> bool:
        """Whether it has been ours for some time."""
        return self._lost is None or time.monotonic() - self._lost > _LOOKS * self._pace.look

    async def _ask(self) -> dict[str, Any] | Failed:
        answer = await self._telegram.ask({})
        if isinstance(answer, Failed):
            return answer
        read = read_result(*answer)
        if isinstance(read, Failed):
            return read
        return read if isinstance(read, dict) else Failed("other", "no_object", answer[0])

    async def _seen(self, told: dict[str, Any]) -> None:
        self._telegram.worked()
        # By Telegram's own dates: its clock may be another than ours.
        date, before = told.get("last_error_date"), self._error_date
        self._undelivered = date is not None and date != before
        self._error_date = date
        if told.get("url") == self._webhook:
            return
        self._lost = time.monotonic()
        self._on_lost()
        try:
            await self._set_again()
        except TelegramError as error:
            _log.warning("the webhook could not be set again: %s", error)
