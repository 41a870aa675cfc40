"""XML parts of zip containers, read within bounds."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, TypeAlias, cast
from xml.etree import ElementTree as ET

from corpus.errors import DamagedError, EncryptedError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

_Pull: TypeAlias = "ET.XMLPullParser[tuple[str, ET.Element]]"

LARGEST_PART = 96 << 20
"""Bytes of unpacked XML that are read of one part; a speech of a million characters has a tenth."""

_CHUNK = 1 << 16


class Container:
    """A zip file with XML parts; raises DocumentErrors that name the document."""

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._file = file
        self.name = name
        self.parts = frozenset(file.namelist())

    def read(self, part: str) -> bytes:
        """Return the unpacked bytes of a part, which may not be larger than LARGEST_PART."""
        return b"".join(self._chunks(part))

    def root(self, part: str) -> ET.Element:
        """Return the root element of a small part."""
        parser = _parser()
        for chunk in self._chunks(part):
            self._feed(parser, chunk)
        try:
            root: ET.Element = parser.close()
        except ET.ParseError as error:
            raise DamagedError(self.name) from error
        return root

    def children(self, part: str, parent: str) -> Iterator[ET.Element]:
        """Yield the finished children of the first element `parent`, one after another.

        Each is emptied when the next one is asked for, so that memory doesn't grow with the part.
        """
        pull: _Pull = ET.XMLPullParser(("start", "end"))
        depth = 0
        inside = 0
        for chunk in self._chunks(part):
            self._feed(pull, chunk)
            for event, element in self._events(pull):
                if event == "start":
                    depth += 1
                    inside = inside or (depth if element.tag == parent else 0)
                    continue
                depth -= 1
                if inside and depth == inside:
                    yield element
                    element.clear()
        try:
            pull.close()
        except ET.ParseError as error:
            raise DamagedError(self.name) from error

    def _events(self, pull: _Pull) -> Iterator[tuple[str, ET.Element]]:
        try:
            # Only starts and ends were asked for; the types know of other events, too.
            yield from cast("Iterator[tuple[str, ET.Element]]", pull.read_events())
        except ET.ParseError as error:
            raise DamagedError(self.name) from error

    def _feed(self, parser: ET.XMLParser | _Pull, chunk: bytes) -> None:
        # An office document declares no entities; one that does means to blow up.
        if b"<!ENTITY" in chunk:
            raise DamagedError(self.name)
        try:
            parser.feed(chunk)
        except ET.ParseError as error:
            raise DamagedError(self.name) from error

    def _chunks(self, part: str) -> Iterator[bytes]:
        try:
            info = self._file.getinfo(part)
            if info.flag_bits & 1:
                raise EncryptedError(self.name)
            if info.file_size > LARGEST_PART:
                raise TooLargeError(self.name, f"解压后 {info.file_size >> 20} MB")
            left = LARGEST_PART
            with self._file.open(info) as opened:
                while chunk := opened.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise TooLargeError(self.name, f"解压后超过 {LARGEST_PART >> 20} MB")
                    yield chunk
        except (KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise DamagedError(self.name) from error
        except NotImplementedError as error:
            raise EncryptedError(self.name) from error


def _parser() -> ET.XMLParser:
    return ET.XMLParser()  # noqa: S314 - entities are refused before they are parsed


def local(tag: str) -> str:
    """Return a tag without its namespace."""
    return tag.rpartition("}")[2]
