"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import time
from typing import TYPE_CHECKING, Any

from tornado.iostream import StreamClosedError

from localchat.check import Checker, Upload
from localchat.errors import ApiError, bad_request
from localchat.faults import Dropped, Fault, FaultPlan, strike
from localchat.flood import FloodLimits
from localchat.methods import METHODS, Call
from localchat.web import LocalHandler

if TYPE_CHECKING:
    from collections.abc import Callable

    from localchat.state import Json
    from localchat.world import Bot, World

logger = logging.getLogger(__name__)

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


class BotApi:
    """Carries out requests: checks, faults by plan, flood limits, the work, the log."""

    def __init__(self, world: World, checker: Checker, faults: FaultPlan) -> None:
        self._world = world
        self._checker = checker
        self._faults = faults
        self._methods = {name.lower(): name for name in METHODS}
        self.flood: dict[str, FloodLimits] = {}

    def bot(self, token: str) -> Bot:
        """Find the bot of a token; ApiError 404 for a malformed one, 401 for an unknown one."""
        if not _TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        bot = self._world.bot(token)
        if bot is None:
            raise ApiError(401, "Unauthorized")
        return bot

    async def run(
        self,
        token: str,
        name: str,
        raw: Json,
        files: dict[str, Upload],
        gone: Callable[[], bool] = lambda: False,
    ) -> object:
        """Carry out a request and return its result; `gone` tells whether the caller hung up.

        Raises ApiError for a refusal and Dropped where the connection is to be cut.
        """
        bot = self.bot(token)
        name = self._methods.get(name.lower(), name)
        fault: Fault | None = None
        planned = True
        try:
            arguments = self._checker.arguments(name, raw, files)
            fault = self._faults.due(name, arguments.get("chat_id"))
            if fault:
                self._world.journal.write("fault", id=fault.id, method=name)
            if fault and fault.when == "before":
                await strike(fault, gone)
            planned = False
            if self._world.settings.flood_limits:
                limits = self.flood.setdefault(bot.token, FloodLimits())
                limits.check(name, arguments.get("chat_id"))
            result = await self._work(Call(self._world, bot, name, arguments, files))
            planned = True
            if fault and fault.when == "after":
                await strike(fault, gone)
        except ApiError as error:
            self._log(name, raw, files, error, planned=planned and fault is not None)
            raise
        except Dropped:
            dropped = ApiError(0, "connection cut")
            self._log(name, raw, files, dropped, planned=True)
            raise
        self._log(name, raw, files, None, planned=False)
        return result

    async def _work(self, call: Call) -> object:
        method = METHODS.get(call.method)
        if method is None:
            raise bad_request(f"method {call.method} is not supported by the local chat")
        return await method(call)

    def _log(
        self,
        name: str,
        raw: Json,
        files: dict[str, Upload],
        error: ApiError | None,
        *,
        planned: bool,
    ) -> None:
        if name == "getUpdates" and error is None:
            return
        sent = dict(raw)
        sent.update({part: f"{one.name}, {len(one.content)} bytes" for part, one in files.items()})
        self._world.journal.write(
            "request",
            at=time.time(),
            method=name,
            arguments=sent,
            ok=error is None,
            code=error.code if error else 200,
            description=error.description if error else "",
            planned=planned,
        )


class MethodHandler(LocalHandler):
    """Answers a bot's request."""

    def initialize(self, api: BotApi) -> None:
        """Take over the API."""
        self._api = api
        self._gone = False

    def on_connection_close(self) -> None:
        """Remember that nobody waits for the answer."""
        self._gone = True

    async def get(self, token: str, name: str) -> None:
        """Answer a request whose arguments stand in the URL."""
        await self.post(token, name)

    async def post(self, token: str, name: str) -> None:
        """Answer a request with a form, a multipart or a JSON body."""
        try:
            raw, files = self._read()
            answer: Json = {
                "ok": True,
                "result": await self._api.run(token, name, raw, files, lambda: self._gone),
            }
        except ApiError as error:
            self.set_status(error.code)
            answer = {"ok": False, "error_code": error.code, "description": error.description}
            if error.parameters:
                answer["parameters"] = error.parameters
        except Dropped as cut:
            stream = self.detach()
            if cut.answer and not stream.closed():
                # Whoever doesn't take all of it is as free to go as one who gets none.
                with contextlib.suppress(StreamClosedError):
                    await stream.write(cut.answer)
            stream.close()
            return
        if not self._gone:
            self.set_header("Content-Type", "application/json")
            self.finish(json.dumps(answer, ensure_ascii=False))

    def _read(self) -> tuple[Json, dict[str, Upload]]:
        raw: Json = {
            name: values[-1].decode("utf-8", "replace")
            for name, values in self.request.arguments.items()
        }
        if self.request.headers.get("Content-Type", "").startswith("application/json"):
            raw.update(_json_object(self.request.body))
        files = {
            part: Upload(part, one.filename, one.content_type, one.body)
            for part, found in self.request.files.items()
            for one in found
        }
        return raw, files


class FileHandler(LocalHandler):
    """Hands over files to bots."""

    def initialize(self, api: BotApi, world: World) -> None:
        """Take over API and world."""
        self._api = api
        self._world = world

    async def get(self, token: str, path: str) -> None:
        """Send the file that getFile named."""
        try:
            self._api.bot(token)
        except ApiError as error:
            self.set_status(error.code)
            return
        stored = self._world.files.at(path)
        if stored is None:
            self.set_status(404)
            return
        self.set_header("Content-Type", "application/octet-stream")
        self.finish(stored.content)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError as error:
        raise bad_request("can't parse the body as JSON") from error
    if not isinstance(parsed, dict):
        raise bad_request("the body must be a JSON object")
    return parsed
