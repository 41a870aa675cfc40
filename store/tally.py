"""Texts that match made into passages that count once, and the speeches that they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from store.found import NO_KEYS
from store.view import contained, in_standing_order, living

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.found import Allowed
    from store.postings import I64, U32, Flags
    from store.view import View

_MANY = 64
"""Times as many other places as texts, from which on it is quicker to look for the texts."""

_SEARCHED = 4
"""Times as long as looking at one text takes looking for one."""

Texts = list["U32"]
"""For each segment of a view, the numbers of texts in it, ascending."""


def allowed_texts(view: View, allowed: frozenset[int]) -> list[Flags]:
    """Mark the texts of each segment that stand in an allowed speech."""
    speeches = np.zeros(view.speech_limit, np.bool_)
    speeches[[key for key in allowed if key < view.speech_limit]] = True
    marks = []
    for segment, echoes in zip(view.segments, view.echoes, strict=True):
        flags = speeches[segment.contents.speeches]
        flags[echoes.texts[speeches[echoes.speeches]]] = True
        if segment.alive is not None:
            flags &= segment.alive
        marks.append(flags)
    return marks


def one_wording_each(view: View, texts: Texts) -> Texts:
    """Keep of each passage the first matching wording in standing order."""
    doubled = _doubled(view, texts)
    if sum(map(len, doubled)) < 2:
        return texts
    seen = np.zeros(view.passage_limit, np.bool_)
    later = [np.zeros(0, np.int64) for _ in texts]
    for number, piece in in_standing_order(view, doubled):
        part = view.wordings[number]
        passages = part.passages[np.searchsorted(part.texts, piece)]
        first = np.zeros(len(piece), np.bool_)
        first[np.unique(passages, return_index=True)[1]] = True
        first &= ~seen[passages]
        seen[passages] = True
        later[number] = np.concatenate((later[number], piece[~first]))
    return [
        np.setdiff1d(found, gone, assume_unique=True) if len(gone) else found
        for found, gone in zip(texts, later, strict=True)
    ]


def count_speeches(
    view: View, texts: Sequence[U32], more: frozenset[int] = frozenset(), allowed: Allowed = None
) -> int:
    """Count the speeches in which a passage of one of the texts stands, in any of its wordings.

    `more` are speeches to count besides. With `allowed`, only those speeches count.
    """
    speeches = np.zeros(max(view.speech_limit, max(more, default=0) + 1), np.bool_)
    if more:
        speeches[list(more)] = True
    for number, found in enumerate(_all_wordings(view, texts)):
        segment, echoes = view.segments[number], view.echoes[number]
        speeches[segment.contents.speeches[found].astype(np.intp)] = True
        if len(found) * _MANY < len(echoes.texts):
            for echo in _stretches(echoes.texts, found):
                speeches[echoes.speeches[echo]] = True
        elif len(echoes.texts):
            held = np.zeros(segment.size, np.bool_)
            held[found] = True
            speeches[echoes.speeches[held[echoes.texts]]] = True
    if allowed is not None:
        inside = [key for key in allowed if key < len(speeches)]
        return int(np.count_nonzero(speeches[inside]))
    return int(np.count_nonzero(speeches))


def _stretches(ascending: I64, wanted: U32) -> Iterator[slice]:
    """Yield the stretches in which the wanted values stand, for those that stand there."""
    values = wanted.astype(np.int64)
    starts = np.searchsorted(ascending, values)
    ends = np.searchsorted(ascending, values, "right")
    there = np.flatnonzero(ends > starts)
    yield from map(slice, starts[there].tolist(), ends[there].tolist())


def count_passages(view: View) -> int:
    """Count all passages, each once whatever its wordings."""
    texts = [living(segment, np.arange(segment.size, dtype=np.uint32)) for segment in view.segments]
    return sum(map(len, one_wording_each(view, texts)))


def keys_in_order(view: View, texts: Sequence[U32]) -> U32:
    """Return the keys of texts in standing order."""
    pieces = [
        view.segments[number].contents.keys[piece]
        for number, piece in in_standing_order(view, texts)
    ]
    if len(pieces) == 1:
        return pieces[0]
    return np.concatenate(pieces) if pieces else NO_KEYS


def _doubled(view: View, texts: Sequence[U32]) -> Texts:
    """Keep the texts that belong to a passage with several wordings."""
    return [
        own[contained(own, found)]
        if len(own := part.texts.astype(np.uint32)) * _SEARCHED < len(found)
        else found[flags[found]]
        for found, part, flags in zip(texts, view.wordings, view.doubled, strict=True)
    ]


def _all_wordings(view: View, texts: Sequence[U32]) -> list[U32]:
    doubled = _doubled(view, texts)
    if not any(map(len, doubled)):
        return list(texts)
    passages = np.zeros(view.passage_limit, np.bool_)
    for found, part in zip(doubled, view.wordings, strict=True):
        passages[part.passages[np.searchsorted(part.texts, found)]] = True
    return [
        np.union1d(found, part.texts[passages[part.passages]].astype(np.uint32))
        for found, part in zip(texts, view.wordings, strict=True)
    ]
