"""A Telegram on this machine: a strict Bot API server and a chat page. Needs nothing of ours."""

from localchat.server import LocalTelegram

__all__ = ["VERSION", "LocalTelegram"]

VERSION = "0.2.0"
"""That of the bot it comes with, which it knows nothing of."""
