"""Which format bytes are in: told by what they hold, not by the name they go by."""

from __future__ import annotations

import contextlib
import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import (
    DamagedError,
    DocumentError,
    EmptyDocumentError,
    NotProseError,
    PictureError,
    TooLargeError,
    UnsupportedError,
)
from corpus.readers import doc, epub, ofd, rtf, wrapped
from corpus.readers.docx import main_of, read_docx
from corpus.readers.html import read_html
from corpus.readers.plain import read_plain
from corpus.readers.radicals import without_radicals
from corpus.readers.reading import Part
from corpus.readers.xml import Container

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.readers.reading import Reading

SUFFIXES = frozenset(
    (
        ".txt", ".text", ".md", ".markdown", ".doc", ".docx", ".wps", ".rtf", ".pdf", ".ofd",
        ".htm", ".html", ".xhtml", ".mht", ".mhtml", ".epub", ".docm", ".zip",
    )
)  # fmt: skip
"""Names that documents end in; in a folder, files of other names are passed over."""
LONGEST_TEXT = 12_000_000
"""Characters of the longest text that is taken in: 36 MB of UTF-8, some fifty thick books."""

ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_PDF = b"%PDF-"
# A header may have rubbish before it (ISO 32000-1, annex H.3.4.1).
_PDF_REACH = 1024
_TEXTS = frozenset((".txt", ".text", ".md", ".markdown"))
_PAGES = frozenset((".htm", ".html", ".xhtml"))
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_OTHER_OFFICE = (("xl/", "表格"), ("ppt/", "幻灯片"))
_CONTAINERS = frozenset((".zip", ".ofd", ".pdf", ".epub"))
_SHEETS = frozenset((".xls", ".xlsx", ".et", ".csv"))


def suffix_of(name: str) -> str:
    """Return the end of a file's name in small letters, with its dot; empty where it has none."""
    stem, dot, end = name.rpartition(".")
    return f".{end.lower()}" if dot and stem and "/" not in end else ""


def read_bytes(data: bytes, name: str) -> Reading:
    """Read one document, the first of several; raises a DocumentError that names it."""
    return read_all(data, name)[0].reading


def read_all(data: bytes, name: str) -> tuple[Part, ...]:
    """Read what bytes hold, an electronic book as the documents in it; raises a DocumentError."""
    if not data:
        raise EmptyDocumentError(name)
    found = _dispatch(data, name)
    parts = found if isinstance(found, tuple) else (Part(name, found),)
    meant = tuple(
        replace(one, reading=replace(one.reading, text=without_radicals(one.reading.text)))
        for one in parts
    )
    characters = sum(len(one.reading.text) for one in meant)
    if characters > LONGEST_TEXT:
        raise TooLargeError(name, f"{characters // 10_000:,} 万字")
    if not any(one.reading.text.strip() for one in meant):
        raise EmptyDocumentError(name)
    return meant


def is_archive(data: bytes, name: str) -> bool:
    """Tell whether bytes are a zip container of files rather than one document."""
    if not data.startswith(ZIP):
        return False
    with _opened(data, name) as file:
        return _office(Container(file, name)) is None


@contextlib.contextmanager
def _opened(data: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            yield file
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise DamagedError(name) from error


def _office(container: Container) -> Callable[[], Reading | tuple[Part, ...]] | None:
    """Return what reads a zip container that is one document; None for an archive of files."""
    if main := main_of(container):
        return lambda: read_docx(container, main, read_bytes)
    if ofd.ROOT in container.parts:
        return lambda: ofd.read_ofd(container)
    if epub.is_epub(container):
        return lambda: epub.read_epub(container)
    if "[Content_Types].xml" in container.parts:
        for folder, kind in _OTHER_OFFICE:
            if any(part.startswith(folder) for part in container.parts):
                raise NotProseError(container.name, kind)
        raise DamagedError(container.name)
    if "mimetype" in container.parts and b"opendocument" in container.read("mimetype"):
        raise UnsupportedError(container.name)
    return None


def _dispatch(data: bytes, name: str) -> Reading | tuple[Part, ...]:
    if data.startswith(ZIP):
        return _read_zipped(data, name)
    if data.startswith(doc.MAGIC):
        return doc.read_doc(data, name)
    if _PDF in data[:_PDF_REACH]:
        # Imported when the first one comes: both libraries take their time to load.
        from corpus.readers.pdf import read_pdf  # noqa: PLC0415

        return read_pdf(data, name)
    if data.lstrip(b"\xef\xbb\xbf \r\n").startswith(rtf.MAGIC):
        return rtf.read_rtf(data, name)
    if data.startswith(_EMPTY_ZIP):
        raise EmptyDocumentError(name)
    if data.startswith(_PICTURES) and b"\0" in data[:64] and suffix_of(name) not in _TEXTS:
        raise PictureError(name)
    return _read_plain(data, name)


def _read_zipped(data: bytes, name: str) -> Reading | tuple[Part, ...]:
    with _opened(data, name) as file:
        read = _office(Container(file, name))
        if read is None:
            raise UnsupportedError(name)
        return read()


def _read_plain(data: bytes, name: str) -> Reading:
    suffix = suffix_of(name)
    if wrapped.is_word_xml(data):
        return wrapped.read_word_xml(data, name)
    if wrapped.is_web_archive(data):
        return wrapped.read_web_archive(data, name)
    if _begins_page(data) or suffix in _PAGES:
        return read_html(data, name)
    if data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml"):
        raise UnsupportedError(name)
    if suffix in _SHEETS:
        raise NotProseError(name, "表格")
    if suffix and suffix not in SUFFIXES:
        raise UnsupportedError(name)
    # Word files that are text within are common; these are none, or were cut off at once.
    if suffix in _CONTAINERS or (ZIP.startswith(data) and suffix not in _TEXTS):
        raise DamagedError(name)
    try:
        return read_plain(data, name)
    except DocumentError as error:
        if suffix in _TEXTS or not suffix:
            raise
        # What calls itself a Word file and is neither that nor text was cut off or scrambled.
        raise DamagedError(name) from error


def _begins_page(data: bytes) -> bool:
    """Tell whether a text begins as web pages do."""
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        head.startswith((b"<?xml", b"<!--")) and b"<html" in head
    )
