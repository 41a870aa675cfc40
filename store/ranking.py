"""The order of the first passages: what stands well alone, moved by what the query adds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store.found import as_list
from store.index import BAND_SHIFT, VARIANTS
from store.matching import holds_needle, occurrences

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from store.model import Span
    from store.query import Needle

CANDIDATES = 200
"""How many passages, in standing order, are ranked by what the query adds."""

# Weights in bands: a passage of the next better band outweighs a weight of 1.
_HELD = 20.0
_IN_TITLE = 0.8
_TOGETHER = 1.5
_AT_START = 0.4
_AGAIN = 0.3
_SAME_SPEECH = 0.9


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the order depends on. `band` is the standing, 0 the best."""

    slot: int
    band: int
    normal: str
    title: str
    speech: int


def rank(candidates: Sequence[Candidate], needles: Sequence[Needle]) -> tuple[int, ...]:
    """Return the slots, best first; equal ones keep their order.

    Each passage of a speech that has others above it counts less, so that ten neighbours don't
    crowd out ten speeches.
    """
    scored = sorted(
        ((_score(candidate, needles), candidate) for candidate in candidates),
        key=lambda item: -item[0],
    )
    seen: Counter[int] = Counter()
    varied = []
    for score, candidate in scored:
        varied.append((score - _SAME_SPEECH * seen[candidate.speech], candidate.slot))
        seen[candidate.speech] += 1
    return tuple(slot for _, slot in sorted(varied, key=lambda item: -item[0]))


def load_candidates(raw: sqlite3.Connection, slots: Sequence[int]) -> list[Candidate]:
    """Read what `rank` needs of the passages with these slots, in this order."""
    rows = raw.execute(
        "SELECT t.slot, t.text, s.key AS speech, s.title_form FROM text t JOIN speech s"
        " ON s.key = (SELECT min(p.speech) FROM place p WHERE p.passage = t.passage)"
        " WHERE t.slot IN (SELECT value FROM json_each(?))",
        (as_list(list(slots)),),
    )
    candidates = {
        row["slot"]: Candidate(
            row["slot"],
            (row["slot"] % VARIANTS) >> BAND_SHIFT,
            normalize(row["text"]),
            row["title_form"],
            row["speech"],
        )
        for row in rows
    }
    return [candidates[slot] for slot in slots]


def _score(candidate: Candidate, needles: Sequence[Needle]) -> float:
    held = [needle for needle in needles if holds_needle(candidate.normal, needle)]
    spans = [list(occurrences(candidate.normal, needle)) for needle in held]
    score = _HELD * len(held) - candidate.band
    score += _IN_TITLE * sum(holds_needle(candidate.title, needle) for needle in needles)
    score += _AGAIN * min(sum(map(len, spans)) - len(spans), 2)
    if spans:
        first = min(span[0][0] for span in spans)
        score += _AT_START * (1 - first / len(candidate.normal))
    if len(spans) > 1:
        score += _TOGETHER * _nearness(spans)
    return score


def _nearness(spans: list[list[Span]]) -> float:
    """Return 1 where the words stand side by side, less the farther their first ones are apart."""
    firsts = [span[0] for span in spans]
    width = max(end for _, end in firsts) - min(start for start, _ in firsts)
    return min(sum(end - start for start, end in firsts) / width, 1.0)
