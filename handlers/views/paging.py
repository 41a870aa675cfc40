"""Lists that are turned page by page: how long they are, so that a phone shows them whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from handlers.views.markup import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PREVIOUS, NEXT = ("上一页", "Prev"), ("下一页", "Next")


@dataclass(frozen=True, slots=True)
class Measures:
    """How long a list is: entries of a page, characters of a line, and of the whole answer."""

    page: int
    width: int
    room: int


PRIVATE, GROUP = Measures(page=5, width=34, room=700), Measures(page=3, width=40, room=320)

SOURCE_WIDTH = 30
"""Characters of the line below an entry's, which says where it stands."""

MOST_ROWS = 3
"""Rows of a keyboard: with the text above them they fill a phone."""

MOST_A_ROW = 4
"""Buttons of a row: labels of five characters fit a phone."""

LONGEST_LABEL = 5
"""Characters of a button's label, without its count."""
LONGEST_ALONE = 12
"""Those of a button that has its row for itself."""

_SIGNS_A_LINE = 18
"""Characters of a line on a phone."""
_MOST_LINES = 22
"""Lines of a list: with its keyboard it fills a phone."""


def measures(*, group: bool) -> Measures:
    """How long a list is in a group, or in private."""
    return GROUP if group else PRIVATE


def page_of(offset: int, size: int, total: int) -> str:
    """` · 2/6`, behind what a list is called; empty where all of it is one page."""
    pages = -(-total // size)
    return f" · {offset // size + 1}/{pages:,}" if pages > 1 else ""


def fitted(
    heads: Sequence[str],
    count: int,
    entry: Callable[[int, int, int], str],
    within: Measures,
    *,
    feet: Sequence[str] = (),
) -> str:
    """A list that fits a phone, as HTML: the lines of `heads`, `count` entries, `feet`.

    `entry` gives the entry at a place, counted from 0, with a line and a source of at most so many
    characters. Where all of it doesn't fit, the last sources are cut to a line, then the entries.
    """
    shown, written, width = "", cache(entry), within.width
    for longest in (width, width * 2 // 3, width // 2 - 2, width // 3):
        for whole in range(count, -1, -1):
            entries = (
                written(at, longest, SOURCE_WIDTH if at < whole else _SIGNS_A_LINE)
                for at in range(count)
            )
            shown = "\n".join((*heads, *entries, *feet))
            text = plain(shown)
            if len(text) <= within.room and _lines(text) <= _MOST_LINES:
                return shown
    return shown


def _lines(text: str) -> int:
    return sum(max(1, -(-_signs(line) // _SIGNS_A_LINE)) for line in text.split("\n"))


def _signs(line: str) -> int:
    """How wide a line is: two letters of the Latin alphabet take the room of one character."""
    letters = sum(one.isascii() and one.isalpha() for one in line)
    return len(line) - letters // 2
