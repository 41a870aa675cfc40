"""Operators for tests: who they are, and how documents are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.settings import Settings
from tests.telegram import Chat, User

if TYPE_CHECKING:
    from tests.stage import Stage
    from tests.telegram import Message

OPERATOR, SECOND = 7001, 7002
SETTINGS = Settings(operators=frozenset({OPERATOR, SECOND}))


def operator(number: int = OPERATOR) -> tuple[User, Chat]:
    return User(number, "管理员"), Chat(number, "private", "管理员")


async def until(ready: Stage, chat: Chat, word: str) -> Message:
    """The message that holds the word, once an edit has brought it."""
    while word not in (shown := await ready.telegram.edit(chat)).text:
        pass
    return shown


async def send(ready: Stage, user: User, chat: Chat, name: str, text: str) -> Message:
    """Send a document and wait until it was read."""
    await ready.telegram.replies(chat)
    await ready.telegram.send(user, chat, name, text.encode())
    assert (await ready.telegram.reply(chat)).text == "正在读…"
    return await until(ready, chat, name)
