"""The values that leave the store: frozen, without SQL and without Telegram."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    from corpus.model import PassageKind

Match = Literal["exact", "words", "similar"]
Span = tuple[int, int]
"""Half-open, in code points of the text it belongs to."""


@dataclass(frozen=True, slots=True)
class SpeechInfo:
    """What is known of one stored speech; enough to cite it.

    `number` is its place in the document. `container` names the compilation, or the file where
    the compilation has no title or shares it. `shared_title` is true where another stored speech
    has the same title, so that the title alone does not name it.
    """

    id: str
    number: int
    title: str
    collection: str | None
    organisation: str | None
    speaker: str | None
    date: str | None
    source: str
    container: str
    shared_title: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: the speech's id and the passage's number in it, from 1."""

    speech: str
    number: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage with the speech it is shown under. `heading` is the path of headings above it."""

    id: str
    kind: PassageKind
    text: str
    speech: SpeechInfo
    number: int
    heading: tuple[str, ...] = ()
    match: Match = "exact"
    highlights: tuple[Span, ...] = ()
    also_in: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of an answer. `total` and `speeches` count the named tier over the whole store."""

    query: str
    match: Match | None
    total: int
    speeches: int
    offset: int
    hits: tuple[Hit, ...]
    suggestions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """A piece of a comparison: in both texts, only in the draft (extra), only in the passage."""

    kind: Literal["same", "extra", "lacking"]
    text: str


@dataclass(frozen=True, slots=True)
class MissingMember:
    """A slogan that a draft has some members of, and the members that it lacks."""

    slogan: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """A draft compared: the passages about as near as the nearest, and how it differs there.

    `missing` are slogans that the draft has only parts of; they are all there is where it is near
    to nothing.
    """

    hits: tuple[Hit, ...]
    pieces: tuple[DraftPiece, ...]
    missing: tuple[MissingMember, ...]

    @property
    def differences(self) -> int:
        """How many places differ: a piece put in the place of another is one."""
        kinds = [piece.kind for piece in self.pieces]
        return sum(
            kind != "same" and (at == 0 or kinds[at - 1] == "same") for at, kind in enumerate(kinds)
        )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One whole block of a speech. `marked` are the spans of the passage it was opened for."""

    kind: Literal["heading", "text"]
    level: int | None
    text: str
    marked: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """One passage where it stands in a speech. `level` is set for headings only."""

    number: int
    block: int
    level: int | None
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class SpeechText:
    """A whole speech: its passages in order, those of one block being one paragraph."""

    speech: SpeechInfo
    written: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class SpeechPage:
    """One page of a list of speeches; `total` counts all that the filter lets in.

    `by` tells what was looked at: titles and organisations, dates as well, or file names.
    """

    total: int
    offset: int
    items: tuple[SpeechInfo, ...]
    by: Literal["title", "date", "file"] = "title"


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a reader stopped: a speech and the number of the passage he had come to."""

    speech: SpeechInfo
    number: int


@dataclass(frozen=True, slots=True)
class IngestOutcome:
    """What taking in one document changed.

    `twins` counts its speeches that stood in the store before, nearly word for word.
    """

    state: Literal["added", "updated", "unchanged"]
    source: str
    speeches: int
    passages: int
    twins: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One stored document. `added` is in UTC."""

    source: str
    speeches: int
    passages: int
    added: datetime


@dataclass(frozen=True, slots=True)
class Size:
    """How much the store holds."""

    documents: int
    speeches: int
    passages: int


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
    """One saved passage; `text` and `citation` are kept so that it outlives its document."""

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
    alive: bool = True


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


SourceKind = Literal["all", "word", "slogan", "document", "picked"]
BarKind = Literal["passage", "speech", "speaker", "document"]
DeliveryState = Literal["planned", "claimed", "sent", "missed", "unknown", "failed"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat's daily excerpt. `time` is local HH:MM; `since` the instant of the command, in UTC.

    `days` is `workdays`, `daily`, or ISO weekdays in order, such as `135`. `source_value` is the
    word, the slogan, the document's source, or the id of the user whose bookmarks are drawn from.
    `paused_until` is the local date on which excerpts come again. `set_by` is the user who set it.
    `language` is that of the messages, `zh` or `en`.
    """

    chat_id: int
    time: str
    zone: str
    days: str
    since: datetime
    active: bool = True
    source_kind: SourceKind = "all"
    source_value: str = ""
    paused_until: date | None = None
    thread_id: int | None = None
    silent: bool = False
    set_by: int | None = None
    title: str = ""
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the ledger: a chat and a local date, the passage fixed when it was planned.

    `passage_id` is empty where none was to be had. `detail` says why it is in its state.
    `opens_round` is true where all had been sent before, so that they come again.
    """

    chat_id: int
    local_date: date
    due: datetime
    state: DeliveryState
    passage_id: str
    message_id: int | None = None
    attempts: int = 0
    detail: str = ""
    opens_round: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """What a chat never wants to see again: a passage or speech by id, a speaker, a source."""

    kind: BarKind
    value: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """An excerpt on its way. `late` ones say so (补发).

    `order` is to be handed to Telegram's request unchanged, as its `rate_limit_args`: it holds
    the claim, without which nothing may be sent.
    """

    delivery: Delivery
    subscription: Subscription
    late: bool
    order: object


Trouble = Literal[
    "exhausted",
    "empty",
    "no_rights",
    "topic_closed",
    "topic_deleted",
    "blocked",
    "kicked",
    "refused",
]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a chat's administrators should know of its excerpt.

    `exhausted`: everything has been sent once, it starts again. `empty`: nothing can be sent.
    `no_rights`, `topic_closed`, `refused`: today's was not sent. `topic_deleted`: it goes to the
    general topic now.
    """

    trouble: Trouble
    subscription: Subscription
    delivery: Delivery
