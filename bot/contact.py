"""One question that Telegram is asked again and again, and how it goes with its answers."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from telegram.error import TelegramError

from bot.errors import ServiceError
from bot.logs import kind_of

if TYPE_CHECKING:
    import logging

    from bot.request import Request

BAD_TOKEN = "Telegram 不认识这个令牌，请检查 TELEGRAM_BOT_TOKEN（在 @BotFather 可以查到）。"  # noqa: S105
CERTAIN = 3
"""So often must the token be refused, and getMe refuse it too, until it is taken to be wrong."""
_LONGEST_WAIT_ASKED = 300.0
"""Seconds that Telegram may ask us to wait before the next question."""


Why = Literal["too_slow", "no_json", "no_object", "no_result", "no_update", "refused"]


@dataclass(frozen=True, slots=True)
class Failed:
    """An answer with nothing to work with, and its HTTP status, if it had one.

    `wait` is what Telegram asks for, in seconds.
    """

    kind: Literal["token", "conflict", "other"]
    why: TelegramError | Why
    status: int | None = None
    wait: float = 0.0

    @property
    def detail(self) -> str:
        """What is wrong with it, in a few words."""
        known = self.why.replace("_", " ") if isinstance(self.why, str) else kind_of(self.why)
        return known if self.status is None else f"HTTP {self.status}, {known}"


class Contact:
    """A method of the Bot API at `url`.

    `failing` is how the asker's `log` words its failing, with the reason and the HTTP status.
    """

    def __init__(
        self, request: Request, url: str, method: str, failing: str, log: logging.Logger
    ) -> None:
        self._request = request
        self._url = url
        self._method = method
        self._failing = failing
        self._log = log
        self._refused = 0
        self._trouble = ""
        self._good = time.monotonic()

    async def ask(
        self, arguments: dict[str, object], held: float = 0.0
    ) -> tuple[int, bytes] | Failed:
        """Ask, and give the answer, whatever it is; Telegram may hold it for `held` seconds."""
        wait = self._request.read_timeout
        try:
            async with asyncio.timeout(held + 3 * wait):
                return await self._request.ask(
                    f"{self._url}/{self._method}", arguments, read_timeout=held + wait
                )
        except TimeoutError:
            return Failed("other", "too_slow")
        except TelegramError as error:
            return Failed("other", error)

    async def failed(self, failed: Failed) -> None:
        """Note a failure; raises ServiceError where the token is refused for certain."""
        self._refused = self._refused + 1 if failed.kind == "token" else 0
        if self._refused >= CERTAIN and await self._token_is_refused():
            raise ServiceError(BAD_TOKEN)
        if failed.detail != self._trouble:
            self._log.warning(self._failing, failed.why, failed.status)
        self._trouble = failed.detail

    def worked(self) -> bool:
        """Note a good answer; whether there was trouble before it."""
        troubled = bool(self._trouble)
        self._trouble, self._refused, self._good = "", 0, time.monotonic()
        return troubled

    def fault(self, after: float) -> str | None:
        """That no good answer came for so many seconds; None where one did."""
        silence = time.monotonic() - self._good
        if silence < after:
            return None
        return f"no answer for {silence:.0f} s{f' ({self._trouble})' if self._trouble else ''}"

    async def _token_is_refused(self) -> bool:
        """Whether Telegram says for certain that it doesn't know the token."""
        try:
            answer = await self._request.ask(
                f"{self._url}/getMe", {}, read_timeout=self._request.read_timeout
            )
        except TelegramError:
            return False
        read = read_result(*answer)
        return isinstance(read, Failed) and read.kind == "token"


def read_result(status: int, body: bytes) -> object | Failed:
    """Give what any answer of the Bot API holds as its result, or why it holds none; total."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return Failed("other", "no_json", status)
    if not isinstance(answer, dict):
        return Failed("other", "no_object", status)
    if answer.get("ok") is True and "result" in answer:
        result: object = answer["result"]
        return result
    if answer.get("ok") is not False:
        return Failed("other", "no_result", status)
    # Only what says of itself that it is Telegram's refusal is about the token; a proxy has 404s.
    if status in {401, 404} and answer.get("error_code") == status:
        return Failed("token", "refused", status)
    if status == 409:
        return Failed("conflict", "refused", status)
    return Failed("other", "refused", status, _asked_wait(answer))


def _asked_wait(answer: dict[str, object]) -> float:
    parameters = answer.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if not isinstance(seconds, int | float) or not seconds > 0:
        return 0.0
    return min(float(seconds), _LONGEST_WAIT_ASKED)
