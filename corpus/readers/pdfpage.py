"""The characters of one PDF page with the place of each (ISO 32000-1, 9.4), as PDFium tells them.

Where a font lacks characters, LibreOffice draws a line with holes and what fills them before or
after it; bold is made by drawing twice. So every character must know where it stands.
"""

from __future__ import annotations

import ctypes
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfDocument, PdfPage

# A character that stands nearly where the same one stands makes it bold.
_SAME_PLACE = 0.3
_LONGEST_NOTE = 4_000
_SPACE = 32


class Piece(NamedTuple):
    """A character as it is drawn: from `left` to `right` at the height `up`, in points."""

    text: str
    left: float
    right: float
    up: float
    size: float


def pieces_of(page: PdfPage) -> tuple[list[Piece], list[str]]:
    """Return the characters of a page in the order in which they are drawn, and what is askew.

    On a page that is written from top to bottom they are placed as if it were turned.
    """
    pieces: list[Piece] = []
    turned: list[str] = [""]
    text = page.get_textpage()
    handle = text.raw
    matrix, box = raw.FS_MATRIX(), raw.FS_RECTF()
    across, up = ctypes.c_double(), ctypes.c_double()
    for index in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, index)
        if code <= _SPACE and (not code or raw.FPDFText_IsGenerated(handle, index) == 1):
            turned.append("")
            continue
        raw.FPDFText_GetMatrix(handle, index, matrix)
        if abs(matrix.a) + abs(matrix.d) <= abs(matrix.b) + abs(matrix.c):
            turned[-1] += chr(code)
            continue
        raw.FPDFText_GetCharOrigin(handle, index, across, up)
        raw.FPDFText_GetLooseCharBox(handle, index, box)
        size = raw.FPDFText_GetFontSize(handle, index) * abs(matrix.d)
        pieces.append(Piece(chr(code), across.value, box.right, up.value, size))
    text.close()
    return _level(pieces, page.get_width()), list(filter(None, turned))


def _level(pieces: list[Piece], width: float) -> list[Piece]:
    """Place the characters of a page that is written from top to bottom, from right to left."""
    down = sum(
        abs(after.left - before.left) < 0.3 * after.size
        and 0.5 < (before.up - after.up) / max(after.size, 1.0) < 2
        for before, after in pairwise(pieces)
    )
    if down * 2 < len(pieces):
        return pieces
    return [
        Piece(one.text, -one.up, one.size - one.up, one.left - width, one.size) for one in pieces
    ]


def notes_of(page: PdfPage, document: PdfDocument, number: int) -> Iterator[str]:
    """Yield what the notes and stamps on a page say, and what is drawn for them."""
    notes = 0
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if raw.FPDFAnnot_GetSubtype(note) != raw.FPDF_ANNOT_LINK:
            notes += 1
            yield _said(note)
        raw.FPDFPage_CloseAnnot(note)
    # PDFium draws them onto the page, in memory only, where it is read anew.
    if notes and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
        before = set(_text(page))
        yield from (line for line in _text(document[number]) if line not in before)


def _said(note: object) -> str:
    written = (raw.FPDF_WCHAR * _LONGEST_NOTE)()
    length = raw.FPDFAnnot_GetStringValue(note, b"Contents", written, ctypes.sizeof(written))
    return bytes(written)[: max(0, length - 2)].decode("utf-16-le", "replace")


def _text(page: PdfPage) -> list[str]:
    text = page.get_textpage()
    try:
        return str(text.get_text_range()).split("\r\n")
    finally:
        text.close()


def gathered(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Yield the characters of each line, from left to right; a line is drawn without a break."""
    line: list[Piece] = []
    for piece in pieces:
        if line and abs(piece.up - line[0].up) > 0.5 * max(piece.size, line[0].size):
            yield _once(line)
            line = []
        line.append(piece)
    if line:
        yield _once(line)


def _once(line: list[Piece]) -> list[Piece]:
    """Put the characters of a line in order, and drop those that were drawn to make others bold."""
    kept: list[Piece] = []
    for piece in sorted(line, key=lambda one: one.left):
        near = _SAME_PLACE * (piece.right - piece.left)
        if not kept or piece.text != kept[-1].text or piece.left - kept[-1].left >= near:
            kept.append(piece)
    return kept
