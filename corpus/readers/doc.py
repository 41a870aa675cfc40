"""Word 97-2003 documents and Kingsoft's wps, which are the same inside ([MS-DOC])."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from legacy_doc import ExtractionOptions, LegacyDocError
from legacy_doc.ole import OleReader
from legacy_doc.properties import (
    DOCUMENT_SUMMARY_INFORMATION_STREAM,
    SUMMARY_INFORMATION_STREAM,
    SUMMARY_PROPERTIES,
    _parse_property_stream,
)

from corpus.errors import DamagedError, EncryptedError, NotProseError
from corpus.readers.around import of_properties, of_word_stream
from corpus.readers.convert import converted
from corpus.readers.reading import Paragraph, in_paragraphs, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.readers.reading import Reading

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLDEST = 0xC1
"""nFib of Word 97; older files have another layout."""
_SECTOR = 4096
_OTHERS = (("Workbook", "表格"), ("Book", "表格"), ("PowerPoint Document", "幻灯片"))
_LARGEST = 64 << 20
# [MS-DOC] 2.4.1, 2.8.25: marks of paragraph, cell, line, page, column; pictures and the like.
_BEGIN, _RESULT, _END = "\x13", "\x14", "\x15"
_FIELD_MARKS = re.compile(f"([{_BEGIN}{_RESULT}{_END}])")
_ENDS = re.compile("[\r\x07\x0b\x0c]")
_PROPERTIES = (
    (SUMMARY_INFORMATION_STREAM, SUMMARY_PROPERTIES),
    (DOCUMENT_SUMMARY_INFORMATION_STREAM, {2: "category"}),
)
_MARKS = re.compile("[\x00-\x06\x08\x0e-\x12\x16-\x1d\x1f]")


@dataclass(frozen=True, slots=True)
class _Parts:
    """The texts of a document: its body, and what stands outside of it."""

    body: str
    boxes: str
    margins: str
    notes: int


def read_doc(data: bytes, name: str) -> Reading:
    """Read the text of body and text boxes; what can't be read so is left to LibreOffice."""
    try:
        ole = OleReader(_padded(data), options=ExtractionOptions(max_file_bytes=_LARGEST))
    except (LegacyDocError, struct.error, IndexError) as error:
        if "WordDocument".encode("utf-16-le") not in data:
            raise DamagedError(name) from error
        return converted(data, name, ".doc")
    if ole.has_stream("EncryptedPackage"):
        raise EncryptedError(name)
    for stream, kind in _OTHERS:
        if ole.has_stream(stream):
            raise NotProseError(name, kind)
    try:
        parts = _parts(ole, name)
    except (LegacyDocError, struct.error, IndexError, UnicodeDecodeError):
        return converted(data, name, ".doc")
    margins = tuple(line.strip() for line in _ENDS.split(parts.margins) if line.strip())
    notes = (f"去脚注 {parts.notes} 条",) if parts.notes else ()
    reading = in_paragraphs([*_paragraphs(parts.body), *_paragraphs(parts.boxes)], notes)
    return of_properties(_properties(ole)).added(replace(reading, margins=margins))


def _properties(ole: OleReader) -> dict[str, str]:
    """Return what the file says of itself ([MS-OLEPS]); nothing where that can't be read."""
    named: dict[str, str] = {}
    for stream, names in _PROPERTIES:
        try:
            told = _parse_property_stream(ole.try_read_stream(stream) or b"", names)
        except (LegacyDocError, struct.error, IndexError, ValueError, LookupError):
            continue
        named.update({name: text for name, text in told.items() if isinstance(text, str)})
    return named


def _padded(data: bytes) -> bytes:
    """Complete a last sector that was cut short, as some programs write it."""
    return data + bytes(-len(data) % _SECTOR + _SECTOR)


def _parts(ole: OleReader, name: str) -> _Parts:
    stream = ole.read_stream("WordDocument")
    identity, nfib = struct.unpack_from("<HH", stream, 0)
    (flags,) = struct.unpack_from("<H", stream, 0x0A)
    if flags & 0x0100:
        raise EncryptedError(name)
    if identity != 0xA5EC or nfib < _OLDEST:
        raise LegacyDocError("older than Word 97")
    table = ole.read_stream("1Table" if flags & 0x0200 else "0Table")
    # FibRgLw97 begins at 0x40; ccpText is its fourth number, FibRgFcLcb97 has fcClx at 0x1A2.
    counts = struct.unpack_from("<8I", stream, 0x4C)
    place, length = struct.unpack_from("<II", stream, 0x1A2)
    text = _pieces(stream, table[place : place + length])
    borders = [sum(counts[:index]) for index in range(len(counts) + 1)]
    if len(text) < borders[1]:
        raise LegacyDocError("pieces are missing")
    body, notes, heads, _, remarks, ends, boxes, head_boxes = (
        text[start:end] for start, end in pairwise(borders)
    )
    around = (notes, heads, remarks, ends, boxes, head_boxes, *of_word_stream(table))
    return _Parts(body, boxes, "\r".join(around), notes.count("\r") if notes.strip() else 0)


def _pieces(stream: bytes, clx: bytes) -> str:
    """Join the pieces of the text ([MS-DOC] 2.8.35 and 2.9.177)."""
    position = 0
    while clx[position] == 1:
        (size,) = struct.unpack_from("<H", clx, position + 1)
        position += 3 + size
    if clx[position] != 2:
        raise LegacyDocError("no piece table")
    (size,) = struct.unpack_from("<I", clx, position + 1)
    plc = clx[position + 5 : position + 5 + size]
    count = (len(plc) - 4) // 12
    borders = struct.unpack_from(f"<{count + 1}I", plc, 0)
    if borders[-1] > len(stream) or any(start > end for start, end in pairwise(borders)):
        # A character takes a byte at least, so that some would be read again and again.
        raise LegacyDocError("more characters than the file holds")
    parts = []
    for index in range(count):
        (place,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)
        characters = borders[index + 1] - borders[index]
        parts.append(_piece(stream, place, characters))
    return "".join(parts)


def _piece(stream: bytes, place: int, characters: int) -> str:
    single = bool(place & 0x40000000)
    start = (place & 0x3FFFFFFF) // 2 if single else place
    data = stream[start : start + characters * (1 if single else 2)]
    if len(data) < characters * (1 if single else 2):
        raise LegacyDocError("a piece lies outside of the file")
    return data.decode("cp1252", "replace") if single else data.decode("utf-16-le")


def _paragraphs(text: str) -> Iterator[Paragraph]:
    """Cut a text at its marks; rows of cells become tables."""
    shown = _without_fields(text)
    gap = 0
    row: list[str] = []
    rows: list[list[str]] = []
    for part in re.findall("[^\r\x07\x0c]*[\r\x07\x0c]?", shown):
        content, mark = _MARKS.sub("", part.rstrip("\r\x07\x0c")), part[-1:]
        content = content.replace("\x0b", "\n").replace("\x1e", "-").replace("\xa0", " ")
        if mark == "\x07":
            # The mark after the last cell ends the row and has no text before it.
            if content.strip() or not row:
                row.append(content)
            else:
                rows.append(row)
                row = []
            continue
        if row:
            # A paragraph within a cell.
            row.append(content)
            continue
        if rows and content.strip():
            yield Paragraph(table_rows(rows), 0, 1)
            rows, gap = [], 1
        if content.strip():
            yield Paragraph(content.strip(), 0, gap)
        gap = 0 if content.strip() else gap + (mark == "\r")
    if row:
        rows.append(row)
    if rows:
        yield Paragraph(table_rows(rows), 0, 1)


def _without_fields(text: str) -> str:
    """Keep what fields show and drop what they compute it from; they may be nested.

    A mark whose other one is missing stands for nothing.
    """
    parts = _FIELD_MARKS.split(text)
    whole = _whole_fields(parts)
    shown: list[str] = []
    # For each field that isn't over yet, whether its instruction isn't, either.
    around: list[bool] = []
    hidden = 0
    for index, part in enumerate(parts):
        if part == _BEGIN and index in whole:
            around.append(True)
            hidden += 1
        elif part == _RESULT and around:
            hidden -= around[-1]
            around[-1] = False
        elif part == _END and around:
            hidden -= around.pop()
        elif not hidden and part not in (_BEGIN, _RESULT, _END):
            shown.append(part)
    return "".join(shown)


def _whole_fields(parts: list[str]) -> set[int]:
    """Return where the fields begin that end somewhere, too."""
    begun: list[int] = []
    whole: set[int] = set()
    for index, part in enumerate(parts):
        if part == _BEGIN:
            begun.append(index)
        elif part == _END and begun:
            whole.add(begun.pop())
    return whole
