"""From files to documents: found, read, parsed."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from corpus.characters import count_han
from corpus.errors import EmptyDocumentError, NotASpeechError, SecretDocumentError
from corpus.markings import folder_marking, marking
from corpus.model import TITLE_MADE, Document
from corpus.parsing import NO_SPEECH, Parsed, Parsing
from corpus.reader import is_supported, read_parts
from corpus.readers.reading import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.readers.placed import PlacedLine

__all__ = [
    "NO_SPEECH",
    "TITLE_MADE",
    "Documents",
    "Found",
    "Parsed",
    "account",
    "find_documents",
    "parse_file",
    "parse_text",
    "require_speech",
]

_LEAST_HAN = 0.2


@dataclass(frozen=True, slots=True)
class Found:
    """A file to parse and the name it goes by: its path relative to the one given."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class Documents:
    """The files found under some paths, and how many in folders were passed over."""

    files: tuple[Found, ...]
    skipped: int


def find_documents(paths: Iterable[Path]) -> Documents:
    """Find the documents under paths, in their order, those of a folder by name.

    In a folder, files of other types, README* and hidden ones are skipped and counted. A file
    named itself is returned whatever it is, and so is a folder that can't be looked into; reading
    them tells what is wrong.
    """
    files: list[Found] = []
    skipped = 0
    for path in paths:
        if not _is_folder(path, unknown=False):
            files.append(Found(path, _shown(path.name)))
            continue
        for inner in sorted(_walk(path)):
            relative = inner.relative_to(path)
            if _is_folder(inner, unknown=True) or _is_document(relative):
                files.append(Found(inner, _shown(relative.as_posix())))
            else:
                skipped += 1
    return Documents(tuple(files), skipped)


def _is_folder(path: Path, *, unknown: bool) -> bool:
    """Tell whether a path is a folder; `unknown` where its name is too long to be asked for."""
    try:
        return path.is_dir()
    except OSError:
        return unknown


def _walk(folder: Path) -> list[Path]:
    """Return all files below a folder, and the folders that can't be read."""
    found: list[Path] = []

    def unreadable(error: OSError) -> None:
        found.append(Path(error.filename or folder))

    for place, _, names in os.walk(folder, onerror=unreadable):
        found.extend(Path(place, name) for name in names)
    return found


def _is_document(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and not path.name.upper().startswith("README") and is_supported(path)


def _shown(name: str) -> str:
    """Return a name as text: old archives left names in GBK, which Linux keeps as bytes."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def parse_file(
    path: Path,
    source: str,
    *,
    allow_marked: bool = False,
    scanned: Sequence[PlacedLine] | None = None,
) -> Document:
    """Read and parse a file that goes by the name `source`; raises a DocumentError.

    One that is marked as secret is a SecretDocumentError, unless that is allowed: then the mark
    stands among the warnings. The documents of an archive become one, in order of their names.
    `scanned` are the lines of a scan as `corpus.readers.scan` has read them.
    """
    name = PurePath(source).name
    parts = read_parts(path, name) if scanned is None else _recognised(scanned, name)
    mark = _marking(parts, source) or folder_marking(path.parent.parts)
    if mark is not None and not allow_marked:
        raise SecretDocumentError(name, mark)
    marked = (f"带“{mark}”字样",) if mark is not None else ()
    alone = len(parts) == 1
    documents = [
        Parsing(
            part.reading.text,
            source if alone else part.name,
            part.reading.notes,
            part.reading.metadata,
        )
        .run()
        .document
        for part in parts
    ]
    return _joined(documents, source, marked)


def _recognised(lines: Sequence[PlacedLine], name: str) -> tuple[Part, ...]:
    # It loads what draws and looks at pictures, which most documents have no use for.
    from corpus.readers.scan import assembled  # noqa: PLC0415

    return (Part(name, assembled(lines, name)),)


def require_speech(document: Document) -> None:
    """Raise NotASpeechError for a program, a log, a table of numbers: hardly Chinese at all.

    Where cleaning has left nothing, it is an EmptyDocumentError.
    """
    if not any(speech.blocks for speech in document.speeches):
        raise EmptyDocumentError(PurePath(document.source).name)
    (speech, *others) = document.speeches
    if others or NO_SPEECH not in speech.warnings:
        return
    text = "".join("".join(block.text.split()) for block in speech.blocks)
    if count_han(text) < _LEAST_HAN * len(text) or not text:
        raise NotASpeechError(PurePath(document.source).name)


def _marking(parts: Sequence[Part], source: str) -> str | None:
    for part in parts:
        names = (part.name, source, *part.reading.titles)
        if found := marking(part.reading.text, part.reading.margins, *names):
            return found
    return None


def _joined(documents: Sequence[Document], source: str, warnings: tuple[str, ...]) -> Document:
    speeches = [speech for document in documents for speech in document.speeches]
    first = replace(speeches[0], warnings=(*speeches[0].warnings, *warnings))
    numbered = (replace(one, number=i) for i, one in enumerate([first, *speeches[1:]], start=1))
    told = [warning for document in documents for warning in document.warnings]
    collections = {document.collection for document in documents}
    collection = collections.pop() if len(collections) == 1 else None
    return Document(source, tuple(numbered), collection, (*told, *warnings))


def parse_text(text: str, source: str) -> Document:
    """Parse a text with line feeds for line ends; `source` is a file name and may give a title."""
    return account(text, source).document


def account(text: str, source: str) -> Parsed:
    """Parse a text and tell what became of each character of it that isn't white space."""
    return Parsing(text, source).run()
