"""Files in any encoding, and what can't be read."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest

from corpus.errors import (
    DocumentError,
    EmptyDocumentError,
    UndecodableError,
    UnreadableError,
    UnsupportedError,
)
from corpus.parse import find_documents, parse_file
from corpus.reader import read_document

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    "在全港服务大会上的讲话\n\n同志们：\n\n今天召开全港服务驱动大会，主要任务是总结成绩、分析形势，"
    "把“潮头服务”做到船边。我们要认真落实《靠泊办法》，把责任落实到人。\n"
)
TRADITIONAL = (
    "在全港服務大會上的講話\n\n同志們：\n\n今天召開全港服務驅動大會，主要任務是總結成績、分析形勢，"
    "把潮頭服務做到船邊。我們要認真落實靠泊辦法，把責任落實到人。\n"
)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (TEXT, TEXT.encode()),
        (TEXT, codecs.BOM_UTF8 + TEXT.encode()),
        (TEXT, TEXT.encode("gb18030")),
        (TEXT, TEXT.encode("gbk")),
        (TEXT, TEXT.encode("utf-16")),
        (TEXT, TEXT.encode("utf-16-le")),
        (TEXT, TEXT.encode("utf-16-be")),
        (TEXT, codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")),
        (TEXT, TEXT.replace("\n", "\r\n").encode("gb18030")),
        (TRADITIONAL, TRADITIONAL.encode("big5")),
        (TRADITIONAL, TRADITIONAL.encode("gb18030")),
        (TRADITIONAL, TRADITIONAL.encode("utf-16-le")),
        ("同志们：先靠泊。", "同志们：先靠泊。".encode("gb18030")),
        ("先靠泊。", "先靠泊。".encode("utf-16-be")),
    ],
)
def test_encodings(tmp_path: Path, text: str, data: bytes) -> None:
    path = tmp_path / "讲话.txt"
    path.write_bytes(data)
    assert read_document(path) == text


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.txt", b"", EmptyDocumentError),
        ("a.txt", b" \n\t\n", EmptyDocumentError),
        ("a.txt", bytes(range(256)) * 20, UndecodableError),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(200, 256)) * 9, UndecodableError),
        ("a.txt", ("先靠泊。".encode() + b"\xff") * 500, UndecodableError),
        ("a.exe", b"MZ", UnsupportedError),
    ],
)
def test_what_is_no_text_is_one_sentence(
    tmp_path: Path, name: str, data: bytes, error: type[DocumentError]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error) as raised:
        read_document(path)
    assert isinstance(raised.value, DocumentError)
    assert str(raised.value).count("。") == 1
    assert name in str(raised.value)


def test_a_file_that_vanished(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"a\.txt"):
        read_document(tmp_path / "a.txt")


def test_the_same_text_in_any_encoding_is_the_same_document(tmp_path: Path) -> None:
    documents = []
    for encoding in ("utf-8", "gb18030", "utf-16"):
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes(TEXT.encode(encoding))
        documents.append(parse_file(path, "a.txt"))
    assert documents[0] == documents[1] == documents[2]


def test_folders_are_walked_by_name_and_strangers_counted(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "inner/c.txt", "README.md", ".hidden.txt", "d.exe", ".git/e.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT, "utf-8")
    documents = find_documents([tmp_path, tmp_path / "d.exe", tmp_path / "README.md"])
    sources = [found.source for found in documents.files]
    assert sources == ["a.md", "b.txt", "inner/c.txt", "d.exe", "README.md"]
    assert documents.skipped == 4
