"""What is kept of a person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import date

    from store.search.model import Hit, Span, SpeechInfo


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a reader stopped: a speech and the number of the passage he had come to."""

    speech: SpeechInfo
    number: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A message of ours that answers somebody's question: who asked, what, and where."""

    chat_id: int
    question_id: int
    answer_id: int
    asker_id: int
    query: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One saved passage; `text` and `citation` are kept so that it outlives its document.

    `excerpt` is the run of it that was seen when it was saved, None where that was all of it;
    `highlights` are the words by which it was looked for. `kept_by` is who put it on a group's
    shelf, None where that is forgotten.
    """

    passage_id: str
    text: str
    citation: str
    saved_at: datetime
    note: str = ""
    tags: tuple[str, ...] = ()
    title: str = ""
    organisation: str | None = None
    speaker: str | None = None
    date: str | None = None
    excerpt: Span | None = None
    highlights: tuple[Span, ...] = ()
    kept_by: int | None = None


@dataclass(frozen=True, slots=True)
class BookmarkPage:
    """One page of bookmarks, newest first; `total` counts all that the filter lets in."""

    total: int
    offset: int
    items: tuple[Bookmark, ...]
    tags: tuple[tuple[str, int], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SaveChange:
    """What a press on 收藏 did: the new state, how many are saved now, the note that came back."""

    saved: bool
    total: int
    changed: bool
    note: str = ""


LONGEST_NOTE = 500
"""Characters of a note that are kept."""


LONGEST_TAG = 20


MOST_TAGS = 10


_TAG = re.compile(r"[#＃]([^\s#＃，。、；：！？,.;:!?]+)")
_BESIDE = " \t\n\u3000，、；,;"
"""What parts a tag from the words around it, and goes with it."""
_NOTHING = frozenset(("无", "無", "-", "－", "—", "–"))
"""What is written to take a note away; behind # the tags."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The snapshot that a bookmark keeps of its passage."""

    passage_id: str
    text: str
    kind: str
    citation: str
    title: str
    organisation: str | None
    speaker: str | None
    date: str | None
    speech: str
    excerpt: Span | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A written note as its words and its tags; `cut` where not all of it can be kept.

    Without words or without tags, those that stand stay, unless they are to be taken away.
    """

    words: str
    tags: tuple[str, ...]
    cut: bool
    drops_words: bool = False
    drops_tags: bool = False


def read_note(written: str) -> Note:
    """Tell words from tags; both in order, a tag once.

    >>> read_note("结尾用，#收尾，#作风。").words
    '结尾用'
    """
    found = dict.fromkeys(_TAG.findall(written))
    parts = [" ".join(part.strip(_BESIDE).split()) for part in _TAG.split(written)[::2]]
    words = " ".join(part for part in parts if any(map(str.isalnum, part)) or part in _NOTHING)
    words = words or (" ".join(written.split()) if not found else "")
    named = [tag for tag in found if tag not in _NOTHING]
    tags = tuple(dict.fromkeys(tag[:LONGEST_TAG] for tag in named))[:MOST_TAGS]
    drops_words, drops_tags = words in _NOTHING, bool(found) and not named
    words = "" if drops_words else words
    cut = len(words) > LONGEST_NOTE or tuple(named) != tags
    return Note(words[:LONGEST_NOTE], tags, cut, drops_words, drops_tags)


@dataclass(frozen=True, slots=True)
class Use:
    """What was asked: in the last `DAYS` days, and this week by how many people.

    `days` are oldest first, days without a question included. `missed` are words with counts.
    """

    days: tuple[tuple[date, int], ...]
    questions: int
    people: int
    bookmarks: int
    missed: tuple[tuple[str, int], ...]


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def week_start(today: date, zone: str) -> datetime:
    """The instant at which the week of a local date begins, in UTC."""
    return datetime.combine(monday(today), time(), ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Holding:
    """How many people saved how many of a document's passages."""

    people: int
    passages: int


MOST_WATCHED = 20
"""Words that one person may follow."""
LONGEST_WATCHED = 60
"""Characters of what is followed."""


@dataclass(frozen=True, slots=True)
class WatchTotals:
    """Where followed words stand now: in passages, or, of a name alone, in how many speeches.

    `query` is what finds them; `name` is empty where they are no name.
    """

    query: str
    passages: int = 0
    speeches: int = 0
    name: str = ""

    @property
    def total(self) -> int:
        """Passages, or a name's speeches."""
        return self.speeches if self.name else self.passages


@dataclass(frozen=True, slots=True)
class Watch:
    """Words that somebody follows; `news` is the local date on which he was last told of any."""

    words: str
    news: date | None
    totals: WatchTotals


@dataclass(frozen=True, slots=True)
class News:
    """What has come in of followed words: `totals` counts it, and its query finds just that.

    `best` is the passage that says it best, None of a name, of which `speech` is the newest.
    """

    words: str
    totals: WatchTotals
    best: Hit | None
    speech: SpeechInfo


Audience = Literal["everyone", "asker"]
"""Who sees the answers to commands in a group."""
Keepers = Literal["members", "administrators", "nobody"]
"""Who may fill a group's shelf; nobody where it has none."""


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """What a group's administrators have chosen."""

    answers: Audience = "everyone"
    shelf: Keepers = "members"


@dataclass(frozen=True, slots=True)
class Kept:
    """What /keep did: the entry, whether it is new, and how many there are now."""

    entry: Bookmark
    new: bool
    total: int
