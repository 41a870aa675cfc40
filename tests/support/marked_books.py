"""Books, web archives and Word documents in one piece of XML that bear a mark at a given place."""

from __future__ import annotations

import html
import io
import zipfile
from email.header import Header
from typing import TYPE_CHECKING

from tests.support.documents import zip_bytes
from tests.support.marked_documents import (
    BODY,
    DOCX,
    SPEECH,
    TITLE,
    art,
    box,
    flat,
    footed,
    headed,
    paragraphs,
    table,
)
from tests.support.marked_pages import HTML

if TYPE_CHECKING:
    from collections.abc import Callable

Made = dict[str, "Callable[[str], bytes]"]
SECOND = SPEECH.replace(TITLE, "在码头大会上的讲话")


def _xhtml(text: str, *, head: str = "", before: str = "", after: str = "") -> str:
    body = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line)
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>页</title>'
        f"{head}</head><body>{before}{body}{after}</body></html>"
    )


def _book(chapter: str = "", *, told: str = "", aside: str = "", **pages: str) -> bytes:
    """A book of two speeches; `aside` stands outside of its spine, `pages` go by their titles."""
    read = {**pages, TITLE: chapter or _xhtml(SPEECH), "在码头大会上的讲话": _xhtml(SECOND)}
    if "second" in read:
        read["在码头大会上的讲话"] = read.pop("second")
    files = {f"{number}.xhtml": page for number, page in enumerate(read.values())}
    items = "".join(f'<item id="{name}" href="{name}"/>' for name in (*files, "aside.xhtml"))
    spine = "".join(f'<itemref idref="{name}"/>' for name in files)
    points = "".join(
        f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{name}"/></navPoint>'
        for title, name in zip(read, files, strict=True)
    )
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>讲话选</dc:title>{told}</metadata><manifest>{items}"
        '<item id="toc" href="toc.ncx"/></manifest><spine toc="toc">'
        f'{spine}<itemref idref="aside.xhtml" linear="no"/></spine></package>'
    )
    made = {
        "META-INF/container.xml": '<container><rootfile full-path="book.opf"/></container>',
        "book.opf": package,
        "toc.ncx": f"<ncx><navMap>{points}</navMap></ncx>",
        "aside.xhtml": aside or _xhtml("海州港务局"),
        **files,
    }
    return zip_bytes({name: content.encode() for name, content in made.items()})


def _element(name: str, mark: str) -> str:
    return f"<dc:{name}>{html.escape(flat(mark))}</dc:{name}>"


def _meta(name: str, mark: str) -> str:
    return f'<meta name="{name}" content="{html.escape(flat(mark))}"/>'


def _lines(mark: str) -> str:
    return "<br/>".join(html.escape(line) for line in mark.split("\n"))


EPUB: Made = {
    "first lines": lambda mark: _book(_xhtml(headed(mark))),
    "last lines": lambda mark: _book(_xhtml(footed(mark))),
    "last lines of each chapter": lambda mark: _book(
        _xhtml(footed(mark)), second=_xhtml(f"{SECOND}{mark}\n")
    ),
    "cover": lambda mark: _book(封面=_xhtml(f"讲话选\n{mark}")),
    "imprint": lambda mark: _book(版权信息=_xhtml(f"海州出版社\n{mark}")),
    "page without a sentence": lambda mark: _book(上编=_xhtml(mark)),
    "page outside of the spine": lambda mark: _book(aside=_xhtml(mark)),
    "page head": lambda mark: _book(
        _xhtml(SPEECH, before=f"<header><div>{_lines(mark)}</div></header>")
    ),
    "watermark": lambda mark: _book(
        _xhtml(SPEECH, after=f'<div class="watermark">{_lines(mark)}</div>')
    ),
    "keywords of a chapter": lambda mark: _book(_xhtml(SPEECH, head=_meta("keywords", mark))),
    "another title": lambda mark: _book(told=_element("title", mark)),
    "subject": lambda mark: _book(told=_element("subject", mark) + _element("subject", "港口")),
    "description": lambda mark: _book(told=_element("description", mark)),
    "rights": lambda mark: _book(told=_element("rights", mark)),
    "property 密级": lambda mark: _book(told=_meta("密级", mark)),
}


def _archive(page: bytes | None = None, beside: str = "", subject: str = "页") -> bytes:
    kind = 'Content-Type: text/html; charset="utf-8"\n\n'
    said = Header(subject, "utf-8").encode()
    return (
        f"Subject: {said}\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/related; boundary="=_a"\n\n--=_a\n{kind}'.encode()
        + (page or HTML["first lines"](""))
        + f"\n--=_a\n{kind}{beside or _xhtml('')}\n--=_a--\n".encode()
    )


MHT: Made = {
    "first lines": lambda mark: _archive(HTML["first lines"](mark)),
    "last lines": lambda mark: _archive(HTML["last lines"](mark)),
    "page head": lambda mark: _archive(HTML["page head"](mark)),
    "watermark": lambda mark: _archive(HTML["watermark"](mark)),
    "keywords": lambda mark: _archive(HTML["keywords"](mark)),
    "page of heads and feet": lambda mark: _archive(
        beside=_xhtml("", before=f"<div style='mso-element:header'><p>{_lines(mark)}</p></div>")
    ),
    "frame": lambda mark: _archive(beside=_xhtml(mark)),
    "keywords of a frame": lambda mark: _archive(beside=_xhtml("", head=_meta("keywords", mark))),
    "subject": lambda mark: _archive(subject=flat(mark)),
}


def _word_2003(
    text: str = SPEECH, *, before: str = "", after: str = "", told: str = "", custom: str = ""
) -> bytes:
    return (
        '<?xml version="1.0"?><w:wordDocument xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:aml="http://schemas.microsoft.com/aml/2001/core">'
        f"<o:DocumentProperties>{told}</o:DocumentProperties>"
        f"<o:CustomDocumentProperties>{custom}</o:CustomDocumentProperties>"
        f"<w:body>{before}{paragraphs(text)}{after}</w:body></w:wordDocument>"
    ).encode()


def _section(kind: str, inner: str) -> str:
    return f"<w:sectPr><w:{kind}>{inner}</w:{kind}></w:sectPr>"


def _note(kind: str, mark: str) -> str:
    return f"<w:p><w:r><w:{kind}>{paragraphs(mark)}</w:{kind}></w:r></w:p>"


def _property(name: str, mark: str) -> str:
    return f"<o:{name}>{html.escape(flat(mark))}</o:{name}>"


WORD_2003: Made = {
    "first lines": lambda mark: _word_2003(headed(mark)),
    "last lines": lambda mark: _word_2003(footed(mark)),
    "table at the head": lambda mark: _word_2003(before=table([[mark, "海州港务局"]])),
    "page head": lambda mark: _word_2003(after=_section("hdr", paragraphs(mark))),
    "page foot": lambda mark: _word_2003(after=_section("ftr", paragraphs(mark))),
    "watermark": lambda mark: _word_2003(after=_section("hdr", art(mark))),
    "text box": lambda mark: _word_2003(after=box(paragraphs(mark)) + paragraphs(BODY)),
    "footnote": lambda mark: _word_2003(after=_note("footnote", mark) + paragraphs(BODY)),
    "endnote": lambda mark: _word_2003(after=_note("endnote", mark) + paragraphs(BODY)),
    "comment": lambda mark: _word_2003(
        after='<w:p><aml:annotation w:type="Word.Comment"><aml:content>'
        f"{paragraphs(mark)}</aml:content></aml:annotation></w:p>{paragraphs(BODY)}"
    ),
    "title": lambda mark: _word_2003(told=_property("Title", mark)),
    "subject": lambda mark: _word_2003(told=_property("Subject", mark)),
    "keywords": lambda mark: _word_2003(told=_property("Keywords", mark)),
    "category": lambda mark: _word_2003(told=_property("Category", mark)),
    "property 密级": lambda mark: _word_2003(custom=_property("密级", mark)),
}


def _flattened(data: bytes) -> bytes:
    """The same Word document as a flat package."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = "".join(
            f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{file.read(name).decode()}</pkg:xmlData>'
            "</pkg:part>"
            for name in file.namelist()
            if not name.startswith("[")
        )
    space = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    return f'<?xml version="1.0"?><pkg:package {space}>{parts}</pkg:package>'.encode()


def _flat(make: Callable[[str], bytes]) -> Callable[[str], bytes]:
    return lambda mark: _flattened(make(mark))


FLAT: Made = {place: _flat(make) for place, make in DOCX.items()}
