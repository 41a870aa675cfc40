"""Fit what makes an excerpt worth sending: `-m scripts.weigh_excerpts [--further] FILE...`.

Each file is a JSON list of objects with a `text`, its `grade` (good, dull or bad), whether it
`stands` alone, and the `document` it is of. The texts stay outside the repository; of them
`corpus/excerpt_weights.tsv` keeps the weights of three characters at most, and
`corpus/excerpt_meaning.tsv` those of what a language model makes of a text. In each, three logistic
regressions are fitted, one for each of `corpus.excerpt_worth.Weights`. What is printed
was measured on texts of documents that the weights it was measured by hadn't seen.

With `--further` the weights that stand are kept, and the second reading's are moved by the texts
given, not far: so what was learnt from texts that aren't at hand any more isn't lost.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from corpus import excerpt_meaning, excerpt_worth
from corpus.excerpt_meaning import BY_CHARACTERS, BY_MEANING
from corpus.excerpt_rules import reasons_to_lean
from corpus.excerpt_worth import LEAST, VERSION, answers, odds, pieces, weights_version
from corpus.meaning import passage_vectors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Matrix = Any
    """Dense or sparse."""

FEWEST = 6
"""Texts that must hold a piece before it is weighed."""
CHARACTERS, MEANING = 1 / 12, 0.003
"""How freely weights of pieces and of the model's numbers may leave 0 (C of scikit-learn)."""
FIRMLY, FREELY = 1000.0, 0.001
"""How firmly a number's weight is held where it is moved, and that of the reading as a whole."""
FOLDS = 10
ODDS = 150
"""An excerpt isn't sent that is more than so many times as likely not fit: the best go first."""
_STEPS = 500


def main(arguments: Sequence[str]) -> int:
    """Fit, print what came of it, and write the tables."""
    parser = argparse.ArgumentParser(prog="scripts.weigh_excerpts")
    parser.add_argument("--further", action="store_true", help="move the weights that stand")
    parser.add_argument("files", nargs="+", metavar="FILE", help="graded texts")
    asked_for = parser.parse_args(arguments)
    given = [
        one
        for file in asked_for.files
        for one in json.loads(Path(file).read_text(encoding="utf-8"))
    ]
    graded = [one for one in given if not any(reasons_to_lean(one["text"]))]
    grades = [one["grade"] for one in graded]
    asked = np.array(
        [[one["grade"] == "good", one["grade"] != "bad", bool(one["stands"])] for one in graded]
    )
    texts = [one["text"].strip() for one in graded]
    fit = _moved if asked_for.further else _anew
    counts = ", ".join(f"{grades.count(name)} {name}" for name in ("good", "dull", "bad"))
    print(f"{len(grades)} texts: {counts}; {asked[:, 2].mean():.0%} stand alone")
    for reading, found in fit(texts, asked, [one["document"] for one in graded]).items():
        print(f"{reading} reading:")
        for line in _told(np.apply_along_axis(odds, 1, found), asked):
            print(f"  {line}")
    return 0


def _anew(texts: Sequence[str], asked: Floats, documents: Sequence[str]) -> dict[str, Floats]:
    """Write both tables; give the answers of each reading by weights that hadn't seen the text."""
    names, spoken, rarity = _by_characters(texts)
    scaler = StandardScaler()
    meant = scaler.fit_transform(passage_vectors(texts))
    unseen = [
        _across(spoken, asked, documents, CHARACTERS),
        _across(meant, asked, documents, MEANING),
    ]
    _write_pieces(names, rarity, *_fit(spoken, asked, CHARACTERS))
    weights, begun = _fit(meant, asked, MEANING)
    scaled = weights / scaler.scale_
    _write_numbers(begun - scaled @ scaler.mean_, scaled)
    both = BY_CHARACTERS * unseen[0] + BY_MEANING * unseen[1]
    return {"first": unseen[0], "second": both}


def _moved(texts: Sequence[str], asked: Floats, documents: Sequence[str]) -> dict[str, Floats]:
    """Write the second reading's table, moved; give its answers as before and by moved weights.

    Those it is measured by were moved without the text.
    """
    spoken = BY_CHARACTERS * np.array([answers(text) for text in texts])
    begun, each = excerpt_meaning.weights()
    vectors = passage_vectors(texts).astype(np.float64)
    stood = vectors @ each + begun
    scaler = StandardScaler()
    scaled = scaler.fit_transform(vectors)

    def moves(rows: NDArray[np.intp]) -> list[Floats]:
        return [
            _move(_beside(stood[rows, one], scaled[rows]), asked[rows, one], spoken[rows, one])
            for one in range(3)
        ]

    unseen = np.zeros(asked.shape)
    for seen, left_out in GroupKFold(FOLDS).split(asked, groups=documents):
        for one, move in enumerate(moves(seen)):
            beside = _beside(stood[left_out, one], scaled[left_out])
            unseen[left_out, one] = spoken[left_out, one] + beside @ move
    moved = np.array(moves(np.arange(len(texts))))
    whole, more, own = moved[:, 0], moved[:, 1], moved[:, 2:] / scaler.scale_
    _, *others = excerpt_worth.TABLE.read_text(encoding="utf-8").splitlines(keepends=True)
    excerpt_worth.TABLE.write_text("".join([f"{_next_version()}\n", *others]), encoding="utf-8")
    _write_numbers(
        (whole * begun + more - own @ scaler.mean_) / BY_MEANING,
        (whole[:, None] * each.T + own) / BY_MEANING,
    )
    return {"former second": spoken + BY_MEANING * stood, "second": unseen}


def _beside(stood: Floats, scaled: Floats) -> Floats:
    return np.column_stack([stood, np.ones(len(stood)), scaled])


def _move(raw: Matrix, wanted: Floats, known: Floats) -> Floats:
    """Fit weights beside what is known of each text; scikit-learn takes no such offset."""
    held = np.full(raw.shape[1], FIRMLY)
    held[:2] = FREELY

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = known + raw @ weights
        lost = np.logaddexp(0, odds).sum() - odds @ wanted + held @ weights**2 / 2
        return float(lost), raw.T @ (expit(odds) - wanted) + held * weights

    fitted: Floats = minimize(loss, np.zeros(raw.shape[1]), jac=True, method="L-BFGS-B").x
    return fitted


def _by_characters(texts: Sequence[str]) -> tuple[Sequence[str], Matrix, Floats]:
    """Give the pieces that are weighed, how often each text holds them, and how rare they are."""
    counter = CountVectorizer(analyzer=lambda text: list(pieces(text)), min_df=FEWEST)
    held = counter.fit_transform(texts).astype(np.float64)
    names = counter.get_feature_names_out()
    # A piece that few hold may weigh more (inverse document frequency).
    rarity = np.log(1 + len(texts) / held.getnnz(axis=0))
    sizes = np.sqrt([len(text) for text in texts])
    return names, held.multiply(1 / sizes[:, None]).multiply(rarity[None, :]).tocsr(), rarity


def _fit(raw: Matrix, asked: Floats, freely: float) -> tuple[Floats, Floats]:
    """Give the weights of each answer, a row each, and what each begins with."""
    fitted = [LogisticRegression(C=freely, max_iter=_STEPS).fit(raw, wanted) for wanted in asked.T]
    return np.array([one.coef_[0] for one in fitted]), np.array(
        [one.intercept_[0] for one in fitted]
    )


def _across(raw: Matrix, asked: Floats, documents: Sequence[str], freely: float) -> Floats:
    """Give each text's answers by weights that were fitted without its document."""
    found = np.zeros(asked.shape)
    for seen, left_out in GroupKFold(FOLDS).split(asked, groups=documents):
        weights, begun = _fit(raw[seen], asked[seen], freely)
        found[left_out] = raw[left_out] @ weights.T + begun
    return found


def _told(unseen: Floats, asked: Floats) -> Iterator[str]:
    good, fine, alone = asked.T
    yield f"a good text is worth more than another in {_rank_share(unseen, good):.1%} of pairs"
    order = np.argsort(-unseen)
    for share in (0.01, 0.02, 0.04, 0.08):
        best = order[: max(1, round(share * len(order)))]
        yield (
            f"of the best {share:.0%} ({len(best)}): {good[best].mean():.0%} good, "
            f"{1 - fine[best].mean():.0%} bad, {alone[best].mean():.0%} stand alone"
        )
    passed = unseen >= -math.log(ODDS)
    yield f"worth sending: {passed.mean():.0%}, {1 - fine[passed].mean():.0%} of them bad"


def _rank_share(unseen: Floats, good: Floats) -> float:
    return float((unseen[good == 1][:, None] > unseen[good == 0][None, :]).mean())


def _next_version() -> str:
    return f"{VERSION}\t{weights_version() + 1}"


def _write_pieces(names: Sequence[str], rarity: Floats, weights: Floats, begun: Floats) -> None:
    lines = [_next_version(), f"{LEAST}\t{-math.log(ODDS):.2f}"]
    lines.append("\t" + "\t".join(f"{one:.2f}" for one in begun))
    for name, row in zip(names, (weights * rarity).T, strict=True):
        told = [f"{one:.2f}" for one in row]
        if name.isprintable() and any(float(one) for one in told):
            lines.append(f"{name}\t" + "\t".join(told))
    excerpt_worth.TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_numbers(begun: Floats, weights: Floats) -> None:
    lines = ["\t".join(f"{one:.3f}" for one in row) for row in (begun, *weights.T)]
    excerpt_meaning.TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
