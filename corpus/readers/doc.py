"""Word 97-2003 documents and Kingsoft's wps, which are the same inside ([MS-DOC])."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from legacy_doc import ExtractionOptions, LegacyDocError
from legacy_doc.ole import OleReader

from corpus.errors import DamagedError, EncryptedError, NotProseError
from corpus.readers.convert import converted
from corpus.readers.reading import Paragraph, Reading, flow, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLDEST = 0xC1
"""nFib of Word 97; older files have another layout."""
_SECTOR = 4096
_OTHERS = (("Workbook", "表格"), ("Book", "表格"), ("PowerPoint Document", "幻灯片"))
_LARGEST = 64 << 20
# [MS-DOC] 2.4.1, 2.8.25: marks of paragraph, cell, line, page, column; pictures and the like.
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
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
        if not _holds_word(data):
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
    text = flow([*_paragraphs(parts.body), *_paragraphs(parts.boxes)])
    margins = tuple(line.strip() for line in parts.margins.split("\r") if line.strip())
    return Reading(text, margins, (f"去脚注 {parts.notes} 条",) if parts.notes else ())


def _padded(data: bytes) -> bytes:
    """Complete a last sector that was cut short, as some programs write it."""
    return data + bytes(-len(data) % _SECTOR + _SECTOR)


def _holds_word(data: bytes) -> bool:
    return "WordDocument".encode("utf-16-le") in data


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
    body, notes, heads, _, _, _, boxes, head_boxes = (
        text[start:end] for start, end in pairwise(borders)
    )
    return _Parts(body, boxes, heads + head_boxes, notes.count("\r") if notes.strip() else 0)


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
    """Keep what fields show and drop what they compute it from; they may be nested."""
    before = None
    while text != before:
        before, text = text, _FIELD.sub(lambda field: field[1] or "", text)
    return text
