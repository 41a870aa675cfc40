"""What all HTTP handlers share: only this machine may ask, and only our own page from a browser."""

from __future__ import annotations

from urllib.parse import urlsplit

import tornado.web

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost"})


class LocalHandler(tornado.web.RequestHandler):
    """Refuses requests under a foreign Host (DNS rebinding) or from a foreign Origin."""

    def prepare(self) -> None:
        """Check Host and Origin before anything else."""
        origin = self.request.headers.get("Origin")
        if not is_local(self.request.host) or (origin and not self.same_site(origin)):
            self.set_status(403)
            self.finish("only pages of this server on this machine may ask")

    def same_site(self, origin: str) -> bool:
        """Whether an Origin is this very server."""
        parts = urlsplit(origin)
        return parts.scheme == "http" and parts.netloc == self.request.host

    def data_received(self, chunk: bytes) -> None:
        """Accept no streamed body."""
        raise tornado.web.HTTPError(400, f"unexpected {len(chunk)} bytes")


def is_local(host: str) -> bool:
    """Whether a Host header names this machine."""
    return (urlsplit(f"//{host}").hostname or "") in LOCAL_NAMES
