"""What is written into a file, whatever the file's form: a title and pieces in order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from handlers.views.citation import chinese_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handlers.files.views.export import Chapter
    from handlers.views.lang import Lang
    from store.search.model import Span, SpeechText

PieceKind = Literal["byline", "heading", "text", "quoted", "citation", "note"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph; a `quoted` one is followed by its citation.

    `level` is set for headings: 1 for 一、, 2 for （一）, 3 for 1. `marked` is in bold.
    """

    kind: PieceKind
    text: str
    level: int = 0
    marked: Span | None = None


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A whole file's content."""

    title: str
    pieces: tuple[Piece, ...]


def of_speech(text: SpeechText) -> Manuscript:
    """A speech as it stands in its document: title, by whom and when, headings, paragraphs."""
    speech = text.speech
    who = " ".join(filter(None, (speech.organisation, speech.speaker)))
    date = chinese_date(speech.date)
    byline = "\n".join(filter(None, (who, f"（{date}）" if date else "")))
    pieces = [Piece("byline", byline)] if byline else []
    for _, block in groupby(text.written, key=lambda one: one.block):
        places = list(block)
        whole = "".join(place.text for place in places)
        level = places[0].level
        pieces.append(Piece("text", whole) if level is None else Piece("heading", whole, level))
    return Manuscript(speech.title, tuple(pieces))


def of_chapters(title: str, byline: str, chapters: Sequence[Chapter], lang: Lang) -> Manuscript:
    """Passages by chapter, each with its citation and note."""
    return Manuscript(title, (Piece("byline", byline), *_pieces(chapters, lang)))


def _pieces(chapters: Sequence[Chapter], lang: Lang) -> Iterator[Piece]:
    for chapter in chapters:
        if chapter.title:
            count = f"{len(chapter.entries):,}"
            heading = lang.say(f"{chapter.title}（{count} 条）", f"{chapter.title} ({count})")
            yield Piece("heading", heading, 1)
        for entry in chapter.entries:
            yield Piece("quoted", entry.text, marked=entry.marked)
            yield Piece("citation", entry.citation)
            tags = " ".join(f"#{tag}" for tag in entry.tags)
            if note := "　".join(filter(None, (entry.note, tags))):
                yield Piece("note", lang.say(f"备注：{note}", f"Note: {note}"))
