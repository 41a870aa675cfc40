"""A Telegram on this machine: a strict Bot API server and a chat page. Needs nothing of ours."""

from localchat.server import LocalTelegram

__all__ = ["LocalTelegram"]
