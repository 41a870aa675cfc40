"""What control actions have in common."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from localchat.errors import ControlError

if TYPE_CHECKING:
    from localchat.state import Chat, Message
    from localchat.world import Bot, World

Action = Callable[..., Awaitable[Any]]


def actions_of(one: object) -> dict[str, Action]:
    """The actions that an object carries out: its public coroutines by their names."""
    found = inspect.getmembers(one, inspect.iscoroutinefunction)
    return {name: action for name, action in found if not name.startswith("_")}


def find_bot(world: World, username: str | None) -> Bot:
    """Find a bot by username, the first one where none is named."""
    if username is None:
        return world.first_bot
    for bot in world.bots.values():
        if bot.username == username:
            return bot
    raise ControlError(f"no bot {username}")


def find_message(chat: Chat, message_id: int) -> Message:
    """Find a message that is still there; ControlError when there is none."""
    found = chat.messages.get(message_id)
    if found is None or found.deleted:
        raise ControlError(f"no message {message_id} in chat {chat.id}")
    return found
