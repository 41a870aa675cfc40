"""Rich Text Format 1.9."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from corpus.errors import DamagedError, UndecodableError
from corpus.readers.reading import Paragraph, Reading, flow, table_rows

MAGIC = b"{\\rtf"
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
# striprtf ends each cell with a bar.
_ROW = re.compile(r"[^\n]*\|")


def read_rtf(data: bytes, name: str) -> Reading:
    """Read the text; striprtf knows the code page and the escapes."""
    said = _CODE_PAGE.search(data[:4096])
    encoding = f"cp{said[1].decode()}" if said else "cp936"
    try:
        text: str = rtf_to_text(data.decode("latin-1"), encoding)  # type: ignore[no-untyped-call]
    except UnicodeDecodeError as error:
        raise UndecodableError(name) from error
    except (ValueError, IndexError, LookupError, TypeError) as error:
        raise DamagedError(name) from error
    return Reading(flow(_paragraphs(text)))


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
