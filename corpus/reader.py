"""From a file to its text, whatever its format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import EmptyDocumentError, UnreadableError, UnsupportedError
from corpus.readers.text import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

READERS: Mapping[str, Callable[[bytes, str], str]] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_text,
    ".markdown": read_text,
}
"""Reader of each file name extension: bytes and the file's name in, text out."""


def is_supported(path: Path) -> bool:
    """Tell whether there is a reader for a file of this name."""
    return path.suffix.lower() in READERS


def read_document(path: Path) -> str:
    """Return the text of a file, line ends as line feeds.

    Raises a DocumentError: no such file, no reader for it, no encoding fits, no text inside.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnsupportedError(path.name, "、".join(READERS))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(path.name, _reason(error)) from error
    text = reader(data, path.name) if data else ""
    if not text.strip():
        raise EmptyDocumentError(path.name)
    return text


def _reason(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "文件不存在"
        case PermissionError():
            return "没有读取权限"
        case _:
            return error.strerror or "读取失败"
