"""PDF with a text layer (ISO 32000): lines by their place on the page, then paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from corpus.errors import (
    DamagedError,
    EmptyDocumentError,
    EncryptedError,
    ScannedError,
    TooLargeError,
    UndecodableError,
)
from corpus.readers.around import of_properties
from corpus.readers.display import with_levels
from corpus.readers.pdfpage import gathered, notes_of, pieces_of
from corpus.readers.placed import PlacedLine, paragraphs, without_margins
from corpus.readers.radicals import without_radicals
from corpus.readers.reading import Reading, flow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.readers.pdfpage import Piece

MOST_PAGES = 3_000
"""Pages that are read; a document with more is a library, or means harm."""

_PROPERTIES = ("Title", "Subject", "Keywords")
# Fonts without a table of characters give private-use characters or control codes.
_MEANINGLESS = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ufffe\ue000-\uf8ff]")
# A page of text has more characters than a scan with a stamp or a page number.
_LEAST_PER_PAGE = 8
# Fonts that lack a space lend it the code of another.
_SPACES = re.compile(r"[ \xa0\u3000]+")
_EMPTY_CELLS = re.compile(r"[ \t]+\t")
# In sizes of the font.
_CELLS_APART = 2.0
# Han and Latin characters are set apart by a quarter without a space between them.
_PARTS_APART = 0.5
_WORDS_APART = 0.2
_MOST_COMPARED = 8


def read_pdf(data: bytes, name: str) -> Reading:
    """Read the text layer; heads and feet of pages go to the margins."""
    document = opened(data, name)
    lines: list[PlacedLine] = []
    beside: list[str] = []
    try:
        for number in range(len(document)):
            lines.extend(_lines(document, number, beside))
        characters = sum(len(line.text) for line in lines)
        if characters < _LEAST_PER_PAGE * len({line.page for line in lines}) or not characters:
            raise (ScannedError if _has_pictures(document) else EmptyDocumentError)(name)
        told = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        # A page that can't be read is a hole in the text; nobody would see it.
        raise DamagedError(name) from error
    text = "".join(line.text for line in lines)
    if len(_MEANINGLESS.findall(text)) * 10 > len(text):
        raise UndecodableError(name)
    kept, margins = without_margins(lines)
    notes = (f"去页眉页脚 {len(margins)} 行",) if margins else ()
    reading = Reading(flow(with_levels(paragraphs(kept))), (*margins, *beside), notes)
    return of_properties({key: told.get(key, "") for key in _PROPERTIES}).added(reading)


def opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    """Open a PDF that asks for no password, with as many pages as are read."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise (EncryptedError if locked else DamagedError)(name) from error
    if len(document) > MOST_PAGES:
        raise TooLargeError(name, f"{len(document):,} 页")
    if not len(document):
        raise EmptyDocumentError(name)
    return document


def _has_pictures(document: pypdfium2.PdfDocument) -> bool:
    return any(
        any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])) for page in document
    )


def _lines(document: pypdfium2.PdfDocument, number: int, beside: list[str]) -> Iterator[PlacedLine]:
    """Yield the lines of a page, each once; what stands askew or on a note goes `beside`."""
    page = document[number]
    height = page.get_height()
    pieces, turned = pieces_of(page)
    beside.extend((*turned, *notes_of(page, document, number)))
    drawn: dict[str, list[PlacedLine]] = {}
    for line in gathered(pieces):
        placed = _placed(line, number, height)
        if placed is None:
            continue
        same = drawn.setdefault(placed.text, [])
        if not any(_is_in_place(placed, one) for one in same[-_MOST_COMPARED:]):
            same.append(placed)
            yield placed
    page.close()


def _is_in_place(line: PlacedLine, other: PlacedLine) -> bool:
    """Tell whether a line was drawn over another to make it bold, or to give it a shadow."""
    near = 0.3 * line.size
    return abs(line.left - other.left) < near and abs(line.top - other.top) < near


def _placed(pieces: list[Piece], page: int, height: float) -> PlacedLine | None:
    """Write the pieces of a line as text: what is far apart is a table's cells."""
    parts: list[str] = []
    before, end = "", pieces[0].left
    for piece in pieces:
        gap = (piece.left - end) / max(piece.size, 1.0)
        if gap > _CELLS_APART:
            parts.append("\t")
        elif gap > _PARTS_APART or (gap > _WORDS_APART and _is_alike(before[-1:], piece.text[:1])):
            parts.append(" ")
        parts.append(piece.text)
        before, end = piece.text or before, max(end, piece.right)
    text = _SPACES.sub(" ", without_radicals("".join(parts)))
    text = _EMPTY_CELLS.sub("\t", text).strip()
    if not text:
        return None
    size = max(piece.size for piece in pieces)
    return PlacedLine(text, pieces[0].left, end, height - pieces[0].up, size, page)


def _is_alike(before: str, after: str) -> bool:
    """Tell whether two characters are both Latin or both Han: what sets only those apart."""
    if not before.strip() or not after.strip():
        return False
    return before.isascii() == after.isascii()
