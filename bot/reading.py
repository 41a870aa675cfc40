"""What another process does to read a document of the chat; it loads nothing but what reads."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.parser import parse
from corpus.errors import DocumentError, PictureError, ScannedError, SecretDocumentError
from corpus.readers.scan import is_available
from store.documents.packed import outline, pack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corpus.readers.placed import PlacedLine
    from store.documents.model import DocumentSummary

SCANNED = "!scanned"
"""A picture of text that can be read page by page."""
MARKED = "!secret"
"""Before the mark that a secret document bears: it must go from the chat, too."""


def why(error: DocumentError) -> str:
    """What is kept of a document that can't be taken in: of which kind the error is, what of."""
    mark = MARKED if isinstance(error, SecretDocumentError) else f"!{type(error).__name__}"
    return f"{mark} {error.detail}".rstrip()


def read(
    path: Path, source: str, packed: Path, scanned: Sequence[PlacedLine] | None = None
) -> DocumentSummary | str:
    """Parse a document and keep it packed; gives its outline, or why it can't be taken in.

    SCANNED for one that is to be read again with the lines of its pages.
    """
    content_hash = hashlib.sha256(path.read_bytes()).hexdigest()
    try:
        document = parse(path, source, scanned=scanned)
    except DocumentError as error:
        scan_ahead = isinstance(error, (ScannedError, PictureError)) and is_available()
        return SCANNED if scan_ahead else why(error)
    write(packed, pack(document, content_hash))
    return outline(document, content_hash)


def write(file: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_bytes(data)
    new.replace(file)
