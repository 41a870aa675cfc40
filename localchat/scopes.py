"""Which of a bot's command lists holds for a person in a group, and what it hides."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localchat.state import Chat, Json, User
    from localchat.world import Bot


def hides(bot: Bot, chat: Chat, user: User, command: str) -> bool:
    """Whether a command is seen only by who says it and the bot."""
    return any(
        one["command"] == command and one.get("is_ephemeral") for one in commands(bot, chat, user)
    )


def commands(bot: Bot, chat: Chat, user: User) -> list[Json]:
    """Give the commands of the narrowest scope that has any, in the person's language first."""
    place = chat.members.get(user.id)
    manages = place is not None and place.manages
    spoken = (user.language_code or "")[:2]
    scopes: list[Json] = [
        {"type": "chat_member", "chat_id": chat.id, "user_id": user.id},
        *([{"type": "chat_administrators", "chat_id": chat.id}] if manages else []),
        {"type": "chat", "chat_id": chat.id},
        *([{"type": "all_chat_administrators"}] if manages else []),
        {"type": "all_group_chats"},
        {"type": "default"},
    ]
    for scope in scopes:
        for language in (spoken, ""):
            for (written, of), listed in bot.commands.items():
                if of == language and json.loads(written) == scope:
                    return listed
    return []
