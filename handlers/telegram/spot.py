"""A place in the full text of a speech, as a button holds it, and the way back from there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from handlers.telegram.acts import Flag
from handlers.telegram.callback_data import CUT, Press, Verb, written_cut

if TYPE_CHECKING:
    from store.search.model import Span

_EXTRA = re.compile(
    r"(?P<speech>[A-Za-z0-9_-]{12})(?P<origin>[pslr])(?P<page>[1-9][0-9]{0,4})?"
    r"(?:" + CUT + ")?"
)


class Origin(Enum):
    """From where the reader came, and where 返回 leads."""

    PASSAGE = "p"
    """A passage, of a search or on its own."""
    SHELF = "s"
    """One of his bookmarks."""
    LIST = "l"
    """The list of speeches."""
    RECENT = "r"
    """What he read last."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A page of a speech, from 1; without `page` that of the passage, or where one stopped.

    `key` and `position` are the query and the place in its list that the reader came from.
    """

    speech: str
    origin: Origin = Origin.PASSAGE
    key: str = ""
    position: int = 0
    passage: str = ""
    page: int | None = None
    cut: Span | None = None
    """The run of the passage that the reader came from, where he saw no more of it."""

    def press(self, verb: Verb) -> Press:
        """The button that does `verb` here."""
        extra = f"{self.speech}{self.origin.value}{self.page or ''}{written_cut(self.cut)}"
        return Press(verb, self.key, self.position, self.passage, extra)

    @classmethod
    def of(cls, press: Press) -> Spot | None:
        """The spot in a button, None where it holds none."""
        match = _EXTRA.fullmatch(press.extra)
        if match is None:
            return None
        page = int(match["page"]) if match["page"] else None
        origin = Origin(match["origin"])
        return cls(
            match["speech"], origin, press.query, press.offset, press.passage, page, press.cut
        )

    def back(self) -> Press:
        """The button that leads back to where the reader came from."""
        match self.origin:
            case Origin.PASSAGE:
                cut = written_cut(self.cut)
                return Press(Verb.OPEN, self.key, self.position, self.passage, cut)
            case Origin.SHELF:
                return Press(Verb.SAVED_OPEN, self.key, self.position, self.passage, Flag.BOOKMARK)
            case Origin.LIST:
                return Press(Verb.SPEECHES, self.key, self.position)
            case Origin.RECENT:
                return Press(Verb.RECENT)
