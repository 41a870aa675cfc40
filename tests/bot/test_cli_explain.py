"""search --explain: how a question was read, on stderr, with the results as they are without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli import main
from tests.support.stage import text_store

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TEXT = (
    "在晨会上的讲话\n\n澄湾港集团　贺望潮\n（2021年3月8日）\n\n"
    "缆绳要天天查，查过才算数，这是本分也是规矩。\n\n窗口要开在船边，走到船边看一看，比开会管用。\n"
)


def test_how_a_question_was_read_is_said_on_stderr(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_PATH", str(text_store(tmp_path / "store.db", {"a.txt": TEXT})))
    assert main(["search", "缆绳 窗口"]) == 0
    plain = capsys.readouterr()
    assert main(["search", "缆绳 窗口", "--explain"]) == 0
    told = capsys.readouterr()
    assert told.out == plain.out
    assert "哪一层：按词，2 处" in told.err
    assert "词：“缆绳” 1 处，权重" in told.err
    assert main(["search", "贺望潮 缆绳", "--explain"]) == 0
    assert "理解为：讲话人:贺望潮" in capsys.readouterr().err
