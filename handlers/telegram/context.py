"""The typed context: handlers reach their services by attribute, never by a string key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram.ext import Application, CallbackContext, ExtBot

if TYPE_CHECKING:
    from handlers.telegram.services import Services


class Nothing:
    """We keep no state in PTB's chat_data and user_data: it is all in the store."""


class Context(CallbackContext[ExtBot[Any], Nothing, Nothing, "Services"]):
    """PTB's context, with what a handler uses."""

    @property
    def services(self) -> Services:
        """The services that bot/ built at start."""
        return self.bot_data


App = Application[ExtBot[Any], Context, Nothing, Nothing, "Services", Any]
