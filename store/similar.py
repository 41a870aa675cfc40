"""What was probably meant by a text that stands nowhere: a slip, a like sound, pinyin.

Every guess stands in the store word for word. One character may be another one, be missing, be
too much or have changed places; any number may sound alike, as long as most are right.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.normal import normalize
from corpus.pinyin import characters, readings, sounds_alike, syllables
from store import index
from store.exact import count_exact
from store.gaps import places
from store.index import CELL_BITS
from store.phrases import keys_holding, term_texts
from store.postings import cells_of
from store.query import Query
from store.view import view_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from store.model import SearchPage
    from store.segments import Segment

SHORTEST, LONGEST = 3, 30
"""Characters of a text that may be a slip; a shorter one could mean anything."""

_READ = 60
"""Texts of a segment that are read to see which character stands in a gap."""
_MOST_NEEDLES = 4
_MOST_WAYS = 24
"""Spellings of one beginning that are followed further."""

_ALIKE, _SWAPPED, _EXTRA, _MISSING, _OTHER = 0.2, 0.5, 0.6, 0.8, 1.0


class Guess(NamedTuple):
    """A text that stands somewhere, how far it is from what was asked, and in how many texts."""

    cost: float
    texts: int
    text: str


def guess(raw: sqlite3.Connection, asked: str) -> str:
    """Give the text that was probably meant by a normal form, empty where nothing is near."""
    if not index.is_indexed(asked):
        return ""
    if asked.isascii():
        found = _spelled(raw, syllables(asked)) if asked.isalpha() else []
    elif SHORTEST <= len(asked) <= LONGEST:
        found = [*_moved(raw, asked), *_replaced(raw, asked), *_sounding(raw, asked)]
    else:
        return ""
    best = min(found, key=lambda one: (one.cost, -one.texts, one.text), default=None)
    return best.text if best else ""


def guess_query(raw: sqlite3.Connection, query: Query) -> str:
    """Write a query with what was probably meant by the needles that stand nowhere.

    Empty where there is nothing to change, or nothing near.
    """
    if len(query.needles) > _MOST_NEEDLES or any(len(one.parts) > 1 for one in query.needles):
        return ""
    text = query.text
    for needle in query.needles:
        if not count_exact(raw, Query(needle.shown, (needle,))):
            meant = guess(raw, needle.parts[0])
            if not meant or needle.shown not in text:
                return ""
            text = text.replace(needle.shown, meant)
    return text if text != query.text else ""


def as_similar(page: SearchPage, query: Query, meant: str) -> SearchPage:
    """Give a page of what was searched instead as an answer to the query."""
    hits = tuple(replace(hit, match="similar") for hit in page.hits)
    return replace(page, query=query.text, match="similar", hits=hits, suggestions=(meant,))


def _moved(raw: sqlite3.Connection, asked: str) -> Iterator[Guess]:
    """Leave an inner character out, or let two neighbours change places."""
    for at in range(len(asked)):
        # Without its first or last character a text is no slip, but another text.
        if len(asked) > SHORTEST and 0 < at < len(asked) - 1:
            yield from _stands(raw, asked[:at] + asked[at + 1 :], _EXTRA)
        if at and asked[at - 1] != asked[at]:
            swapped = asked[: at - 1] + asked[at] + asked[at - 1] + asked[at + 1 :]
            yield from _stands(raw, swapped, _SWAPPED)


def _replaced(raw: sqlite3.Connection, asked: str) -> Iterator[Guess]:
    """Put another character in the place of one, or between two."""
    for at in range(len(asked)):
        for character in filter(str.isalnum, _between(raw, asked[:at], asked[at + 1 :])):
            alike = sounds_alike(character, asked[at])
            if not alike and at in (0, len(asked) - 1):
                # Anything may stand at an end; only in between do both sides bear it out.
                continue
            cost = _ALIKE if alike else _OTHER
            yield from _stands(raw, asked[:at] + character + asked[at + 1 :], cost)
        if at:
            for character in filter(str.isalnum, _between(raw, asked[:at], asked[at:])):
                yield from _stands(raw, asked[:at] + character + asked[at:], _MISSING)


def _sounding(raw: sqlite3.Connection, asked: str) -> Iterator[Guess]:
    """Take characters for others that sound alike, less than half of them."""
    choices = [_homophones(character) for character in asked]
    for text in _paths(raw, choices):
        changed = sum(one != other for one, other in zip(text, asked, strict=True))
        if 0 < changed * 2 <= len(asked):
            yield from _stands(raw, text, _ALIKE * changed)


def _spelled(raw: sqlite3.Connection, sounds: Sequence[str]) -> list[Guess]:
    """Find texts that are read like this."""
    if len(sounds) < 2:
        return []
    paths = _paths(raw, [characters(sound) for sound in sounds])
    return [found for text in paths for found in _stands(raw, text, 0.0)]


def _stands(raw: sqlite3.Connection, text: str, cost: float) -> Iterator[Guess]:
    if texts := len(keys_holding(raw, text)):
        yield Guess(cost, texts, text)


def _homophones(character: str) -> tuple[str, ...]:
    others = {other for sound in readings(character) for other in characters(sound)}
    return (character, *sorted(others - {character}))


def _paths(raw: sqlite3.Connection, choices: Sequence[Sequence[str]]) -> list[str]:
    """Return ways through the choices of which every pair stands somewhere, commonest first."""
    ways: dict[str, int] = dict.fromkeys(choices[0], 1 << 60)
    for choice in choices[1:]:
        held = _pair_texts(raw, {(way[-1], character) for way in ways for character in choice})
        longer = {
            way + character: min(least, texts)
            for way, least in ways.items()
            for character in choice
            if (texts := held[way[-1], character])
        }
        best = sorted(longer, key=lambda way: (-longer[way], way))[:_MOST_WAYS]
        ways = {way: longer[way] for way in best}
    return list(ways)


def _pair_texts(
    raw: sqlite3.Connection, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """Say in how many texts each pair of characters stands, in all of them with one question."""
    listed = list(pairs)
    terms = [index.pair(*two) for two in listed]
    counts = [term_texts(raw, segment, terms) for segment in view_of(raw).segments]
    return {two: sum(own) for two, *own in zip(listed, *counts, strict=True)}


def _between(raw: sqlite3.Connection, before: str, after: str) -> list[str]:
    """Return the characters that stand between two texts, the most frequent first."""
    seen: Counter[str] = Counter()
    for segment in view_of(raw).segments:
        seen.update(_seen_between(raw, segment, before, after))
    return [character for character, _ in seen.most_common(3)]


def _seen_between(
    raw: sqlite3.Connection, segment: Segment, before: str, after: str
) -> Iterator[str]:
    gap = np.zeros(0, np.int64)
    if before:
        gap = places(raw, segment, before).astype(np.int64) + len(before)
    if after and (len(gap) or not before):
        behind = places(raw, segment, after).astype(np.int64) - 1
        gap = np.intersect1d(gap, behind, assume_unique=True) if before else behind
    gap = gap[:_READ]
    texts = segment.text_of_cell[
        np.minimum(cells_of(gap.astype(np.uint32)), segment.layout.cells - 1)
    ]
    for text, at in zip(texts.tolist(), gap.tolist(), strict=True):
        if segment.alive is not None and not segment.alive[text]:
            continue
        row = raw.execute(
            "SELECT text FROM text WHERE key = ?", (int(segment.contents.keys[text]),)
        ).fetchone()
        # The pad before a text has the first position of its cell.
        place = at - (int(segment.layout.first[text]) << CELL_BITS) - 1
        normal = normalize(row["text"])
        if 0 <= place < len(normal):
            yield normal[place]
