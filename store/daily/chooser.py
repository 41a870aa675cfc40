"""Which passage a chat gets on a date: repeatable, never twice a round, spread over speeches. Pure.

The candidates lie on a ring by the hash of their ids, so that a new document moves few choices; in
a large store those worth most lie on one of their own that is emptied first. A date's seed probes
the ring; of the first few candidates without a fault the one is it that is worth most, less what it
has in common with what came before. Only where probing fails (a small store, or a round near its
end) are all candidates compared.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from store.documents.minhash import NEAR_DUPLICATE_JACCARD, jaccard, sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from store.search.model import Span

TWIN_DISTANCE = 30
"""Deliveries that lie between a passage and a near-duplicate of it, where others exist."""
SPEECH_DISTANCE = 21
"""Deliveries after which a speech is as good as any other again."""
SPEAKER_DISTANCE = 5
LIKE_DISTANCE = 8
"""Deliveries for which another organisation, year, subject or opening is better, where there is."""

_PROBES = 128
_COMPARED = 32
"""Candidates without a fault of which the best is chosen."""
_LIKENESS = 10
"""What a point of likeness takes from an excerpt's worth, in hundredths."""
GLADLY = 100
"""The worth, in hundredths, from which on an excerpt goes before others: it is likely good."""
ENOUGH = 120
"""So many of those worth most go first, however little that is."""
AGAIN = 20
"""What each excerpt takes from the worth of the next one of its speech, in hundredths."""
_TWIN_CHECKS = 500
_MOST = 0.6
"""Share of a passage that two runs of one text have in common, however much longer one is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be sent, with all places where it stands.

    `normal` is the normal form of its excerpt, `year` the latest of its speeches; 0: nobody knows.
    `cut` is the run of it that is sent, None where all of it is.
    """

    id: str
    normal: str
    speeches: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    year: int = 0
    cut: Span | None = None
    worth: int = 0
    """How likely it is worth reading, in hundredths (`corpus.excerpt_worth`); 0: nobody knows."""
    traits: frozenset[str] = frozenset()
    """What two mornings in a row had better not share: who, when, of what, how begun."""


@dataclass(frozen=True, slots=True)
class Mutes:
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
    mutes: Mutes = field(default=Mutes())


@dataclass(frozen=True, slots=True)
class Choice:
    """The passage, None where nothing may be sent at all.

    `opens_round` is true where everything that may be sent had been sent before.
    """

    candidate: Candidate | None
    opens_round: bool = False


class Pool:
    """Candidates in ring order.

    `first` are those that go before the others, being worth most; None where all are equal.
    """

    first: Pool | None = None

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        ring = sorted((_hash(candidate.id), candidate.id, candidate) for candidate in candidates)
        self._hashes = [position for position, _, _ in ring]
        self._ring = [candidate for _, _, candidate in ring]
        self._by_id = {candidate.id: candidate for candidate in self._ring}
        ranked = sorted(_spread(self._ring), key=lambda found: (-found[0], found[1].id))
        first = max(ENOUGH, sum(worth >= GLADLY for worth, _ in ranked))
        if first < len(ranked):
            self.first = Pool(candidate for _, candidate in ranked[:first])

    def __len__(self) -> int:
        return len(self._ring)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._ring)

    def at(self, number: int) -> Candidate:
        """Give the candidate with this number on the ring, from 0."""
        return self._ring[number]

    def get(self, passage_id: str) -> Candidate | None:
        """Give the candidate with this id."""
        return self._by_id.get(passage_id)

    def probe(self, seed: str) -> Candidate:
        """Give the first candidate from the seed's position on; the pool isn't empty."""
        return self._ring[bisect_left(self._hashes, _hash(seed)) % len(self._ring)]


def _spread(candidates: list[Candidate]) -> Iterator[tuple[int, Candidate]]:
    """Give what each is worth beside those of its speech that are worth more."""
    taken: Counter[str] = Counter()
    for one in sorted(candidates, key=lambda one: (-one.worth, one.id)):
        yield one.worth - AGAIN * max(map(taken.__getitem__, one.speeches), default=0), one
        taken.update(one.speeches)


def choose(pool: Pool, history: History, seed: str) -> Choice:
    """Choose for a seed, which names a chat and a local date.

    Barred passages never come. Among the others those go first that the round hasn't had, of these
    the pool's `first`, then those without a near-duplicate nearby, then those whose speech and
    speaker were not heard of for longest, then those worth most and least like the last ones; the
    seed decides among equals.
    """
    if not len(pool):
        return Choice(None)
    burden = _Burden(history.near)
    rings = [ring for ring in (pool.first, pool) if ring is not None]
    for ring in rings:
        probed = _probe(ring, history, burden, seed)
        if probed is not None:
            return Choice(probed)
        fresh = [one for one in ring if one.id not in history.seen and not history.mutes.hit(one)]
        if fresh:
            return Choice(_best(fresh, burden, seed))
    for ring in rings:
        allowed = [one for one in ring if not history.mutes.hit(one)]
        if allowed:
            return Choice(_best(allowed, burden, seed), opens_round=True)
    return Choice(None)


def _probe(pool: Pool, history: History, burden: _Burden, seed: str) -> Candidate | None:
    """Of the first few candidates without a fault, give the best."""
    best: tuple[int, Candidate] | None = None
    compared = 0
    for number in range(_PROBES):
        candidate = pool.probe(f"{seed}/{number}")
        if candidate.id in history.seen or history.mutes.hit(candidate) or burden.weigh(candidate):
            continue
        compared += 1
        price = burden.price(candidate)
        if (best is None or price < best[0]) and not burden.is_twin(candidate):
            best = (price, candidate)
        if best is not None and compared >= _COMPARED:
            break
    return None if best is None else best[1]


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
            self._add("trait", candidate.traits, LIKE_DISTANCE - age)

    def weigh(self, candidate: Candidate) -> int:
        """Say how soon the passage, its speeches and speakers come again; 0 is best."""
        get = self._weights.get
        return (
            get(("passage", candidate.id), 0)
            + max((get(("speech", speech), 0) for speech in candidate.speeches), default=0)
            + max((get(("speaker", speaker), 0) for speaker in candidate.speakers), default=0)
        )

    def price(self, candidate: Candidate) -> int:
        """Say how little it is worth, and how much it shares with the last ones; least is best."""
        likeness = sum(self._weights.get(("trait", trait), 0) for trait in candidate.traits)
        return _LIKENESS * likeness - candidate.worth

    def is_twin(self, candidate: Candidate) -> bool:
        """Whether a near-duplicate is nearby, or one that holds most of it or is held by it."""
        grams = sample(candidate.normal)
        if self._grams.isdisjoint(grams):
            return False
        return any(
            jaccard(candidate.normal, other.normal) >= NEAR_DUPLICATE_JACCARD
            or _overlap(grams, sample(other.normal)) >= _MOST
            for other in self._near
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
        key=lambda candidate: (
            burden.weigh(candidate),
            burden.price(candidate),
            _hash(f"{seed}/{candidate.id}"),
        ),
    )
    # Bounded, because nearly everything is a twin in a store of forms filled in again and again.
    return next(
        (candidate for candidate in ranked[:_TWIN_CHECKS] if not burden.is_twin(candidate)),
        ranked[0],
    )


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the shorter one that stands in the other."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
