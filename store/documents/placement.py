"""Where texts stand in the speeches that bring them, worked out before the transaction opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.index.writer import doc_values_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.documents.passage_rows import TextKey
    from store.documents.preparing import Indexed, Prepared, PreparedSpeech, Wording
    from store.index.segments import DocValues

    PlaceRow = tuple[int, int, int, int, int, int | None, int | None, bool]

PLACE_COLUMNS = "speech, number, text, passage, block, level, above, echo"
"""The columns of a row of `Placed.places`, in order."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What documents bring: wordings known before, and others with the segments that hold them."""

    known: dict[Wording, TextKey]
    fresh: Sequence[tuple[Wording, Indexed]]
    segments: Mapping[int, Sequence[tuple[Wording, Indexed]]]


@dataclass(frozen=True, slots=True)
class Placed:
    """The speeches of each document with their keys, the rows of `place`, and the segments."""

    speeches: tuple[tuple[tuple[int, PreparedSpeech], ...], ...]
    places: tuple[PlaceRow, ...]
    doc_values: tuple[tuple[int, DocValues], ...]


def place(
    documents: Sequence[Prepared], brought: Fresh, added: Mapping[Wording, TextKey], first: int
) -> Placed:
    """Place the texts of documents whose speeches get ascending keys, `first` the first.

    `added` are the keys of the wordings that weren't known. A text's first place is its home;
    what is known has one already, and all other places are echoes.
    """
    keys = {**brought.known, **added}
    at_home = {text.key for text in brought.known.values()}
    occurrences: dict[int, int] = {}
    rows: list[PlaceRow] = []
    speeches = []
    for document in documents:
        numbered = tuple(enumerate(document.speeches, start=first))
        first += len(numbered)
        speeches.append(numbered)
        for key, speech in numbered:
            for one in speech.places:
                text = keys[one.wording]
                echo = text.key in at_home or text.key in occurrences
                if not echo:
                    occurrences[text.key] = key
                rows.append(
                    (key, one.number, text.key, text.passage, one.block, one.level, one.above, echo)
                )
    doc_values = []
    for segment, items in brought.segments.items():
        own = [keys[wording].key for wording, _ in items]
        entries = [indexed.entry for _, indexed in items]
        doc_values.append(
            (segment, doc_values_of(entries, own, [occurrences[text] for text in own]))
        )
    return Placed(tuple(speeches), tuple(rows), tuple(doc_values))
