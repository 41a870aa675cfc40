"""What a file is asked for by, as a button holds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Press, Verb

if TYPE_CHECKING:
    from handlers.views.markup import Button

_EXTRA = re.compile(
    r"(?P<shelf>[bh])(?P<grouping>[tdon])(?P<form>[qwm])(?P<listed>l?)"
    r"(?P<chat>(?:-[1-9][0-9]{0,15})?)"
)


class Grouping(Enum):
    """By what the passages are put into chapters."""

    TAG = "t"
    TIME = "d"
    UNIT = "o"
    NONE = "n"


class Form(Enum):
    """What a press asks for: the question again, or a file."""

    QUESTION = "q"
    WORD = "w"
    MARKDOWN = "m"


@dataclass(frozen=True, slots=True)
class Order:
    """Which passages, and how: `bookmarks` with a filter, or a search's hits, by a query's key.

    With `chat` they are those on that group's shelf. `listed` where the question took the place of
    a list, to which 返回 leads at `position`.
    """

    bookmarks: bool
    grouping: Grouping
    form: Form = Form.QUESTION
    key: str = ""
    listed: bool = False
    position: int = 0
    chat: int = 0

    def button(self, label: str) -> Button:
        """The button that asks for this."""
        shelf = "b" if self.bookmarks else "h"
        extra = f"{shelf}{self.grouping.value}{self.form.value}{'l' * self.listed}"
        extra += str(self.chat or "")
        return button(label, Verb.EXPORT, self.key, self.position, extra=extra)

    @classmethod
    def of(cls, press: Press) -> Order | None:
        """The order in a button, None where it holds none."""
        match = _EXTRA.fullmatch(press.extra)
        if match is None:
            return None
        return cls(
            match["shelf"] == "b",
            Grouping(match["grouping"]),
            Form(match["form"]),
            press.query,
            bool(match["listed"]),
            press.offset,
            int(match["chat"] or 0),
        )
