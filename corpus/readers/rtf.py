"""Rich Text Format 1.9."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from striprtf.striprtf import font_table_group, rtf_to_text

from corpus.errors import DamagedError, UndecodableError
from corpus.readers.around import of_rtf
from corpus.readers.reading import Paragraph, in_paragraphs, table_rows

if TYPE_CHECKING:
    from corpus.readers.reading import Reading

MAGIC = b"{\\rtf"
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
# striprtf looks for the end of a link and of a font in all that follows, which takes for ever
# where there is none; it also writes where a link leads to, which nobody said.
_LINK = re.compile(r"(\{\\field)(?=\{)", re.IGNORECASE)
# Text boxes, which striprtf takes for pictures, and what older programs show in their place.
_BOX = re.compile(r"(\{)\s*(?:\\\*)?\\(?:shpgrp|shpinst|shptxt|shp|dptxbxtext|do)(?![a-z])")
_FONT, _CHARSET = re.compile(r"\\f(\d{1,9})"), re.compile(r"\\fcharset(\d{1,9})")
# striprtf ends each cell with a bar.
_ROW = re.compile(r"[^\n]*\|")
_EAST_ASIAN = frozenset({"cp932", "cp936", "cp949", "cp950"})
# The second byte of a character may be a brace or a backslash.
_RAW_PAIR, _RAW_BYTE = (
    re.compile(rb"[\x81-\xfe][\x40-\xfe]|[\x80-\xff]"),
    re.compile(rb"[\x80-\xff]"),
)


def read_rtf(data: bytes, name: str) -> Reading:
    """Read the text; striprtf knows the code page and the escapes."""
    said = _CODE_PAGE.search(data[:4096])
    encoding = f"cp{said[1].decode()}" if said else "cp936"
    data = _escaped(data, encoding)
    try:
        text: str = rtf_to_text(_plain(data.decode("latin-1")), encoding)  # type: ignore[no-untyped-call]
    except UnicodeDecodeError as error:
        raise UndecodableError(name) from error
    except (ValueError, IndexError, LookupError, TypeError) as error:
        raise DamagedError(name) from error
    return of_rtf(data, encoding).added(in_paragraphs(_paragraphs(text)))


def _escaped(data: bytes, encoding: str) -> bytes:
    """Write as escapes the characters that some programs write as the bytes of their code page."""
    raw = _RAW_PAIR if encoding in _EAST_ASIAN else _RAW_BYTE
    return raw.sub(lambda found: b"".join(b"\\'%02x" % byte for byte in found[0]), data)


def _plain(text: str) -> str:
    """Write links and fonts so that striprtf finds the end of each where it begins."""
    fonts: str = font_table_group(text)  # type: ignore[no-untyped-call]
    if fonts:
        entries = [
            f"\\f{font[1]}\\fcharset{charset[1]} x;"
            for entry in fonts.split(";")
            if (font := _FONT.search(entry)) and (charset := _CHARSET.search(entry))
        ]
        text = text.replace(fonts, f"{{\\fonttbl{''.join(entries)}}}", 1)
    return _BOX.sub("\\1\n", _LINK.sub("\\1\n", text))


def _paragraphs(text: str) -> list[Paragraph]:
    made: list[Paragraph] = []
    rows: list[list[str]] = []
    gap = 0
    for line in [*text.split("\n"), ""]:
        if _ROW.fullmatch(line):
            rows.append(line[:-1].split("|"))
            continue
        if rows:
            made.append(Paragraph(table_rows(rows), 0, 1))
            rows, gap = [], 1
        if line.strip():
            made.append(Paragraph(line.strip(), 0, gap))
        gap = 0 if line.strip() else gap + 1
    return made
