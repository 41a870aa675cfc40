"""Where texts stand in the speeches that bring them, worked out before the transaction opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.indexing import contents_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.preparing import Indexed, Prepared, PreparedSpeech, Wording
    from store.segments import Contents
    from store.texts import TextKey

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
    contents: tuple[tuple[int, Contents], ...]


def place(
    documents: Sequence[Prepared], brought: Fresh, added: Mapping[Wording, TextKey], first: int
) -> Placed:
    """Place the texts of documents whose speeches get ascending keys, `first` the first.

    `added` are the keys of the wordings that weren't known. A text's first place is its home;
    what is known has one already, and all other places are echoes.
    """
    keys = {**brought.known, **added}
    at_home = {text.key for text in brought.known.values()}
    homes: dict[int, int] = {}
    rows: list[PlaceRow] = []
    speeches = []
    for document in documents:
        numbered = tuple(enumerate(document.speeches, start=first))
        first += len(numbered)
        speeches.append(numbered)
        for key, speech in numbered:
            for one in speech.places:
                text = keys[one.wording]
                echo = text.key in at_home or text.key in homes
                if not echo:
                    homes[text.key] = key
                rows.append(
                    (key, one.number, text.key, text.passage, one.block, one.level, one.above, echo)
                )
    contents = []
    for segment, items in brought.segments.items():
        own = [keys[wording].key for wording, _ in items]
        entries = [indexed.entry for _, indexed in items]
        contents.append((segment, contents_of(entries, own, [homes[text] for text in own])))
    return Placed(tuple(speeches), tuple(rows), tuple(contents))
