"""What was probably meant by a text that stands nowhere: a slip, a like sound, pinyin.

Every guess stands in the store word for word. One character may be another one, be missing, be
too much or have changed places; any number may sound alike, as long as most are right.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corpus.normal import normalize
from corpus.pinyin import characters, cuts, readings, sounds_alike
from corpus.slogans.bare import bare
from store.db.sql import as_list, as_texts
from store.index import terms as index
from store.index.reader import keys_holding, living_texts
from store.index.snapshot import snapshot_of
from store.index.terms import BLOCK_BITS
from store.search.exact import count_exact
from store.search.query import Query
from store.search.wildcard import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from store.db.port import RawConnection
    from store.index.postings import I64
    from store.index.segments import Segment
    from store.search.model import SearchPage

SHORTEST, LONGEST = 3, 30
"""Characters of a text that may be a slip; a shorter one could mean anything."""

_READ = 60
"""Texts, and those of the same rank, that are read to see which character stands in a gap."""
_RANK_BITS = 24
"""Bits of a rank for a length or a place, which are below MOST_CHARACTERS but for a text alone."""
_MOST_NEEDLES = 4
_MOST_WAYS = 24
"""Spellings of one beginning that are followed further."""

_ALIKE, _SWAPPED, _EXTRA, _MISSING, _OTHER = 0.2, 0.5, 0.6, 0.8, 1.0

_KNOWN = 1.0
"""How much nearer a slogan is than another text; what is then nearer than SURE is meant."""
SURE = 0.5

_ENOUGH = 5
"""Characters from which on one may be missing, too much or another; a slogan needs fewer."""
_BORNE_OUT = 0.9
"""Share of the places at which the same character stands beside the others, to be meant there."""

_MOST_CUTS = 8
"""Ways to cut letters into syllables."""
_LONGEST_SPELLED = 6 * LONGEST
_LETTERS = re.compile("[a-z]+|[^a-z]")


class Guess(NamedTuple):
    """A text that stands somewhere, how far it is from what was asked, and in how many texts.

    One that is only `likely` counts if it is a slogan.
    """

    cost: float
    texts: int
    text: str
    likely: bool = False


class Meant(NamedTuple):
    """What was probably meant; empty where nothing is near. `sure` where it can hardly be else."""

    text: str = ""
    sure: bool = False


def guess(raw: RawConnection, asked: str) -> Meant:
    """Give the text that was probably meant by a normal form."""
    if not index.is_indexed(asked):
        return Meant()
    found: list[Guess] = []
    if asked.isalnum() and len(asked) <= _LONGEST_SPELLED:
        found = _spelled(raw, asked)
    if not found and not asked.isascii() and SHORTEST <= len(asked) <= LONGEST:
        found = [*_moved(raw, asked), *_replaced(raw, asked), *_sounding(raw, asked)]
    known = _slogans_of(raw, {one.text for one in found})
    costs = [
        (one.cost - _KNOWN * (one.text in known), -one.texts, one.text)
        for one in found
        if one.text in known or not one.likely
    ]
    if not costs:
        return Meant()
    cost, _, text = min(costs)
    return Meant(text, cost <= SURE)


def guess_query(raw: RawConnection, query: Query) -> Meant:
    """Write a query with what was probably meant by the needles that stand nowhere."""
    parts = [part for needle in query.needles for part in needle.parts]
    if len(parts) > 1 and query.whole and query.whole.isascii() and query.whole.isalpha():
        spelled = {needle.shown for needle in query.needles}
        rest = [word for word in query.text.split() if word not in spelled]
        meant = guess(raw, query.whole)
        return meant._replace(text=" ".join([meant.text, *rest])) if meant.text else meant
    if len(query.needles) > _MOST_NEEDLES or len(parts) > len(query.needles):
        return Meant()
    text, sure = query.text, True
    for needle in query.needles:
        if not count_exact(raw, Query(needle.shown, (needle,))):
            meant = guess(raw, needle.parts[0])
            if not meant.text or needle.shown not in text:
                return Meant()
            text, sure = _put(text, needle.shown, meant.text), sure and meant.sure
    return Meant(text, sure) if text != query.text else Meant()


def _put(text: str, shown: str, meant: str) -> str:
    """Put what was meant in the place of a word, not of the same characters in another one."""
    word = re.compile(rf"(?<!\S){re.escape(shown)}(?!\S)")
    return word.sub(meant, text) if word.search(text) else text.replace(shown, meant)


def as_similar(page: SearchPage, query: Query, meant: str) -> SearchPage:
    """Give a page of what was searched instead as an answer to the query."""
    hits = tuple(replace(hit, match="similar") for hit in page.hits)
    return replace(page, query=query.text, match="similar", hits=hits, suggestions=(meant,))


def _moved(raw: RawConnection, asked: str) -> Iterator[Guess]:
    """Leave an inner character out, or let two neighbours change places."""
    for at in range(len(asked)):
        # Without its first or last character a text is no slip, but another text.
        if len(asked) > SHORTEST and 0 < at < len(asked) - 1:
            likely = len(asked) < _ENOUGH
            yield from _stands(raw, asked[:at] + asked[at + 1 :], _EXTRA, likely=likely)
        if at and asked[at - 1] != asked[at]:
            swapped = asked[: at - 1] + asked[at] + asked[at - 1] + asked[at + 1 :]
            yield from _stands(raw, swapped, _SWAPPED)


def _replaced(raw: RawConnection, asked: str) -> Iterator[Guess]:
    """Put another character in the place of one, or between two."""
    for at in range(len(asked)):
        before, after = asked[:at], asked[at + 1 :]
        for character, share in _between(raw, before, after):
            alike = sounds_alike(character, asked[at])
            # Anything may stand at an end; only in between do both sides bear it out.
            inside, borne_out = bool(before and after), share >= _BORNE_OUT
            long = len(asked) >= _ENOUGH
            enough = alike or (long or borne_out if inside else long and borne_out)
            text = before + character + after
            yield from _stands(raw, text, _ALIKE if alike else _OTHER, likely=not enough)
        if at:
            for character, share in _between(raw, before, asked[at:]):
                text = before + character + asked[at:]
                enough = len(asked) >= _ENOUGH or share >= _BORNE_OUT
                yield from _stands(raw, text, _MISSING, likely=not enough)


def _sounding(raw: RawConnection, asked: str) -> Iterator[Guess]:
    """Take characters for others that sound alike, less than half of them."""
    choices = [_homophones(character) for character in asked]
    for text in _paths(raw, choices):
        changed = sum(one != other for one, other in zip(text, asked, strict=True))
        if 0 < changed * 2 <= len(asked):
            yield from _stands(raw, text, _ALIKE * changed)


def _spelled(raw: RawConnection, asked: str) -> list[Guess]:
    """Find texts that are read like this; what isn't spelled is meant as it stands."""
    if not any("a" <= one <= "z" for one in asked):
        return []
    spelled = [
        cuts(piece, _MOST_CUTS) if piece.isascii() and piece.isalpha() else [(piece,)]
        for piece in _LETTERS.findall(asked)
    ]
    found: list[Guess] = []
    for way in islice(product(*spelled), _MOST_CUTS):
        choices = [characters(sound) or sound for part in way for sound in part]
        if 1 < len(choices) <= LONGEST:
            found += [one for text in _paths(raw, choices) for one in _stands(raw, text, 0.0)]
    return found


def _slogans_of(raw: RawConnection, texts: set[str]) -> frozenset[str]:
    """Return which of some texts are slogans, whatever their marks."""
    bares = {text: bare(text) for text in texts}
    rows = raw.execute(
        "SELECT bare FROM slogan WHERE rank < 3 AND bare IN (SELECT value FROM json_each(?))",
        (as_texts(set(bares.values())),),
    )
    known = {row["bare"] for row in rows}
    return frozenset(text for text, own in bares.items() if own in known)


def _stands(raw: RawConnection, text: str, cost: float, *, likely: bool = False) -> Iterator[Guess]:
    if texts := len(keys_holding(raw, text)):
        yield Guess(cost, texts, text, likely)


def _homophones(character: str) -> tuple[str, ...]:
    others = {other for sound in readings(character) for other in characters(sound)}
    return (character, *sorted(others - {character}))


def _paths(raw: RawConnection, choices: Sequence[Sequence[str]]) -> list[str]:
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


def _pair_texts(raw: RawConnection, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Say in how many texts each pair of characters stands, in all of them with one question."""
    listed = list(pairs)
    terms = [index.pair(*two) for two in listed]
    counts = [living_texts(raw, segment, terms) for segment in snapshot_of(raw).segments]
    return {two: sum(own) for two, *own in zip(listed, *counts, strict=True)}


def _between(raw: RawConnection, before: str, after: str) -> list[tuple[str, float]]:
    """Return letters that stand between two texts, the most frequent first, with their shares."""
    seen = Counter(_seen_between(raw, before, after))
    frequent = sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:3]
    return [
        (character, count / seen.total()) for character, count in frequent if character.isalnum()
    ]


def _seen_between(raw: RawConnection, before: str, after: str) -> Iterator[str]:
    gaps = [_gaps(raw, segment, before, after) for segment in snapshot_of(raw).segments]
    keys, places, ranks = (np.concatenate(part) for part in zip(_NO_GAP, *gaps, strict=True))
    if len(ranks) > _READ:
        # Which are read is settled by what they are, not by the segments that they lie in.
        chosen = ranks <= np.partition(ranks, _READ - 1)[_READ - 1]
        keys, places = keys[chosen], places[chosen]
    rows = raw.execute(
        "SELECT key, text FROM text WHERE key IN (SELECT value FROM json_each(?))",
        (as_list(np.unique(keys).tolist()),),
    )
    normals = {row["key"]: normalize(row["text"]) for row in rows}
    for key, place in zip(keys.tolist(), places.tolist(), strict=True):
        yield normals[key][place]


_NO_GAP = (np.zeros(0, np.int64),) * 3


def _gaps(raw: RawConnection, segment: Segment, before: str, after: str) -> tuple[I64, I64, I64]:
    """Return where a character stands between two texts: keys, places in them, and their ranks.

    Those that stand best alone are first, and of these the shortest.
    """
    gap = np.zeros(0, np.int64)
    if before:
        gap = places(raw, segment, before).astype(np.int64) + len(before)
    if after and (len(gap) or not before):
        behind = places(raw, segment, after).astype(np.int64) - 1
        gap = np.intersect1d(gap, behind, assume_unique=True) if before else behind
    # A gap behind the last text of all lies in no cell, and one before the first one nowhere.
    gap = gap[(gap >= 0) & (gap < segment.layout.blocks << BLOCK_BITS)]
    texts = segment.text_of_block[gap >> BLOCK_BITS]
    # The pad before a text has the first position of its cell.
    own = gap - (segment.layout.first[texts].astype(np.int64) << BLOCK_BITS) - 1
    doc_values = segment.doc_values
    inside = (own >= 0) & (own < doc_values.lengths[texts])
    if segment.live is not None:
        inside &= segment.live[texts]
    texts, own = texts[inside], own[inside]
    ranks = doc_values.ranks[texts].astype(np.int64) << _RANK_BITS
    ranks = (ranks | doc_values.lengths[texts]) << _RANK_BITS
    return doc_values.keys[texts].astype(np.int64), own, ranks | own
