"""The Bot API methods that are really carried out here; all others are refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localchat.methods.call import Call, Method
from localchat.methods.chats import CHATS
from localchat.methods.editing import EDITING
from localchat.methods.ephemeral import EPHEMERAL
from localchat.methods.profile import PROFILE
from localchat.methods.queries import QUERIES
from localchat.methods.sending import SENDING
from localchat.methods.updates import UPDATES

if TYPE_CHECKING:
    from collections.abc import Mapping

METHODS: Mapping[str, Method] = {
    **UPDATES, **SENDING, **EDITING, **EPHEMERAL, **QUERIES, **CHATS, **PROFILE,
}  # fmt: skip

__all__ = ["METHODS", "Call", "Method"]
