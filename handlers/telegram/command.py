"""What is a command: by Telegram's own marks in a message, as the routes have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import MessageEntity
from telegram.ext import filters

if TYPE_CHECKING:
    from telegram import Message


class Command(filters.MessageFilter):
    """A command at the beginning of a text, or of the words below a picture.

    With names one of these, said to this bot.
    """

    def __init__(self, *names: str) -> None:
        super().__init__(name=f"command {' '.join(names)}")
        self._names = names

    def filter(self, message: Message) -> bool:
        """Whether it begins with one, by Telegram's mark and not by its characters."""
        entities = message.entities or message.caption_entities
        if not entities or entities[0].type != MessageEntity.BOT_COMMAND or entities[0].offset:
            return False
        said = (message.text or message.caption or "")[1 : entities[0].length].lower()
        name, _, at = said.partition("@")
        meant = at in {"", message.get_bot().username.lower()}
        return not self._names or (meant and name in self._names)
