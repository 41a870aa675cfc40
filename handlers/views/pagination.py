"""A speech cut into pages: whole paragraphs, as many as a page may hold."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from handlers.views.excerpt import CLOSING, PAUSES
from store.model import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from store.model import Written

PAGE_WIDTH = 1500
"""Characters of a page, see ux-script.md."""
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

    first: int
    last: int
    paragraph: Paragraph


def paginate(written: Sequence[Written], passage_id: str = "") -> tuple[Page, ...]:
    """Cut a speech into pages of at most `PAGE_WIDTH` characters, the passage being marked.

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
    width = sum(len(one.paragraph.text) for one in shown) + len(piece.paragraph.text)
    return width <= PAGE_WIDTH and len(shown) < MOST_BLOCKS


def _trailing_headings(shown: list[_Piece]) -> int:
    count = 0
    while count < len(shown) - 1 and shown[-1 - count].paragraph.kind == "heading":
        count += 1
    return count


def _page(pieces: list[_Piece]) -> Page:
    return Page(pieces[0].first, pieces[-1].last, tuple(piece.paragraph for piece in pieces))


def _pieces(block: list[Written], marked: int | None) -> Iterator[_Piece]:
    run: list[tuple[Written, str]] = []
    for one in block:
        for part in _parts(one.text):
            if run and sum(len(text) for _, text in run) + len(part) > PAGE_WIDTH:
                yield _piece(run, marked)
                run = []
            run.append((one, part))
    yield _piece(run, marked)


def _parts(text: str) -> Iterator[str]:
    """A passage as it is, or cut where it is longer than a page, behind punctuation if it can."""
    while len(text) > PAGE_WIDTH:
        cut = PAGE_WIDTH
        while cut > PAGE_WIDTH // 2 and not (
            text[cut - 1] in PAUSES + CLOSING and text[cut] not in CLOSING
        ):
            cut -= 1
        cut = cut if cut > PAGE_WIDTH // 2 else PAGE_WIDTH
        yield text[:cut]
        text = text[cut:]
    yield text


def _piece(run: list[tuple[Written, str]], marked: int | None) -> _Piece:
    text = ""
    spans = []
    for one, part in run:
        if one.number == marked:
            spans.append((len(text), len(text) + len(part)))
        text += part
    first, last = run[0][0], run[-1][0]
    kind: Literal["text", "heading"] = "text" if first.level is None else "heading"
    return _Piece(first.number, last.number, Paragraph(kind, first.level, text, tuple(spans)))
