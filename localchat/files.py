"""Files that people and bots have sent: kept in memory, found by file_id."""

from __future__ import annotations

import hashlib
import struct
from itertools import count

from localchat.errors import bad_request
from localchat.state import StoredFile

DOWNLOAD_LIMIT = 20_000_000
UPLOAD_LIMIT = 50_000_000
PHOTO_LIMIT = 10_000_000
"""Bytes; https://core.telegram.org/bots/api#sending-files and #getfile."""


class FileStore:
    """All files of one Telegram."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._numbers = count(1)

    def add(self, name: str, mime: str, content: bytes, size: int | None = None) -> StoredFile:
        """Keep a file; `size` in bytes acts a bigger one than `content` is."""
        number = next(self._numbers)
        unique = hashlib.sha256(content + name.encode()).hexdigest()[:15]
        width, height = image_size(content) or (0, 0)
        stored = StoredFile(
            f"BQACAgUAAx{number:06d}{unique}",
            f"AgAD{unique}",
            name,
            mime,
            content,
            len(content) if size is None else size,
            width,
            height,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[self.path(stored)] = stored
        return stored

    def find(self, file_id: str) -> StoredFile:
        """Find a file; ApiError 400 for an unknown id."""
        if file_id not in self._by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._by_id[file_id]

    def path(self, stored: StoredFile) -> str:
        """Name the path under which a bot downloads the file."""
        suffix = stored.name.rpartition(".")[2] if "." in stored.name else "bin"
        safe = suffix if suffix.isascii() and suffix.isalnum() else "bin"
        return f"documents/{stored.file_id}.{safe}"

    def at(self, path: str) -> StoredFile | None:
        """Find a file by the path that getFile gave."""
        return self._by_path.get(path)


def image_type(content: bytes) -> str | None:
    """Tell the MIME type of a PNG, GIF or JPEG; None for anything else."""
    kinds = {b"\x89PNG": "image/png", b"GIF8": "image/gif", b"\xff\xd8\xff": "image/jpeg"}
    return next((kind for start, kind in kinds.items() if content.startswith(start)), None)


def image_size(content: bytes) -> tuple[int, int] | None:
    """Read width and height in pixels of a PNG, GIF or JPEG; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return None
