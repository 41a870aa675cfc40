"""The chat page: its files and the stream of events it follows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import tornado.web
import tornado.websocket

from localchat.web import LocalHandler

if TYPE_CHECKING:
    from localchat.journal import Event
    from localchat.world import World

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


class PageHandler(LocalHandler, tornado.web.StaticFileHandler):
    """Serves the page's files; nothing but these may run or be loaded in it."""

    def asked_from_elsewhere(self) -> bool:
        """Let links of other sites lead here: to get these files changes nothing."""
        return self.request.method not in {"GET", "HEAD"} and super().asked_from_elsewhere()

    def set_extra_headers(self, path: str) -> None:
        """Forbid everything from elsewhere, and stale copies."""
        del path
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-cache")


class SocketHandler(LocalHandler, tornado.websocket.WebSocketHandler):
    """Sends every event but the bots' requests as it happens."""

    def initialize(self, world: World) -> None:
        """Take over the world."""
        self._world = world

    def check_origin(self, origin: str) -> bool:
        """Accept our own page only."""
        return self.same_site(origin)

    def open(self) -> None:
        """Begin to follow."""
        self._world.journal.listen(self._send)

    def on_close(self) -> None:
        """Stop to follow."""
        self._world.journal.unlisten(self._send)

    def on_message(self, message: str | bytes) -> None:
        """Take no orders: the page acts through the control interface."""
        self.close(1003, f"unexpected message of {len(message)}")

    def _send(self, event: Event) -> None:
        if event["type"] != "request":
            self.write_message(json.dumps(event, ensure_ascii=False))
