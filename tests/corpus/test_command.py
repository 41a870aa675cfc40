"""`python -m corpus parse`: what it prints and how it ends."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from corpus.__main__ import MEMORY, main
from corpus.parse import parse_file
from corpus.version import VERSION
from tests.support.nested import NESTED, chain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus.model import Document

TEXT = (
    "在全港服务大会上的讲话\n海州港务局局长 甘立新\n（2022年3月5日）\n\n同志们：\n\n"
    "今天召开全港服务驱动大会，主要任务是总结成绩、分析形势，把“潮头服务”做到船边。\n\n"
    "一、把泊位管好\n\n要把责任落实到人，加 强管理。\n"
)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "讲话.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_json_is_one_object_a_speech(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(document), "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "source": "讲话.txt",
        "number": 1,
        "title": "在全港服务大会上的讲话",
        "collection": None,
        "organisation": "海州港务局",
        "speaker": "甘立新",
        "date": "2022-03-05",
        "blocks": [
            {"kind": "paragraph", "text": "同志们："},
            {
                "kind": "paragraph",
                "text": TEXT.splitlines()[6],
            },
            {"kind": "heading", "level": 1, "text": "一、把泊位管好"},
            {"kind": "paragraph", "text": "要把责任落实到人，加强管理。"},
        ],
        "warnings": ["去多余空格 1 处"],
    }


def test_a_file_that_fails_fails_the_command_but_not_the_others(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = document.with_name("missing.txt")
    assert main(["parse", str(missing), str(document), "--json"]) == 1
    output = capsys.readouterr()
    assert len(output.out.splitlines()) == 1
    assert len(output.err.splitlines()) == 1
    assert "missing.txt" in output.err


@pytest.mark.parametrize(
    ("error", "told"),
    [(RecursionError(), "已损坏"), (KeyError("x"), "已损坏"), (MemoryError(), "太占内存")],
)
def test_a_library_that_gives_up_fails_its_file_alone(
    document: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    told: str,
) -> None:
    hostile = document.with_name("坏.txt")
    hostile.write_text(TEXT, "utf-8")

    def parse(path: Path, source: str, *, allow_marked: bool) -> Document:
        if path == hostile:
            raise error
        return parse_file(path, source, allow_marked=allow_marked)

    monkeypatch.setattr("corpus.__main__.parse_file", parse)
    assert main(["parse", str(hostile), str(document)]) == 1
    output = capsys.readouterr()
    assert "在全港服务大会上的讲话" in output.out
    (line,) = output.err.splitlines()
    assert "坏.txt" in line
    assert told in line


@pytest.mark.parametrize("form", NESTED)
def test_what_is_nested_very_deep_is_parsed_or_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    file = tmp_path / f"a.{form}"
    file.write_bytes(NESTED[form](chain(7 if form == "pdf" else 600)))
    status = main(["parse", str(file)])
    output = capsys.readouterr()
    assert len(output.err.splitlines()) == status
    assert output.out or status


def test_folders_give_their_documents_in_order(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document.with_name("README.md").write_text("# no speech", "utf-8")
    document.with_name("a.md").write_text(TEXT, "utf-8")
    assert main(["parse", str(document.parent), "--json"]) == 0
    sources = [json.loads(line)["source"] for line in capsys.readouterr().out.splitlines()]
    assert sources == ["a.md", "讲话.txt"]


def test_without_json_a_line_for_people(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(document)]) == 0
    assert capsys.readouterr().out == (
        "1. 《在全港服务大会上的讲话》（海州港务局，甘立新，2022-03-05）\n"
    )


@pytest.mark.parametrize("arguments", [[], ["parse"], ["parse", "x", "--xml"]])
def test_wrong_use(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "请写成 python -m corpus parse PATH... [--json]" in line


@pytest.mark.parametrize("command", [[], ["parse"]])
def test_help_and_version(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--version"])
    told = capsys.readouterr().out
    assert (ended.value.code, told.split("（")[0]) == (0, f"zhaiju {VERSION}")
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    listed = re.findall(r"(?m)^ {2,4}(?!-h|命令$)\S.*$", capsys.readouterr().out)
    assert listed
    assert all(re.search(r"[\u4e00-\u9fff]", line) for line in listed), listed


# Python 3.14 colours what argparse writes wherever that is wanted.
@pytest.mark.parametrize("coloured", ["", "1"])
def test_a_misspelt_word_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, coloured: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", coloured)
    for arguments, told in (
        (["prase", "x"], "没有 prase，是不是 parse？全部命令：python -m corpus --help"),
        (["parse", "--jsno", "x"], "没有 --jsno，是不是 --json？"),
    ):
        with pytest.raises(SystemExit):
            main(arguments)
        assert capsys.readouterr().err == f"{told}\n"


def _never_ends(*_: object, **__: object) -> None:
    while True:
        pass


def _takes_all(*_: object, **__: object) -> None:
    bytearray(MEMORY)


@pytest.mark.parametrize(
    ("parse", "said"), [(_never_ends, "还没读完，放弃了"), (_takes_all, "太占内存，放弃了")]
)
def test_a_file_that_takes_too_much_is_given_up(
    parse: Callable[..., None],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("corpus.__main__.SECONDS", 0.05)
    for name in ("甲.txt", "乙.txt"):
        (tmp_path / name).write_text("靠前服务不是站得近，是想得早。", encoding="utf-8")
    monkeypatch.setattr("corpus.__main__.parse_file", parse)
    assert main(["parse", str(tmp_path)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert all(said in line for line in told)
