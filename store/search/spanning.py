"""Texts that run over the border of passages within one paragraph, as pasted quotations do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from itertools import takewhile
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store.db.sql import as_list, as_texts
from store.index.reader import keys_holding
from store.index.snapshot import snapshot_of
from store.index.terms import PAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from store.db.port import RawConnection, Row

_FEW = 3
"""Fewer characters at a passage's end than this are found by what follows them instead."""

_TELLING = 16
"""Characters beside a border that candidates are found by; the rest is compared with their texts.

Looking for all of a long text at each of its borders would take time by the square of its length.
"""


@dataclass(frozen=True, slots=True)
class SpanningMatch:
    """A place whose text ends with the first `length` characters of what was asked for.

    The rest stands at the beginning of the passages that follow it in its block.
    """

    key: int
    passage: int
    speech: int
    number: int
    length: int


def find_spanning(raw: RawConnection, run: str) -> tuple[SpanningMatch, ...]:
    """Find every place from which `run`, a normal form, goes on into the next passage."""
    splits = _splits(raw, run)
    # Of a text that repeats itself, many borders look alike.
    places = cache(partial(_places, raw))
    found: list[SpanningMatch] = []
    for position, split in enumerate(splits):
        for speech, number in _candidates(places, run, split, splits[position + 1 :]):
            text = _verified(raw, run, split, speech, number)
            if text is not None:
                found.append(SpanningMatch(*text, speech, number, split))
    return tuple(found)


def _splits(raw: RawConnection, run: str) -> list[int]:
    """Return the positions in `run` around which characters stand as around a stored border."""
    endings = snapshot_of(raw).endings
    pairs = {
        run[position - 1 : position + 1]
        for position in range(1, len(run))
        if run[position - 1] in endings
    }
    if not pairs:
        return []
    rows = raw.execute(
        "SELECT pair FROM border WHERE pair IN (SELECT value FROM json_each(?))",
        (as_texts(pairs),),
    )
    known = {row["pair"] for row in rows}
    return [at for at in range(1, len(run)) if run[at - 1 : at + 1] in known]


def _candidates(
    places: Callable[[str], frozenset[tuple[int, int]]],
    run: str,
    split: int,
    later: Iterable[int],
) -> list[tuple[int, int]]:
    """Return (speech, number) of the passages that may end with the first part of `run`."""
    if split >= _FEW:
        return sorted(places(run[max(0, split - _TELLING) : split] + PAD))
    follow = places(PAD + run[split : split + _TELLING])
    for end in takewhile(lambda end: end < split + _TELLING, later):
        follow |= places(PAD + run[split:end] + PAD)
    return sorted((speech, number - 1) for speech, number in follow if number > 1)


def _places(raw: RawConnection, phrase: str) -> frozenset[tuple[int, int]]:
    """Return (speech, number) of the places whose texts hold `phrase`, pads included."""
    rows = raw.execute(
        "SELECT p.speech, p.number FROM text t"
        " CROSS JOIN place p ON p.passage = t.passage AND p.text = t.key"
        " WHERE t.key IN (SELECT value FROM json_each(?))",
        (as_list(keys_holding(raw, phrase)),),
    )
    return frozenset((row["speech"], row["number"]) for row in rows)


def _verified(
    raw: RawConnection, run: str, split: int, speech: int, number: int
) -> tuple[int, int] | None:
    """Return key and passage of the first text, if `run` does go on from there."""
    rows = _block_from(raw, speech, number)
    first = next(rows)
    if not normalize(first["text"]).endswith(run[:split]):
        return None
    rest = run[split:]
    for row in rows:
        normal = normalize(row["text"])
        if not (normal.startswith(rest) or rest.startswith(normal)):
            return None
        rest = rest[len(normal) :]
        if not rest:
            return first["key"], first["passage"]
    return None


def _block_from(raw: RawConnection, speech: int, number: int) -> Iterator[Row]:
    block = None
    for row in raw.execute(
        "SELECT p.block, t.text, t.key, t.passage FROM place p JOIN text t ON t.key = p.text"
        " WHERE p.speech = ? AND p.number >= ? ORDER BY p.number",
        (speech, number),
    ):
        if block is not None and row["block"] != block:
            return
        block = row["block"]
        yield row
