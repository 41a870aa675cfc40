"""Word documents and web pages in one piece of text: flat packages, Word 2003 XML, web archives."""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from corpus.errors import DamagedError, EmptyDocumentError
from corpus.readers.docx import main_of, read_docx
from corpus.readers.xml import Container

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.readers.reading import Reading

_FLAT = "http://schemas.microsoft.com/office/2006/xmlPackage"
_WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
_PACKAGE, _WORD = f"{{{_FLAT}}}", f"{{{_WORD_2003}}}"
_HEAD = 8192
_WEB_ARCHIVE = re.compile(
    rb"(?:[A-Za-z-]{2,40}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n){0,20}){0,20}?"
    rb"(?:content-type:\s*multipart/related|mime-version:\s*1)", re.IGNORECASE,
)  # fmt: skip
_AROUND = {"hdr": "header", "ftr": "footer"}


def is_word_xml(data: bytes) -> bool:
    """Tell whether a text is a Word document written as one piece of XML."""
    head = data[:_HEAD].replace(b"\0", b"")
    return b"<" in head[:8] and any(one.encode() in head for one in (_FLAT, _WORD_2003))


def is_web_archive(data: bytes) -> bool:
    """Tell whether a text is a web page with its pictures, as a mail (MHTML, RFC 2557)."""
    return _WEB_ARCHIVE.match(data[:_HEAD].lstrip()) is not None


def read_word_xml(data: bytes, name: str) -> Reading:
    """Read a flat package (Flat OPC) or the XML of Word 2003: as the package that it stands for."""
    if b"<!ENTITY" in data.replace(b"\0", b""):
        raise DamagedError(name)
    try:
        root = ET.fromstring(data)  # noqa: S314 - entities are refused before they are parsed
    except ET.ParseError as error:
        raise DamagedError(name) from error
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        parts = _flat_parts(root) if root.tag == f"{_PACKAGE}package" else _parts_of_2003(root)
        for part, element in parts:
            if part not in file.NameToInfo:
                file.writestr(part, ET.tostring(element))
    with zipfile.ZipFile(packed) as file:
        container = Container(file, name)
        if (main := main_of(container)) is None:
            raise DamagedError(name)
        return read_docx(container, main)


def _flat_parts(root: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    for part in root.iter(f"{_PACKAGE}part"):
        content = part.find(f"{_PACKAGE}xmlData")
        if content is not None and len(content):
            yield part.get(f"{_PACKAGE}name", "").lstrip("/"), content[0]


def _parts_of_2003(root: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    yield "word/document.xml", root
    for styles in root.findall(f"{_WORD}styles"):
        yield "word/styles.xml", styles
    for tag, part in _AROUND.items():
        for number, element in enumerate(root.iter(f"{_WORD}{tag}")):
            yield f"word/{part}{number}.xml", element


def read_web_archive(
    data: bytes, name: str, read_html: Callable[[bytes, str, str | None], Reading]
) -> Reading:
    """Read the longest page of a web archive; the others are its frames."""
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.default)
    pages = []
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                pages.append((content, part.get_content_charset()))
    if not pages:
        raise EmptyDocumentError(name)
    content, charset = max(pages, key=lambda page: len(page[0]))
    return read_html(content, name, charset)
