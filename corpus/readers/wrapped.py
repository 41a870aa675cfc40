"""Word documents and web pages in one piece of text: flat packages, Word 2003 XML, web archives."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

from lxml import etree

from corpus.errors import DamagedError, DocumentError, EmptyDocumentError, TooDeepError
from corpus.readers.around import joined, of_properties
from corpus.readers.docx import main_of, read_docx
from corpus.readers.html import of_left_out, page_of, read_html
from corpus.readers.xml import Container

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from corpus.readers.reading import Reading

_FLAT = "http://schemas.microsoft.com/office/2006/xmlPackage"
_WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
_PACKAGE, _WORD = f"{{{_FLAT}}}", f"{{{_WORD_2003}}}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_HEAD = 8192
_WEB_ARCHIVE = re.compile(
    rb"(?:[A-Za-z-]{2,40}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n){0,20}){0,20}?"
    rb"(?:content-type:\s*multipart/related|mime-version:\s*1)", re.IGNORECASE,
)  # fmt: skip
_BOUNDARY = re.compile(rb'boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_HEADS = BytesHeaderParser()
_BLANK = re.compile(rb"\n\r?\n")
_AROUND = {
    f"{_WORD}hdr": "header", f"{_WORD}ftr": "footer",
    f"{_WORD}footnote": "footnotes", f"{_WORD}endnote": "endnotes",
}  # fmt: skip
_TOLD = {
    "core": f"{_OFFICE}DocumentProperties", "custom": f"{_OFFICE}CustomDocumentProperties",
}  # fmt: skip


def is_word_xml(data: bytes) -> bool:
    """Tell whether a text is a Word document written as one piece of XML."""
    head = data[:_HEAD].replace(b"\0", b"")
    return b"<" in head[:8] and any(one.encode() in head for one in (_FLAT, _WORD_2003))


def is_web_archive(data: bytes) -> bool:
    """Tell whether a text is a web page with its pictures, as a mail (MHTML, RFC 2557)."""
    return _WEB_ARCHIVE.match(data[:_HEAD].lstrip()) is not None


def read_word_xml(data: bytes, name: str) -> Reading:
    """Read a flat package (Flat OPC) or the XML of Word 2003: as the package that it stands for."""
    root = _root(data, name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        parts = _flat_parts(root) if root.tag == f"{_PACKAGE}package" else _parts_of_2003(root)
        for part, element in parts:
            if part not in file.NameToInfo:
                file.writestr(part, etree.tostring(element, encoding="utf-8", with_tail=False))
    with zipfile.ZipFile(packed) as file:
        container = Container(file, name)
        if (main := main_of(container)) is None:
            raise DamagedError(name)
        return read_docx(container, main)


def _root(data: bytes, name: str) -> etree._Element:
    if b"<!ENTITY" in data.replace(b"\0", b""):
        raise DamagedError(name)
    parser = etree.XMLParser(
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise TooDeepError(name) from error
        raise DamagedError(name) from error


def _flat_parts(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for part in root.iterchildren(f"{_PACKAGE}part"):
        content = part.find(f"{_PACKAGE}xmlData")
        if content is not None and len(content):
            yield part.get(f"{_PACKAGE}name", "").lstrip("/"), content[0]


def _parts_of_2003(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield what a package keeps in parts; of heads and notes in each other the outermost."""
    # Only at the top of a part are names known as those of Word 2003.
    etree.cleanup_namespaces(root, top_nsmap={"w": _WORD_2003})
    yield "word/document.xml", root
    for styles in root.iterchildren(f"{_WORD}styles"):
        yield "word/styles.xml", styles
    for part, tag in _TOLD.items():
        for properties in root.iterchildren(tag):
            yield f"docProps/{part}.xml", properties
    walker = etree.iterwalk(root, events=("start",))
    for number, (_, element) in enumerate(walker):
        is_comment = element.get(f"{_WORD}type") == "Word.Comment"
        if kind := "comments" if is_comment else _AROUND.get(element.tag):
            walker.skip_subtree()
            yield f"word/{kind}{number}.xml", element


def read_web_archive(data: bytes, name: str) -> Reading:
    """Read the longest page of a web archive; the others are its frames, or heads and feet."""
    parts = list(_mail_parts(data.lstrip()))
    pages: list[tuple[bytes, str | None]] = []
    for part in parts:
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(content, bytes):
            pages.append((content, part.get_content_charset()))
    if not pages:
        raise EmptyDocumentError(name)
    longest = max(pages, key=lambda page: len(page[0]))
    arounds = [of_properties({"title": _subject(part)}) for part in parts[:1]]
    for page in pages:
        # A frame that can't be read takes nothing from the page that can.
        with contextlib.suppress(DocumentError):
            if page is not longest:
                arounds.append(of_left_out(page_of(page[0], name, page[1])))
    return joined(arounds).added(read_html(longest[0], name, longest[1]))


def _mail_parts(data: bytes) -> Iterator[Message]:
    """Yield the parts of a mail, however deep they stand in each other."""
    borders = {b"--" + (quoted or plain) for quoted, plain in _BOUNDARY.findall(data)}
    lines: list[bytes] = []
    for line in (*data.splitlines(keepends=True), b""):
        border = line.rstrip()
        if line and border not in borders and border.removesuffix(b"--") not in borders:
            lines.append(line)
            continue
        part, lines = b"".join(lines), []
        # To parse a head costs more than its length.
        if _BLANK.search(part[:_HEAD]):
            yield _HEADS.parsebytes(part)


def _subject(mail: Message) -> str:
    try:
        return str(make_header(decode_header(mail.get("subject", ""))))
    except (HeaderParseError, LookupError, ValueError):
        return ""
