"""The words of a question, cut as the store holds them rather than as a dictionary has them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store.index import terms as index
from store.index.reader import texts_holding
from store.index.snapshot import snapshot_of
from store.search.query import Needle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from store.db.port import RawConnection
    from store.search.query import Filter, Query
    from store.search.tokenizer import Token

MOST_WORDS = 32
"""Words of a query that are looked for."""

MOST_PAIRS = 48
"""Pairs of neighbouring characters that tell which of two passages is nearer to the question."""

_LONGEST_JOINED = 4
"""Words in a row that may be one name: 批评, 和, 自我, 批评."""
_JOINED_FROM = 3
"""Texts that must hold a name for it to be one."""
_JOINED_SHARE = 0.5
"""Share of the texts with its rarest word that hold a name as a whole."""

_TAKEN_APART = range(5, 25)
"""Characters of what no dictionary knows that is taken apart where pieces of it stand."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a question is about: words that stand somewhere, and what of it stands nowhere.

    `pairs` are the neighbouring characters of the question, which tell apart passages that hold the
    same words.
    """

    words: tuple[Needle, ...] = ()
    absent: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()


class Counted:
    """In how many texts a phrase stands, counted once for one question."""

    def __init__(self, raw: RawConnection) -> None:
        self._raw = raw
        self._known: dict[str, int] = {}

    def __call__(self, phrase: str) -> int:
        """Say in how many living texts a normal form stands."""
        if phrase not in self._known:
            self._known[phrase] = self._count(phrase) if index.is_indexed(phrase) else 0
        return self._known[phrase]

    def _count(self, phrase: str) -> int:
        segments = snapshot_of(self._raw).segments
        return sum(len(texts_holding(self._raw, segment, phrase)) for segment in segments)


def to_cut(query: Query, count: Counted) -> tuple[str, ...]:
    """Return what was typed as one and stands nowhere: it must be cut into words."""
    return tuple(
        needle.shown
        for needle in query.needles[:MOST_WORDS]
        if len(needle.parts) == 1 and not count(needle.parts[0])
    )


def word(
    query: Query,
    cuts: Mapping[str, Sequence[Token]],
    pieces: Callable[[str], tuple[str, ...]],
    count: Counted,
) -> Wording:
    """Read a query whose needles stand nowhere together; `cuts` are the words of what was cut."""
    words: dict[str, Needle] = {}
    pieces_of: dict[str, str] = {}
    absent: dict[str, None] = {}
    for needle in query.needles[:MOST_WORDS]:
        for normal, shown in _words(needle, cuts, count):
            if count(normal):
                words.setdefault(normal, Needle((normal,), shown))
                continue
            absent[shown] = None
            if needle.shown in cuts:
                pieces_of.update(dict.fromkeys(pieces(normal), normal))
    # A piece that leaves a rest says something else: alone 引力 is no part of what 引力波 means.
    whole = {long for long in pieces_of.values() if _made_of(long, pieces_of, count)}
    for piece, long in pieces_of.items():
        if count(piece) and (words or long in whole):
            words.setdefault(piece, Needle((piece,), piece))
    if not words:
        standing = (
            one for long in dict.fromkeys(pieces_of.values()) for one in _standing(long, count)
        )
        words.update((piece, Needle((piece,), piece)) for piece in standing)
    typed = normalize(query.text)
    return Wording(
        tuple(sorted(words.values(), key=lambda one: typed.find(one.parts[0])))[:MOST_WORDS],
        tuple(absent),
        _pairs(query, cuts, words, count),
        excluded=query.excluded,
        filters=query.filters,
    )


def _standing(long: str, count: Counted) -> tuple[str, ...]:
    """Give the longest pieces of a text that stand somewhere, two at least and half of it."""
    if len(long) not in _TAKEN_APART:
        return ()
    found: list[str] = []
    at = 0
    while at < len(long) - 1:
        lengths = range(len(long) - at, 1, -1)
        length = next((one for one in lengths if count(long[at : at + one])), 0)
        found += [long[at : at + length]] if length else []
        at += length or 1
    enough = len(found) > 1 and 2 * len("".join(found)) >= len(long)
    return tuple(found) if enough else ()


def _made_of(long: str, pieces_of: Mapping[str, str], count: Counted) -> bool:
    own = [piece for piece, word in pieces_of.items() if word == long]
    return all(map(count, own)) and set("".join(own)) == set(long)


def _words(
    needle: Needle, cuts: Mapping[str, Sequence[Token]], count: Counted
) -> Iterator[tuple[str, str]]:
    if needle.shown in cuts:
        yield from _joined(cuts[needle.shown], count)
    elif len(needle.parts) == 1:
        yield needle.parts[0], needle.shown
    else:
        yield from ((part, part) for part in needle.parts)


def _joined(tokens: Sequence[Token], count: Counted) -> Iterator[tuple[str, str]]:
    """Yield normal form and shown form of the words, names joined."""
    telling = "word" if any(token.kind == "word" for token in tokens) else "short"
    at = 0
    while at < len(tokens):
        length = next(
            (
                length
                for length in range(min(_LONGEST_JOINED, len(tokens) - at), 1, -1)
                if _is_name(tokens[at : at + length], count)
            ),
            1,
        )
        row = tokens[at : at + length]
        if length > 1 or row[0].kind == telling:
            yield "".join(token.normal for token in row), "".join(token.shown for token in row)
        at += length


def _is_name(row: Sequence[Token], count: Counted) -> bool:
    """Whether words in a row are used as one: hardly any of them stands without the others."""
    if row[0].kind == "empty" or row[-1].kind == "empty":
        return False
    if any(one.start + len(one.normal) != other.start for one, other in pairwise(row)):
        return False
    rarest = min((count(token.normal) for token in row if token.kind == "word"), default=0)
    whole = count("".join(token.normal for token in row))
    return whole >= _JOINED_FROM and whole >= _JOINED_SHARE * rarest


def _pairs(
    query: Query,
    cuts: Mapping[str, Sequence[Token]],
    words: Mapping[str, Needle],
    count: Counted,
) -> tuple[str, ...]:
    """Return the pairs of characters that aren't words themselves, the rarest ones first."""
    runs: list[str] = []
    for needle in query.needles:
        runs += _runs(cuts[needle.shown]) if needle.shown in cuts else needle.parts
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    told = sorted(pair for pair in pairs if pair not in words and pair.isalnum() and count(pair))
    return tuple(sorted(told, key=count)[:MOST_PAIRS])


def _runs(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield what stands between words that only ask, and between marks."""
    run, end = "", 0
    for token in tokens:
        if token.kind == "empty" or token.start != end:
            yield run
            run = ""
        if token.kind != "empty":
            run += token.normal
        end = token.start + len(token.normal)
    yield run
