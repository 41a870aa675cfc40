"""OFD, the layout format of Chinese offices (GB/T 33190-2016)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from corpus.errors import DamagedError, EmptyDocumentError, ScannedError, TooLargeError
from corpus.lines import width
from corpus.readers.around import of_ofd
from corpus.readers.display import with_levels
from corpus.readers.placed import PlacedLine, paragraphs, without_margins
from corpus.readers.radicals import without_radicals
from corpus.readers.reading import Reading, flow
from corpus.readers.xml import local, named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from corpus.readers.xml import Container

ROOT = "OFD.xml"
MOST_PAGES = 3_000
_CELLS_APART = 2.0


def read_ofd(container: Container) -> Reading:
    """Read the text objects of all pages; lengths are in millimetres."""
    # A page that is listed again has nothing to add.
    pages = list(dict.fromkeys(_pages(container)))
    if len(pages) > MOST_PAGES:
        raise TooLargeError(container.name, f"{len(pages):,} 页")
    lines: list[PlacedLine] = []
    pictures = False
    for number, part in enumerate(pages):
        root = container.root(part)
        pictures = pictures or any(local(e.tag) == "ImageObject" for e in root.iter())
        lines.extend(_lines(root, number))
    if not lines:
        raise ScannedError(container.name) if pictures else EmptyDocumentError(container.name)
    kept, margins = without_margins(lines)
    notes = (f"去页眉页脚 {len(margins)} 行",) if margins else ()
    reading = Reading(flow(with_levels(paragraphs(kept))), tuple(margins), notes)
    return of_ofd(container, pages).added(reading)


def _pages(container: Container) -> Iterator[str]:
    for body in named(container.root(ROOT), "DocRoot"):
        document = _resolved("", body.text or "")
        if document not in container.parts:
            raise DamagedError(container.name)
        folder = posixpath.dirname(document)
        for page in named(container.root(document), "Page"):
            if location := page.get("BaseLoc"):
                yield _resolved(folder, location)


def _resolved(folder: str, location: str) -> str:
    if location.startswith("/"):
        return posixpath.normpath(location.lstrip("/"))
    return posixpath.normpath(posixpath.join(folder, location.strip()))


def _lines(root: Element, page: int) -> Iterator[PlacedLine]:
    """Gather text objects of one height into lines; each holds codes with a start of their own."""
    line: list[tuple[float, float, float, float, str]] = []
    for piece in _pieces(root):
        if line and abs(piece[1] - line[0][1]) > 0.5 * max(piece[2], line[0][2]):
            yield _line(line, page)
            line = []
        line.append(piece)
    if line:
        yield _line(line, page)


def _pieces(root: Element) -> Iterator[tuple[float, float, float, float, str]]:
    for element in named(root, "TextObject"):
        box = _numbers(element.get("Boundary", ""))
        size = (_numbers(element.get("Size", "")) or [3.5])[0]
        left, top = box[:2] if len(box) >= 2 else (0.0, 0.0)
        for code in (child for child in element if local(child.tag) == "TextCode"):
            text = without_radicals((code.text or "").strip("\r\n"))
            across = (_numbers(code.get("X", "")) or [0.0])[0]
            down = (_numbers(code.get("Y", "")) or [0.0])[0]
            if text.strip():
                # A Han character is as wide as the font's size.
                end = left + across + width(text) / 2 * size
                yield left + across, top + down, size, end, text


def _line(pieces: list[tuple[float, float, float, float, str]], page: int) -> PlacedLine:
    ordered = sorted(pieces)
    text, end = "", ordered[0][0]
    for left, _, size, right, part in ordered:
        text += ("\t" if left - end > _CELLS_APART * size else "") + part
        end = max(end, right)
    left, top, size, _, _ = ordered[0]
    return PlacedLine(text.strip(), left, end, top, max(size, *(p[2] for p in ordered)), page)


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split()]
    except ValueError:
        return []
