"""PDF with a text layer (ISO 32000): lines by their place on the page, then paragraphs."""

from __future__ import annotations

import io
import logging
import re
from typing import TYPE_CHECKING

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from corpus.errors import (
    DamagedError,
    EmptyDocumentError,
    EncryptedError,
    ScannedError,
    TooLargeError,
    UndecodableError,
)
from corpus.readers.pdfpage import PageText, gathered
from corpus.readers.placed import PlacedLine, paragraphs, without_margins
from corpus.readers.radicals import without_radicals
from corpus.readers.reading import Reading, flow

if TYPE_CHECKING:
    from corpus.readers.pdfpage import Piece

MOST_PAGES = 3_000
"""Pages that are read; a document with more is a library, or means harm."""

_BROKEN = (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError,
           AssertionError, ZeroDivisionError, OverflowError, NotImplementedError)  # fmt: skip
# Fonts without a table of characters give private-use characters or control codes.
_MEANINGLESS = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
# A page of text has more characters than a scan with a stamp or a page number.
_LEAST_PER_PAGE = 8
# Fonts that lack a space lend it the code of another.
_SPACES = re.compile(r"[ \xa0\u3000]+")
# In sizes of the font.
_CELLS_APART = 2.0
# Han and Latin characters are set apart by a quarter without a space between them.
_PARTS_APART = 0.5
_WORDS_APART = 0.2


def read_pdf(data: bytes, name: str) -> Reading:
    """Read the text layer; heads and feet of pages go to the margins."""
    # What pypdf thinks of a file's quality is of no use to whoever takes it in.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = _open(data, name)
    lines, pictures = _lines(reader, name)
    characters = sum(len(line.text) for line in lines)
    if characters < _LEAST_PER_PAGE * len({line.page for line in lines}) or not characters:
        raise ScannedError(name) if pictures else EmptyDocumentError(name)
    text = "".join(line.text for line in lines)
    if len(_MEANINGLESS.findall(text)) * 10 > len(text):
        raise UndecodableError(name)
    kept, margins = without_margins(lines)
    notes = (f"去页眉页脚 {len(margins)} 行",) if margins else ()
    return Reading(flow(paragraphs(kept)), tuple(margins), notes)


def _open(data: bytes, name: str) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        # Many a PDF is encrypted with an empty password, so that it can be read but not changed.
        if reader.is_encrypted and not reader.decrypt(""):
            raise EncryptedError(name)
        pages = len(reader.pages)
    except (DependencyError, FileNotDecryptedError) as error:
        raise EncryptedError(name) from error
    except RecursionError as error:
        raise DamagedError(name) from error
    except _BROKEN as error:
        raise DamagedError(name) from error
    if pages > MOST_PAGES:
        raise TooLargeError(name, f"{pages:,} 页")
    if not pages:
        raise EmptyDocumentError(name)
    return reader


def _lines(reader: PdfReader, name: str) -> tuple[list[PlacedLine], bool]:
    """Return the lines of all pages, and whether there are pictures on them."""
    lines: list[PlacedLine] = []
    text = PageText(reader)
    for number, page in enumerate(reader.pages):
        try:
            height = float(page.mediabox.top)
            placed = (_placed(line, number, height) for line in gathered(text.pieces(page)))
            lines.extend(line for line in placed if line is not None)
        except (DependencyError, FileNotDecryptedError) as error:
            raise EncryptedError(name) from error
        except (*_BROKEN, RecursionError) as error:
            # A page that can't be read is a hole in the text; nobody would see it.
            raise DamagedError(name) from error
    return lines, text.pictures


def _placed(pieces: list[Piece], page: int, height: float) -> PlacedLine | None:
    """Write the pieces of a line as text: what is far apart is a table's cells."""
    text = ""
    end = pieces[0].left
    for piece in pieces:
        gap = (piece.left - end) / max(piece.size, 1.0)
        if gap > _CELLS_APART:
            text = f"{text.rstrip()}\t"
        elif gap > _PARTS_APART or (gap > _WORDS_APART and _is_alike(text[-1:], piece.text[:1])):
            text += " "
        text += piece.text
        end = max(end, piece.right)
    text = _SPACES.sub(" ", without_radicals(text)).strip()
    if not text:
        return None
    size = max(piece.size for piece in pieces)
    return PlacedLine(text, pieces[0].left, end, height - pieces[0].up, size, page)


def _is_alike(before: str, after: str) -> bool:
    """Tell whether two characters are both Latin or both Han: what sets only those apart."""
    if not before.strip() or not after.strip():
        return False
    return before.isascii() == after.isascii()
