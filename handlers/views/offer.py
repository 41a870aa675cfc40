"""What inline mode offers, and how a passage is shared by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.views.markup import View
    from store.search.model import Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One result to choose: `id` is at most 64 bytes, `view` the message it becomes."""

    id: str
    title: str
    description: str
    view: View


@dataclass(frozen=True, slots=True)
class Offer:
    """The answer to an inline query.

    `personal` keeps Telegram from showing it to others, `seconds` is how long it is remembered.
    `button` and `payload` are a line above the results that leads into the private chat.
    """

    entries: tuple[Entry, ...]
    next_offset: str = ""
    personal: bool = False
    seconds: int = 0
    button: str = ""
    payload: str = ""


def share_query(passage_id: str, cut: Span | None = None) -> str:
    """The inline query that offers exactly this passage, or the run of it that is `cut`."""
    return f"={passage_id}" + (f"={cut[0]}-{cut[1]}" if cut else "")
