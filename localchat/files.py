"""Files that people and bots have sent: kept in memory, found by file_id."""

from __future__ import annotations

import hashlib
import io
from itertools import count

from PIL import Image

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
        _, width, height = _image(content)
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
    return _image(content)[0]


def _image(content: bytes) -> tuple[str | None, int, int]:
    """Give MIME type, width and height in pixels of a picture; None and 0 for anything else."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "GIF", "JPEG")) as picture:
            return picture.get_format_mimetype(), *picture.size
    except (OSError, SyntaxError, Image.DecompressionBombError):
        return None, 0, 0
