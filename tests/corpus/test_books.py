"""Electronic books: collections of speeches, with what publishers put around them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from corpus.errors import DocumentError, EmptyDocumentError, EncryptedError
from corpus.formats import read_all
from corpus.parse import parse_file
from tests.support.documents import SPEECH, lines_of, zip_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BODY = lines_of(SPEECH)[3:]
PIECES = [
    ("守住一方泊位", "2022年3月5日"),
    ("把航道疏通", "2022年4月6日"),
    ("让船东满意", "2022年5月7日"),
]


def chapter(title: str, date: str, anchor: str = "") -> str:
    mark = f"<a id='{anchor}'/>" if anchor else ""
    return (
        f"<h2>{mark}{title}</h2><p>（{date}）</p>"
        + "".join(f"<p>{line}</p>" for line in BODY[1:2] * 3)
        + "<h3>一、怎么管</h3>"
        + "".join(f"<p>{line}</p>" for line in BODY[3:4] * 2)
    )


def xhtml(body: str) -> str:
    return f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'


Entry = tuple[str, str, list[Any]]
"""Of a table of contents: the title, where it points to, and what stands below it."""


def ncx(entries: list[Entry]) -> str:
    def points(found: list[Entry]) -> str:
        return "".join(
            f"<navPoint><navLabel><text>{title}</text></navLabel><content src='{target}'/>"
            f"{points([(*one, []) for one in inner])}</navPoint>"
            for title, target, inner in found
        )

    space = "http://www.daisy.org/z3986/2005/ncx/"
    return f"<ncx xmlns='{space}'><navMap>{points(entries)}</navMap></ncx>"


def nav(entries: list[Entry]) -> str:
    def listed(found: list[Entry]) -> str:
        return (
            "<ol>"
            + "".join(
                f"<li><a href='{target}'>{title}</a>{listed(inner) if inner else ''}</li>"
                for title, target, inner in found
            )
            + "</ol>"
        )

    deep: list[Entry] = [(t, u, [(a, b, []) for a, b in inner]) for t, u, inner in entries]
    return xhtml(
        f"<nav xmlns:epub='http://www.idpf.org/2007/ops' epub:type='toc'>{listed(deep)}</nav>"
    )


def epub(
    pages: dict[str, str],
    contents: list[Entry],
    kind: str = "ncx",
    more: Mapping[str, str] = MappingProxyType({}),
    author: str = "甘立新 讲述",
) -> bytes:
    items = "".join(
        f"<item id='i{number}' href='{name}' media-type='application/xhtml+xml'/>"
        for number, name in enumerate(pages)
    )
    toc = "<item id='toc' href='toc.xml' media-type='x' {}/>".format(
        "properties='nav'" if kind == "nav" else ""
    )
    spine = "".join(f"<itemref idref='i{number}'/>" for number in range(len(pages)))
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<metadata><dc:title>港务讲话选（第一卷）</dc:title><dc:creator>{author}</dc:creator>"
        "</metadata>"
        f"<manifest>{items}{toc}</manifest><spine toc='toc'>{spine}</spine></package>"
    )
    rootfile = "<rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles>"
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": f"<container>{rootfile}</container>",
        "OPS/book.opf": package,
        "OPS/toc.xml": (ncx if kind == "ncx" else nav)(contents) if contents else xhtml(""),
        **{f"OPS/{name}": content for name, content in pages.items()},
        **more,
    }
    return zip_bytes({name: content.encode() for name, content in files.items()})


FRONT = {"z1.xhtml": xhtml("<img src='a.png'/>"), "y1.xhtml": xhtml("<p>出版社　定价三十元</p>")}
BESIDE: list[Entry] = [("封面", "z1.xhtml", []), ("版权信息", "y1.xhtml", [])]
BOOKS: dict[str, tuple[dict[str, str], list[Entry]]] = {
    "a file for each": (
        {f"{9 - n}.xhtml": xhtml(chapter(*piece)) for n, piece in enumerate(PIECES)},
        [(title, f"{9 - n}.xhtml", []) for n, (title, _) in enumerate(PIECES)],
    ),
    "numbered": (
        {f"{9 - n}.xhtml": xhtml(chapter(f"0{n + 1} {t}", d)) for n, (t, d) in enumerate(PIECES)},
        [(f"0{n + 1} {title}", f"{9 - n}.xhtml", []) for n, (title, _) in enumerate(PIECES)],
    ),
    "all in one file": (
        {"a.xhtml": xhtml("".join(chapter(*p, f"c{n}") for n, p in enumerate(PIECES)))},
        [(title, f"a.xhtml#c{n}", []) for n, (title, _) in enumerate(PIECES)],
    ),
    "files cut anywhere": (
        {
            f"{n}{half}.xhtml": xhtml(
                "".join(chapter(*piece).partition("<h3>")[half : half + 2 - half])
            )
            if half == 0
            else xhtml("<h3>" + chapter(*piece).partition("<h3>")[2])
            for n, piece in enumerate(PIECES)
            for half in (0, 1)
        },
        [(title, f"{n}0.xhtml", []) for n, (title, _) in enumerate(PIECES)],
    ),
    "with their sections": (
        {f"{n}.xhtml": xhtml(chapter(*piece)) for n, piece in enumerate(PIECES)},
        [(t, f"{n}.xhtml", [("一、怎么管", f"{n}.xhtml#s")]) for n, (t, _) in enumerate(PIECES)],
    ),
    "in parts": (
        {"p.xhtml": xhtml("<h1>上编</h1>")}
        | {f"{n}.xhtml": xhtml(chapter(*piece)) for n, piece in enumerate(PIECES)},
        [("上编", "p.xhtml", [(t, f"{n}.xhtml") for n, (t, _) in enumerate(PIECES)])],
    ),
}


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("kind", ["ncx", "nav"])
@pytest.mark.parametrize("front", [False, True])
def test_a_book_is_the_collection_that_it_is(
    tmp_path: Path, book: str, kind: str, front: bool
) -> None:
    pages, contents = BOOKS[book]
    data = epub(FRONT | pages if front else pages, (BESIDE if front else []) + contents, kind)
    path = tmp_path / "a.epub"
    path.write_bytes(data)
    document = parse_file(path, "a.epub")
    assert document.collection == "港务讲话选"
    found = [(s.title, s.speaker, s.date, s.collection) for s in document.speeches]
    dates = ["2022-03-05", "2022-04-06", "2022-05-07"]
    assert found == [
        (title, "甘立新", date, "港务讲话选")
        for (title, _), date in zip(PIECES, dates, strict=True)
    ]
    for speech in document.speeches:
        assert [block.text for block in speech.blocks] == [
            *BODY[1:2] * 3,
            "一、怎么管",
            *BODY[3:4] * 2,
        ]


def test_a_book_without_contents_is_read_in_its_order() -> None:
    pages, _ = BOOKS["a file for each"]
    parts = read_all(epub(pages, []), "a.epub")
    assert [part.reading.text.split("\n")[0] for part in parts] == [f"## {t}" for t, _ in PIECES]


@pytest.mark.parametrize(
    "imprint",
    [
        "港务讲话选／甘立新著．—江城：江城出版社，2018.12",
        "港务讲话选/甘立新讲述；苏宁绘.——江城：江城出版社，2018",
        "甘立新　著",
        "作　者：甘立新",
    ],
)
def test_the_imprint_of_a_book_names_its_author(tmp_path: Path, imprint: str) -> None:
    pages, contents = BOOKS["a file for each"]
    front = {"y1.xhtml": xhtml(f"<p>责任编辑　苏宁</p><p>{imprint}</p><p>苏宁　译</p>")}
    data = epub(front | pages, [("版权页", "y1.xhtml", []), *contents], author="未知")
    (tmp_path / "a.epub").write_bytes(data)
    found = parse_file(tmp_path / "a.epub", "a.epub").speeches
    assert [speech.speaker for speech in found] == ["甘立新"] * len(PIECES)


@pytest.mark.parametrize("place", [0, 3])
def test_a_page_of_a_books_contents_is_no_text(tmp_path: Path, place: int) -> None:
    pages, contents = BOOKS["a file for each"]
    listed = "".join(f"<p><a>{title}</a></p>" for title, _ in PIECES)
    whole = list(pages.items())
    whole.insert(place, ("toc.xhtml", xhtml(f"<h2>Table of Contents</h2>{listed}")))
    (tmp_path / "a.epub").write_bytes(epub(dict(whole), contents))
    found = parse_file(tmp_path / "a.epub", "a.epub").speeches
    assert [speech.title for speech in found] == [title for title, _ in PIECES]
    texts = [block.text for speech in found for block in speech.blocks]
    assert not {"Table of Contents", *(title for title, _ in PIECES)}.intersection(texts)


def test_a_book_that_cannot_be_read_is_one_sentence() -> None:
    pages, contents = BOOKS["a file for each"]
    locked = "<encryption><CipherReference URI='OPS/9.xhtml'/></encryption>"
    fonts = locked.replace("OPS/9.xhtml", "OPS/a.ttf")
    with pytest.raises(EncryptedError):
        read_all(epub(pages, contents, more={"META-INF/encryption.xml": locked}), "a.epub")
    assert (
        len(read_all(epub(pages, contents, more={"META-INF/encryption.xml": fonts}), "a.epub")) == 3
    )
    with pytest.raises(EmptyDocumentError):
        read_all(epub(FRONT, BESIDE), "a.epub")
    for name in ("META-INF/container.xml", "OPS/book.opf"):
        with pytest.raises(DocumentError) as raised:
            read_all(epub(pages, contents, more={name: "<a>"}), "a.epub")
        assert str(raised.value).count("。") == 1
