"""`python -m bot edit`: corrections on the command line, which stay when the file comes again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from tests.support.operators import TWO

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_PATH", str(tmp_path / "store.db"))
    file = tmp_path / "调度会讲话.txt"
    file.write_text(TWO, encoding="utf-8")
    assert main(["ingest", str(file)]) == 0
    return file


def found(capsys: pytest.CaptureFixture[str], word: str) -> dict[str, str | None]:
    """The first passage that holds the word, as `search --json` gives it."""
    capsys.readouterr()
    assert main(["search", word, "--json"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    first: dict[str, str | None] = json.loads(line)["passages"][0]
    return first


def test_a_speech_is_corrected_and_stays_so(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = ["edit", document.name, "--number", "2", "--title", "在防汛会上的讲话"]
    assert main([*edited, "--date", "2024年7月1日", "--speaker", ""]) == 0
    for text in (TWO, TWO.replace("提前半个钟头", "提前一个钟头")):
        document.write_text(text, encoding="utf-8")
        assert main(["ingest", str(document)]) == 0
        passage = found(capsys, "防汛物资")
        assert passage["title"] == "在防汛会上的讲话"
        assert passage["date"] == "2024-07-01"
        assert passage["speaker"] is None
        assert passage["organisation"] == "澄湾港集团"
        assert found(capsys, "春潮计划")["title"] == "在春季调度会上的讲话"
    assert main(["search", "年:2024 防汛", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 1


def test_corrections_belong_to_the_words_and_then_to_the_number(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["edit", document.name, "--number", "2", "--organisation", "青禾医院"]) == 0
    first, second = TWO.split("在夏季调度会上的讲话")
    turned = f"在夏季调度会上的讲话{second}\n{first}"
    document.write_text(turned, encoding="utf-8")
    assert main(["ingest", str(document)]) == 0
    assert found(capsys, "防汛物资")["organisation"] == "青禾医院"
    assert found(capsys, "春潮计划")["organisation"] == "澄湾港集团"
    other = document.with_name("另一份.txt")
    other.write_text(
        f"{turned}\n再加一句，内容就不一样了，要当作新的文件来收。\n", encoding="utf-8"
    )
    assert main(["remove", document.name]) == 0
    assert main(["ingest", str(other)]) == 0
    assert found(capsys, "防汛物资")["organisation"] == "青禾医院"


def test_all_speeches_of_a_document_at_once(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["edit", document.name, "--organisation", "青禾医院"]) == 0
    assert {found(capsys, word)["organisation"] for word in ("春潮", "防汛")} == {"青禾医院"}


@pytest.mark.parametrize("written", ["2023", "2023-02", "2023-02-28"])
def test_a_date_is_stored_as_far_as_it_was_given(
    document: Path, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    assert main(["edit", document.name, "--date", written]) == 0
    assert found(capsys, "春潮")["date"] == written


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["没有这份.txt", "--title", "甲"], "没有"),
        (["调度会讲话.txt", "--title", "甲"], "--number"),
        (["调度会讲话.txt", "--number", "3", "--title", "甲"], "没有第 3 篇"),
    ],
)
def test_what_cannot_be_corrected_is_one_sentence(
    document: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert document.exists()
    assert main(["edit", *arguments]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--number", "0", "--title", "甲"],
        ["--date", "后天"],
        ["--date", "2023-02-30"],
        ["--title", " "],
    ],
)
def test_wrong_use_ends_with_2(document: Path, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["edit", document.name, *arguments])
    assert ended.value.code == 2
