"""Logging to stderr, with every token taken out before a line is written.

The texts of exceptions and their tracebacks carry URLs, and so the token.
"""

from __future__ import annotations

import logging
import re
import sys

_TOKEN = re.compile(r"\b[0-9]{1,20}:[A-Za-z0-9_-]{6,}")
HIDDEN = "<token>"


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback included, then hides what looks like a token or is a secret."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        return redact(super().format(record), self._secrets)


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The text without secrets and without anything of a token's form."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _TOKEN.sub(HIDDEN, text)


def set_up(level: str, secrets: tuple[str, ...] = ()) -> None:
    """Send all logs to stderr, once."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("apscheduler", "tornado.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
