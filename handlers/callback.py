"""Callback data: what a button means, in at most 64 bytes, for ever.

`1` `verb` `.` fields: query key, offset (base 36), passage id, extra. No user id stands in it, and
whatever comes back is hostile: `decode` gives None for anything that `encode` would not make.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

VERSION = "1"
LIMIT = 64
"""Bytes Telegram allows for callback data."""
_FORM = re.compile(
    r"1(?P<verb>[a-z]{1,2})\.(?P<query>(?:[A-Za-z0-9_-]{8})?)\.(?P<offset>[0-9a-z]{0,4})"
    r"\.(?P<passage>(?:[A-Za-z0-9_-]{12})?)\.(?P<extra>[A-Za-z0-9_:+-]{0,24})"
)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Verb(Enum):
    """What a press asks for."""

    TURN = "t"
    """Show the page of a search at `offset`."""
    OPEN = "o"
    """Show one passage: hit `offset` of the search, or a passage on its own."""
    CONTEXT = "c"
    """Show the passage with its surroundings; `extra` 0 hides them again."""
    SAVE = "s"
    """Bookmark: `extra` 1 saves, 0 removes, empty toggles."""
    COPY = "y"
    """Send the passage with its citation as a message to copy."""
    PLAIN = "p"
    """Send the passage alone as a message to copy."""
    NOTE = "n"
    """Ask for a note on the bookmark."""
    SAVED = "sv"
    """Show the page of the bookmarks at `offset`; the query is the filter."""
    SAVED_OPEN = "so"
    """Open bookmark `offset` of the list."""
    TAGS = "tg"
    """Show the page of one's own tags at `offset`."""
    ANOTHER = "a"
    """Another good excerpt."""
    SEARCH = "q"
    """Search for the remembered query as if it had been typed."""
    NOT_MEANT = "nm"
    """What was taken for a slip was none: say that the remembered query stands nowhere."""
    DAILY = "d"
    """The daily excerpt; `extra` says what."""
    DAILY_SETTING = "ds"
    """A setting of a chat's daily excerpt; `extra` holds action, chat and value."""
    FULL = "f"
    """Show a page of the full text; `extra` holds the spot, see spot.py."""
    OUTLINE = "ol"
    """Show the headings of that text."""
    OUTLINE_COPY = "oc"
    """Send these headings as a message to copy."""
    WORD = "w"
    """Send that speech as a Word file."""
    SPEECHES = "sp"
    """Show the page of the list of speeches at `offset`; the query is the filter."""
    RECENT = "r"
    """Show what was read last."""
    CARD = "k"
    """Draw the passage as a picture."""
    EXPORT = "e"
    """Ask for or make a file of bookmarks or of a search's hits; `extra` says which and how."""
    CLOSE = "x"
    """Delete this answer from the group."""
    NARROW = "nw"
    """Choose a value to narrow the search by: `extra` o an organisation, y a year."""
    FORGET = "g"
    """All of one's own data: empty `extra` asks, y deletes, n leaves it."""
    DOCUMENT = "dc"
    """Decide about documents that came by chat; `extra` says what and which."""
    CORRECT = "cr"
    """Correct a speech's title, organisation, speaker or date; `extra` says which."""
    SOURCES = "sc"
    """The stored documents: a page of them, one of them, its removal; `extra` says what."""
    SLOGAN = "l"
    """Show the card of the slogan that is the remembered query."""
    SLOGANS = "ls"
    """Show the page of the slogans at `offset`: those that hold the query; without one the most
    used, `extra` being the first letter of a kind."""
    SLOGAN_CHART = "lc"
    """Draw the use by year of the slogan that is the remembered query."""
    ADMIT = "ad"
    """Allow or leave a group; `extra` holds its id."""


@dataclass(frozen=True, slots=True)
class Press:
    """A decoded button. `query` is the key of a remembered query."""

    verb: Verb
    query: str = ""
    offset: int = 0
    passage: str = ""
    extra: str = ""


def encode(press: Press) -> str:
    """Callback data for a press; ValueError where it would not come back the same."""
    fields = (press.query, _base36(press.offset), press.passage, press.extra)
    data = f"{VERSION}{press.verb.value}.{'.'.join(fields)}"
    if len(data) > LIMIT or decode(data) != press:
        raise ValueError(f"not a button that can be made: {press}")
    return data


def decode(data: str) -> Press | None:
    """The press that the data stands for, None for anything else."""
    match = _FORM.fullmatch(data)
    if match is None:
        return None
    try:
        verb = Verb(match["verb"])
    except ValueError:
        return None
    offset = match["offset"]
    if offset.startswith("0"):
        return None
    return Press(verb, match["query"], int(offset or "0", 36), match["passage"], match["extra"])


def _base36(number: int) -> str:
    if number < 0:
        raise ValueError("an offset counts from 0")
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
