"""How updates are received: fetched by long polls, or posted by Telegram to our webhook.

PTB's own ways end for good on some answers, ask again at once on others, and write into the log
what they can't read. Here whatever comes leads to the next poll, or to one sentence.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tornado.web
from tornado.httpserver import HTTPServer

from bot.contact import Contact, Failed, read_result

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from bot.intake import Intake
    from bot.request import Request

_log = logging.getLogger(__name__)
_FAILING = "polling failed, trying again: %s, HTTP %s"
BATCH = 100
"""Updates of one answer, the most that Telegram gives."""
UNSAFE_PAUSE = 0.25
"""Seconds between polls while updates can't be written: Telegram hands them over again at once."""
CONFIRM_SECONDS = 1.0
"""How long telling Telegram what arrived may hold up the program's end."""
HOOK_SECONDS = 20.0
"""How long Telegram waits for us to write what it posted, before it is to post it again."""
LARGEST_POST = 1 << 24
"""Bytes of an update that Telegram posts."""
_MOST_FAILURES = 20
"""Failures in a row that lengthen the wait."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `poll`: a poll waits for an update; `first`, `longest`: between polls that failed.

    `look`: between looks at the webhook. After `quiet` without a good answer, or after `conflict`
    of another program polling, the bot says so.
    """

    poll: int = 10
    look: float = 60.0
    first: float = 1.0
    longest: float = 30.0
    quiet: float = 90.0
    conflict: float = 60.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a poll brought; nothing in it is checked."""

    updates: Sequence[object]


def read_answer(status: int, body: bytes) -> Fetched | Failed:
    """Read any answer to getUpdates; total, and its words are in nothing it gives."""
    read = read_result(status, body)
    if isinstance(read, Failed):
        return read
    return Fetched(read) if isinstance(read, list) else Failed("other", "no_result", status)


class Poller:
    """Polls for updates until it is cancelled, or the token is refused for certain."""

    def __init__(
        self,
        request: Request,
        url: str,
        intake: Intake,
        *,
        allowed: Sequence[str],
        pace: Pace,
        on_conflict: Callable[[], None],
    ) -> None:
        self._telegram = Contact(request, url, "getUpdates", _FAILING, _log)
        self._intake = intake
        self._allowed = list(allowed)
        self._pace = pace
        self._on_conflict = on_conflict
        self._next = 0
        self._failures = 0
        self._conflict: tuple[float, float] | None = None

    async def run(self) -> None:
        """Poll; raises ServiceError where the token is wrong."""
        while True:
            if self._intake.full:
                await asyncio.sleep(self._pace.first)
                continue
            began = time.monotonic()
            answer = await self._fetch(self._offset(), self._pace.poll)
            if isinstance(answer, Fetched):
                pause = await self._taken(answer, time.monotonic() - began)
            else:
                pause = await self._failed(answer)
            if pause:
                await asyncio.sleep(pause)

    async def confirm(self) -> None:
        """Tell Telegram what arrived, so that it doesn't hand it over to the next process."""
        if self._next:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CONFIRM_SECONDS):
                    await self._fetch(self._offset(), 0, limit=1)

    def fault(self) -> str | None:
        """Why polling seems broken, None where it works."""
        return self._telegram.fault(self._pace.quiet)

    @property
    def in_conflict(self) -> bool:
        """Whether another program has polled with this token for long, and still does.

        Two that poll in turn both get some good answers, so one of them ends nothing.
        """
        if self._conflict is None:
            return False
        first, last = self._conflict
        return last - first >= self._pace.conflict and time.monotonic() - last < self._pace.quiet

    async def unopposed(self) -> bool:
        """Whether no other program polls any more."""
        return not self.in_conflict

    def _offset(self) -> int:
        """What comes next; what is before it is forgotten by Telegram."""
        return min(self._intake.inbox.unsafe, default=self._next)

    async def _fetch(self, offset: int, seconds: int, limit: int = BATCH) -> Fetched | Failed:
        asked = {
            "offset": offset,
            "limit": limit,
            "timeout": seconds,
            "allowed_updates": self._allowed,
        }
        answer = await self._telegram.ask(asked, held=seconds)
        return answer if isinstance(answer, Failed) else read_answer(*answer)

    async def _taken(self, answer: Fetched, took: float) -> float:
        """Take in what came; gives how long to wait before the next poll."""
        before = self._next
        ids = self._intake.take(answer.updates)
        if answer.updates and not ids:
            return await self._failed(Failed("other", "no_update"))
        self._worked()
        # Once Telegram has heard of all, it is asked for what it has: after a week's silence ids
        # begin anew, and a wrong one must not keep others back.
        self._next = max(ids) + 1 if ids else 0
        if not await self._intake.inbox.safe(ids, UNSAFE_PAUSE):
            return 0.0
        stuck = self._next == before if ids else took < self._pace.poll / 2
        return self._pace.first if stuck else 0.0

    async def _failed(self, failed: Failed) -> float:
        """Note a failure; gives how long to wait, raises ServiceError where the token is wrong."""
        await self._telegram.failed(failed)
        if failed.kind == "conflict":
            now = time.monotonic()
            first, last = self._conflict or (now, now)
            self._conflict = (first if now - last < self._pace.quiet else now, now)
            if self.in_conflict:
                self._on_conflict()
        self._failures = min(self._failures + 1, _MOST_FAILURES)
        usual = min(self._pace.first * 1.5 ** (self._failures - 1), self._pace.longest)
        return max(failed.wait, usual)

    def _worked(self) -> None:
        if self._telegram.worked():
            _log.info("polling works again")
        self._failures = 0


def hooked(
    listening: socket.socket, path: str, secret: str | None, intake: Intake
) -> AbstractAsyncContextManager[None]:
    """Take in what Telegram posts to a path, until the block ends."""
    parts = {"secret": secret, "intake": intake}
    return serving(listening, [(re.escape(path) + "/?", _Hook, parts)])


@contextlib.asynccontextmanager
async def serving(listening: socket.socket, pages: list[Any]) -> AsyncIterator[None]:
    """Serve pages, as Tornado takes them, on a socket until the block ends."""
    application = tornado.web.Application(pages, log_function=lambda _: None)
    server = HTTPServer(application, max_body_size=LARGEST_POST)
    listening.setblocking(False)
    server.add_socket(listening)
    try:
        yield
    finally:
        server.stop()
        await server.close_all_connections()


class _Hook(tornado.web.RequestHandler):
    def initialize(self, secret: str | None, intake: Intake) -> None:
        self._secret = secret
        self._intake = intake

    def data_received(self, chunk: bytes) -> None:
        """Take no body in pieces."""
        raise tornado.web.HTTPError(400, "%d bytes not wanted", len(chunk))

    def log_exception(self, *_: object) -> None:
        """Log nothing that was posted."""

    async def post(self) -> None:
        """Answer once the update is written or done; what is refused Telegram posts again."""
        self.set_status(await self._status())

    async def _status(self) -> int:
        headers = self.request.headers
        given = headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if self._secret is not None and not hmac.compare_digest(
            given.encode(), self._secret.encode()
        ):
            return 403
        if self._intake.full:
            return 503
        try:
            update = json.loads(self.request.body)
        except (ValueError, RecursionError):
            return 400
        ids = self._intake.take([update])
        return 200 if await self._intake.inbox.safe(ids, HOOK_SECONDS) else 503
