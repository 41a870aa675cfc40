"""HTTP for the control interface: POST /control/<action> with a JSON object, or GET to look."""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from localchat.errors import ApiError, ControlError
from localchat.files import image_type
from localchat.web import LocalHandler

if TYPE_CHECKING:
    from localchat.control.action import Action
    from localchat.world import World


class StoredFileHandler(LocalHandler):
    """Hands over a file to people: /control/file?file_id=…."""

    def initialize(self, world: World) -> None:
        """Take over the world."""
        self._world = world

    async def get(self) -> None:
        """Send the file, pictures to be shown and all else to be saved."""
        try:
            stored = self._world.files.find(self.get_query_argument("file_id"))
        except ApiError as error:
            self.set_status(404)
            self.finish(str(error))
            return
        picture = image_type(stored.content)
        self.set_header("Content-Type", picture or "application/octet-stream")
        self.set_header("X-Content-Type-Options", "nosniff")
        if not picture:
            name = quote(stored.name)
            self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{name}")
        self.finish(stored.content)


class ControlHandler(LocalHandler):
    """Answers the result as JSON, or 400 with {"error": "…"}."""

    def initialize(self, actions: dict[str, Action], looks: dict[str, Action]) -> None:
        """Take over the actions, and those of them that change nothing."""
        self._actions = actions
        self._looks = looks
        self._gone = False

    def on_connection_close(self) -> None:
        """Remember that nobody waits for the answer."""
        self._gone = True

    async def get(self, name: str) -> None:
        """Look at something; the arguments stand in the URL, as JSON or plain text.

        Any page can have a browser get an address, so that nothing changes by it.
        """
        if name in self._actions and name not in self._looks:
            self.set_header("Allow", "POST")
            self._answer(405, {"error": f"POST {name}: it may change something"})
            return
        given = {key: self.get_query_argument(key) for key in self.request.query_arguments}
        arguments = {key: _value(text) for key, text in given.items()}
        await self._run(self._looks.get(name), name, arguments)

    async def post(self, name: str) -> None:
        """Carry out an action whose arguments are the JSON body."""
        if not self.request.headers.get("Content-Type", "").startswith("application/json"):
            self._answer(415, {"error": "send JSON"})
            return
        try:
            body = json.loads(self.request.body or b"{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            self._answer(400, {"error": "send a JSON object"})
            return
        await self._run(self._actions.get(name), name, body)

    async def _run(self, action: Action | None, name: str, given: dict[str, Any]) -> None:
        if action is None:
            self._answer(404, {"error": f"no action {name}"})
            return
        try:
            inspect.signature(action).bind(**given)
        except TypeError as error:
            self._answer(400, {"error": str(error)})
            return
        try:
            result = await action(**given)
        except (ControlError, ApiError) as error:
            self._answer(400, {"error": str(error)})
            return
        self._answer(200, result)

    def _answer(self, status: int, result: object) -> None:
        if self._gone:
            return
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(result, ensure_ascii=False))


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
