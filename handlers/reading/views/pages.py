"""A speech cut into pages: whole paragraphs, as many as a page may hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from handlers.passage.views.excerpt import CLOSING, PAUSES
from store.documents.model import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from store.search.model import Written

PAGE_WIDTH = 1500
"""Characters of a page with all that stands on it: well within a message."""
HEAD_WIDTH = 100
"""Characters that the line above the text takes at most."""
TEXT_WIDTH = PAGE_WIDTH - HEAD_WIDTH
BETWEEN = 2
"""Characters between paragraphs."""
PART_WIDTH = 300
"""Characters of the parts that a sentence longer than a page is cut into."""
MOST_BLOCKS = 60
"""Paragraphs of a page; each heading is bold, and a message may hold 100 entities."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page with the numbers of the first and the last passage that begin or go on here."""

    first: int
    last: int
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is never torn apart: a paragraph, or a part of one that is too long for a page."""

    block: int
    first: int
    last: int
    paragraph: Paragraph


def paginate(written: Sequence[Written], passage_id: str = "") -> tuple[Page, ...]:
    """Cut a speech into pages of at most `TEXT_WIDTH` characters, the passage being marked.

    A paragraph that is longer is cut at the ends of sentences. A heading is not left at the foot
    of a page.
    """
    marked = next((one.number for one in written if one.id == passage_id), None)
    pieces = [
        piece
        for _, block in groupby(written, key=lambda one: one.block)
        for piece in _pieces(list(block), marked)
    ]
    return tuple(_pages(pieces))


def page_of(pages: Sequence[Page], number: int) -> int:
    """The index of the page on which a passage begins, the last one for numbers beyond."""
    for index, page in enumerate(pages):
        if number <= page.last:
            return index
    return max(len(pages) - 1, 0)


def _pages(pieces: Iterable[_Piece]) -> Iterator[Page]:
    shown: list[_Piece] = []
    for piece in pieces:
        if shown and not _fits(shown, piece):
            carried = _trailing_headings(shown)
            yield _page(shown[: len(shown) - carried])
            shown = shown[len(shown) - carried :]
        if shown and not _fits(shown, piece):
            yield _page(shown)
            shown = []
        shown.append(piece)
    if shown:
        yield _page(shown)


def _fits(shown: list[_Piece], piece: _Piece) -> bool:
    width = sum(BETWEEN + len(one.paragraph.text) for one in (*shown, piece))
    return width <= TEXT_WIDTH and len(shown) < MOST_BLOCKS


def _trailing_headings(shown: list[_Piece]) -> int:
    count = 0
    while count < len(shown) - 1 and shown[-1 - count].paragraph.kind == "heading":
        count += 1
    return count


def _page(pieces: list[_Piece]) -> Page:
    paragraphs: list[Paragraph] = []
    last_block = None
    for piece in pieces:
        if piece.block == last_block:
            paragraphs[-1] = _joined(paragraphs[-1], piece.paragraph)
        else:
            paragraphs.append(piece.paragraph)
        last_block = piece.block
    return Page(pieces[0].first, pieces[-1].last, tuple(paragraphs))


def _joined(one: Paragraph, other: Paragraph) -> Paragraph:
    moved = tuple((a + len(one.text), b + len(one.text)) for a, b in other.marked)
    marked = one.marked + moved
    if one.marked and moved and one.marked[-1][1] == moved[0][0]:
        marked = (*one.marked[:-1], (one.marked[-1][0], moved[0][1]), *moved[1:])
    return replace(one, text=one.text + other.text, marked=marked)


def _pieces(block: list[Written], marked: int | None) -> Iterator[_Piece]:
    """A paragraph whole, or sentence by sentence where it is longer than a page."""
    pieces = [_piece(one, part, marked) for one in block for part in _parts(one.text)]
    if sum(len(piece.paragraph.text) for piece in pieces) > TEXT_WIDTH - BETWEEN:
        yield from pieces
        return
    whole = pieces[0].paragraph
    for piece in pieces[1:]:
        whole = _joined(whole, piece.paragraph)
    yield replace(pieces[0], last=pieces[-1].last, paragraph=whole)


def _parts(text: str) -> Iterator[str]:
    """A passage as it is, or cut where it is longer than a page, behind punctuation if it can."""
    longest = PART_WIDTH if len(text) > TEXT_WIDTH - BETWEEN else len(text)
    while len(text) > longest:
        cuts = range(PART_WIDTH, PART_WIDTH // 2, -1)
        cut = next((at for at in cuts if _may_cut(text, at)), PART_WIDTH)
        yield text[:cut]
        text = text[cut:]
    yield text


def _may_cut(text: str, at: int) -> bool:
    return text[at - 1] in PAUSES + CLOSING and text[at] not in CLOSING


def _piece(one: Written, part: str, marked: int | None) -> _Piece:
    kind: Literal["text", "heading"] = "text" if one.level is None else "heading"
    spans = ((0, len(part)),) if one.number == marked else ()
    return _Piece(one.block, one.number, one.number, Paragraph(kind, one.level, part, spans))
