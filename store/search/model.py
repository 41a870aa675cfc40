"""What a search gives: passages with their speeches, without SQL and without Telegram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from corpus.model import PassageKind
    from store.search.query import Filter

Match = Literal["exact", "words", "similar"]
Span = tuple[int, int]
"""Half-open, in code points of the text it belongs to."""


@dataclass(frozen=True, slots=True)
class SpeechInfo:
    """What is known of one stored speech; enough to cite it.

    `number` is its place in the document. `container` names the compilation, or the file where
    the compilation has no title or shares it. `shared_title` is true where another stored speech
    has the same title, organisation, speaker and date, so that all of these don't name it. `rank`
    then counts it among the speeches of its title where one of them has its number, too; 0 where
    its number tells it apart.
    `title_made` is true where the document gives no title.
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
    rank: int = 0
    title_made: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: the speech's id and the passage's number in it, from 1."""

    speech: str
    number: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage with the speech it is shown under. `heading` is the path of headings above it.

    `cut` is where `text` stands in the passage, None where it is the whole of it.
    """

    id: str
    kind: PassageKind
    text: str
    speech: SpeechInfo
    number: int
    heading: tuple[str, ...] = ()
    match: Match = "exact"
    highlights: tuple[Span, ...] = ()
    also_in: tuple[Place, ...] = ()
    cut: Span | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of an answer. `total` and `speeches` count the named tier over the whole store.

    `words` are those of the question that the passages of this page hold, where they don't hold all
    of it as it was typed; `absent` those that were typed and stand nowhere. Where there is nothing,
    `words` were looked for together in vain. `understood` is what some words of the question were
    taken for; all else is then of the `reading`, the query that says so. `let_go` was understood,
    too, but its speeches, so many as are `within` it, hold none of the words. `other_punctuation`
    counts the passages that hold the text with other punctuation than it was typed with. Where
    it is `by_meaning`, the first passages are in an order that heeds what they mean.
    """

    query: str
    match: Match | None
    total: int
    speeches: int
    offset: int
    hits: tuple[Hit, ...]
    suggestions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    understood: tuple[Filter, ...] = ()
    let_go: tuple[Filter, ...] = ()
    within: int = 0
    reading: str = ""
    other_punctuation: int = 0
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class OtherReading:
    """What a question would find if one of its words weren't one: a year, a speaker, a body.

    `total` counts passages, of a name alone speeches; `text` is the query that says so.
    """

    understood: Filter
    total: int
    text: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A value to narrow by, and how many passages are left then."""

    value: str
    passages: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values in a search's passages, most frequent first."""

    organisations: tuple[Facet, ...] = ()
    years: tuple[Facet, ...] = ()


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

    `by` tells what was looked at: titles and organisations, dates as well, file names, or filters;
    of these `years` are the first and the last.
    """

    total: int
    offset: int
    items: tuple[SpeechInfo, ...]
    by: Literal["title", "date", "file", "filter"] = "title"
    years: tuple[str, str] | None = None
