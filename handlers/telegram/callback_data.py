"""Callback data: what a button means, in at most 64 bytes, for ever.

`1` `verb` `.` fields: query key, offset (base 36), passage id, extra. No user id stands in it, and
whatever comes back is hostile: `decode` gives None for anything that `encode` would not make.
`extra` is read by types: acts.py, spot.py, export_order.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.search.model import Span

VERSION = "1"
LIMIT = 64
"""Bytes Telegram allows for callback data."""
_FORM = re.compile(
    r"1(?P<verb>[a-z]{1,2})\.(?P<query>(?:[A-Za-z0-9_-]{8})?)\.(?P<offset>[0-9a-z]{0,4})"
    r"\.(?P<passage>(?:[A-Za-z0-9_-]{12})?)\.(?P<extra>[A-Za-z0-9_:+-]{0,32})"
)
CUT = r"e(?:0|[1-9][0-9]{0,3})-[1-9][0-9]{0,3}"
"""The pattern of a run of a passage at the end of a button's or a link's fields."""
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
    """Bookmark: `extra` 1 saves, 0 removes, empty toggles; with d only the label changes."""
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
    """The daily excerpt; `OnDaily` says what."""
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
    BELOW = "b"
    """Open a passage in a message below: `extra` x with its context, f its full text."""
    CLOSE = "x"
    """Delete this answer from the group."""
    DRAFT = "df"
    """The checked draft that is the remembered query: its parts from `offset`, or as `OnDraft`."""
    NARROW = "nw"
    """Choose a value to narrow the search by: `extra` o an organisation, y a year."""
    FORGET = "g"
    """All of one's own data: asks, or does as `OnOwnData` says."""
    DOCUMENT = "dc"
    """Decide about documents that came by chat, as `OnUpload` says."""
    CORRECT = "cr"
    """Correct a speech's title, organisation, speaker or date, as `OnSpeech` says."""
    SOURCES = "sc"
    """The stored documents: a page of them, one of them, its removal, as `OnSource` says."""
    SLOGAN = "l"
    """Show the card of the slogan that is the remembered query."""
    SLOGANS = "ls"
    """Show the page of the slogans at `offset`: those that hold the query; without one the most
    used, `extra` being the first letter of a kind."""
    SLOGAN_CHART = "lc"
    """Draw the use by year of the slogan that is the remembered query."""
    GROUP_SETTING = "gs"
    """A group's settings: `extra` p shows the page, a who sees answers, k who fills its shelf, with
    a value that is chosen; then the group's id."""
    SHELF = "sh"
    """The group's shelf: its page at `offset`, the query being the filter; `extra` o opens an
    entry, k keeps the passage with the query for a note, l and a chat's id are the page in
    private."""
    SHOW = "gb"
    """Show to the group a passage that only its asker sees."""
    TAKE_OFF = "to"
    """Take a passage off the group's shelf; `extra` 0 puts it back."""
    WATCH = "wt"
    """The words that are the remembered query: `extra` 1 follows them, 0 ends that, o opens them;
    without a query the page of what one follows at `offset`."""
    HOLIDAYS = "hd"
    """The holiday notice that is the remembered query: done with it is what `OnHolidays` says."""
    ADMIT = "ad"
    """Allow or leave a group, as `OnGroup` says."""


@dataclass(frozen=True, slots=True)
class Press:
    """A decoded button. `query` is the key of a remembered query."""

    verb: Verb
    query: str = ""
    offset: int = 0
    passage: str = ""
    extra: str = ""

    @property
    def flags(self) -> str:
        """What `extra` says of a passage's button beside the cut."""
        return self.extra.partition("e")[0]

    @property
    def cut(self) -> Span | None:
        """The run of the passage that the button is about, None where it is about all of it."""
        return read_cut(self.extra)


def written_cut(cut: Span | None) -> str:
    """A run of a passage as it stands at the end of `extra`, and of links: `e12-80`."""
    return "" if cut is None else f"e{cut[0]}-{cut[1]}"


def read_cut(written: str) -> Span | None:
    """The run at the end of a text, None where there is none."""
    match = re.search(f"{CUT}$", written)
    if match is None:
        return None
    start, stop = match[0][1:].split("-")
    return int(start), int(stop)


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
