"""The tier below the exact one: passages that hold some of the words, each weighed by its rarity.

Nobody is left without an answer while a word of his stands somewhere. A passage belongs to the
tier when it holds the rarest word, or a third of the weight of all of them. What a passage is worth
is the share of the weight that it holds, most of it in words, some in pairs of neighbouring
characters; a word that stands only elsewhere in its speech, or in the title, counts in part.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from store.index.reader import look_for, texts_holding
from store.index.snapshot import live_texts, snapshot_of
from store.search.collapse import allowed_texts, count_speeches, one_wording_each
from store.search.matching import holds_needle
from store.search.ranking import CANDIDATES, Evidence, rank_words
from store.search.results import Results, allowed_speeches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from store.db.port import RawConnection
    from store.index.postings import U32, Flags
    from store.index.segments import Segment
    from store.index.snapshot import Snapshot
    from store.search.wording import Wording

    F32 = NDArray[np.float32]

ENOUGH = 1 / 3
"""Share of the weight that a passage must hold which doesn't hold the rarest word."""

_PAIR = 0.3
"""What a pair of characters weighs beside a word that is as rare."""
_IN_SPEECH, _IN_TITLE = 0.15, 0.3
"""Parts of its weight that a word counts for which stands in the speech, or its title, alone."""
_COMMON = 0.05
"""Share of all texts above which a pair of characters tells nothing."""


@dataclass(slots=True)
class _Weighed:
    """The words with what was found of them, for each segment, and what they and the pairs weigh.

    `sums` tells for each text of each segment the weight of the words that it holds, `score` what
    it is worth.
    """

    evidence: list[Evidence]
    weights: list[float]
    sums: list[F32]
    score: list[F32]


def find_words(raw: RawConnection, wording: Wording) -> Results:
    """Find the passages that hold enough of the words, those that hold all of them first."""
    allowed = allowed_speeches(raw, wording.filters)
    if not wording.words or (allowed is not None and not allowed):
        return Results(needles=wording.words)
    snapshot = snapshot_of(raw)
    marks = allowed_texts(raw, snapshot, allowed, wording.filters)
    weighed = _weigh(raw, snapshot, wording, marks)
    if not any(weighed.weights):
        return Results(needles=wording.words)
    shown = [
        np.flatnonzero(_admitted(raw, segment, wording, weighed, number)).astype(np.uint32)
        for number, segment in enumerate(snapshot.segments)
    ]
    texts = one_wording_each(snapshot, shown)
    _add_whole_speeches(snapshot, wording, weighed, texts)
    ordered = _in_order(snapshot, texts, weighed)
    keys = [snapshot.segments[number].doc_values.keys[text] for number, text in ordered.T.tolist()]
    found = Results(
        wording.words,
        count_speeches(snapshot, texts, allowed=allowed),
        np.array(keys, np.uint32),
        allowed=allowed,
        share=_most_held(texts, weighed),
    )
    best = ordered[:, :CANDIDATES]
    scores = np.array([weighed.score[number][text] for number, text in best.T.tolist()])
    return rank_words(raw, snapshot, found, best, scores, weighed.evidence)


def _weigh(
    raw: RawConnection, snapshot: Snapshot, wording: Wording, marks: list[Flags] | None
) -> _Weighed:
    evidence = [Evidence() for _ in snapshot.segments]
    for needle in wording.words:
        for segment, seen in zip(snapshot.segments, evidence, strict=True):
            seen.add(*look_for(raw, segment, needle.parts[0]))
    size = sum(
        segment.size if segment.live is None else int(np.count_nonzero(segment.live))
        for segment in snapshot.segments
    )
    held = [
        sum(
            len(_allowed(segment, seen.texts[at], marks[number] if marks else None))
            for number, (segment, seen) in enumerate(zip(snapshot.segments, evidence, strict=True))
        )
        for at in range(len(wording.words))
    ]
    weights = [_rarity(count, size) for count in held]
    sums = [
        _summed(seen, weights, segment)
        for segment, seen in zip(snapshot.segments, evidence, strict=True)
    ]
    score = [part.copy() for part in sums]
    together = sum(weights)
    for pair in wording.pairs:
        holding = [texts_holding(raw, segment, pair) for segment in snapshot.segments]
        count = sum(map(len, holding))
        if count <= max(_COMMON * size, 1):
            weight = _PAIR * _rarity(count, size)
            together += weight
            for part, texts in zip(score, holding, strict=True):
                part[texts] += np.float32(weight)
    score = [part / np.float32(together or 1) for part in score]
    if marks is not None:
        for part, own in zip(sums, marks, strict=True):
            part[~own] = 0
    return _Weighed(evidence, weights, sums, score)


def _rarity(count: int, size: int) -> float:
    """Return what a word weighs that stands in so many of all texts; nothing if in none of them."""
    return math.log1p(size / count) if count else 0.0


def _allowed(segment: Segment, texts: U32, marks: Flags | None) -> U32:
    return live_texts(segment, texts) if marks is None else texts[marks[texts]]


def _summed(seen: Evidence, weights: list[float], segment: Segment) -> F32:
    sums = np.zeros(segment.size, np.float32)
    for texts, weight in zip(seen.texts, weights, strict=True):
        sums[texts] += np.float32(weight)
    if segment.live is not None:
        sums[~segment.live] = 0
    return sums


def _admitted(
    raw: RawConnection, segment: Segment, wording: Wording, weighed: _Weighed, number: int
) -> Flags:
    """Mark the texts of a segment that hold the rarest word or enough of the others."""
    sums = weighed.sums[number]
    admitted: Flags = sums >= max(ENOUGH * sum(weighed.weights), 1e-6)
    rarest = max(range(len(weighed.weights)), key=weighed.weights.__getitem__)
    texts = weighed.evidence[number].texts[rarest]
    admitted[texts[sums[texts] > 0]] = True
    for part in wording.excluded:
        admitted[texts_holding(raw, segment, part)] = False
    return admitted


def _most_held(texts: list[U32], weighed: _Weighed) -> float:
    """Return what part of the words the best passage holds, by weight; one of no weight is lost."""
    held = zip(texts, weighed.sums, strict=True)
    most = max((float(sums[part].max()) for part, sums in held if len(part)), default=0.0)
    told = sum(weight > 0 for weight in weighed.weights) / len(weighed.weights)
    return told * most / sum(weighed.weights)


def _add_whole_speeches(
    snapshot: Snapshot, wording: Wording, weighed: _Weighed, texts: list[U32]
) -> None:
    """Raise what the texts are worth whose speech holds, elsewhere, the words that they lack."""
    together = sum(weighed.weights)
    every = 0.999 * together
    for at, (needle, weight) in enumerate(zip(wording.words, weighed.weights, strict=True)):
        speeches = np.zeros(snapshot.speech_limit, np.float32)
        for segment, seen in zip(snapshot.segments, weighed.evidence, strict=True):
            speeches[segment.doc_values.speeches[seen.texts[at]]] = _IN_SPEECH
        titled = [key for key, title in snapshot.titles.items() if holds_needle(title, needle)]
        speeches[[key for key in titled if key < len(speeches)]] = _IN_TITLE
        for part, segment, seen, score in zip(
            texts, snapshot.segments, weighed.evidence, weighed.score, strict=True
        ):
            more = speeches[segment.doc_values.speeches[part]] * np.float32(weight / together)
            more[np.isin(part, seen.texts[at], assume_unique=True)] = 0
            score[part] += more
    for part, sums, score in zip(texts, weighed.sums, weighed.score, strict=True):
        # Whoever holds all of the words stands before everybody else.
        score[part[sums[part] >= every]] += 1


def _in_order(snapshot: Snapshot, texts: list[U32], weighed: _Weighed) -> NDArray[np.int64]:
    """Return segments and texts in two rows, the best first, equal ones as they stand alone."""
    columns = list(_columns(snapshot, texts, weighed))
    number, text, score, rank = (np.concatenate(part) for part in zip(*columns, strict=True))
    order = np.lexsort((text, number, rank, -score))
    return np.stack((number[order], text[order]))


def _columns(
    snapshot: Snapshot, texts: list[U32], weighed: _Weighed
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], F32, NDArray[np.int64]]]:
    for number, (part, segment) in enumerate(zip(texts, snapshot.segments, strict=True)):
        yield (
            np.full(len(part), number, np.int64),
            part.astype(np.int64),
            weighed.score[number][part],
            segment.doc_values.ranks[part].astype(np.int64),
        )
