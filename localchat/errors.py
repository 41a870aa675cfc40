"""What can go wrong here.

LocalChatError
├── ApiError       the Bot API refuses a bot's request, in Telegram's words
├── ControlError   the control interface was asked for something that can't be done
└── SpecError      the shipped Bot API description can't be read
"""

from __future__ import annotations

from typing import Any


class LocalChatError(Exception):
    """Base of all errors of the local chat."""


class ApiError(LocalChatError):
    """A refusal that a bot gets to see.

    `code` is the HTTP status and `error_code`, `description` the whole text with its
    "Bad Request: " or "Forbidden: ", `parameters` the ResponseParameters object, if any.
    """

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class ControlError(LocalChatError):
    """A request of the control interface names something that isn't there or isn't possible."""


class SpecError(LocalChatError):
    """The machine-readable Bot API is missing something the server builds on."""


def bad_request(text: str) -> ApiError:
    """Build the refusal of a wrong request: 400, `text` after Telegram's prefix."""
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """Build the refusal of a request without the right to make it: 403."""
    return ApiError(403, f"Forbidden: {text}")
