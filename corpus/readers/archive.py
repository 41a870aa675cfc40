"""Zip archives of documents: what is in them, with the names as people see them."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from corpus.errors import DamagedError, EncryptedError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_MEMBER = 64 << 20
"""Bytes of one document in an archive."""
LARGEST_TOTAL = 256 << 20
"""Bytes of all of them."""
MOST_MEMBERS = 2_000

_HIDDEN = (".", "__MACOSX")
_UTF8_NAME = 0x800
_ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, by its path in there."""

    name: str
    data: bytes


def members(file: zipfile.ZipFile, name: str) -> Iterator[Member]:
    """Yield the files of an archive by name; hidden ones and README are left out.

    `name` is the archive's, for the DocumentError that an encrypted or damaged one raises.
    """
    named = sorted(_named(file), key=lambda entry: entry[0])
    if len(named) > MOST_MEMBERS:
        raise TooLargeError(name, f"{len(named):,} 个文件")
    left = LARGEST_TOTAL
    for shown, info in named:
        left -= info.file_size
        if info.flag_bits & _ENCRYPTED:
            raise EncryptedError(name)
        if info.file_size > LARGEST_MEMBER or left < 0:
            raise TooLargeError(name, f"解压后的 {PurePosixPath(shown).name}")
        try:
            yield Member(shown, file.read(info))
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
            raise DamagedError(name) from error


def _named(file: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    for info in file.infolist():
        shown = _shown_name(info)
        parts = PurePosixPath(shown).parts
        if info.is_dir() or not parts or any(part.startswith(_HIDDEN) for part in parts):
            continue
        if not parts[-1].upper().startswith("README"):
            yield shown, info


def _shown_name(info: zipfile.ZipInfo) -> str:
    """Return a name that Windows wrote in its own code page; zipfile takes it for cp437."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
