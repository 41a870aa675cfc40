"""XML parts of zip containers, read within bounds."""

from __future__ import annotations

import posixpath
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
LARGEST_TOTAL = 256 << 20
"""Bytes of unpacked XML that are read of one document."""

_CHUNK = 1 << 16
_WORD = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SAME = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _WORD),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", _WORD),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
"""Names of one thing in strict Open XML and in Word 2003, and the usual one."""


class Container:
    """A zip file with XML parts; raises DocumentErrors that name the document."""

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._file = file
        self._left = LARGEST_TOTAL
        self.name = name
        self.parts = frozenset(file.namelist())

    def read(self, part: str) -> bytes:
        """Return the unpacked bytes of a part, which may not be larger than LARGEST_PART."""
        return b"".join(self._chunks(part))

    def mentions(self, part: str, words: tuple[bytes, ...]) -> bool:
        """Tell whether one of some words stands in a part, without parsing it."""
        end = b""
        for chunk in self._chunks(part):
            if any(word in end + chunk for word in words):
                return True
            end = chunk[-max(map(len, words)) :]
        return False

    def root(self, part: str) -> ET.Element:
        """Return the root element of a small part."""
        parser = ET.XMLParser()  # noqa: S314 - entities are refused before they are parsed
        for chunk in self._named(part):
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
        for chunk in self._named(part):
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

    def _named(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of a part with the usual namespaces, which the first of them declare."""
        first = True
        for chunk in self._chunks(part):
            known = chunk
            for other, usual in _SAME if first else ():
                known = known.replace(other, usual)
            first = False
            yield known

    def related(self, part: str, kind: str) -> dict[str, str]:
        """Return the parts to which a part is related by a kind, by identity; "" is the package."""
        folder, slash, name = part.rpartition("/")
        listed = f"{folder}{slash}_rels/{name}.rels"
        if listed not in self.parts:
            return {}
        found = {}
        for one in self.root(listed):
            target = one.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            if one.get("Type", "").endswith(f"/{kind}") and one.get("TargetMode") != "External":
                found[one.get("Id", "")] = posixpath.normpath(place)
        return {identity: target for identity, target in found.items() if target in self.parts}

    def beside(self, part: str, kind: str) -> str | None:
        """Return the part to which a part is related by a kind, or that goes by its name."""
        named = f"{part.rpartition('/')[0]}/{kind}.xml".lstrip("/")
        usual = named if named in self.parts else None
        return next(iter(self.related(part, kind).values()), usual)

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
                    self._left -= len(chunk)
                    if left < 0 or self._left < 0:
                        most = LARGEST_PART if left < 0 else LARGEST_TOTAL
                        raise TooLargeError(self.name, f"解压后超过 {most >> 20} MB")
                    yield chunk
        except (KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise DamagedError(self.name) from error
        except NotImplementedError as error:
            raise EncryptedError(self.name) from error


def local(tag: str) -> str:
    """Return a tag without its namespace."""
    return tag.rpartition("}")[2]


def named(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """Yield the elements of a name below a root, in any namespace."""
    return (element for element in root.iter() if local(element.tag) == name)
