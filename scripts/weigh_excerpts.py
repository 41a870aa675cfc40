"""Fit the weights of what makes an excerpt worth reading: `-m scripts.weigh_excerpts FILE...`.

Each file is a JSON list of objects with a `text` and its `grade`: good, dull or bad. The texts stay
outside the repository; `corpus/excerpt_weights.tsv` is all that is kept of them. A plain logistic
regression tells good ones from the others, a bad one weighing as much as BAD dull ones.
A dull or bad one that `corpus.excerpt_rules` refuses needs no weights and isn't counted. As a few
hundred texts can't tell of everything, weights are held near to a PRIOR. What is printed was
measured on texts that the weights it was measured by hadn't seen.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.excerpt_features import features_of
from corpus.excerpt_rules import reasons_to_lean
from corpus.excerpt_worth import LEAST, TABLE, VERSION, weights_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BAD = 4.0
FOLDS = 10
PENALTY = 20.0
"""How strongly weights are held near to PRIOR."""
PRIOR = {
    "contrasts": 0.4, "quotable": 1.0, "borrowed words": 0.3, "alike": 1.0, "turns": 0.2,
    "claims": 0.7, "claims first": 0.7, "orders": -1.5, "must": -0.3, "catchwords": -0.2,
    "trade": -0.25, "triads": -0.2, "abstract": -0.05, "done": -0.8, "passing": -0.4,
    "longest clause": -0.3, "bodies": -0.1, "creed": -0.2, "length": -0.5,
}  # fmt: skip
"""What a weight is held to lie near before anything has been graded; 0 where nothing is said."""
ROUNDS = 5
"""Ways of dealing the texts into folds, over which a measurement is averaged."""
ODDS = 18
"""An excerpt isn't sent that is more than so many times as likely not good: the best go first."""


def main(files: Sequence[str]) -> int:
    """Fit, print what came of it, and write the table."""
    given = [one for file in files for one in json.loads(Path(file).read_text(encoding="utf-8"))]
    graded = [
        one for one in given if one["grade"] == "good" or not any(reasons_to_lean(one["text"]))
    ]
    grades = [one["grade"] for one in graded]
    counted = [features_of(one["text"]) for one in graded]
    names = sorted(counted[0])
    raw = np.array([[one[name] for name in names] for one in counted], np.float64)
    good = np.array([grade == "good" for grade in grades], np.float64)
    bad = np.array([grade == "bad" for grade in grades])
    weight = np.where(bad, BAD, 1.0)
    prior = np.array([PRIOR.get(name, 0.0) for name in names])
    unseen = _across(raw, good, weight, prior)
    least = -math.log(ODDS)
    weights, bias = _fit(raw, good, weight, prior)
    _write(names, weights, bias, least, raw.std(axis=0))
    for line in _told(grades, unseen, good, bad, least):
        print(line)
    return 0


def _fit(raw: Floats, good: Floats, weight: Floats, prior: Floats) -> tuple[Floats, float]:
    """Fit by Newton's method on standardised counts; give weights of the counts themselves."""
    mean, spread = raw.mean(axis=0), raw.std(axis=0)
    spread[spread == 0] = 1.0
    table = np.hstack([(raw - mean) / spread, np.ones((len(raw), 1))])
    held = np.full(table.shape[1], PENALTY)
    held[-1] = 1e-6
    before = np.append(prior * spread, 0.0)
    found = before.copy()
    for _ in range(50):
        guess = 1 / (1 + np.exp(-table @ found))
        slope = table.T @ (weight * (good - guess)) - held * (found - before)
        bend = (table * (weight * guess * (1 - guess))[:, None]).T @ table + np.diag(held)
        step = np.linalg.solve(bend, slope)
        found += step
        if np.abs(step).max() < 1e-8:
            break
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ mean)


def _across(raw: Floats, good: Floats, weight: Floats, prior: Floats) -> Floats:
    """Give each text's worth by weights that were fitted without it; a row for each round."""
    rounds = []
    for seed in range(ROUNDS):
        worth = np.zeros(len(good))
        for left_out in _folds(len(good), seed):
            kept = np.setdiff1d(np.arange(len(good)), left_out)
            weights, bias = _fit(raw[kept], good[kept], weight[kept], prior)
            worth[left_out] = raw[left_out] @ weights + bias
        rounds.append(worth)
    return np.array(rounds)


def _folds(size: int, seed: int) -> Iterator[NDArray[np.intp]]:
    yield from np.array_split(np.random.default_rng(seed).permutation(size), FOLDS)


def _rank_share(unseen: Floats, good: Floats) -> float:
    """The share of pairs of a good text and another in which the good one is worth more."""
    yes, no = unseen[:, good == 1], unseen[:, good == 0]
    return float(np.mean([(a[:, None] > b[None, :]).mean() for a, b in zip(yes, no, strict=True)]))


def _told(
    grades: Sequence[str], unseen: Floats, good: Floats, bad: NDArray[np.bool_], least: float
) -> Iterator[str]:
    counts = ", ".join(f"{grades.count(name)} {name}" for name in ("good", "dull", "bad"))
    yield f"{len(grades)} texts: {counts}"
    passed = unseen >= least
    right = ((unseen > 0) == (good == 1)).mean()
    yield f"cross-validated ({FOLDS} folds, {ROUNDS} rounds): right {right:.1%} (good or not)"
    yield f"a good text is worth more than another in {_rank_share(unseen, good):.1%} of pairs"
    for share in (0.1, 0.2, 0.3):
        best = unseen >= np.quantile(unseen, 1 - share)
        yield f"of the best {share:.0%}: {_of(best, good)} good, {_of(best, bad)} bad"
    yield (
        f"from {least:.2f} on: {passed.mean():.1%} of the texts, "
        f"{_of(passed, good)} good, {_of(passed, bad)} bad"
    )


def _of(chosen: NDArray[np.bool_], held: NDArray[np.float64] | NDArray[np.bool_]) -> str:
    share = (chosen * held).sum() / max(1, chosen.sum())
    return f"{share:.0%}"


def _write(
    names: Sequence[str], weights: Floats, bias: float, least: float, spread: Floats
) -> None:
    version = weights_version() + 1
    lines = [f"{VERSION}\t{version}\t", f"{LEAST}\t{least:.3f}\t", f"\t{bias:.4f}\t"]
    order = sorted(range(len(names)), key=lambda one: -abs(weights[one] * spread[one]))
    lines += [
        f"{names[one]}\t{weights[one]:.4f}\t{weights[one] * spread[one]:.2f}" for one in order
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
