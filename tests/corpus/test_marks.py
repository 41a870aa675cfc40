"""Marks of secrecy in every place of every format, in every form; and words that mark nothing."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest

from corpus.errors import SecretDocumentError
from corpus.parse import parse_file
from tests.support.marked_books import EPUB, FLAT, MHT, WORD_2003
from tests.support.marked_documents import DOC, DOCX, RTF, SPEECH, TITLE
from tests.support.marked_pages import HTML, MD, OFD, PDF, TXT
from tests.support.sizes import chance_of, size

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.slow

FORMATS = {
    "docx": DOCX, "doc": DOC, "wps": DOC, "rtf": RTF, "pdf": PDF, "ofd": OFD, "html": HTML,
    "md": MD, "txt": TXT, "epub": EPUB, "mht": MHT, "2003 doc": WORD_2003, "flat doc": FLAT,
}  # fmt: skip
"""By the end of the file's name, and what stands before it, what makes it."""
CASES = json.loads((Path(__file__).parent / "cases" / "marks.json").read_text("utf-8"))
FORMS, SPLIT, SENTENCES = CASES["forms"], CASES["split"], CASES["sentences"]
INNOCENT, STORIES, LISTS = CASES["innocent"], CASES["stories"], CASES["lists"]
"""Words, paragraphs, and what tells of the classes and of their terms: none of them marks."""


def named(stem: str, kind: str) -> str:
    return f"{stem}.{kind.rpartition(' ')[2]}"


def taken(path: Path, name: str, data: bytes, source: str = "") -> str | None:
    """The mark for which a document is refused, None where it is taken in."""
    file = path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    try:
        parse_file(file, source or name)
    except SecretDocumentError as error:
        return error.detail
    return None


SLOW = frozenset(("pdf", "docx", "doc", "wps", "ofd", "epub", "mht", "2003 doc", "flat doc"))
"""Formats that take time to read: `make test` tries some of the forms in each of their places."""


def some(words: Sequence[str], kind: str, place: str) -> list[str]:
    """Give the words to try in a place: all, or other ones from place to place."""
    if kind not in SLOW:
        return list(words)
    count = size(f"{kind}: forms in a place", min(len(words), 6), len(words))
    return chance_of(crc32(f"{kind} {place}".encode())).sample(list(words), count)


PLACES = [(kind, place) for kind, made in FORMATS.items() for place in made]
ONE_LINE = {"page head", "page foot"}
"""Places where pages repeat what documents say once, so that lists don't stand there."""
LABELLED = {(kind, place) for kind, place in PLACES if place in ("front matter", "property 密级")}
"""Places that say of what stands there that it is a class."""


@pytest.mark.parametrize(("kind", "place"), PLACES)
def test_a_mark_is_seen_in_every_form(tmp_path: Path, kind: str, place: str) -> None:
    make, forms = FORMATS[kind][place], [*FORMS, *SPLIT]
    if (kind, place) not in LABELLED:
        forms += SENTENCES
    name = named("讲话", kind)
    tried = some(forms, kind, place)
    assert [form for form in tried if taken(tmp_path, name, make(form)) is None] == []


@pytest.mark.parametrize(("kind", "place"), [one for one in PLACES if one not in LABELLED])
def test_words_mark_nothing(tmp_path: Path, kind: str, place: str) -> None:
    make, name = FORMATS[kind][place], named("讲话", kind)
    texts = [*INNOCENT, *STORIES]
    if place not in ONE_LINE:
        texts += LISTS
    tried = some(texts, kind, place)
    refused = {words: taken(tmp_path, name, make(words)) for words in tried}
    assert {words: mark for words, mark in refused.items() if mark} == {}


NAMES = (
    "【{}】讲话", "（{}）讲话", "讲话（{}）", "{} 讲话", "讲话-{}", "{}_讲话", "讲话 {}", "{}",
)  # fmt: skip
NAMED = (
    "机密", "绝密", "机密★", "机密★1年", "秘密★1年", "機密", "机 密", "内部资料", "密级：机密",
    "机密10年",    "绝密（长期）",
)  # fmt: skip


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("form", NAMED)
def test_a_mark_in_a_name_is_seen(tmp_path: Path, kind: str, form: str) -> None:
    data = next(iter(FORMATS[kind].values()))("")
    names = [name.format(form) for name in NAMES]
    assert [name for name in names if not taken(tmp_path, named(name, kind), data)] == []
    folders = [form, f"【{form}】", f"2020年 {form}", f"{form}文件"]
    paths = [named(f"材料/{folder}/讲话", kind) for folder in folders]
    assert [path for path in paths if not taken(tmp_path, named("讲话", kind), data, path)] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_words_in_a_name_mark_nothing(tmp_path: Path, kind: str) -> None:
    data = next(iter(FORMATS[kind].values()))("")
    for words in some((*INNOCENT, "绝密文件"), kind, "name"):
        for name in ("{}", "《{}》读后", "关于{}的讲话", "讲话（谈{}）"):
            file = named(name.format(words), kind)
            assert taken(tmp_path, file, data) is None, file
        path = named(f"{words}办法/讲话", kind)
        assert taken(tmp_path, named("讲话", kind), data, path) is None, words


def test_the_folder_that_was_given_counts_and_one_in_an_archive(tmp_path: Path) -> None:
    data = SPEECH.encode()
    assert taken(tmp_path / "机密", "讲话.txt", data) == "机密"
    assert taken(tmp_path / "机密工作", "讲话.txt", data) is None
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("一/甲.txt", data)
        file.writestr("绝密★/乙.txt", data)
    assert taken(tmp_path, "讲话.zip", written.getvalue()) == "绝密★"


def test_prose_that_was_wrapped_marks_nothing(tmp_path: Path) -> None:
    """A line's end may leave a class alone in its line."""
    text = (
        f"{TITLE}\n同志们：\n要管住自己的嘴，守住自己的门，严守党和国家\n机密\n，谁也不许例外。\n"
    )
    assert taken(tmp_path, "讲话.txt", text.encode()) is None


def test_what_is_allowed_in_spite_of_its_mark_holds_none(tmp_path: Path) -> None:
    for form in (*FORMS, *SPLIT):
        file = tmp_path / "讲话.txt"
        file.write_text(f"{form}\n\n{SPEECH}", "utf-8")
        document = parse_file(file, "讲话.txt", allow_marked=True)
        assert document.speeches[0].title == TITLE, form
        told = [one for one in document.speeches[0].warnings if one.startswith("带“")]
        assert len(told) == 1, form
