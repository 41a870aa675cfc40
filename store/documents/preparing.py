"""A parsed document made ready to be stored, so that the transaction only writes."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from corpus.characters import HAN
from corpus.excerpt import best_excerpt
from corpus.normal import normalize
from corpus.passages import split_passages
from corpus.static_rank import static_rank
from corpus.title_forms import title_form
from store.documents.packed import identity
from store.index.segments import rank
from store.index.terms import storable
from store.index.writer import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.excerpt import Excerpt
    from corpus.model import Block, Document, Passage, PassageKind, Speech
    from store.db.port import Row

_TERM = re.compile(rf"[“\"「『]([{HAN}]{{3,6}})[”\"」』]")


class Wording(NamedTuple):
    """What makes a row of `text`: equal texts in many places are stored once."""

    id: str
    kind: PassageKind
    text: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index and its side tables need of a text."""

    entry: Entry
    terms: tuple[str, ...]
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class PlacedWording:
    """A wording at its place; `above` is the number of the heading that it stands under."""

    wording: Wording
    number: int
    block: int
    level: int | None
    above: int | None


@dataclass(frozen=True, slots=True)
class PreparedSpeech:
    """A speech's columns and the places in it; `identity` names its words."""

    identity: str
    number: int
    title: str
    title_form: str
    collection: str | None
    organisation: str | None
    speaker: str | None
    date: str | None
    warnings: str
    places: tuple[PlacedWording, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A whole document; `borders` counts the pairs of characters around borders in blocks."""

    source: str
    collection: str | None
    speeches: tuple[PreparedSpeech, ...]
    texts: dict[Wording, Indexed]
    borders: Counter[str]


def prepare(document: Document) -> Prepared:
    """Split, normalise and index-cut a document; takes the time that ingest takes."""
    normals: dict[Wording, str] = {}
    speeches = tuple(_prepare_speech(speech, normals) for speech in document.speeches)
    borders: Counter[str] = Counter()
    for speech in speeches:
        borders.update(
            border_pairs((place.block, normals[place.wording]) for place in speech.places)
        )
    texts = {wording: index_text(wording, normal) for wording, normal in normals.items()}
    return Prepared(
        storable(document.source), _clean(document.collection), speeches, texts, borders
    )


def index_text(wording: Wording, normal: str) -> Indexed:
    """Work out what the index holds of a wording with this normal form."""
    band = static_rank(wording.text, wording.kind)
    entry = Entry(normal, rank(band, heading=wording.kind == "heading"))
    excerpt = best_excerpt(wording.text) if wording.kind == "text" else None
    return Indexed(entry, quoted_terms(wording.text), excerpt)


def border_pairs(passages: Iterable[tuple[int, str]]) -> list[str]:
    """Return the characters around each border within a block, for one speech in order.

    `passages` are block numbers and normal forms.
    """
    pairs = []
    last_block, last = -1, ""
    for block, normal in passages:
        if block == last_block:
            pairs.append(last[-1] + normal[0])
        last_block, last = block, normal
    return pairs


def borders_of(places: Iterable[Row]) -> Counter[str]:
    """Count those pairs from stored places, given speech after speech."""
    borders: Counter[str] = Counter()
    for _, some in groupby(places, key=lambda place: place["speech"]):
        borders.update(
            border_pairs((place["block"], normalize(place["wording"])) for place in some)
        )
    return borders


def quoted_terms(text: str) -> tuple[str, ...]:
    """Return the distinct terms of 3 to 6 Han characters that stand in quotation marks."""
    return tuple(sorted(set(_TERM.findall(text))))


def _prepare_speech(speech: Speech, normals: dict[Wording, str]) -> PreparedSpeech:
    places = []
    path: list[tuple[int, int]] = []
    for passage in split_passages(speech):
        block = speech.blocks[passage.block]
        wording = Wording(passage.id, passage.kind, storable(passage.text))
        normal = normals.get(wording) or normalize(wording.text)
        if not normal:
            continue
        normals[wording] = normal
        places.append(_place(passage, wording, block, path))
    title = storable(speech.title)
    return PreparedSpeech(
        identity=identity(speech),
        number=speech.number,
        title=title,
        title_form=title_form(title),
        collection=_clean(speech.collection),
        organisation=_clean(speech.organisation),
        speaker=_clean(speech.speaker),
        date=speech.date,
        warnings=json.dumps(speech.warnings, ensure_ascii=False),
        places=tuple(places),
    )


def _place(
    passage: Passage, wording: Wording, block: Block, path: list[tuple[int, int]]
) -> PlacedWording:
    """Place a passage below the headings in `path` (level, number), which a heading changes."""
    level = None
    if block.kind == "heading":
        level = block.level or 1
        while path and path[-1][0] >= level:
            path.pop()
    above = path[-1][1] if path else None
    if level is not None:
        path.append((level, passage.number))
    return PlacedWording(wording, passage.number, passage.block, level, above)


def _clean(value: str | None) -> str | None:
    return storable(value) if value else None
