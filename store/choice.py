"""Which passage a chat gets on a date: repeatable, never twice a round, spread over speeches. Pure.

The candidates lie on a ring by the hash of their ids, so that a new document moves few choices.
A date's seed probes the ring; the first candidate without a fault is it. Only where probing fails
(a small store, or a round near its end) are all candidates compared.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from store.likeness import TWIN_LIKENESS, likeness, sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TWIN_DISTANCE = 30
"""Deliveries that lie between a passage and a near-duplicate of it, where others exist."""
SPEECH_DISTANCE = 30
"""Deliveries after which a speech is as good as any other again."""
SPEAKER_DISTANCE = 5

_PROBES = 64
_TWIN_CHECKS = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be sent, with all places where it stands. `normal` is its normal form."""

    id: str
    normal: str
    speeches: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bars:
    """What a chat never wants again: passage and speech ids, speakers, sources."""

    passages: frozenset[str] = frozenset()
    speeches: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    def hit(self, candidate: Candidate) -> bool:
        """Whether any of these bars the candidate, in any of its places."""
        return (
            candidate.id in self.passages
            or not self.speeches.isdisjoint(candidate.speeches)
            or not self.speakers.isdisjoint(candidate.speakers)
            or not self.documents.isdisjoint(candidate.documents)
        )


@dataclass(frozen=True, slots=True)
class History:
    """What a chat has been sent: `seen` in this round, `near` the dates nearest, nearest first."""

    REACH: ClassVar[int] = max(TWIN_DISTANCE, SPEECH_DISTANCE, SPEAKER_DISTANCE)
    """How many of `near` are looked at."""

    seen: frozenset[str] = frozenset()
    near: tuple[Candidate, ...] = ()
    bars: Bars = field(default=Bars())


@dataclass(frozen=True, slots=True)
class Choice:
    """The passage, None where nothing may be sent at all.

    `opens_round` is true where everything that may be sent had been sent before.
    """

    candidate: Candidate | None
    opens_round: bool = False


class Pool:
    """Candidates in ring order."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        ring = sorted((_hash(candidate.id), candidate.id, candidate) for candidate in candidates)
        self._hashes = [position for position, _, _ in ring]
        self._ring = [candidate for _, _, candidate in ring]
        self._by_id = {candidate.id: candidate for candidate in self._ring}

    def __len__(self) -> int:
        return len(self._ring)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._ring)

    def get(self, passage_id: str) -> Candidate | None:
        """Give the candidate with this id."""
        return self._by_id.get(passage_id)

    def probe(self, seed: str) -> Candidate:
        """Give the first candidate from the seed's position on; the pool isn't empty."""
        return self._ring[bisect_left(self._hashes, _hash(seed)) % len(self._ring)]


def choose(pool: Pool, history: History, seed: str) -> Choice:
    """Choose for a seed, which names a chat and a local date.

    Barred passages never come. Among the others those go first that the round hasn't had, then
    those without a near-duplicate nearby, then those whose speech and speaker were not heard of
    for longest; the seed decides among equals.
    """
    if not len(pool):
        return Choice(None)
    burden = _Burden(history.near)
    for number in range(_PROBES):
        candidate = pool.probe(f"{seed}/{number}")
        if (
            candidate.id not in history.seen
            and not history.bars.hit(candidate)
            and not burden.weigh(candidate)
            and not burden.is_twin(candidate)
        ):
            return Choice(candidate)
    allowed = [candidate for candidate in pool if not history.bars.hit(candidate)]
    fresh = [candidate for candidate in allowed if candidate.id not in history.seen]
    best = _best(fresh or allowed, burden, seed)
    return Choice(best, opens_round=best is not None and not fresh)


class _Burden:
    """What speaks against candidates, given the deliveries nearby (nearest first)."""

    def __init__(self, near: tuple[Candidate, ...]) -> None:
        self._near = near[:TWIN_DISTANCE]
        self._grams = frozenset().union(*(sample(candidate.normal) for candidate in self._near))
        self._weights: dict[tuple[str, str], int] = {}
        for age, candidate in enumerate(near[: History.REACH]):
            # A passage weighs more than its speaker, and a speaker of yesterday than any speech.
            self._add("passage", (candidate.id,), 200 - age)
            self._add("speech", candidate.speeches, SPEECH_DISTANCE - age)
            self._add("speaker", candidate.speakers, 10 * (SPEAKER_DISTANCE - age))

    def weigh(self, candidate: Candidate) -> int:
        """Say how soon the passage, its speeches and speakers come again; 0 is best."""
        get = self._weights.get
        return (
            get(("passage", candidate.id), 0)
            + max((get(("speech", speech), 0) for speech in candidate.speeches), default=0)
            + max((get(("speaker", speaker), 0) for speaker in candidate.speakers), default=0)
        )

    def is_twin(self, candidate: Candidate) -> bool:
        """Whether a near-duplicate is nearby."""
        if self._grams.isdisjoint(sample(candidate.normal)):
            return False
        return any(
            likeness(candidate.normal, other.normal) >= TWIN_LIKENESS for other in self._near
        )

    def _add(self, kind: str, names: Iterable[str], weight: int) -> None:
        for name in names:
            if weight > 0:
                self._weights.setdefault((kind, name), weight)


def _best(candidates: list[Candidate], burden: _Burden, seed: str) -> Candidate | None:
    if not candidates:
        return None
    ranked = sorted(
        candidates,
        key=lambda candidate: (burden.weigh(candidate), _hash(f"{seed}/{candidate.id}")),
    )
    # Bounded, because nearly everything is a twin in a store of forms filled in again and again.
    return next(
        (candidate for candidate in ranked[:_TWIN_CHECKS] if not burden.is_twin(candidate)),
        ranked[0],
    )


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
