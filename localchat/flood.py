"""Telegram's flood limits, as far as they are known.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: about one message
a second in a chat, 20 a minute in a group, 30 a second over all. Short bursts of a few messages
pass in a private chat.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque

from localchat.errors import ApiError

COUNTED = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "copyMessage",
        "forwardMessage",
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
        "editMessageReplyMarkup",
    }
)
OVERALL = (30, 1.0)
CHAT = (3, 3.0)
GROUP = (20, 60.0)
"""Messages and the seconds in which so many may be sent."""


class FloodLimits:
    """Counts the messages of one bot in real time."""

    def __init__(self) -> None:
        self._sent: dict[tuple[str, object], deque[float]] = defaultdict(deque)

    def clear(self) -> None:
        """Forget what was sent."""
        self._sent.clear()

    def check(self, method: str, chat_id: object) -> None:
        """Count a message or raise ApiError 429 with the seconds to wait."""
        if method not in COUNTED:
            return
        now = time.monotonic()
        limits = [(("all", None), OVERALL), (("chat", chat_id), CHAT)]
        if isinstance(chat_id, int) and chat_id < 0:
            limits.append((("group", chat_id), GROUP))
        wait = max(self._wait(key, limit, now) for key, limit in limits)
        if wait > 0:
            seconds = math.ceil(wait)
            raise ApiError(
                429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds}
            )
        for key, _ in limits:
            self._sent[key].append(now)

    def _wait(self, key: tuple[str, object], limit: tuple[int, float], now: float) -> float:
        most, seconds = limit
        sent = self._sent[key]
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        return sent[0] + seconds - now if len(sent) >= most else 0.0
