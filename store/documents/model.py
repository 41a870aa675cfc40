"""Stored documents and speeches, whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from store.index.terms import storable

if TYPE_CHECKING:
    from datetime import datetime

    from store.search.model import Span

Kind = Literal["own", "offer", "removal"]
BatchState = Literal["reading", "waiting", "offered", "taking", "taken", "dropped", "undoing"]
DraftState = Literal["new", "read", "failed", "taken"]
Field = Literal["title", "organisation", "speaker", "date"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One whole block of a speech. `marked` are the spans of the passage it was opened for."""

    kind: Literal["heading", "text"]
    level: int | None
    text: str
    marked: tuple[Span, ...] = ()


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
class Incoming:
    """A document as it comes: in whose chat, from whom, under which name."""

    kind: Kind
    chat_id: int
    user_id: int
    user_name: str
    lang: str
    group_key: str
    source: str
    file_id: str
    size: int


@dataclass(frozen=True, slots=True)
class Upload:
    """One document of a batch. `outline` is there once it was read, `error` where it can't be.

    `replaced` is true where taking it in took the place of an older version of it.
    """

    id: int
    source: str
    file_id: str
    size: int
    state: DraftState
    outline: DocumentSummary | None = None
    error: str = ""
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What came at once. `messages` are the chats and ids of our messages about it."""

    id: int
    kind: Kind
    state: BatchState
    user_id: int
    user_name: str
    lang: str
    drafts: tuple[Upload, ...]
    messages: tuple[tuple[int, int], ...]

    @property
    def readable(self) -> tuple[Upload, ...]:
        """The drafts that can be taken in, or were."""
        return tuple(draft for draft in self.drafts if draft.outline is not None)


@dataclass(frozen=True, slots=True)
class SpeechSummary:
    """One speech of a document, as much of it as is needed to recognise and to correct it.

    `identity` names the letters of its body; `title_made` is true where the document gives none.
    `remarks` are lines around its title that are in no field.
    """

    source: str
    number: int
    identity: str
    title: str
    organisation: str | None = None
    speaker: str | None = None
    date: str | None = None
    opening: str = ""
    title_made: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def lacking(self) -> tuple[Field, ...]:
        """The fields in which somebody should look: what the document doesn't give."""
        values: dict[Field, object] = {
            "title": not self.title_made,
            "speaker": self.speaker,
            "date": self.date,
        }
        return tuple(field for field, given in values.items() if not given)


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """What was recognised in a document. `content_hash` is the SHA-256 of its file.

    `slogans` are those that the document itself gives evidence for.
    """

    content_hash: str
    passages: int
    speeches: tuple[SpeechSummary, ...]
    warnings: tuple[str, ...] = ()
    slogans: int = 0


Taken = Literal["added", "replaced", "unchanged"]
"""What became of a draft: whether it took another version's place, or was in the store before."""


LONGEST_STEM = 60
"""Characters of a file's name, which a file system counts as three bytes each."""


_UNNAMEABLE = re.compile(r"[\x00-\x1f\x7f/\\\u2028\u2029]+")


def source_name(written: str) -> str:
    """The name under which a sent file goes, safe for a file system; never empty."""
    name = " ".join(_UNNAMEABLE.sub(" ", storable(written)).split()).lstrip(".")
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:LONGEST_STEM] or "document"
    return f"{stem[:LONGEST_STEM] or 'document'}.{extension}"
