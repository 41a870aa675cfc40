"""What a reader gives: the text of a file, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.dates import date_line
from corpus.fields import byline, is_name
from corpus.lines import has_body_marks, is_complete
from corpus.metadata import NO_METADATA, Metadata

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

    from corpus.chinese import Grammar

LONGEST_PIECE = 30
"""Characters of the longest line that may belong to a group of title, byline and date."""

_BEGINNINGS: tuple[re.Pattern[str] | Grammar, ...] = (
    patterns.NUMBERED_TITLE,
    patterns.ENUMERATOR,
    *(pattern for _, pattern in patterns.HEADING_LEVELS),
)
_ENDS_SENTENCE = "。！？!?；;：:，、…"


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file with line feeds for line ends, headings marked as in Markdown.

    `margins` are the texts outside of it, such as heads and feet of pages, that may bear a
    marking, `titles` what the file says it is called. `notes` say in short Chinese phrases what
    the reader left out. `metadata` is what the format says of title, speaker and date.
    """

    text: str
    margins: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    metadata: Metadata = NO_METADATA
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One document in a file: its name, which may give a title, and what was read."""

    name: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as a format knows it.

    `level` is that of a heading style, 0 for other text. `gap` counts the blank lines that the
    document has before it. `size` is that of its letters, in any unit, 0 where it isn't known.
    """

    text: str
    level: int = 0
    gap: int = 0
    size: float = 0.0


def flow(paragraphs: Iterable[Paragraph]) -> str:
    """Write paragraphs as a text in which blank lines set them apart.

    Lines that a blank line doesn't part in the document and that could be title, byline and date
    stay together, as they do in a text that somebody typed.
    """
    written = [paragraph for paragraph in paragraphs if paragraph.text.strip()]
    wrapped = _is_wrapped(written)
    parts: list[str] = []
    before: Paragraph | None = None
    for paragraph in written:
        if before is not None:
            apart = not wrapped and not _stay_together(before, paragraph)
            parts.append("\n" * (1 + max(paragraph.gap, int(apart))))
        parts.append(f"{'#' * paragraph.level} " if paragraph.level else "")
        parts.append(paragraph.text.rstrip() if wrapped else paragraph.text.strip())
        before = paragraph
    return "".join(parts)


def in_paragraphs(paragraphs: Iterable[Paragraph], notes: tuple[str, ...] = ()) -> Reading:
    """Return the reading of paragraphs that somebody ended, rather than the width of a page."""
    written = [
        replace(paragraph, text=_mended(paragraph.text))
        for paragraph in paragraphs
        if paragraph.text.strip()
    ]
    whole = not _is_wrapped(written)
    return Reading(flow(written), notes=notes, metadata=replace(NO_METADATA, whole=whole))


def _mended(text: str) -> str:
    """Join the lines of a paragraph that break off in mid-sentence; others stand alone."""
    made = ""
    for line in text.split("\n"):
        torn = has_body_marks(made.rpartition("\n")[2]) and not is_complete(made.rstrip())
        begins = line[:1] == "|" or any(one.match(line.strip()) for one in _BEGINNINGS)
        made += line if not made or (torn and not begins) else f"\n{line}"
    return made


def _is_wrapped(paragraphs: Sequence[Paragraph]) -> bool:
    """Tell whether somebody pasted a hard-wrapped text, so that each line became a paragraph."""
    prose = [paragraph for paragraph in paragraphs if len(paragraph.text) > LONGEST_PIECE // 2]
    torn = sum(has_body_marks(one.text) and not is_complete(one.text.rstrip()) for one in prose)
    parted = any(paragraph.gap for paragraph in paragraphs)
    return parted and torn * 3 > len(prose)


def table_rows(rows: Iterable[Sequence[str]]) -> str:
    """Write a table: a line for each row, its cells set apart by bars."""
    lines = []
    for row in rows:
        cells = [" ".join(cell.split()) for cell in row]
        if any(cells):
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _stay_together(before: Paragraph, paragraph: Paragraph) -> bool:
    """Tell whether two lines could be of one head: a date ends it, a strong title begins one."""
    if not (_is_piece(before) and _is_piece(paragraph)):
        return False
    text = paragraph.text.strip()
    if any(begins.match(text) for begins in _BEGINNINGS) or patterns.STRONG_TITLE.fullmatch(text):
        return False
    return not date_line(before.text.strip()) or is_name(text) or byline(text) is not None


def _is_piece(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    return len(text) <= LONGEST_PIECE and text[-1] not in _ENDS_SENTENCE and text[0] != "|"
