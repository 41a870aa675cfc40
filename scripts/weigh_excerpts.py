"""Fit the weights of what makes an excerpt worth sending: `-m scripts.weigh_excerpts FILE...`.

Each file is a JSON list of objects with a `text`, its `grade` (good, dull or bad), whether it
`stands` alone, and the `document` it is of. The texts stay outside the repository; of them
`corpus/excerpt_weights.tsv` keeps the weights of three characters at most. Three logistic
regressions over them are fitted, one for each of `corpus.excerpt_worth.Weights`. What is printed
was measured on texts of documents that the weights it was measured by hadn't seen.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.excerpt_rules import reasons_to_lean
from corpus.excerpt_worth import LEAST, TABLE, VERSION, odds, pieces, weights_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST = 4
"""Texts that must hold a piece before it is weighed."""
PENALTY = 12.0
"""How strongly weights are held near 0."""
FOLDS = 10
ODDS = 40
"""An excerpt isn't sent that is more than so many times as likely not fit: the best go first."""
_STEPS = 30


def main(files: Sequence[str]) -> int:
    """Fit, print what came of it, and write the table."""
    given = [one for file in files for one in json.loads(Path(file).read_text(encoding="utf-8"))]
    graded = [one for one in given if not any(reasons_to_lean(one["text"]))]
    counted = [Counter(pieces(one["text"])) for one in graded]
    lengths = np.sqrt([len(one["text"].strip()) for one in graded])
    texts = Counter(piece for one in counted for piece in one)
    names = sorted(
        piece for piece, times in texts.items() if times >= FEWEST and piece.isprintable()
    )
    column = {name: number for number, name in enumerate(names)}
    raw = np.zeros((len(graded), len(names)))
    for row, one in enumerate(counted):
        for piece, times in one.items():
            if piece in column:
                raw[row, column[piece]] = times / lengths[row]
    # A piece that few hold may weigh more (inverse document frequency).
    rarity = np.log(1 + len(graded) / np.array([texts[name] for name in names]))
    raw *= rarity
    grades = [one["grade"] for one in graded]
    asked = np.array(
        [[one["grade"] == "good", one["grade"] != "bad", bool(one["stands"])] for one in graded],
        np.float64,
    )
    unseen = _across(raw, asked, [one["document"] for one in graded])
    weights, begun = _fit(raw, asked)
    _write(names, weights * rarity, begun)
    for line in _told(grades, unseen, asked):
        print(line)
    return 0


def _fit(raw: Floats, asked: Floats) -> tuple[Floats, Floats]:
    """Fit a regression for each column of `asked`; give their weights and what they begin with.

    By Newton's method in the space of texts, which are fewer than the pieces.
    """
    likeness = raw @ raw.T / PENALTY
    weights, begun = [], []
    for wanted in asked.T:
        found, bias = np.zeros(len(raw)), 0.0
        for _ in range(_STEPS):
            guess = 1 / (1 + np.exp(-(likeness @ found + bias)))
            bend = guess * (1 - guess)
            # The weights are raw.T @ found / PENALTY; the last row lets the bias be free.
            system = np.block(
                [
                    [np.eye(len(raw)) + bend[:, None] * likeness, bend[:, None]],
                    [np.ones((1, len(raw))), np.zeros((1, 1))],
                ]
            )
            step = np.linalg.solve(system, np.append(wanted - guess - found, -found.sum()))
            found += step[:-1]
            bias += step[-1]
            if np.abs(step).max() < 1e-6:
                break
        weights.append(raw.T @ found / PENALTY)
        begun.append(bias)
    return np.array(weights), np.array(begun)


def _across(raw: Floats, asked: Floats, documents: Sequence[str]) -> Floats:
    """Give each text's odds by weights that were fitted without its document."""
    found = np.zeros(len(raw))
    numbers = {name: number for number, name in enumerate(dict.fromkeys(documents))}
    fold = np.array([numbers[name] % FOLDS for name in documents])
    for left_out in range(FOLDS):
        kept = fold != left_out
        if kept.all():
            continue
        weights, begun = _fit(raw[kept], asked[kept])
        for row in np.flatnonzero(~kept):
            found[row] = odds(raw[row] @ weights.T + begun)
    return found


def _told(grades: Sequence[str], unseen: Floats, asked: Floats) -> Iterator[str]:
    counts = ", ".join(f"{grades.count(name)} {name}" for name in ("good", "dull", "bad"))
    yield f"{len(grades)} texts: {counts}; {asked[:, 2].mean():.0%} stand alone"
    good, fine, alone = asked.T
    yield f"a good text is worth more than another in {_rank_share(unseen, good):.1%} of pairs"
    order = np.argsort(-unseen)
    for share in (0.03, 0.06, 0.12):
        best = order[: max(1, round(share * len(order)))]
        yield (
            f"of the best {share:.0%} ({len(best)}): {good[best].mean():.0%} good, "
            f"{1 - fine[best].mean():.0%} bad, {alone[best].mean():.0%} stand alone"
        )
    passed = unseen >= -math.log(ODDS)
    yield f"worth sending: {passed.mean():.0%}, {1 - fine[passed].mean():.0%} of them bad"


def _rank_share(unseen: Floats, good: Floats) -> float:
    return float((unseen[good == 1][:, None] > unseen[good == 0][None, :]).mean())


def _write(names: Sequence[str], weights: Floats, begun: Floats) -> None:
    lines = [f"{VERSION}\t{weights_version() + 1}", f"{LEAST}\t{-math.log(ODDS):.2f}"]
    lines.append("\t" + "\t".join(f"{one:.2f}" for one in begun))
    for name, row in zip(names, weights.T, strict=True):
        told = [f"{one:.2f}" for one in row]
        if any(float(one) for one in told):
            lines.append(f"{name}\t" + "\t".join(told))
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
