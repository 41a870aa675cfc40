"""The command that fits the weights anew: from graded texts to a table that tells them apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corpus.excerpt_features import features_of
from corpus.excerpt_worth import weights_version
from scripts import weigh_excerpts
from tests.support.daily import sentences

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_DULL = "加强{0}领导，完善{0}机制，推进{0}工作，落实{0}责任，进一步提高{0}水平，逐步扩大试点范围。"
_BAD = "{0}工作有了起色，{0}制度得到了完善，{0}的领导加强了，一批{0}试点受到了好评。"


def test_what_was_graded_is_told_apart_by_what_can_be_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table, file = tmp_path / "weights.tsv", tmp_path / "graded.json"
    monkeypatch.setattr(weigh_excerpts, "TABLE", table)
    names = [text[:4] for text in sentences(40)]
    graded = [{"text": text, "grade": "good"} for text in sentences(40)]
    graded += [{"text": _DULL.format(name), "grade": "dull"} for name in names]
    graded += [{"text": _BAD.format(name), "grade": "bad"} for name in names]
    file.write_text(json.dumps(graded), encoding="utf-8")
    assert weigh_excerpts.main([str(file)]) == 0
    said = capsys.readouterr().out
    assert "120 texts: 40 good, 40 dull, 40 bad" in said
    assert "right 100.0% (good or not)" in said
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    weights = {name: float(weight) for name, weight, _ in rows}
    assert weights["version"] == weights_version() + 1
    worths = {
        one["grade"]: weights[""]
        + sum(weights[name] * count for name, count in features_of(one["text"]).items())
        for one in graded
    }
    assert worths["good"] > weights["least"] > max(worths["dull"], worths["bad"])
