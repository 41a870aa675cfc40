"""What all HTTP handlers share: only this machine may ask, and only our own page from a browser."""

from __future__ import annotations

from urllib.parse import urlsplit

import tornado.web

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost"})
_OWN = frozenset({"same-origin", "none"})
"""What Sec-Fetch-Site says of our own page, and of an address that was typed."""


class LocalHandler(tornado.web.RequestHandler):
    """Refuses requests under a foreign Host (DNS rebinding) or from another site's page.

    A bot sends none of the headers that tell. A browser names the Origin where it posts, and
    where it gets (a picture, a link, a form) says by Sec-Fetch-Site, or else by Referer, whether
    the page that asks is ours.
    """

    def prepare(self) -> None:
        """Check where the request comes from before anything else."""
        if not is_local(self.request.host) or self.asked_from_elsewhere():
            self.set_status(403)
            self.finish("only pages of this server on this machine may ask")

    def asked_from_elsewhere(self) -> bool:
        """Whether a page of another origin asks."""
        headers = self.request.headers
        named = [headers[name] for name in ("Origin", "Referer") if headers.get(name)]
        site = headers.get("Sec-Fetch-Site", "none")
        return site not in _OWN or not all(map(self.same_site, named))

    def same_site(self, address: str) -> bool:
        """Whether an Origin or a page's address is of this very server."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        return parts.scheme == "http" and parts.netloc == self.request.host

    def data_received(self, chunk: bytes) -> None:
        """Accept no streamed body."""
        raise tornado.web.HTTPError(400, f"unexpected {len(chunk)} bytes")


def is_local(host: str) -> bool:
    """Whether a Host header names this machine."""
    try:
        return (urlsplit(f"//{host}").hostname or "") in LOCAL_NAMES
    except ValueError:
        return False
