"""From a file to its text: one document, or those of an archive."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import stat
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import (
    DamagedError,
    DocumentError,
    EmptyDocumentError,
    TooLargeError,
    UnreadableError,
    UnsupportedError,
)
from corpus.formats import SUFFIXES, is_archive, read_all, suffix_of
from corpus.readers.archive import members

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from pathlib import Path

    from corpus.readers.reading import Part

LARGEST_FILE = 64 << 20
"""Bytes of the largest file that is read."""


def is_supported(path: Path) -> bool:
    """Tell whether a file is named like a document."""
    return suffix_of(path.name) in SUFFIXES


def read_document(path: Path) -> str:
    """Return the text of a file, line ends as line feeds; raises a DocumentError."""
    return "\n\n\n".join(part.reading.text for part in read_parts(path))


def read_parts(path: Path, name: str | None = None) -> tuple[Part, ...]:
    """Read a file: one part, or one for each document of an archive.

    It goes by `name`, which is its own where none is given. Raises a DocumentError: no such file,
    no reader for it, damaged, too large, no text inside.
    """
    name = name or path.name
    data = _bytes(path, name)
    if not is_archive(data, name):
        return read_all(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return _archived(file, name)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise DamagedError(name) from error


def fingerprint(path: Path, name: str | None = None) -> str:
    """Return the SHA-256 of a file in hexadecimal digits; raises what reading it would."""
    with _opened(path, name or path.name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _bytes(path: Path, name: str) -> bytes:
    with _opened(path, name) as file:
        # A file that grows has more than its size told.
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise TooLargeError(name, f"{LARGEST_FILE >> 20} MB 以上")
    if not data:
        raise EmptyDocumentError(name)
    return data


@contextlib.contextmanager
def _opened(path: Path, name: str) -> Iterator[BufferedReader]:
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode) and not stat.S_ISDIR(state.st_mode):
            # A pipe would let us wait for ever.
            raise UnreadableError(name, "不是普通文件")
        if state.st_size > LARGEST_FILE:
            raise TooLargeError(name, f"{state.st_size / (1 << 20):.0f} MB")
        with path.open("rb") as file:
            yield file
    except (OSError, ValueError) as error:
        raise UnreadableError(name, _reason(error)) from error


def _archived(file: zipfile.ZipFile, name: str) -> tuple[Part, ...]:
    """Read the documents of an archive; what can't be read is noted, if anything can."""
    parts: list[Part] = []
    failures: list[tuple[str, DocumentError]] = []
    for member in members(file, name):
        if suffix_of(member.name) not in SUFFIXES:
            continue
        try:
            if suffix_of(member.name) == ".zip":
                raise UnsupportedError(member.name)
            parts.extend(read_all(member.data, member.name))
        except DocumentError as error:
            failures.append((member.name, error))
    if not parts:
        raise failures[0][1] if failures else EmptyDocumentError(name)
    notes = tuple(f"未收 {inner}（{error.reason}）" for inner, error in failures)
    first = parts[0].reading
    parts[0] = replace(parts[0], reading=replace(first, notes=(*first.notes, *notes)))
    return tuple(parts)


def _reason(error: Exception) -> str:
    match error:
        case FileNotFoundError():
            return "文件不存在"
        case PermissionError():
            return "没有读取权限"
        case IsADirectoryError():
            return "是文件夹"
        case OSError(errno=errno.ENAMETOOLONG):
            return "名字太长"
        case OSError():
            return error.strerror or "读取失败"
        case _:
            return "文件名不合规"
