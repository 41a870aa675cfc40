"""A pasted draft, clause by clause: what of it the store holds, and the slogans it has parts of."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corpus.normal import normalize
from corpus.slogans.bare import bare
from store.index import terms as index
from store.proofreading.diff import at_words, compare, taken
from store.proofreading.members import incomplete
from store.proofreading.model import DraftCheck, DraftPart
from store.proofreading.nearest import around, nearest
from store.proofreading.regions import Region, is_prose, regions, sentences
from store.search.exact import find_exact
from store.search.hits import load_hits
from store.search.query import as_text
from store.search.results import Results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from store.db.database import Database
    from store.db.port import RawConnection
    from store.proofreading.nearest import Around
    from store.search.model import Span

SHORTEST, LONGEST = 15, 4096
"""Characters of a draft that is compared; a shorter text is searched, a longer one a document."""

_CHUNK = 12
"""Letters from which on a sentence is looked at alone."""
_COMPARED, _SURROUNDED = 10, 3
"""Passages that a chunk is compared with, and of these the nearest ones with those around them."""
_MOST = 0.4
"""Share of a draft that one place must have for the draft to be compared with it as a whole."""
_AS_NEAR = 0.9
_OWN = 2
"""Letters besides what stands in the store that aren't worth a word."""
_LINE = re.compile("[\n]")


class _Found(NamedTuple):
    """A stretch of a draft with the passages in which it stands."""

    region: Region
    around: Around

    @property
    def stored(self) -> str:
        return self.around.text[self.region.begin : self.region.end]


class Drafts:
    """Compares drafts with what is stored."""

    def __init__(self, database: Database, cut: Callable[[str], Sequence[str]]) -> None:
        """`cut` gives the words of a text."""
        self._database = database
        self._cut = cut

    async def check(self, text: str) -> DraftCheck | None:
        """Compare a draft with the passages that hold clauses of it; None where none does.

        Also None for what is too short or too long to be one, and for words side by side.
        """
        check = await self._database.ask(lambda raw: _check(raw, text))
        return check and await asyncio.to_thread(self._at_words, check)

    def _at_words(self, check: DraftCheck) -> DraftCheck:
        parts = (replace(one, pieces=tuple(at_words(one.pieces, self._cut))) for one in check.parts)
        return replace(check, parts=tuple(parts), pieces=tuple(at_words(check.pieces, self._cut)))


def _check(raw: RawConnection, text: str) -> DraftCheck | None:
    draft = normalize(text)
    if not SHORTEST <= len(draft) <= LONGEST or not index.is_indexed(draft) or not is_prose(text):
        return None
    found = _merged(text, [one for chunk in _chunks(text) for one in _in_chunk(raw, text, chunk)])
    missing = incomplete(raw, draft, normalize("\n".join(one.stored for one in found)))
    if not found:
        return DraftCheck(missing=missing) if missing else None
    covered = sum(len(bare(text[one.region.start : one.region.stop])) for one in found)
    check = DraftCheck(
        tuple(_part(raw, text, one) for one in found),
        missing,
        len(sentences(text)),
        own=len(bare(text)) - covered > _OWN,
    )
    (first, *others) = found
    if others or first.region.same < _MOST * len(bare(text)):
        return check
    return _as_a_whole(raw, text, first, check)


def _as_a_whole(raw: RawConnection, text: str, found: _Found, check: DraftCheck) -> DraftCheck:
    """Compare a draft of which most stands in one place with that place, and name the like."""
    draft, first = normalize(text), found.around
    surrounded = _surrounded(raw, draft, 2 * _SURROUNDED)
    enough = _AS_NEAR * taken(draft, normalize(first.text))
    others = {
        one.speech: one.key
        for one in reversed(surrounded)
        if one.speech != first.speech and taken(draft, normalize(one.text)) >= enough
    }
    rest = _LINE.split(first.text[found.region.end :])[0]
    # The sentence that the draft ends in isn't among those that follow.
    ended = bool(re.search(r"[。！？!?]\W*$", found.stored)) or not re.match(r"\w", rest)
    return DraftCheck(
        check.parts,
        check.missing,
        check.sentences,
        check.own,
        load_hits(raw, [first.key, *sorted(others.values())], Results(), "similar"),
        tuple(compare(text, first.text)),
        len(sentences(rest)) - (not ended and bool(rest)),
    )


def _chunks(text: str) -> Iterator[Span]:
    """Yield the sentences of a draft, short ones together."""
    begun: int | None = None
    for start, stop in sentences(text):
        begun = start if begun is None else begun
        if len(bare(text[begun:stop])) >= _CHUNK:
            yield begun, stop
            begun = None
    if begun is not None:
        yield begun, len(text)


def _in_chunk(raw: RawConnection, text: str, chunk: Span) -> list[_Found]:
    """Find what of a sentence stands somewhere, no letter of it twice."""
    written = text[slice(*chunk)]
    draft = normalize(written)
    if not index.is_indexed(draft):
        return []
    places = _surrounded(raw, draft, _SURROUNDED)
    found = [_Found(region, place) for place in places for region in regions(written, place.text)]
    chosen: list[_Found] = []
    for one in sorted(found, key=lambda one: -one.region.same):
        taken_already = (other.region for other in chosen)
        if all(one.region.stop <= r.start or r.stop <= one.region.start for r in taken_already):
            chosen.append(one)
    return [_moved(one, chunk[0]) for one in sorted(chosen, key=lambda one: one.region.start)]


def _surrounded(raw: RawConnection, draft: str, most: int) -> list[Around]:
    """Give the passages that share most with a normal form, with those around them."""
    near = sorted(
        (-taken(draft, normalize(row["text"])), row["id"], row["text"], row["key"])
        for row in nearest(raw, draft)[:_COMPARED]
    )
    return [around(raw, key, len(draft)) for *_, key in near[:most]]


def _moved(found: _Found, by: int) -> _Found:
    region = found.region
    return found._replace(region=region._replace(start=region.start + by, stop=region.stop + by))


def _merged(text: str, found: list[_Found]) -> list[_Found]:
    """Join what follows each other in the draft and in one speech."""
    merged: list[_Found] = []
    for one in found:
        joined = _joined(text, merged[-1], one) if merged else None
        if joined is None:
            merged.append(one)
        else:
            merged[-1] = joined
    return merged


def _joined(text: str, one: _Found, other: _Found) -> _Found | None:
    start, stop = one.region.start, other.region.stop
    if one.around.speech != other.around.speech or bare(text[one.region.stop : other.region.start]):
        return None
    for place in (one.around, other.around):
        for region in regions(text[start:stop], place.text):
            if region.same >= one.region.same + other.region.same:
                return _moved(_Found(region, place), start)
    return None


def _part(raw: RawConnection, text: str, found: _Found) -> DraftPart:
    region, stored = found.region, found.stored
    (hit,) = load_hits(raw, [found.around.key], Results(), "similar")
    return DraftPart(
        region.start,
        region.stop,
        tuple(compare(text[region.start : region.stop], stored)),
        hit,
        max(1, find_exact(raw, as_text(stored)).speeches),
    )
