"""A manuscript as Markdown (CommonMark 0.31), with each character of a text as itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handlers.files.views.manuscript import of_chapters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.files.views.export import Chapter
    from handlers.files.views.manuscript import Manuscript, Piece
    from handlers.views.lang import Lang

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&!$])")
_CLOSING = re.compile(r"\W+$")
_LEADING = re.compile(r"^(\s*)([-+=:]|\d+(?=[.)]))", re.MULTILINE)


def markdown_of_chapters(title: str, byline: str, chapters: Sequence[Chapter], lang: Lang) -> bytes:
    """The file of passages by chapter."""
    return build_markdown(of_chapters(title, byline, chapters, lang))


def build_markdown(manuscript: Manuscript) -> bytes:
    """The file, in UTF-8."""
    parts = [f"# {_line(manuscript.title)}"]
    for piece in manuscript.pieces:
        if piece.kind == "citation":
            parts[-1] += f"\n>\n> ——{_line(piece.text)}"
        else:
            parts.append(_piece(piece))
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


def _piece(piece: Piece) -> str:
    match piece.kind:
        case "heading":
            return f"{'#' * (piece.level + 1)} {_line(piece.text)}"
        case "quoted":
            return "\n".join(f"> {line}" for line in _quoted(piece).split("\n"))
        case _:
            return escape(piece.text)


def _quoted(piece: Piece) -> str:
    if piece.marked is None:
        return escape(piece.text)
    start, stop = piece.marked
    # Two stars between punctuation and a letter would close nothing.
    bold = _CLOSING.sub("", piece.text[start:stop])
    rest = piece.text[start + len(bold) :]
    return f"{escape(piece.text[:start])}**{escape(bold)}**{escape(rest)}"


def escape(text: str) -> str:
    """The text with a backslash before whatever Markdown would read as markup."""
    escaped = _SPECIAL.sub(r"\\\1", text)
    return _LEADING.sub(_escape_start, escaped)


def _escape_start(match: re.Match[str]) -> str:
    space, mark = match[1], match[2]
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def _line(text: str) -> str:
    return escape(" ".join(text.split("\n")))
